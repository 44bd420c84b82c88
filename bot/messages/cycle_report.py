"""How far a cycle of evaluations is in a group, or in the whole district; never who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    Option,
    StaticSelectElement,
)

from bot.messages.actions import Action
from bot.messages.charts import bar_chart, shown, text_bar
from bot.messages.cycle_words import (
    HIDDEN,
    STEP_LABELS,
    figures_in_brief,
    hidden_means,
    is_anything_hidden,
    phase_in_words,
    shown_in_brief,
)
from bot.messages.labels import label
from bot.messages.language import say, say_count, say_in
from bot.messages.message import (
    OPTION_TEXT,
    Message,
    context,
    escape,
    header,
    section,
    shorten,
    typed,
    unstyled,
)
from bot.messages.stage import in_brief
from domain.cycles import LONGEST_NAME
from domain.evaluation import KINDS
from domain.participation import STEPS, Step
from domain.stages import TOP_SCORE
from domain.words import later
from rubric_data import Rubric
from storage.participation import CycleFigures
from storage.stages import ElementStage, StageReport

INSIDE: Final = 10
"""How many groups the message tells of; the workbook has them all."""
CHOICES: Final = 100
_ON_CHART: Final[Mapping[Step, str]] = {
    "begun": later("Begun"),
    "goals-set": later("Goals settled"),
    "responded": later("Responded to"),
    "decided": later("Decided"),
}


@dataclass(frozen=True)
class CycleReport:
    """A cycle in one group, or in all that it is for; `today` is the date where its reader is."""

    figures: CycleFigures
    group_id: int | None
    """None is the whole cycle."""
    inside: tuple[CycleFigures, ...]
    """The groups in it, by name."""
    stage: StageReport | None
    """Where the district stands; None for a group's."""
    cycles: tuple[tuple[int, str], ...]
    """All there are, with their names, newest first."""
    today: date


def report_value(cycle_id: int | None, group_id: int | None) -> str:
    """What a button carries that shows a report; without a cycle it is the newest."""
    return f"{cycle_id or ''}:{group_id or ''}"


def report_message(report: CycleReport, rubric: Rubric, *, has_charts: bool) -> Message:
    """`has_charts` is false where a workspace's Slack draws none."""
    figures, cycle = report.figures, report.figures.cycle
    whose = typed(figures.group, 100) if figures.group is not None else say("all it is for")
    title = f"*{typed(cycle.name, LONGEST_NAME)}*, {whose}"
    blocks: list[Block] = [
        header(say("How far evaluations are")),
        section(
            f"{title} · {phase_in_words(cycle, report.today)}\n"
            + say_count("For {count} educator.", "For {count} educators.", figures.people)
        ),
    ]
    if figures.is_small:
        blocks.append(section(small_words(figures)))
    else:
        blocks += [*_steps(figures, has_charts=has_charts), section(_evidence(figures, rubric))]
    if report.inside:
        lines = [
            f"• *{typed(each.group or '', 60)}*: {shown_in_brief(each)}"
            for each in report.inside[:INSIDE]
        ]
        more = len(report.inside) - INSIDE
        lines += [say("• and {more} more in the workbook", more=more)] if more > 0 else []
        blocks.append(section("\n".join([say("*Groups in it*"), *lines])))
    if any(map(is_anything_hidden, (figures, *report.inside))):
        blocks.append(context(hidden_means(figures.floor)))
    if report.stage is not None:
        blocks += _stage(report.stage, rubric)
    return Message(
        say(
            "How far evaluations are in {cycle}. {figures}.",
            cycle=unstyled(title),
            figures=figures_in_brief(figures),
        ),
        [*blocks, _buttons(report)],
    )


def small_words(figures: CycleFigures) -> str:
    return say(
        "Figures of fewer than {floor} educators would give people away, so there are none.",
        floor=figures.floor,
    )


def _on_chart(step: Step) -> str:
    if step == "submitted":  # elsewhere it is one evaluation that was
        return say_in("what several educators did", "Submitted")
    return say(_ON_CHART[step])


def _steps(figures: CycleFigures, *, has_charts: bool) -> list[Block]:
    known = {
        _on_chart(step): reached for step in STEPS if (reached := figures.steps[step]) is not None
    }
    lines = [f"*{say(STEP_LABELS[step])}*: {_of_all(figures, step)}" for step in STEPS]
    blocks: list[Block] = [section("\n".join(lines))]
    if any(known.values()):
        chart = bar_chart(
            say("Educators at each step or further"),
            categories=list(known),
            series={say("Educators"): list(known.values())},
            x_label=say("Step"),
            y_label=say("Educators"),
        )
        blocks.insert(0, shown(chart, has_charts=has_charts))
    return blocks


def _of_all(figures: CycleFigures, step: Step) -> str:
    percent = figures.share(step)
    if percent is None:
        return HIDDEN
    return say(
        "{reached} of {people} ({percent}%)",
        reached=figures.steps[step],
        people=figures.people,
        percent=percent,
    )


def _evidence(figures: CycleFigures, rubric: Rubric) -> str:
    """The four kinds of indicators beside each other."""
    counts = {kind: figures.kinds[kind] for kind in KINDS}
    known = [each.indicators for each in counts.values() if each is not None]
    most = max(known, default=0) or 1
    lines = [say("*Indicators that stand as evidence in what was submitted*")]
    for kind, standing in counts.items():
        name = escape(label(rubric.indicator_kinds, kind))
        if standing is None:
            lines.append(f"{name}: {HIDDEN}")
        else:
            told = say_count(
                "{name}: {indicators} by {count} educator",
                "{name}: {indicators} by {count} educators",
                standing.people,
                name=name,
                indicators=standing.indicators,
            )
            lines.append(f"{text_bar(standing.indicators / most)} {told}")
    return "\n".join(lines)


def _stage(stage: StageReport, rubric: Rubric) -> list[Block]:
    lines = [_element(each, rubric) for each in stage.elements]
    return [
        DividerBlock(),
        section(
            "\n".join([say("*Where the district stands*"), in_brief(stage, rubric), *lines]),
            block_id="stage",
            accessory=ButtonElement(text=say("Send me the report"), action_id=Action.SHOW_STAGE),
        ),
    ]


def _element(found: ElementStage, rubric: Rubric) -> str:
    name, now = escape(rubric.element(found.element).label), found.now
    if now is None:
        return f"{text_bar(0)} {say('{name}: not rated yet', name=name)}"
    stage = escape(rubric.stage_at(now.score).name)
    return f"{text_bar(now.score / TOP_SCORE)} {name}: {now.score:.1f} ({stage})"


def _buttons(report: CycleReport) -> ActionsBlock:
    cycle_id = report.figures.cycle.id
    elements: list[ButtonElement | StaticSelectElement] = [
        ButtonElement(
            text=say("Send me the Excel workbook"),
            action_id=Action.SEND_CYCLE_WORKBOOK,
            value=report_value(cycle_id, report.group_id),
        )
    ]
    others = [(each, name) for each, name in report.cycles if each != cycle_id]
    if others:
        elements.append(
            StaticSelectElement(
                action_id=Action.SHOW_CYCLE_REPORT,
                placeholder=say("Another cycle"),
                options=[
                    Option(
                        text=shorten(name, OPTION_TEXT), value=report_value(each, report.group_id)
                    )
                    for each, name in others[:CHOICES]
                ],
            )
        )
    return ActionsBlock(block_id="cycle-report", elements=elements)


def workbook_words(report: CycleReport) -> str:
    """What stands beside the file."""
    figures = report.figures
    return f"{escape(figures.cycle.name)}: {escape(figures.group or say('all it is for'))}"
