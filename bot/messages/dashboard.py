"""A leader's page of App Home: how one of their groups does, and the way to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    Option,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.messages.actions import Action
from bot.messages.charts import as_text, text_bar
from bot.messages.cycle_report import report_value
from bot.messages.digest import (
    CHOICES,
    Choice,
    figures_in_brief,
    highlight_blocks,
    in_sentences,
    own_words,
    settings_in_words,
    small_group_words,
    turn_value,
)
from bot.messages.figures import FigureRow, figure_rows, part_rows, period_in_words, trend
from bot.messages.home import HomePage
from bot.messages.language import say
from bot.messages.message import (
    OPTION_TEXT,
    context,
    escape,
    header,
    section,
    shorten,
    to_view,
    typed,
)
from bot.messages.stage import in_brief
from domain.digest_settings import DigestSettings
from domain.words import later
from rubric_data import Rubric
from storage.digests import OwnLearning, PeriodFigures, SmallGroup, Told
from storage.figures import WeekTotals
from storage.stages import StageReport

WEEKS: Final = 9
_PARTS: Final = (later("Elements"), later("How they learned"), later("Networks"), later("Skills"))
_CHOOSE: Final = f"{Action.HOME_PAGE}_9"
"""Choosing a group turns App Home to its page."""


@dataclass(frozen=True)
class Dashboard:
    """One group of a leader at a moment; `today` is the date where they are."""

    choices: tuple[Choice, ...]
    """All groups that they lead, widest first."""
    lately: Told
    """The last four whole weeks."""
    this_week: Told
    trend: tuple[WeekTotals, ...]
    """Oldest first, this week last."""
    own: OwnLearning
    """What the leader logged lately."""
    stage: StageReport
    settings: DigestSettings
    usual: str | None
    """When the digest comes for those who chose no time; None where none is on."""
    today: date
    awaiting: tuple[Block, ...] = ()
    """What waits for the leader to do something."""
    has_cycles: bool = False
    """There are cycles of evaluations to report of."""


def dashboard_blocks(dashboard: Dashboard, rubric: Rubric, *, is_home: bool = True) -> list[Block]:
    """The page; outside App Home (a modal) without the way to the other groups."""
    told = dashboard.lately
    blocks: list[Block] = [header(told.group)]
    if is_home and len(dashboard.choices) > 1:
        blocks.append(_chooser(dashboard))
    blocks += [_buttons(dashboard), *dashboard.awaiting]
    if isinstance(told, SmallGroup):
        blocks += [section(small_group_words(told)), *highlight_blocks(told.highlights)]
    else:
        blocks += _figure_blocks(dashboard, told, rubric)
    return [
        *blocks,
        section(own_words(dashboard.own, is_running=False)),
        DividerBlock(),
        header(say("Where the district stands")),
        section(
            in_brief(dashboard.stage, rubric),
            block_id="stage",
            accessory=ButtonElement(text=say("Send me the report"), action_id=Action.SHOW_STAGE),
        ),
    ]


def dashboard_modal(dashboard: Dashboard, rubric: Rubric) -> dict[str, Any]:
    """The same beside a message."""
    return to_view(
        View(
            type="modal",
            title=PlainTextObject(text=say("Dashboard")),
            close=PlainTextObject(text=say("Close")),
            blocks=dashboard_blocks(dashboard, rubric, is_home=False),
        )
    )


def _chooser(dashboard: Dashboard) -> ActionsBlock:
    options = [
        Option(
            text=shorten(choice.name, OPTION_TEXT),
            value=f"{HomePage.GROUPS}/{choice.group_id}",
        )
        for choice in dashboard.choices[:CHOICES]
    ]
    opened = f"{HomePage.GROUPS}/{dashboard.lately.group_id}"
    return ActionsBlock(
        block_id="choose-group",
        elements=[
            StaticSelectElement(
                action_id=_CHOOSE,
                placeholder=say("Another group"),
                options=options,
                initial_option=next((each for each in options if each.value == opened), None),
            )
        ],
    )


def _buttons(dashboard: Dashboard) -> ActionsBlock:
    group_id = dashboard.lately.group_id
    elements = [
        ButtonElement(
            text=say("Send me last week's digest"),
            action_id=Action.SHOW_DIGEST,
            value=turn_value(group_id, dashboard.this_week.period.before()),
        ),
        ButtonElement(
            text=say("Send me the Excel workbook"),
            action_id=Action.SEND_WORKBOOK,
            value=turn_value(group_id, dashboard.lately.period),
        ),
        ButtonElement(
            text=say("What people let me see"), action_id=Action.SHOW_LED, value=str(group_id)
        ),
        ButtonElement(text=say("When the digest comes"), action_id=Action.DIGEST_SETTINGS),
    ]
    if dashboard.has_cycles:
        elements.append(
            ButtonElement(
                text=say("How far evaluations are"),
                action_id=Action.SHOW_CYCLE_REPORT,
                value=report_value(None, group_id),
            )
        )
    return ActionsBlock(block_id="dashboard", elements=elements)


def _figure_blocks(dashboard: Dashboard, told: PeriodFigures, rubric: Rubric) -> list[Block]:
    rows, held_back = part_rows(figure_rows(told, rubric))
    sentences = in_sentences(told, rubric, is_running=False)
    this_week = figures_in_brief(dashboard.this_week)
    blocks: list[Block] = [
        section(
            f"{say('*This week so far*: {figures}.', figures=this_week)}\n"
            f"*{escape(period_in_words(told.period, dashboard.today))}*: {' '.join(sentences)}"
        ),
        context(
            f"{escape(settings_in_words(dashboard.settings, dashboard.usual))} "
            + say("What you ask for here comes into your direct message.")
        ),
    ]
    weeks = trend(dashboard.trend, dashboard.today, most=WEEKS)
    if any(weeks.minutes.values()):
        blocks += [
            DividerBlock(),
            section(as_text(say("Minutes by week"), weeks.minutes, say("min"))),
        ]
    for heading in _PARTS:
        lines = _lines([row for row in rows if row.heading == heading])
        if lines:
            blocks.append(
                section(
                    "\n".join(
                        [say("*{heading}, a week (usual week)*", heading=say(heading)), *lines]
                    )
                )
            )
    counts = [
        f"{row.name}: {row.a_week()} ({row.usual()})"
        for row in rows
        if row.heading in ("Goals", "Prompts")
    ]
    if counts:
        blocks.append(
            section("\n".join([say("*Goals and prompts, a week (usual week)*"), *counts]))
        )
    if held_back:
        blocks.append(context(held_back))
    return [*blocks, *highlight_blocks(told.highlights)]


def _lines(rows: Sequence[FigureRow]) -> list[str]:
    """A bar, the week's figure and the usual one of each."""
    most = max((row.measure.a_week or 0 for row in rows), default=0) or 1
    return [
        f"{text_bar((row.measure.a_week or 0) / most)} {typed(row.name, 60)}: "
        f"{row.a_week()} ({row.usual()})"
        for row in rows
    ]
