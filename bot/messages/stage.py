"""Where the district stands: the report for leaders and admins, and the form for a rating."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock

from bot.messages.actions import Action, Form
from bot.messages.charts import bar_chart, shown
from bot.messages.forms import Origin, choice_input, confirm, modal, text_input
from bot.messages.labels import day_in_words
from bot.messages.language import say, say_count, say_date, say_in, say_number
from bot.messages.message import (
    Message,
    context,
    escape,
    header,
    quote,
    section,
    typed,
    unstyled,
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
    summary = say(
        "Press *Rate* beside an element to say where you see it, from 0 ({lowest}) to {most} "
        "({highest}).",
        lowest=escape(rubric.stages[0].name),
        most=TOP_SCORE,
        highest=escape(rubric.stages[-1].name),
    )
    summary = f"{in_brief(report, rubric)} {summary}"
    title = say("Where the district stands")
    blocks: list[Block] = [section(opening)] if opening else []
    blocks += [
        header(title),
        section(summary),
        *_charts(report, rubric, has_charts=has_charts),
    ]
    at_stage = say("*At {stage}*", stage=escape(rubric.stage))
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
            _next_step(element),
        ]
    blocks.append(
        context(
            say(
                "Leaders and admins rate and read this, each with their name. "
                "Of each the newest rating counts."
            )
        )
    )
    return Message(
        unstyled(" ".join([*([opening] if opening else []), f"{title}.", summary])),
        blocks,
    )


def rated_message(rating: StageRating, report: StageReport, rubric: Rubric, today: date) -> Message:
    """What was kept, with the way back, and how the element stands now."""
    element = rubric.element(rating.element)
    said = say(
        "Saved: *{element}* at *{score}* ({stage}).",
        element=escape(element.label),
        score=rating.score,
        stage=escape(rubric.stage_at(rating.score).name),
    )
    return Message(
        unstyled(said),
        [
            section(f"{said}\n{quote(rating.reason, 500)}"),
            section(_where(report.of(element.key), rubric, today)),
            ActionsBlock(
                block_id=f"rating-{rating.id}",
                elements=[
                    ButtonElement(text=say("Show the report"), action_id=Action.SHOW_STAGE),
                    ButtonElement(
                        text=say("Change"),
                        action_id=Action.RATE_STAGE,
                        value=element.key,
                    ),
                    ButtonElement(
                        text=say("Take it back"),
                        action_id=Action.TAKE_BACK_RATING,
                        value=str(rating.id),
                        confirm=confirm(
                            say("Take it back?"),
                            say(
                                "Your rating counts no more; the one before it does, if you gave "
                                "one."
                            ),
                            yes=say("Take it back"),
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
    element = rubric.element(found.element)
    at_stage = say("*At {stage}*", stage=escape(rubric.stage))
    words = [_view_words(view.rating, view.name, rubric, today) for view in found.views[:VIEWS]]
    blocks: list[Block] = [
        section(f"*{escape(element.name)}*\n{_where(found, rubric, today)}"),
        section(f"{at_stage}\n{quote(element.description_text, _DESCRIPTION)}"),
        _next_step(element),
        *(section(each) for each in words),
        choice_input(
            "score",
            say("Where do you see the district?"),
            [(str(score), f"{score}: {rubric.stage_at(score).name}") for score in _scores()],
            value=str(own.score) if own else None,
        ),
        text_input(
            "reason",
            say("Why?"),
            value=own.reason if own else None,
            is_multiline=True,
            hint=say("What do you see people do? Leaders and admins read this with your name."),
        ),
        text_input(
            "evidence",
            say("What shows it?"),
            value=own.evidence if own else None,
            placeholder=say("A policy, a survey, a link"),
            is_optional=True,
        ),
    ]
    return modal(
        Form.STAGE, title=say("Rate the district"), submit=say("Save"), blocks=blocks, origin=origin
    )


def rate_button(element: Element) -> ButtonElement:
    return ButtonElement(
        text=say_in("to rate an element", "Rate"),
        action_id=Action.RATE_STAGE,
        value=element.key,
        accessibility_label=say("Rate {element}", element=element.label)[:75],
    )


def in_brief(report: StageReport, rubric: Rubric) -> str:
    """A sentence or two: how far, and which element is furthest behind."""
    if report.score is None:
        return say("Nobody has rated the district yet.")
    score = report.score
    sentences = [
        say(
            "*{percent}%* of the way: {score} of {most} over the elements ({stage}).",
            percent=round(100 * score / TOP_SCORE),
            score=_score(score),
            most=TOP_SCORE,
            stage=escape(rubric.stage_at(score).name),
        )
    ]
    rated = [(each, each.now) for each in report.elements if each.now is not None]
    last, lowest = min(rated, key=lambda pair: pair[1].score)
    if len(rated) > 1 and lowest.score < max(now.score for _, now in rated):
        label = escape(rubric.element(last.element).label)
        sentences.append(
            say(
                "Furthest behind: {element}, at {score}.", element=label, score=_score(lowest.score)
            )
        )
    unrated = [rubric.element(each.element).label for each in report.elements if each.now is None]
    if unrated:
        sentences.append(say("Not rated yet: {elements}.", elements=escape(", ".join(unrated))))
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
        say("Share of the way, in percent"),
        categories=[say_date(end, "yMMM") for end in ends],
        series=series,
        x_label=say("At the end of"),
        y_label=say("Percent"),
        kind="line",
    )
    return [shown(chart, has_charts=has_charts)]


def _score_at(found: ElementStage, end: date) -> int:
    earlier = [standing for on, standing in found.history if on <= end]
    return earlier[-1].percent if earlier else 0


def _where(found: ElementStage, rubric: Rubric, today: date) -> str:
    now = found.now
    if now is None:
        return say("Not rated yet.")
    stage = escape(rubric.stage_at(now.score).name)
    last = day_in_words(max(view.rating.rated_on for view in found.views), today)
    lines = [
        say(
            "*{score}* of {most}: *{stage}*, {percent}% of the way.",
            score=_score(now.score),
            most=TOP_SCORE,
            stage=stage,
            percent=now.percent,
        )
        + " "
        + say_count(
            "{count} rater, the last {day}.",
            "{count} raters, the last {day}.",
            now.raters,
            day=last,
        )
    ]
    lines += [_moved(found, now)] if _moved(found, now) else []
    if now.is_disputed:
        lines.append(
            say(
                "Raters differ: from {lowest} ({lowest_stage}) to {highest} ({highest_stage}). "
                "Worth a talk about what each of you sees.",
                lowest=now.lowest,
                lowest_stage=escape(rubric.stage_at(now.lowest).name),
                highest=now.highest,
                highest_stage=escape(rubric.stage_at(now.highest).name),
            )
        )
    return "\n".join(lines)


def _moved(found: ElementStage, now: Standing) -> str:
    """Against the first of the months that are shown."""
    (end, first), *later = found.history or ((date.min, now),)
    change = round(now.score - first.score, 1)
    if not later or not change:
        return ""
    month, by = say_date(end, "yMMMM"), _score(abs(change))
    if change > 0:
        return say("Up {change} since {month}.", change=by, month=month)
    return say("Down {change} since {month}.", change=by, month=month)


def _score(score: float) -> str:
    return say_number(score, "0.0")


def _next_step(element: Element) -> Block:
    title = say("Possible next step")
    return section(f"*{title}*\n{quote(element.next_step_text, _DESCRIPTION)}")


def _view_words(rating: StageRating, name: str, rubric: Rubric, today: date) -> str:
    stage = escape(rubric.stage_at(rating.score).name)
    lines = [
        f"*{typed(name, 80)}*: {rating.score} ({stage}), {day_in_words(rating.rated_on, today)}",
        quote(rating.reason, 500),
    ]
    if rating.evidence:
        lines.append(say("Shown by: {evidence}", evidence=typed(rating.evidence, 300)))
    return "\n".join(lines)


def _scores() -> range:
    return range(TOP_SCORE + 1)
