"""A leader's digest: plain sentences first, Slack's own charts, then one thing to do."""

from __future__ import annotations

from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action
from bot.messages.charts import as_text, bar_chart
from bot.messages.labels import label
from bot.messages.message import (
    Message,
    context,
    counted,
    escape,
    header,
    in_hours,
    listed,
    quote,
    section,
    typed,
)
from domain.weeks import Week
from rubric_data import Rubric
from storage.figures import DigestFigures, WeekTotals, WithheldFigures


def digest_message(
    figures: DigestFigures | WithheldFigures,
    rubric: Rubric,
    today: date,
    *,
    has_charts: bool = True,
    other_groups: tuple[str, ...] = (),
) -> Message:
    """A week of a group. `has_charts` is false where a workspace's Slack draws none."""
    title = f"{figures.group}: {_week_in_words(figures.week, today)}"
    if isinstance(figures, WithheldFigures):
        return Message(
            escape(title),
            [
                header(title),
                section(
                    f"This group is small. So that nobody is singled out, figures show from "
                    f"{figures.floor} educators on, and where they don't show up a smaller group."
                ),
                *_more(other_groups),
            ],
        )
    sentences = _sentences(figures, rubric)
    blocks: list[Block] = [header(title), section("\n".join(sentences))]
    if any(week.entries for week in (*figures.previous, figures.totals)):
        blocks += _charts(figures, rubric, has_charts=has_charts)
    blocks += [section(text) for text in _details(figures, rubric) if text]
    lagging = figures.lagging([element.key for element in rubric.elements])
    if lagging is not None:
        element = rubric.element(lagging)
        next_step = " ".join(sentence.text for sentence in element.next_step)
        blocks.append(
            section(
                f"*Could use more: {escape(element.label)}*\n"
                f"The rubric's possible next step:\n{quote(next_step, 1500)}"
            )
        )
    blocks += [context(_own_words(figures)), *_more(other_groups)]
    return Message(f"{escape(title)}. {sentences[0]}", blocks)


def _week_in_words(week: Week, today: date) -> str:
    days = f"{week.monday.day} {week.monday:%b} to {week.sunday.day} {week.sunday:%b}"
    return f"this week so far ({days})" if week.sunday >= today else days


def _sentences(figures: DigestFigures, rubric: Rubric) -> list[str]:
    totals = figures.totals
    if totals.participants is None or totals.minutes is None:
        sentences = [
            f"A few of the {figures.people} took part. So that nobody is singled out, figures "
            f"show once {figures.floor} have."
        ]
    elif not totals.entries:
        sentences = [
            f"Nobody of the {figures.people} logged anything. Weeks like this happen; "
            "a word about something you learned yourself is a good start."
        ]
    else:
        sentences = [
            f"*{totals.participants} of {figures.people}* took part: "
            f"*{counted(totals.entries, 'entry', 'entries')}*, *{in_hours(totals.minutes)}*."
        ]
    if totals.minutes is not None:
        sentences.append(_against_before(totals.minutes, figures.previous))
    if figures.prompts_sent and figures.prompts_answered is not None:
        share = round(100 * figures.prompts_answered / figures.prompts_sent)
        sentences.append(
            f"{figures.prompts_answered} of {counted(figures.prompts_sent, 'prompt')} "
            f"answered ({share}%)."
        )
    goals = [
        counted(count, f"goal {word}", f"goals {word}")
        for count, word in (
            (figures.goals_set, "set"),
            (figures.goals_moved, "moved"),
            (figures.goals_met, "met"),
        )
        if count
    ]
    if goals:
        sentences.append(f"{listed(goals)}.")
    practised = {key: spread.entries for key, spread in figures.by_skill.items() if spread}
    if practised:
        most = max(practised, key=lambda key: practised[key])
        sentences.append(f"Most practised skill: {label(rubric.skills, most).lower()}.")
    return sentences


def _against_before(minutes: int, previous: tuple[WeekTotals, ...]) -> str:
    known = [week.minutes for week in previous if week.minutes is not None]
    usual = round(sum(known) / len(known)) if known else 0
    if not usual:
        return "The four weeks before had no time to compare with."
    change = minutes - usual
    if abs(change) * 10 <= usual:
        return f"About as much as in the four weeks before ({in_hours(usual)} a week)."
    more = "more" if change > 0 else "less"
    return (
        f"{in_hours(abs(change))} {more} than in the four weeks before ({in_hours(usual)} a week)."
    )


def _charts(figures: DigestFigures, rubric: Rubric, *, has_charts: bool) -> list[Block]:
    """Of what is shown; what is held back has no bar."""
    elements = [
        element for element in rubric.elements
        if figures.totals.minutes_by_element.get(element.key, 0) is not None
    ]  # fmt: skip
    labels = [element.label for element in elements]
    now = [figures.totals.minutes_by_element.get(element.key) or 0 for element in elements]
    before = [_usual(figures.previous, element.key) for element in elements]
    weeks = [*figures.previous, figures.totals]
    by_week = {
        f"{week.week.monday:%d %b}": week.minutes for week in weeks if week.minutes is not None
    }
    is_shown = figures.totals.minutes is not None and bool(elements)
    if not has_charts:
        lines: list[Block] = [section(as_text("Minutes by week", by_week, "min"))]
        if is_shown:
            by_element = dict(zip(labels, now, strict=True))
            lines.insert(0, section(as_text("Minutes by element", by_element, "min")))
        return lines
    charts: list[Block] = [
        bar_chart(
            "Minutes by week",
            categories=list(by_week),
            series={"Minutes": list(by_week.values())},
            x_label="Week from",
            y_label="Minutes",
        )
    ]
    if is_shown:
        charts.insert(
            0,
            bar_chart(
                "Minutes by element",
                categories=labels,
                series={"The week": now, "Usual week": before},
                x_label="Element",
                y_label="Minutes",
            ),
        )
    return charts


def _usual(previous: tuple[WeekTotals, ...], element: str) -> int:
    known = [week.minutes_by_element.get(element, 0) for week in previous]
    shown = [minutes for minutes in known if minutes is not None]
    return round(sum(shown) / len(shown)) if shown else 0


def _details(figures: DigestFigures, rubric: Rubric) -> list[str]:
    modes = [
        f"{label(rubric.modes, key)}: {counted(spread.entries, 'entry', 'entries')}, "
        f"{in_hours(spread.minutes)}"
        for key, spread in figures.by_mode.items()
        if spread
    ]
    networks = [
        f"{label(rubric.network_acts, key)}: {spread.entries}"
        for key, spread in figures.by_network_act.items()
        if spread
    ] + [
        f"{label(rubric.reaches, key)}: {spread.entries}"
        for key, spread in figures.by_reach.items()
        if spread
    ]
    highlights = [
        f"• {typed(highlight.name, 80)}: {typed(highlight.text, 200)}"
        + (f" {typed(highlight.link, 300)}" if highlight.link else "")
        for highlight in figures.highlights
    ]
    return [
        "*How they learned*\n" + "\n".join(modes) if modes else "",
        f"*Networks*\n{' · '.join(networks)}" if networks else "",
        "*Shared with colleagues*\n" + "\n".join(highlights) if highlights else "",
    ]


def _own_words(figures: DigestFigures) -> str:
    if not figures.own_entries:
        return "You logged nothing yourself that week. Showing your own learning invites others."
    return (
        f"You yourself logged {counted(figures.own_entries, 'entry', 'entries')}, "
        f"{in_hours(figures.own_minutes)}."
    )


def _more(groups: tuple[str, ...]) -> list[Block]:
    """Buttons to the other groups that this leader has."""
    if not groups:
        return []
    return [
        ActionsBlock(
            block_id="groups",
            elements=[
                ButtonElement(
                    text=typed(name, 70),
                    action_id=f"{Action.SHOW_DIGEST}_{place}",
                    value=name,
                )
                for place, name in enumerate(groups[:10])
            ],
        )
    ]
