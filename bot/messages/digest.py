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
from domain.balance import lagging_element
from domain.privacy import FLOOR
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
                    f"{FLOOR} educators on."
                ),
                *_more(other_groups),
            ],
        )
    sentences = _sentences(figures, rubric)
    blocks: list[Block] = [header(title), section("\n".join(sentences))]
    if figures.totals.entries or any(week.entries for week in figures.previous):
        blocks += _charts(figures, rubric, has_charts=has_charts)
    blocks += [section(text) for text in _details(figures, rubric) if text]
    lagging = lagging_element(
        [element.key for element in rubric.elements],
        {key: spread.minutes for key, spread in figures.by_element.items()},
    )
    element = next(element for element in rubric.elements if element.key == lagging)
    next_step = " ".join(sentence.text for sentence in element.next_step)
    blocks += [
        section(
            f"*Could use more: {escape(element.label)}*\n"
            f"The rubric's possible next step:\n{quote(next_step, 1500)}"
        ),
        context(_own_words(figures)),
        *_more(other_groups),
    ]
    return Message(f"{escape(title)}. {sentences[0]}", blocks)


def _week_in_words(week: Week, today: date) -> str:
    days = f"{week.monday.day} {week.monday:%b} to {week.sunday.day} {week.sunday:%b}"
    return f"this week so far ({days})" if week.sunday >= today else days


def _sentences(figures: DigestFigures, rubric: Rubric) -> list[str]:
    totals = figures.totals
    if not totals.entries:
        sentences = [
            f"Nobody of the {figures.people} logged anything. Weeks like this happen; "
            "a word about something you learned yourself is a good start."
        ]
    else:
        sentences = [
            f"*{totals.participants} of {figures.people}* took part: "
            f"*{counted(totals.entries, 'entry', 'entries')}*, *{in_hours(totals.minutes)}*."
        ]
    sentences.append(_against_before(totals, figures.previous))
    if figures.prompts_sent:
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
    if figures.by_skill:
        most = max(figures.by_skill, key=lambda key: figures.by_skill[key].entries)
        sentences.append(f"Most practised skill: {label(rubric.skills, most).lower()}.")
    return sentences


def _against_before(totals: WeekTotals, previous: tuple[WeekTotals, ...]) -> str:
    usual = round(sum(week.minutes for week in previous) / len(previous))
    if not usual:
        return "The four weeks before had no time logged."
    change = totals.minutes - usual
    if abs(change) * 10 <= usual:
        return f"About as much as in the four weeks before ({in_hours(usual)} a week)."
    more = "more" if change > 0 else "less"
    return (
        f"{in_hours(abs(change))} {more} than in the four weeks before ({in_hours(usual)} a week)."
    )


def _charts(figures: DigestFigures, rubric: Rubric, *, has_charts: bool) -> list[Block]:
    labels = [element.label for element in rubric.elements]
    keys = [element.key for element in rubric.elements]
    now = [figures.by_element[key].minutes if key in figures.by_element else 0 for key in keys]
    before = [
        round(
            sum(week.minutes_by_element.get(key, 0) for week in figures.previous)
            / len(figures.previous)
        )
        for key in keys
    ]
    weeks = [*figures.previous, figures.totals]
    by_week = {f"{week.week.monday:%d %b}": week.minutes for week in weeks}
    if not has_charts:
        return [
            section(as_text("Minutes by element", dict(zip(labels, now, strict=True)), "min")),
            section(as_text("Minutes by week", by_week, "min")),
        ]
    return [
        bar_chart(
            "Minutes by element",
            categories=labels,
            series={"The week": now, "Usual week": before},
            x_label="Element",
            y_label="Minutes",
        ),
        bar_chart(
            "Minutes by week",
            categories=list(by_week),
            series={"Minutes": list(by_week.values())},
            x_label="Week from",
            y_label="Minutes",
        ),
    ]


def _details(figures: DigestFigures, rubric: Rubric) -> list[str]:
    modes = [
        f"{label(rubric.modes, key)}: {counted(spread.entries, 'entry', 'entries')}, "
        f"{in_hours(spread.minutes)}"
        for key, spread in figures.by_mode.items()
    ]
    networks = [
        f"{label(rubric.network_acts, key)}: {spread.entries}"
        for key, spread in figures.by_network_act.items()
    ] + [
        f"{label(rubric.reaches, key)}: {spread.entries}"
        for key, spread in figures.by_reach.items()
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
