"""Where the district stands: the report for leaders and admins, and the form for a rating."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock

from bot.messages.actions import Action, Form
from bot.messages.charts import bar_chart, shown
from bot.messages.forms import Origin, choice_input, confirm, modal, text_input
from bot.messages.labels import day_in_words
from bot.messages.message import (
    Message,
    context,
    counted,
    escape,
    header,
    quote,
    section,
    typed,
)
from domain.stages import TOP_SCORE, Standing
from rubric_data import Rubric
from rubric_data.rubric import Element
from storage.stages import ElementStage, StageReport
from storage.tables import StageRating

VIEWS: Final = 6
"""How many raters' words the form shows of an element."""
_DESCRIPTION: Final = 1500


def stage_message(
    report: StageReport,
    rubric: Rubric,
    today: date,
    *,
    opening: str | None = None,
    has_charts: bool = True,
) -> Message:
    """All elements, each with where it stands, the rubric's description and next step.

    `has_charts` is false where a workspace's Slack draws none.
    """
    summary = (
        f"{in_brief(report, rubric)} Press *Rate* beside an element to say where you see it, from "
        f"0 ({escape(rubric.stages[0].name)}) to {TOP_SCORE} ({escape(rubric.stages[-1].name)})."
    )
    blocks: list[Block] = [section(opening)] if opening else []
    blocks += [
        header("Where the district stands"),
        section(summary),
        *_charts(report, rubric, has_charts=has_charts),
    ]
    at_stage = f"*At {escape(rubric.stage)}*"
    for element in rubric.elements:
        found = report.of(element.key)
        blocks += [
            DividerBlock(),
            section(
                f"*{escape(element.name)}*\n{_where(found, rubric, today)}",
                block_id=f"stage-{element.key}",
                accessory=rate_button(element),
            ),
            section(f"{at_stage}\n{quote(element.description_text, _DESCRIPTION)}"),
            section(f"*Possible next step*\n{quote(element.next_step_text, _DESCRIPTION)}"),
        ]
    blocks.append(
        context(
            "Leaders and admins rate and read this, each with their name. "
            "Of each the newest rating counts."
        )
    )
    return Message(
        f"{opening + ' ' if opening else ''}Where the district stands. {summary}", blocks
    )


def rated_message(rating: StageRating, report: StageReport, rubric: Rubric, today: date) -> Message:
    """What was kept, with the way back, and how the element stands now."""
    element = rubric.element(rating.element)
    said = (
        f"Saved: *{escape(element.label)}* at *{rating.score}* "
        f"({escape(rubric.stage_at(rating.score).name)})."
    )
    return Message(
        said,
        [
            section(f"{said}\n{quote(rating.reason, 500)}"),
            section(_where(report.of(element.key), rubric, today)),
            ActionsBlock(
                block_id=f"rating-{rating.id}",
                elements=[
                    ButtonElement(text="Show the report", action_id=Action.SHOW_STAGE),
                    ButtonElement(
                        text="Change",
                        action_id=Action.RATE_STAGE,
                        value=element.key,
                    ),
                    ButtonElement(
                        text="Take it back",
                        action_id=Action.TAKE_BACK_RATING,
                        value=str(rating.id),
                        confirm=confirm(
                            "Take it back?",
                            "Your rating counts no more; the one before it does, if you gave one.",
                            yes="Take it back",
                        ),
                    ),
                ],
            ),
        ],
    )


def stage_form(
    found: ElementStage,
    own: StageRating | None,
    rubric: Rubric,
    today: date,
    origin: Origin,
) -> dict[str, Any]:
    """The rubric's words and what others see first, then one's own view; `own` is the last."""
    element, at_stage = rubric.element(found.element), f"*At {escape(rubric.stage)}*"
    words = [_view_words(view.rating, view.name, rubric, today) for view in found.views[:VIEWS]]
    blocks: list[Block] = [
        section(f"*{escape(element.name)}*\n{_where(found, rubric, today)}"),
        section(f"{at_stage}\n{quote(element.description_text, _DESCRIPTION)}"),
        section(f"*Possible next step*\n{quote(element.next_step_text, _DESCRIPTION)}"),
        *(section(each) for each in words),
        choice_input(
            "score",
            "Where do you see the district?",
            [(str(score), f"{score}: {rubric.stage_at(score).name}") for score in _scores()],
            value=str(own.score) if own else None,
        ),
        text_input(
            "reason",
            "Why?",
            value=own.reason if own else None,
            is_multiline=True,
            hint="What do you see people do? Leaders and admins read this with your name.",
        ),
        text_input(
            "evidence",
            "What shows it?",
            value=own.evidence if own else None,
            placeholder="A policy, a survey, a link",
            is_optional=True,
        ),
    ]
    return modal(Form.STAGE, title="Rate the district", submit="Save", blocks=blocks, origin=origin)


def rate_button(element: Element) -> ButtonElement:
    return ButtonElement(
        text="Rate",
        action_id=Action.RATE_STAGE,
        value=element.key,
        accessibility_label=f"Rate {element.label}"[:75],
    )


def in_brief(report: StageReport, rubric: Rubric) -> str:
    """A sentence or two: how far, and which element is furthest behind."""
    if report.score is None:
        return "Nobody has rated the district yet."
    score = report.score
    sentences = [
        f"*{round(100 * score / TOP_SCORE)}%* of the way: {score:.1f} of {TOP_SCORE} over the "
        f"elements ({escape(rubric.stage_at(score).name)})."
    ]
    rated = [(each, each.now) for each in report.elements if each.now is not None]
    last, lowest = min(rated, key=lambda pair: pair[1].score)
    if len(rated) > 1 and lowest.score < max(now.score for _, now in rated):
        label = escape(rubric.element(last.element).label)
        sentences.append(f"Furthest behind: {label}, at {lowest.score:.1f}.")
    unrated = [rubric.element(each.element).label for each in report.elements if each.now is None]
    if unrated:
        sentences.append(f"Not rated yet: {escape(', '.join(unrated))}.")
    return " ".join(sentences)


def _charts(report: StageReport, rubric: Rubric, *, has_charts: bool) -> list[Block]:
    """How the elements moved, once there is more than one month to show."""
    ends = sorted({end for each in report.elements for end, _ in each.history})
    moved = [each for each in report.elements if each.history]
    if len(ends) < 2:
        return []
    series = {
        rubric.element(each.element).label: [_score_at(each, end) for end in ends] for each in moved
    }
    chart = bar_chart(
        "Share of the way, in percent",
        categories=[f"{end:%b} {end.year}" for end in ends],
        series=series,
        x_label="At the end of",
        y_label="Percent",
        kind="line",
    )
    return [shown(chart, has_charts=has_charts)]


def _score_at(found: ElementStage, end: date) -> int:
    earlier = [standing for on, standing in found.history if on <= end]
    return earlier[-1].percent if earlier else 0


def _where(found: ElementStage, rubric: Rubric, today: date) -> str:
    now = found.now
    if now is None:
        return "Not rated yet."
    stage = escape(rubric.stage_at(now.score).name)
    last = day_in_words(max(view.rating.rated_on for view in found.views), today)
    lines = [
        f"*{now.score:.1f}* of {TOP_SCORE}: *{stage}*, {now.percent}% of the way. "
        f"{counted(now.raters, 'rater')}, the last {last}."
    ]
    lines += [_moved(found, now)] if _moved(found, now) else []
    if now.is_disputed:
        lines.append(
            f"Raters differ: from {now.lowest} ({escape(rubric.stage_at(now.lowest).name)}) to "
            f"{now.highest} ({escape(rubric.stage_at(now.highest).name)}). "
            "Worth a talk about what each of you sees."
        )
    return "\n".join(lines)


def _moved(found: ElementStage, now: Standing) -> str:
    """Against the first of the months that are shown."""
    (end, first), *later = found.history or ((date.min, now),)
    change = round(now.score - first.score, 1)
    if not later or not change:
        return ""
    return f"{'Up' if change > 0 else 'Down'} {abs(change):.1f} since {end:%B} {end.year}."


def _view_words(rating: StageRating, name: str, rubric: Rubric, today: date) -> str:
    evidence = f"\nShown by: {typed(rating.evidence, 300)}" if rating.evidence else ""
    return (
        f"*{typed(name, 80)}*: {rating.score} ({escape(rubric.stage_at(rating.score).name)}), "
        f"{day_in_words(rating.rated_on, today)}\n{quote(rating.reason, 500)}{evidence}"
    )


def _scores() -> range:
    return range(TOP_SCORE + 1)
