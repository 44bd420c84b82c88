"""A goal: the answers to what is done with it, its line in a list, and its story."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    OverflowMenuElement,
    SectionBlock,
)

from bot.messages.actions import Action
from bot.messages.files import files_blocks
from bot.messages.forms import options
from bot.messages.labels import (
    VISIBILITY_LABELS,
    VISIBILITY_SENTENCES,
    capitalized,
    day_in_words,
    label,
)
from bot.messages.language import say, say_count, say_in
from bot.messages.message import (
    Message,
    context,
    first_name,
    in_digits,
    in_hours,
    listed,
    quote,
    section,
    typed,
)
from bot.messages.pages import turning
from bot.messages.sharing import share_button
from domain.targets import read_target
from domain.words import later
from rubric_data import Rubric
from storage.pages import Page
from storage.progress import GoalProgress, GoalStory
from storage.tables import CheckIn, Goal, GoalRevision, Occurrence

STORY_LINES: Final = 12
"""Of what happened to a goal, the newest."""
_CHANGED_WORDS: Final = 60

_FIELDS: Final = {
    "text": later("Goal"),
    "element": later("Element"),
    "skill": later("Skill"),
    "indicator": later("You will know by"),
    "target": later("Target"),
    "plan_when": later("When"),
    "plan_then": later("I will"),
    "due_on": later("Due"),
    "visibility": later("Who sees it"),
}


def goal_message(
    goal: Goal, rubric: Rubric, today: date, *, suggested: Collection[str] = ()
) -> Message:
    """What was understood of a new goal, with Check in, Revise and Undo.

    `suggested` names the fields that its words suggested and nobody said.
    """
    notes = [say(VISIBILITY_SENTENCES[goal.visibility])]
    if words := [say(_FIELDS[name]).lower() for name in _FIELDS if name in suggested]:
        notes.insert(
            0,
            say(
                "I suggested the {words} from your words: Revise puts it right.",
                words=listed(words),
            ),
        )
    return Message(
        say("Goal set. {text}", text=typed(goal.text)),
        [
            section(say(":dart: *Goal set.*\n{text}", text=quote(goal.text))),
            section("\n".join(goal_facts(goal, rubric, today))),
            context("\n".join(notes)),
            _buttons(
                goal,
                (later("Check in"), Action.CHECK_IN),
                (later("Revise"), Action.EDIT_GOAL),
                (later("Undo"), Action.TAKE_BACK_GOAL),
            ),
        ],
    )


def revised_message(
    goal: Goal, revision: GoalRevision | None, rubric: Rubric, today: date
) -> Message:
    """What changed in a goal, with a way back."""
    if revision is None:
        return Message(
            say("Nothing changed. {text}", text=typed(goal.text)),
            [section(say("Nothing changed.\n{text}", text=quote(goal.text)))],
        )
    return Message(
        say("Goal revised. {text}", text=typed(goal.text)),
        [
            section(say("*Goal revised.*\n{text}", text=quote(goal.text))),
            section("\n".join(_changes(revision, rubric, today))),
            context(say(VISIBILITY_SENTENCES[goal.visibility])),
            ActionsBlock(
                block_id="goal",
                elements=[_see(goal), _undo(revision)],
            ),
        ],
    )


def checked_in_message(
    goal: Goal, check_in: CheckIn, today: date, *, is_indicator: bool = False
) -> Message:
    """Noted, with a way back; `is_indicator` where it stands as one, too."""
    noted = say(
        "*Noted: {bar} {progress}%.*", bar=bar(check_in.progress), progress=check_in.progress
    )
    if goal.due_on:
        due = say("It is due {day}.", day=day_in_words(goal.due_on, today))
        noted = f"{noted} {due}"
    blocks: list[Block] = [section(f"{noted}\n{quote(goal.text)}")]
    if check_in.note:
        blocks.append(section(_wrote(check_in)))
    if check_in.link:
        blocks.append(section(say("*Evidence:* {link}", link=typed(check_in.link, 2900))))
    blocks += files_blocks(check_in.files)
    if is_indicator:
        blocks.append(context(say("Kept as an indicator, too: `/pln indicators` shows them all.")))
    blocks.append(
        ActionsBlock(
            block_id="goal",
            elements=[
                _see(goal),
                ButtonElement(
                    text=say("Undo"), action_id=Action.TAKE_BACK_CHECK_IN, value=str(check_in.id)
                ),
            ],
        )
    )
    return Message(
        say("Noted: {progress}%. {text}", progress=check_in.progress, text=typed(goal.text)), blocks
    )


def check_in_taken_back_message(goal: Goal, check_in: CheckIn) -> Message:
    words = say(
        "Taken back, the check-in of {progress}% counts no more.", progress=check_in.progress
    )
    lines = [words, quote(goal.text), *([_wrote(check_in)] if check_in.note else [])]
    return _set_aside(
        say("Taken back: {progress}%. {text}", progress=check_in.progress, text=typed(goal.text)),
        "\n".join(lines),
        Action.BRING_BACK_CHECK_IN,
        check_in.id,
    )


def completed_message(progress: GoalProgress, undo: ButtonElement, today: date) -> Message:
    """A goal that is met is celebrated; who else hears of it is for its educator to say."""
    goal = progress.goal
    buttons = [
        share_button(goal),
        ButtonElement(text=say("Set the next one"), action_id=Action.SET_GOAL),
        undo,
    ]
    if goal.visibility != "colleagues":
        buttons.insert(
            1,
            ButtonElement(
                text=say("Let colleagues see it"), action_id=Action.OPEN_GOAL_UP, value=str(goal.id)
            ),
        )
    return Message(
        say("You met your goal: {text}", text=typed(goal.text)),
        [
            section(say(":tada: *You met your goal. Well done!*\n{text}", text=quote(goal.text))),
            context(
                " ".join(
                    [_what_it_took(progress, today), say(VISIBILITY_SENTENCES[goal.visibility])]
                ).strip()
            ),
            ActionsBlock(block_id="goal", elements=buttons),
        ],
    )


def let_go_message(goal: Goal, revision: GoalRevision) -> Message:
    lines = [
        say("*You let it go.* That makes room for what matters more now."),
        quote(goal.text),
    ]
    if revision.reason:
        lines.append(say("*Why:* {reason}", reason=typed(revision.reason, 1000)))
    return Message(
        say("You let this goal go: {text}", text=typed(goal.text)),
        [
            section("\n".join(lines)),
            ActionsBlock(
                block_id="goal",
                elements=[
                    _undo(revision),
                    ButtonElement(text=say("Set another goal"), action_id=Action.SET_GOAL),
                ],
            ),
        ],
    )


def reopened_message(goal: Goal, revision: GoalRevision) -> Message:
    return Message(
        say("Open again: {text}", text=typed(goal.text)),
        [
            section(say("*Open again.*\n{text}", text=quote(goal.text))),
            ActionsBlock(
                block_id="goal",
                elements=[
                    ButtonElement(
                        text=say("Check in"), action_id=Action.CHECK_IN, value=str(goal.id)
                    ),
                    _undo(revision),
                ],
            ),
        ],
    )


def undone_message(goal: Goal, revision_id: int, rubric: Rubric, today: date) -> Message:
    """A goal as it was before something that was undone."""
    return Message(
        say("As it was before: {text}", text=typed(goal.text)),
        [
            section(
                say(
                    "*As it was before.* {stands}\n{text}",
                    stands=say(_STANDS[goal.state]),
                    text=quote(goal.text),
                )
            ),
            section("\n".join(goal_facts(goal, rubric, today))),
            ActionsBlock(
                block_id="goal",
                elements=[
                    _see(goal),
                    ButtonElement(
                        text=say("Redo"), action_id=Action.REDO_REVISION, value=str(revision_id)
                    ),
                ],
            ),
        ],
    )


def goal_taken_back_message(goal: Goal) -> Message:
    return _set_aside(
        say("Taken back: {text}", text=typed(goal.text)),
        say("Taken back. What you logged for it stays.\n{text}", text=quote(goal.text)),
        Action.BRING_BACK_GOAL,
        goal.id,
    )


def goal_question_message(
    occurrence: Occurrence, progress: GoalProgress, moved_on: date, today: date, name: str
) -> Message:
    """Asks once, and kindly, about a goal that stood still."""
    goal = progress.goal
    facts = [
        say("last moved {moved_on}", moved_on=day_in_words(moved_on, today)),
        *_due(goal, today),
    ]
    return Message(
        say("How is this goal going? {text}", text=typed(goal.text)),
        [
            section(
                say(
                    "Hi {name}, how is this goal going? However it is, it's fine.\n{text}",
                    name=first_name(name),
                    text=quote(goal.text),
                )
            ),
            context(" · ".join(facts)),
            ActionsBlock(
                block_id="goal_question",
                elements=[
                    ButtonElement(
                        text=say("Check in"),
                        action_id=Action.CHECK_IN,
                        value=str(goal.id),
                        style="primary",
                    ),
                    ButtonElement(
                        text=say("Still on it"),
                        action_id=Action.STILL_ON_GOAL,
                        value=str(occurrence.id),
                    ),
                    ButtonElement(
                        text=say("Let it go"), action_id=Action.LET_GOAL_GO, value=str(goal.id)
                    ),
                ],
            ),
        ],
    )


def still_on_message(goal: Goal) -> Message:
    return Message(
        say("Still on it: {text}", text=typed(goal.text)),
        [
            section(
                say(
                    "*Still on it.* Good to know; I won't ask again while it rests.\n{text}",
                    text=quote(goal.text),
                )
            ),
            _buttons(goal, (later("Check in"), Action.CHECK_IN)),
        ],
    )


def goals_message(page: Page[GoalProgress], today: date) -> Message:
    """`/pln goals`: open ones first, then those that are closed."""
    if not page.count:
        words = say(
            "You have no goal yet. A small one is best: something you can do within a month."
        )
        return Message(words, [section(words), _set_goal()])
    blocks: list[Block] = []
    for state, title in (("open", say("Your open goals")), ("closed", say("Closed"))):
        lines = [
            goal_line(each, today)
            for each in page.rows
            if (each.goal.state == "open") == (state == "open")
        ]
        if lines:
            blocks += [section(f"*{title}*"), *lines]
    return Message(
        say_count("You have {count} goal.", "You have {count} goals.", page.count),
        [
            *blocks,
            *turning(page, Action.TURN_GOALS, back=say("Back"), on=say("More")),
            _set_goal(),
        ],
    )


def goal_line(progress: GoalProgress, today: date) -> SectionBlock:
    """One goal in a list, with how far it is and a menu of what can be done with it."""
    goal = progress.goal
    facts = [*progress_facts(progress), *(_due(goal, today) if goal.state == "open" else [])]
    if goal.state != "open" and goal.closed_on:
        facts = [
            say(
                "{state} {day}",
                state=state_in_words(goal),
                day=day_in_words(goal.closed_on, today),
            )
        ]
    if progress.entries:
        entries = say_count("{count} entry", "{count} entries", progress.entries)
        facts.append(f"{entries}, {in_hours(progress.minutes)}")
    return section(
        f"*{goal.number}. {typed(goal.text, 150)}*\n{' · '.join(facts) or say('Just begun')}",
        block_id=f"goal-{goal.id}",
        accessory=OverflowMenuElement(
            action_id=Action.GOAL_MENU,
            options=options((f"{key}:{goal.id}", say(words)) for key, words in _MENUS[goal.state]),
        ),
    )


def story_message(story: GoalStory, rubric: Rubric, today: date) -> Message:
    """One goal: how it stands, what it says, and what happened when."""
    progress = story.progress
    goal = progress.goal
    facts = [" · ".join([state_in_words(goal), *progress_facts(progress)])]
    lines = _story_lines(story, rubric, today)
    left_out = len(lines) - STORY_LINES
    if left_out > 0:
        earlier = say_count("{count} earlier note", "{count} earlier notes", left_out)
        lines = [f"_{earlier}_", *lines[-STORY_LINES:]]
    return Message(
        say("Your goal: {text}", text=typed(goal.text)),
        [
            section(say("*Your goal {number}*\n{text}", number=goal.number, text=quote(goal.text))),
            section("\n".join([*facts, *goal_facts(goal, rubric, today)])),
            DividerBlock(),
            *(section("\n".join(lines[start : start + 4])) for start in range(0, len(lines), 4)),
            context(say(VISIBILITY_SENTENCES[goal.visibility])),
            ActionsBlock(
                block_id="goal",
                elements=[*_about(goal, *_STORY_BUTTONS[goal.state]), share_button(goal)],
            ),
        ],
    )


def reached_blocks(progress: GoalProgress) -> list[Block]:
    """What was logged reaches a goal's target: whether it is met is for its educator to say."""
    if progress.percent != 100 or progress.goal.state != "open":
        return []
    return [
        section(
            say(
                "That reaches the target of *{text}*. Is it met?",
                text=typed(progress.goal.text, 150),
            ),
            block_id="reached",
            accessory=ButtonElement(
                text=say("Complete it"), action_id=Action.COMPLETE_GOAL, value=str(progress.goal.id)
            ),
        )
    ]


def progress_facts(progress: GoalProgress) -> list[str]:
    """`▰▰▰▱▱▱▱▱▱▱ 30%`, `3 h of 10 h`; nothing where nobody knows."""
    facts = []
    if progress.percent is not None:
        facts.append(f"{bar(progress.percent)} {progress.percent}%")
    if so_far := so_far_in_words(progress):
        facts.append(so_far)
    return facts


def so_far_in_words(progress: GoalProgress) -> str:
    """How much of the target there is: `3 h of 10 h`, `1 of 2`; empty without a target."""
    target = progress.target
    if target is None:
        return ""
    if target.measure == "minutes":
        return say(
            "{so_far} of {amount}",
            so_far=in_hours(round(progress.so_far)),
            amount=in_hours(round(target.amount)),
        )
    share = "%" if target.is_share else ""
    return say(
        "{so_far} of {amount}",
        so_far=f"{in_digits(progress.so_far)}{share}",
        amount=f"{in_digits(target.amount)}{share}",
    )


def goal_facts(goal: Goal, rubric: Rubric, today: date) -> list[str]:
    """What a goal says beside its text, a line each."""
    facts = [
        say("*Due:* {day}", day=day_in_words(goal.due_on, today))
        if goal.due_on
        else say("*Due:* no date yet")
    ]
    if goal.element:
        facts.append(say("*Element:* {element}", element=label(rubric.elements, goal.element)))
    if goal.skill:
        facts.append(say("*Skill:* {skill}", skill=label(rubric.skills, goal.skill)))
    if goal.indicator:
        facts.append(say("*You will know by:* {indicator}", indicator=typed(goal.indicator)))
    if goal.target:
        target = read_target(goal.target, rubric.kinds_by_every_name, goal_text=goal.text)
        words = say("*Target:* {target}", target=typed(goal.target, 100))
        if target and target.is_counted:
            words = f"{words} ({say('what you log for this goal adds up')})"
        facts.append(words)
    if goal.plan_when and goal.plan_then:
        facts.append(
            say(
                "*Your plan:* When {moment}, I will {deed}",
                moment=typed(goal.plan_when),
                deed=typed(goal.plan_then),
            )
        )
    return facts


def bar(percent: int) -> str:
    return "▰" * round(percent / 10) + "▱" * (10 - round(percent / 10))


_STANDS: Final = {
    "open": later("This goal is open."),
    "met": later("You met this goal."),
    "let-go": later("You let this goal go."),
}
_MENUS: Final = {
    "open": (
        ("check_in", later("Check in")),
        ("revise", later("Revise")),
        ("complete", later("Complete")),
        ("let_go", later("Let go")),
        ("see", later("See all of it")),
    ),
    "met": (("see", later("See all of it")), ("share", later("Share")), ("reopen", later("Reopen")),
            ("delete", later("Delete"))),
    "let-go": (("see", later("See all of it")), ("reopen", later("Reopen")),
               ("delete", later("Delete"))),
}  # fmt: skip
_DELETE: Final = (later("Delete"), Action.TAKE_BACK_GOAL)
_STORY_BUTTONS: Final = {
    "open": (
        (later("Check in"), Action.CHECK_IN),
        (later("Revise"), Action.EDIT_GOAL),
        (later("Complete"), Action.COMPLETE_GOAL),
        (later("Let go"), Action.LET_GOAL_GO),
        _DELETE,
    ),
    "met": (
        (later("Reopen"), Action.REOPEN_GOAL),
        (later("Revise"), Action.EDIT_GOAL),
        _DELETE,
    ),
    "let-go": ((later("Reopen"), Action.REOPEN_GOAL), (later("Revise"), Action.EDIT_GOAL), _DELETE),
}


def state_in_words(goal: Goal) -> str:
    match goal.state:
        case "met":
            return say_in("a goal's state", "Met")
        case "let-go":
            return say_in("a goal's state", "Let go")
        case _:
            return say_in("a goal's state", "Open")


def _story_lines(story: GoalStory, rubric: Rubric, today: date) -> list[str]:
    goal = story.progress.goal
    happened = [(goal.set_at, 0, say("{day}: you set it", day=_day(goal.set_on, today)))]
    for check_in in story.check_ins:
        words = f"{_day(check_in.checked_on, today)}: {check_in.progress}%"
        if check_in.note:
            words += f", “{typed(check_in.note, 200)}”"
        if check_in.link:
            words += f" {typed(check_in.link, 200)}"
        if check_in.files:
            words += f" ({say_count('{count} file', '{count} files', len(check_in.files))})"
        happened.append((check_in.checked_at, check_in.id, words))
    for revision in story.revisions:
        words = f"{_day(revision.revised_on, today)}: {_act(revision, rubric, today)}"
        happened.append((revision.revised_at, revision.id, words))
    return [f"• {words}" for _, _, words in sorted(happened, key=lambda each: each[:2])]


def _act(revision: GoalRevision, rubric: Rubric, today: date) -> str:
    if revision.act == "complete":
        return say("you met it")
    if revision.act == "reopen":
        return say("you opened it again")
    if revision.act == "let-go":
        return (
            say("you let it go, “{reason}”", reason=typed(revision.reason, 200))
            if revision.reason
            else say("you let it go")
        )
    return say("you revised it. {changes}", changes="; ".join(_changes(revision, rubric, today)))


def _changes(revision: GoalRevision, rubric: Rubric, today: date) -> list[str]:
    """`*Target:* 2 → 3` for each field that changed."""
    return [
        f"*{say(_FIELDS[name])}:* {_value(name, revision.before[name], rubric, today)} → "
        f"{_value(name, value, rubric, today)}"
        for name, value in revision.after.items()
        if name in _FIELDS
    ]


def _value(name: str, value: Any, rubric: Rubric, today: date) -> str:
    if value is None:
        return say("none")
    if name == "due_on":
        return day_in_words(date.fromisoformat(value), today)
    if name == "visibility":
        return say(VISIBILITY_LABELS[value])
    words = {"element": rubric.elements, "skill": rubric.skills}.get(name)
    return label(words, value) if words else typed(value, _CHANGED_WORDS)


def _what_it_took(progress: GoalProgress, today: date) -> str:
    goal = progress.goal
    weeks = ((goal.closed_on or today) - goal.set_on).days // 7
    took = [say_count("{count} week", "{count} weeks", weeks)] if weeks else []
    if progress.entries:
        took.append(say_count("{count} entry", "{count} entries", progress.entries))
    if progress.minutes:
        took.append(in_hours(progress.minutes))
    return say("It took {took}.", took=", ".join(took)) if took else ""


def _due(goal: Goal, today: date) -> list[str]:
    if goal.due_on is None:
        return []
    day = day_in_words(goal.due_on, today)
    is_ahead = goal.due_on >= today
    return [say("due {day}", day=day) if is_ahead else say("was due {day}", day=day)]


def _day(day: date, today: date) -> str:
    return capitalized(day_in_words(day, today))


def _wrote(check_in: CheckIn) -> str:
    return say("*You wrote:* {note}", note=typed(check_in.note or "", 1000))


def _set_aside(text: str, words: str, action: Action, row_id: int) -> Message:
    """Something that was taken back, with the button that brings it back."""
    button = ButtonElement(text=say("Bring it back"), action_id=action, value=str(row_id))
    return Message(text, [section(words), ActionsBlock(block_id="goal", elements=[button])])


def _see(goal: Goal) -> ButtonElement:
    return ButtonElement(text=say("See the goal"), action_id=Action.SHOW_GOAL, value=str(goal.id))


def _undo(revision: GoalRevision) -> ButtonElement:
    return ButtonElement(text=say("Undo"), action_id=Action.UNDO_REVISION, value=str(revision.id))


def _set_goal() -> ActionsBlock:
    return ActionsBlock(
        block_id="set_goal",
        elements=[ButtonElement(text=say("Set a goal"), action_id=Action.SET_GOAL)],
    )


def _buttons(goal: Goal, *buttons: tuple[str, Action]) -> ActionsBlock:
    """A row of buttons that are about that goal, as (words, action)."""
    return ActionsBlock(block_id="goal", elements=_about(goal, *buttons))


def _about(goal: Goal, *buttons: tuple[str, Action]) -> list[ButtonElement]:
    return [
        ButtonElement(text=say(words), action_id=action, value=str(goal.id))
        for words, action in buttons
    ]
