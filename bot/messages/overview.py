"""What an educator sees of themselves: `/pln me` in brief, App Home in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock

from bot.messages.actions import Action
from bot.messages.charts import minutes_chart
from bot.messages.credit import standing_blocks, standing_in_words
from bot.messages.entry import entry_line, taken_back_line
from bot.messages.evaluation import evaluation_home_blocks
from bot.messages.forms import confirm
from bot.messages.goal import goal_line
from bot.messages.labels import label, time_in_words
from bot.messages.language import say, say_count, say_date
from bot.messages.message import (
    Message,
    context,
    header,
    in_hours,
    listed,
    section,
    unstyled,
)
from bot.messages.retention import notice_in_words
from bot.messages.settings import settings_in_words
from domain.preferences import Settings
from domain.retention import Retention
from domain.weeks import Week
from domain.words import later
from rubric_data import Rubric
from storage.claims import EntryCredit
from storage.credit import Standing
from storage.progress import GoalProgress
from storage.readings import OwnCourse
from storage.tables import Entry

HOME_ENTRIES = 8
HOME_TAKEN_BACK = 2
HOME_GOALS = 8
ME_GOALS = 5
CELLS = 10
_OWN: Final = later("What you log is yours: only you see it, unless you choose otherwise.")


@dataclass(frozen=True)
class Overview:
    """An educator's own record at a moment; `today` is the date where they are."""

    name: str
    today: date
    streak: int
    week_entries: int
    week_minutes: int
    minutes_by_week: dict[Week, int]
    """Oldest first, this week last."""
    minutes_by_element: dict[str, int]
    """Of the last 30 days."""
    skills: dict[str, int]
    """Entries of the last 30 days that practised each."""
    goals: Sequence[GoalProgress]
    entries: Sequence[Entry]
    local_next_prompt_at: datetime | None
    settings: Settings
    groups_led: Sequence[str] = ()
    taken_back: Sequence[Entry] = ()
    """Entries that they deleted just now."""
    standing: Standing | None = None
    """Their credit of this school year; None where nothing gives any."""
    credit: Mapping[int, EntryCredit] = field(default_factory=dict)
    """What their latest entries earn, by entry."""
    evaluation: OwnCourse | None = None
    """Theirs, while a cycle runs."""
    retention: Retention | None = None
    """For how long the workspace keeps what they write; None is for ever."""


def me_message(overview: Overview, rubric: Rubric, *, has_charts: bool = True) -> Message:
    """Their week, balance and goals in brief. `has_charts` is false where Slack draws none."""
    blocks: list[Block] = [section(f"*{say('Your learning')}*\n{_week(overview)}")]
    blocks += _charts(overview, rubric, has_charts=has_charts)
    if overview.goals:
        blocks.append(section(say("*Your goals*")))
        blocks += [goal_line(progress, overview.today) for progress in overview.goals[:ME_GOALS]]
    if overview.standing is not None:
        blocks.append(context(standing_in_words(overview.standing)))
    blocks += [
        context(_next_prompt(overview, rubric)),
        _buttons(overview, "me"),
    ]
    return Message(_in_plain_words(overview, rubric), blocks)


def overview_blocks(overview: Overview, rubric: Rubric) -> list[Block]:
    """The page of App Home that is about themselves."""
    blocks: list[Block] = [
        header(say("Hi {name}", name=overview.name.strip().partition(" ")[0])),
        section(_week(overview)),
        _buttons(overview, "home"),
        ActionsBlock(
            block_id="find",
            elements=[
                ButtonElement(text=say("Ways to learn"), action_id=Action.DISCOVER),
                ButtonElement(text=say("Colleagues"), action_id=Action.PEOPLE),
                ButtonElement(text=say("Share something"), action_id=Action.SHARE),
            ],
        ),
        context(_next_prompt(overview, rubric)),
        *evaluation_home_blocks(overview.evaluation, rubric, overview.today),
        DividerBlock(),
        header(say("Your goals")),
    ]
    if overview.goals:
        blocks += [goal_line(progress, overview.today) for progress in overview.goals[:HOME_GOALS]]
        blocks.append(context(say("`/pln goals` shows all of them, those too that are closed.")))
    else:
        blocks.append(
            section(say("No goal yet. A small one is best: something you can do within a month."))
        )
    blocks += [DividerBlock(), header(say("Your balance")), section(_balance(overview, rubric))]
    blocks += standing_blocks(overview.standing, overview.today)
    blocks += [DividerBlock(), header(say("What you logged lately"))]
    blocks += [taken_back_line(entry) for entry in overview.taken_back[:HOME_TAKEN_BACK]]
    if overview.entries:
        blocks += [
            entry_line(entry, rubric, overview.today, credit=overview.credit.get(entry.id))
            for entry in overview.entries[:HOME_ENTRIES]
        ]
        blocks.append(
            context(say("`/pln list` shows all of it, and looks for words, tags and times."))
        )
    else:
        blocks.append(
            section(
                say(
                    "Nothing yet. A video, a chat with a colleague, a blog post: all of it counts. "
                    "Type `/pln log 20m` and what it was."
                )
            )
        )
    return [*blocks, DividerBlock(), *_choice_blocks(overview)]


def _week(overview: Overview) -> str:
    if not overview.week_entries:
        week = say("Nothing logged this week so far.")
    else:
        week = say(
            "This week: *{entries}*, *{hours}*.",
            entries=say_count("{count} entry", "{count} entries", overview.week_entries),
            hours=in_hours(overview.week_minutes),
        )
    if overview.streak > 1:
        streak = say_count("{count} week in a row", "{count} weeks in a row", overview.streak)
        week = f"{week} {streak} :seedling:"
    return week


def _in_plain_words(overview: Overview, rubric: Rubric) -> str:
    """All of it for notifications and screen readers, which get no blocks."""
    sentences = [say("Your learning: {week}", week=unstyled(_week(overview)))]
    by_element = [
        f"{element.label} {in_hours(overview.minutes_by_element[element.key])}"
        for element in rubric.elements
        if overview.minutes_by_element.get(element.key)
    ]
    if by_element:
        sentences.append(say("In the last 30 days: {elements}.", elements=listed(by_element)))
    if overview.goals:
        sentences.append(
            say_count(
                "You work on {count} goal.", "You work on {count} goals.", len(overview.goals)
            )
        )
    sentences.append(_next_prompt(overview, rubric))
    return " ".join(sentences)


def _charts(overview: Overview, rubric: Rubric, *, has_charts: bool) -> list[Block]:
    charts = []
    by_element = {
        element.label: overview.minutes_by_element.get(element.key, 0)
        for element in rubric.elements
    }
    by_week = {
        say_date(week.monday, "MMMd"): spent for week, spent in overview.minutes_by_week.items()
    }
    for title, minutes, axis in (
        (say("Your minutes by element, last 30 days"), by_element, say("Element")),
        (say("Your minutes by week"), by_week, say("Week from")),
    ):
        if any(minutes.values()):
            charts.append(minutes_chart(title, minutes, axis, has_charts=has_charts))
    return charts


def _next_prompt(overview: Overview, rubric: Rubric) -> str:
    settings = settings_in_words(overview.settings, rubric, overview.today)
    if overview.settings.is_opted_out or overview.local_next_prompt_at is None:
        return settings
    return say(
        "Next prompt: {time}. {settings}",
        time=time_in_words(overview.local_next_prompt_at, overview.today),
        settings=settings,
    )


def _buttons(overview: Overview, block_id: str) -> ActionsBlock:
    buttons = [
        ButtonElement(text=say("Log activity"), action_id=Action.LOG, style="primary"),
        ButtonElement(text=say("Set a goal"), action_id=Action.SET_GOAL),
        ButtonElement(text=say("Reflect now"), action_id=Action.REFLECT_NOW),
    ]
    if overview.groups_led and block_id == "me":
        buttons.append(
            ButtonElement(
                text=say("Show digest"), action_id=Action.SHOW_DIGEST, value=overview.groups_led[0]
            )
        )
    return ActionsBlock(block_id=block_id, elements=buttons)


def _balance(overview: Overview, rubric: Rubric) -> str:
    most = max(overview.minutes_by_element.values(), default=0)
    if not most:
        return say("Your last 30 days over the four elements show here once you log.")
    lines = []
    for element in rubric.elements:
        minutes = overview.minutes_by_element.get(element.key, 0)
        cells = round(CELLS * minutes / most)
        lines.append(f"`{'█' * cells}{'░' * (CELLS - cells)}` {element.label}: {in_hours(minutes)}")
    if overview.skills:
        names = ", ".join(
            f"{label(rubric.skills, skill)} {count}" for skill, count in overview.skills.items()
        )
        lines += ["", say("*Skills:* {names}", names=names)]
    return "\n".join([say("Last 30 days"), *lines])


def _choice_blocks(overview: Overview) -> list[Block]:
    if overview.settings.is_opted_out:
        button = ButtonElement(text=say("Start prompts again"), action_id=Action.OPT_IN)
    elif overview.settings.preferences.is_paused(overview.today):
        button = ButtonElement(text=say("End the pause"), action_id=Action.END_PAUSE)
    else:
        button = ButtonElement(
            text=say("Stop prompts"),
            action_id=Action.OPT_OUT,
            confirm=confirm(
                say("Stop prompts?"),
                say("I won't write to you by myself until you start them again."),
                yes=say("Stop prompts"),
                no=say("Keep them"),
            ),
        )
    return [
        ActionsBlock(
            block_id="choice",
            elements=[ButtonElement(text=say("Settings"), action_id=Action.SETTINGS), button],
        ),
        ActionsBlock(
            block_id="own",
            elements=[
                ButtonElement(text=say("Make a portfolio"), action_id=Action.PORTFOLIO),
                ButtonElement(text=say("Get my record"), action_id=Action.EXPORT),
                ButtonElement(
                    text=say("Who looked at my record"), action_id=Action.LOOKS, value="0"
                ),
                ButtonElement(text=say("Erase my record"), action_id=Action.FORGET),
            ],
        ),
        context(" ".join(filter(None, (say(_OWN), _notice(overview))))),
    ]


def _notice(overview: Overview) -> str:
    if overview.retention is None:
        return ""
    return notice_in_words(overview.retention, overview.today)
