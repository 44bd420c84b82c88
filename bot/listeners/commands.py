"""`/pln` and its subcommands: who may use which, and what each does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.home import load_overview
from bot.listeners import (
    approvals,
    catalogue,
    credit,
    digests,
    entries,
    entry_lists,
    evaluation_readings,
    evaluations,
    goals,
    indicators,
    looks,
    own_record,
    people,
    portfolio,
    prompts,
    settings,
    sharing,
    stages,
    stories,
)
from bot.listeners.gestures import Command, Gesture, Listeners, Press
from bot.messages.actions import Action
from bot.messages.greeting import Chapter, HelpLine, help_message
from bot.messages.language import say
from bot.messages.message import Message
from bot.messages.overview import me_message
from domain.subcommands import split_subcommand
from domain.words import later
from rubric_data import Rubric
from storage.people import Caller


@dataclass(frozen=True)
class Subcommand:
    """A word after `/pln`."""

    usage: str
    summary: str
    listen: Callable[[Command], Awaitable[Message | None]]
    chapter: Chapter = Chapter.LEARNING
    """Under which heading help lists it."""
    is_for: Callable[[Caller], bool] = lambda caller: True  # noqa: ARG005


async def me(command: Command) -> None:
    overview = await command.find(
        lambda session: load_overview(session, command.caller, command.bot.rubric, command.now)
    )
    command.answer_with_charts(
        command.origin,
        lambda has_charts: me_message(overview, command.bot.rubric, has_charts=has_charts),
    )


async def show_help(command: Command) -> Message:
    return _help_for(command)


async def press_help(press: Press) -> Message:
    return _help_for(press)


async def listen(command: Command) -> Message | None:
    """Reads the subcommand and hands it the rest of the text."""
    known = [name for name, each in SUBCOMMANDS.items() if each.is_for(command.caller)]
    # Whoever may not use a subcommand is told why by the subcommand itself.
    hidden = [name for name in SUBCOMMANDS if name not in known]
    name, text = split_subcommand(command.text, [*known, *hidden])
    return await SUBCOMMANDS[name].listen(replace(command, text=text))


def _help_for(gesture: Gesture) -> Message:
    rubric = gesture.bot.rubric
    lines = [
        HelpLine(each.usage, each.summary, each.chapter)
        for each in SUBCOMMANDS.values()
        if each.is_for(gesture.caller)
    ]
    return help_message(lines, tag_lines(rubric))


def tag_lines(rubric: Rubric) -> list[tuple[str, list[str]]]:
    """The tags that help lists, by what they say."""
    return [
        (say("Elements"), [rubric.tag_of(each) for each in rubric.elements]),
        (say("Skills"), [rubric.tag_of(each) for each in rubric.skills]),
        (say("Kinds"), [rubric.tag_of(each) for each in rubric.kinds]),
        (say("How"), [rubric.tag_of(each) for each in rubric.modes]),
        (say("Who sees it"), [rubric.tag_of(each) for each in rubric.visibilities]),
    ]


SUBCOMMANDS: Final[dict[str, Subcommand]] = {
    "log": Subcommand(
        later("/pln log 45m EdCamp session on podcasting #ownership"),
        later("Log what you learned. `/pln log` alone opens a form, `/pln log again` repeats one."),
        entries.log,
    ),
    "list": Subcommand(
        later("/pln list podcasting #ownership since Oct 1"),
        later(
            "What you logged, newest first; words, tags and a time narrow it. Edit, "
            "delete, log again."
        ),
        entry_lists.show_list,
    ),
    "goal": Subcommand(
        later("/pln goal Run two student-led conferences by March 20"),
        later("Set a goal; “when …, I will …” adds a plan. `/pln goal` alone opens a form."),
        goals.set_goal,
        chapter=Chapter.GOALS,
    ),
    "goals": Subcommand(
        "/pln goals",
        later("Your goals: check in, revise, complete or let go."),
        goals.show_goals,
        chapter=Chapter.GOALS,
    ),
    "indicators": Subcommand(
        "/pln indicators",
        later("What came of your learning in class; note what you see."),
        indicators.show_indicators,
        chapter=Chapter.GOALS,
    ),
    "evaluation": Subcommand(
        "/pln evaluation",
        later(
            "Your evaluation: what comes next, your goals, evidence and self-rating, and "
            "the answers."
        ),
        evaluations.show_evaluation,
        chapter=Chapter.GOALS,
    ),
    "reflect": Subcommand(
        "/pln reflect", later("Get a short question to think about, now."), prompts.reflect
    ),
    "reflections": Subcommand(
        "/pln reflections",
        later("What you answered, to read, edit and delete."),
        prompts.show_reflections,
    ),
    "credits": Subcommand(
        "/pln credits",
        later("What your learning earned this school year, and what can be handed in for credit."),
        credit.credits_of,
        is_for=lambda caller: caller.has_credit,
    ),
    "me": Subcommand("/pln me", later("Your week, your balance and your goals."), me),
    "settings": Subcommand(
        "/pln settings",
        later(
            "When prompts come: time zone, days, hours, quiet hours, a pause, more or fewer, none."
        ),
        settings.settings,
        chapter=Chapter.RECORD,
    ),
    "people": Subcommand(
        "/pln people #collaboration",
        later("Colleagues who work on an element or a skill, with what they share."),
        people.people,
        chapter=Chapter.COLLEAGUES,
    ),
    "discover": Subcommand(
        "/pln discover podcast",
        later("Ways to learn that colleagues recommend; `/pln discover add` adds yours."),
        catalogue.discover,
        chapter=Chapter.COLLEAGUES,
    ),
    "share": Subcommand(
        "/pln share",
        later(
            "Show an entry or a goal to a channel, after a preview. `/pln share list` "
            "takes it back."
        ),
        sharing.share,
        chapter=Chapter.COLLEAGUES,
    ),
    "portfolio": Subcommand(
        "/pln portfolio [last school year]",
        later("Your learning as a PDF and a workbook, with what you choose to put in."),
        portfolio.portfolio,
        chapter=Chapter.RECORD,
    ),
    "export": Subcommand(
        "/pln export",
        later("All that is kept of you, as files in your direct message."),
        own_record.export,
        chapter=Chapter.RECORD,
    ),
    "forget": Subcommand(
        "/pln forget",
        later("Have all that is kept of you erased. It asks twice."),
        own_record.forget,
        chapter=Chapter.RECORD,
    ),
    "who": Subcommand(
        "/pln who",
        later("Who looked at your record, when and why."),
        own_record.looks,
        chapter=Chapter.RECORD,
    ),
    "digest": Subcommand(
        "/pln digest [group] [last week]",
        later(
            "What your groups learned, in numbers: of a week, `October`, `last 4 weeks`, "
            "`this term`."
        ),
        digests.digest,
        chapter=Chapter.LEADING,
        is_for=lambda caller: caller.is_leader,
    ),
    "stage": Subcommand(
        "/pln stage",
        later("Where you and other leaders see the district, and the next step for each element."),
        stages.stage,
        chapter=Chapter.LEADING,
        is_for=lambda caller: caller.is_leader or caller.is_admin,
    ),
    "look": Subcommand(
        "/pln look Maya",
        later("Read what somebody you lead shows to leaders; they can see that you did."),
        looks.look,
        chapter=Chapter.LEADING,
        is_for=lambda caller: caller.is_leader,
    ),
    "approvals": Subcommand(
        "/pln approvals",
        later("What those you lead handed in for credit: approve it, or return it with a word."),
        approvals.approvals,
        chapter=Chapter.LEADING,
        is_for=lambda caller: caller.has_credit and (caller.is_leader or caller.is_admin),
    ),
    "evaluations": Subcommand(
        "/pln evaluations",
        later("Evaluations that await your response; they can see that you read theirs."),
        evaluation_readings.show_awaiting,
        chapter=Chapter.LEADING,
        is_for=lambda caller: caller.is_leader,
    ),
    "why": Subcommand(
        "/pln why",
        later("Your last prompts, and why they came or did not."),
        stories.why,
        chapter=Chapter.RECORD,
    ),
    "help": Subcommand("/pln help", later("This list."), show_help, chapter=Chapter.RECORD),
}


async def try_again(press: Press) -> Message | None:
    """What could not be kept, once more: the words that were given back."""
    return await listen(Command(press.bot, press.caller, press.now, press.body, press.value))


LISTENERS = Listeners(
    presses={Action.SHOW_HELP: press_help, Action.TRY_AGAIN: try_again},
    replacing={Action.TRY_AGAIN},
)
