"""A leader's digest: plain sentences first, then charts, a table, and one thing to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    Option,
    StaticSelectElement,
    TableBlock,
)

from bot.messages.actions import Action, Form
from bot.messages.charts import bar_chart, shown
from bot.messages.figures import (
    figure_rows,
    part_rows,
    period_in_words,
    said,
    share,
    trend,
)
from bot.messages.forms import Origin, choice_input, choices_input, modal, time_input
from bot.messages.labels import (
    capitalized,
    clock_in_words,
    weekday_choices,
    weekday_in_words,
)
from bot.messages.language import say, say_count
from bot.messages.message import (
    OPTION_TEXT,
    Message,
    context,
    escape,
    header,
    in_hours,
    listed,
    quote,
    section,
    shorten,
    typed,
    unstyled,
)
from domain.digest_settings import USUAL_DAY, USUAL_TIME, DigestSettings
from domain.periods import Period
from domain.words import later
from rubric_data import Rubric
from rubric_data.rubric import Element
from storage.digests import Digest, Highlight, Measure, OwnLearning, PeriodFigures, SmallGroup, Told

OTHERS: Final = 8
"""How many further groups are told in brief."""
CHOICES: Final = 100
STRETCHES: Final = 12
OFF: Final = "off"
USUAL: Final = "usual"
_IN_TABLE: Final = (
    later("Taking part"),
    later("How they learned"),
    later("Networks"),
    later("Skills"),
    later("Goals"),
    later("Prompts"),
)


_MORE: Final = later("That is {change} more than in a usual week ({usual}).")
_LESS: Final = later("That is {change} less than in a usual week ({usual}).")
_MORE_A_WEEK: Final = later("That is {change} a week more than in a usual week ({usual}).")
_LESS_A_WEEK: Final = later("That is {change} a week less than in a usual week ({usual}).")
_GOALS: Final[Mapping[str, Callable[[int], str]]] = {
    "set": lambda count: say_count("{count} goal set", "{count} goals set", count),
    "moved": lambda count: say_count("{count} goal moved", "{count} goals moved", count),
    "met": lambda count: say_count("{count} goal met", "{count} goals met", count),
}


@dataclass(frozen=True)
class Choice:
    """A group that the reader may turn to."""

    group_id: int
    name: str


def digest_message(
    digest: Digest,
    rubric: Rubric,
    *,
    has_charts: bool = True,
    choices: Sequence[Choice] = (),
    is_last_of_small: bool = False,
    awaiting: Sequence[Block] = (),
) -> Message:
    """A period of a group. `has_charts` is false where a workspace's Slack draws none.

    `is_last_of_small` says that no more such digests come by themselves; `awaiting` is what
    waits for the leader to do something.
    """
    told = digest.told
    title = f"{told.group}: {period_in_words(told.period, digest.today)}"
    if isinstance(told, SmallGroup):
        sentences = [small_group_words(told)]
        blocks = _small_blocks(digest, rubric, is_last=is_last_of_small)
    else:
        sentences = in_sentences(told, rubric, is_running=told.period.is_running(digest.today))
        blocks = _figure_blocks(told, digest, rubric, has_charts=has_charts)
    return Message(
        unstyled(f"{escape(title)}. {' '.join(sentences)}"),
        [
            header(title),
            section("\n".join(sentences)),
            *blocks,
            *_other_groups(digest.others),
            *awaiting,
            *_buttons(digest, choices),
        ],
    )


def in_sentences(figures: PeriodFigures, rubric: Rubric, *, is_running: bool) -> list[str]:
    """What matters most, in plain words; none of it compares a running week with whole ones."""
    sentences = [_who_took_part(figures, is_running=is_running)]
    sentences += _against_before(figures, is_running=is_running)
    if not is_running:
        sentences += _what_grew(figures, rubric)
    sentences += _prompts(figures)
    goals = [
        in_words(total)
        for act, in_words in _GOALS.items()
        if (total := figures.counts[f"goals_{act}"].total)
    ]
    return [*sentences, f"{listed(goals)}."] if goals else sentences


def small_group_words(told: SmallGroup) -> str:
    """Why no figures of it show."""
    if told.people < told.floor:
        return say_count(
            "This group is small: {count} educator belongs to it. Figures of fewer than {floor} "
            "would tell what single people do, so none show.",
            "This group is small: {count} educators belong to it. Figures of fewer than {floor} "
            "would tell what single people do, so none show.",
            told.people,
            floor=told.floor,
        )
    return say(
        "This group is small beside another one: with the figures of both one could "
        "work out what a few people do, so only the wider one's show."
    )


def figures_in_brief(told: Told) -> str:
    """A line about a group."""
    if isinstance(told, SmallGroup):
        return say("too small for figures")
    if told.minutes.total is None:
        return say("a few of {people} took part", people=told.people)
    if not told.entries.total:
        return say("none of the {people} logged anything", people=told.people)
    people = say(
        "{count} of {people} took part",
        count=said(told.took_part.total, "people"),
        people=told.people,
    )
    return f"{people}, {in_hours(told.minutes.total)}"


def idea_for(element: Element, period: Period) -> str | None:
    """One of the element's ideas: another one each week, all in turn."""
    if not element.ideas:
        return None
    return element.ideas[period.last.monday.toordinal() // 7 % len(element.ideas)]


def turn_value(group_id: int, period: Period) -> str:
    """What a button carries that shows a digest."""
    return f"{group_id}:{period}"


def _figure_blocks(
    figures: PeriodFigures, digest: Digest, rubric: Rubric, *, has_charts: bool
) -> list[Block]:
    blocks = _charts(figures, digest, rubric, has_charts=has_charts)
    blocks += _table(figures, digest, rubric)
    blocks += highlight_blocks(figures.highlights)
    lagging = figures.lagging([element.key for element in rubric.elements])
    blocks += _what_to_do(lagging, figures.period, rubric)
    if digest.own is not None:
        blocks.append(section(own_words(digest.own, is_running=_is_running(digest))))
    return blocks


def _small_blocks(digest: Digest, rubric: Rubric, *, is_last: bool) -> list[Block]:
    told = digest.told
    blocks = highlight_blocks(told.highlights)
    if digest.own is not None:
        blocks.append(section(own_words(digest.own, is_running=_is_running(digest))))
    blocks += _what_to_do(None, told.period, rubric)
    if is_last:
        blocks.append(
            context(
                say(
                    "As long as your groups are this small, I won't send this by myself again. "
                    "`/pln digest` shows it whenever you ask."
                )
            )
        )
    return blocks


def _is_running(digest: Digest) -> bool:
    return digest.told.period.is_running(digest.today)


def _who_took_part(figures: PeriodFigures, *, is_running: bool) -> str:
    total, entries, minutes = (
        figures.took_part.total, figures.entries.total, figures.minutes.total,
    )  # fmt: skip
    if total is None or entries is None or minutes is None:
        return say(
            "A few of the {people} took part. So that nobody is singled out, figures show "
            "once {floor} have.",
            people=figures.people,
            floor=figures.floor,
        )
    if not entries:
        if is_running:
            return say(
                "Nobody has logged anything yet. A word about what you learned may start it."
            )
        return say(
            "It was a quiet time: nobody logged anything. That happens; a word about "
            "something you learned yourself is a good start."
        )
    logged = f"*{entries_in_words(entries)}*, *{in_hours(minutes)}*"
    if figures.period.count > 1:
        return say(
            "In a week *{total} of {people}* took part. In all: {logged}.",
            total=total,
            people=figures.people,
            logged=logged,
        )
    return say(
        "*{total} of {people}* took part: {logged}.",
        total=total,
        people=figures.people,
        logged=logged,
    )


def entries_in_words(count: int) -> str:
    """`1 entry`, `2 entries`."""
    return say_count("{count} entry", "{count} entries", count)


def _against_before(figures: PeriodFigures, *, is_running: bool) -> list[str]:
    a_week, usual = figures.minutes.a_week, figures.minutes.usual
    if not usual or a_week is None:
        return []
    if is_running or not a_week:
        return [say("A whole week usually has {usual}.", usual=in_hours(round(usual)))]
    change = a_week - usual
    if abs(change) * 10 <= usual:
        return [say("About as much as in a usual week ({usual}).", usual=in_hours(round(usual)))]
    if figures.period.count > 1:
        text = _MORE_A_WEEK if change > 0 else _LESS_A_WEEK
    else:
        text = _MORE if change > 0 else _LESS
    return [say(text, change=in_hours(round(abs(change))), usual=in_hours(round(usual)))]


def _what_grew(figures: PeriodFigures, rubric: Rubric) -> list[str]:
    """`Collaboration grew most (1 h more than usual); evaluation got least.`"""
    named = [("element", each.key, each.label) for each in rubric.elements]
    named += [("skill", each.key, each.label) for each in rubric.skills]
    growth = {name: _growth(figures.part(family, key).minutes) for family, key, name in named}
    most = max(growth, key=lambda name: growth[name])
    parts = []
    if growth[most] > 0:
        parts.append(
            say(
                "*{part}* grew most ({growth} more than usual)",
                part=escape(most),
                growth=in_hours(growth[most]),
            )
        )
    lagging = figures.lagging([element.key for element in rubric.elements])
    if lagging is not None and figures.entries.total:
        parts.append(say("*{part}* got least", part=escape(rubric.element(lagging).label)))
    return [f"{'; '.join(parts)}."] if parts else []


def _growth(minutes: Measure) -> int:
    """Minutes a week more than usual; 0 where it is not worth a word."""
    if minutes.a_week is None or minutes.usual is None:
        return 0
    change = round(minutes.a_week - minutes.usual)
    return change if change >= 15 and change * 10 > minutes.usual else 0


def _prompts(figures: PeriodFigures) -> list[str]:
    came, answered = figures.counts["prompts_sent"], figures.counts["prompts_answered"]
    now, usual = share(answered.total, came.total), share(answered.usual, came.usual)
    if now is None or answered.total is None or came.total is None:
        return []
    if usual is None:
        return [
            say_count(
                "{answered} of {count} prompt answered ({now}%).",
                "{answered} of {count} prompts answered ({now}%).",
                came.total,
                answered=answered.total,
                now=now,
            )
        ]
    return [
        say_count(
            "{answered} of {count} prompt answered ({now}%, usually {usual}%).",
            "{answered} of {count} prompts answered ({now}%, usually {usual}%).",
            came.total,
            answered=answered.total,
            now=now,
            usual=usual,
        )
    ]


def _charts(
    figures: PeriodFigures, digest: Digest, rubric: Rubric, *, has_charts: bool
) -> list[Block]:
    weeks = [*figures.before, *figures.weeks] if figures.period.count == 1 else figures.weeks
    if not any(week.minutes for week in weeks):
        return []
    charts = []
    parts = {
        element.label: figures.part("element", element.key).minutes for element in rubric.elements
    }
    open_parts = {
        name: measure
        for name, measure in parts.items()
        if measure.a_week is not None and figures.minutes.total is not None
    }
    if open_parts:
        now = say("A week")
        if figures.period.count == 1:
            now = say("So far") if _is_running(digest) else say("The week")
        charts.append(
            bar_chart(
                say("Minutes by element"),
                categories=list(open_parts),
                series={
                    now: [round(measure.a_week or 0) for measure in open_parts.values()],
                    say("A usual week"): [round(each.usual or 0) for each in open_parts.values()],
                },
                x_label=say("Element"),
                y_label=say("Minutes"),
            )
        )
    by_week = trend(weeks, digest.today, most=STRETCHES)
    if by_week.minutes:
        charts.append(
            bar_chart(
                say("Minutes by week")
                if by_week.weeks_together == 1
                else say("Minutes over the weeks"),
                categories=list(by_week.minutes),
                series={say("Minutes"): list(by_week.minutes.values())},
                x_label=by_week.axis,
                y_label=say("Minutes"),
            )
        )
    return [shown(chart, has_charts=has_charts) for chart in charts]


def _table(figures: PeriodFigures, digest: Digest, rubric: Rubric) -> list[Block]:
    """What there is, each against a usual week. The elements are in the chart."""
    rows, held_back = part_rows(
        row for row in figure_rows(figures, rubric) if row.heading in _IN_TABLE
    )
    if not rows:
        return [context(held_back)] if held_back else []
    is_long = figures.period.count > 1
    now = say("So far") if _is_running(digest) else say("The week")
    columns = [say("Figure"), say("In all"), say("A week"), say("A usual week")] if is_long else [
        say("Figure"), now, say("A usual week"),
    ]  # fmt: skip
    cells = [columns]
    for row in rows:
        # People can't be added up over weeks.
        in_all = "" if row.unit == "people" else row.in_all()
        cells.append(
            [row.name, in_all, row.a_week(), row.usual()]
            if is_long
            else [row.name, row.in_all(), row.usual()]
        )
    notes = [say("A usual week is the mean of the four weeks before.")]
    if held_back:
        notes.append(held_back)
    if figures.is_partial and is_long:
        notes.append(say("Weeks in which only a few took part are left out."))
    return [
        TableBlock(
            rows=[[_cell(text) for text in row] for row in cells],
            column_settings=[None, *[{"align": "right"}] * (len(cells[0]) - 1)],
        ),
        context(" ".join(notes)),
    ]


def _cell(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text or " "}


def highlight_blocks(highlights: Sequence[Highlight]) -> list[Block]:
    """What colleagues chose to share."""
    if not highlights:
        return []
    lines = [
        f"• {typed(each.name, 80)}: {typed(each.text, 200)}"
        + (f" {typed(each.link, 300)}" if each.link else "")
        for each in highlights
    ]
    return [section("\n".join([say(":tada: *Worth celebrating, shared with colleagues*"), *lines]))]


def _what_to_do(lagging: str | None, period: Period, rubric: Rubric) -> list[Block]:
    """For the element that lags, else for each in turn."""
    if lagging is not None:
        element = rubric.element(lagging)
        opening = say(
            "*Could use more: {element}*\nThe rubric's possible next step:",
            element=escape(element.label),
        )
        blocks: list[Block] = [section(f"{opening}\n{quote(element.next_step_text, 1500)}")]
    else:
        week_number = period.last.monday.toordinal() // 7
        element, blocks = rubric.elements[week_number % len(rubric.elements)], []
    idea = idea_for(element, period)
    return (
        [*blocks, section(f"{say('*One thing to do this week*')}\n{escape(idea)}")]
        if idea
        else blocks
    )


def own_words(own: OwnLearning, *, is_running: bool) -> str:
    """The leader's own learning beside their group's: do they model it?"""
    if not own.entries:
        if is_running:
            return say(
                "*You* have logged nothing yet yourself. Showing your own learning invites others."
            )
        return say("*You* logged nothing yourself. Showing your own learning invites others.")
    seen = say("colleagues can read {shown} of them", shown=own.shown or say("none"))
    if own.entries == 1:
        seen = say("colleagues can read it") if own.shown else say("colleagues can't read it")
    entries = entries_in_words(own.entries)
    if not own.minutes:
        return say("*You* logged {entries}; {seen}.", entries=entries, seen=seen)
    return say(
        "*You* logged {length} in {entries}; {seen}.",
        length=in_hours(own.minutes),
        entries=entries,
        seen=seen,
    )


def _other_groups(others: Sequence[Told]) -> list[Block]:
    if not others:
        return []
    lines = [f"• *{typed(each.group, 100)}*: {figures_in_brief(each)}" for each in others[:OTHERS]]
    if len(others) > OTHERS:
        lines.append(
            say_count("And {count} more group.", "And {count} more groups.", len(others) - OTHERS)
        )
    return [section("\n".join([say("*Your other groups*"), *lines]))]


def _buttons(digest: Digest, choices: Sequence[Choice]) -> list[Block]:
    told = digest.told
    value = turn_value(told.group_id, told.period)
    elements: list[Any] = [
        ButtonElement(text=say("Open dashboard"), action_id=Action.OPEN_DASHBOARD, value=value),
        ButtonElement(
            text=say("The week before")
            if told.period.count == 1
            else say("The {count} weeks before", count=told.period.count),
            action_id=Action.TURN_DIGEST,
            value=turn_value(told.group_id, told.period.before()),
        ),
        ButtonElement(text=say("When it comes"), action_id=Action.DIGEST_SETTINGS),
    ]
    if isinstance(told, PeriodFigures):
        elements.insert(
            1,
            ButtonElement(text=say("Excel workbook"), action_id=Action.SEND_WORKBOOK, value=value),
        )
    if digest.own is not None and not digest.own.entries:
        elements.append(ButtonElement(text=say("Log activity"), action_id=Action.LOG))
    others = [choice for choice in choices if choice.group_id != told.group_id]
    if others:
        elements.append(
            StaticSelectElement(
                action_id=f"{Action.TURN_DIGEST}_1",
                placeholder=say("Another group"),
                options=[
                    Option(
                        text=shorten(choice.name, OPTION_TEXT),
                        value=turn_value(choice.group_id, told.period),
                    )
                    for choice in others[:CHOICES]
                ],
            )
        )
    return [ActionsBlock(block_id="digest", elements=elements)]


# When it comes


def settings_in_words(settings: DigestSettings, usual: str | None) -> str:
    """When a leader's digest comes; `usual` is what its schedule says, None where none is on."""
    if settings.is_off:
        return say("No digest comes by itself: `/pln digest` shows it when you ask.")
    if usual is None:
        return say("An admin has paused the digest: `/pln digest` shows it when you ask.")
    if settings.weekday is None or settings.at is None:
        return say("Your digest comes {usual}.", usual=escape(usual))
    day = weekday_in_words(settings.weekday)
    return say(
        "Your digest comes every {day} at {clock}.", day=day, clock=clock_in_words(settings.at)
    )


def settings_message(settings: DigestSettings, usual: str | None) -> Message:
    """What was kept."""
    said_so = say("Saved. {settings}", settings=settings_in_words(settings, usual))
    return Message(
        said_so,
        [
            section(
                said_so,
                block_id="digest-settings",
                accessory=ButtonElement(text=say("Change"), action_id=Action.DIGEST_SETTINGS),
            )
        ],
    )


def settings_form(
    settings: DigestSettings, groups: Sequence[Choice], usual: str | None, origin: Origin
) -> dict[str, Any]:
    """`groups` are all that they lead, with those inside them."""
    day = OFF if settings.is_off else settings.weekday or USUAL
    as_usual = (
        say("As usual ({usual})", usual=usual)
        if usual
        else say(
            "As usual ({day}, {time})",
            day=capitalized(weekday_in_words(USUAL_DAY)),
            time=f"{USUAL_TIME:%H:%M}",
        )
    )
    blocks: list[Block] = [
        choice_input(
            "weekday",
            say("Day"),
            [(USUAL, as_usual), *weekday_choices(), (OFF, say("Never: only when I ask"))],
            value=day,
        ),
        time_input(
            "at",
            say("Time"),
            value=settings.at or USUAL_TIME,
            hint=say("On your own clock. It counts with a day of your own."),
        ),
    ]
    if len(groups) > 1:
        blocks.append(
            choices_input(
                "groups",
                say("Groups"),
                [(str(each.group_id), each.name) for each in groups[:CHOICES]],
                values=[str(each) for each in settings.groups],
                hint=say("Leave it empty for every group that you lead yourself."),
            )
        )
    return modal(
        Form.DIGEST_SETTINGS,
        title=say("Your digest"),
        submit=say("Save"),
        blocks=blocks,
        origin=origin,
    )
