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
from bot.messages.labels import VISIBILITY_LABELS, VISIBILITY_SENTENCES, day_in_words, label
from bot.messages.message import (
    Message,
    context,
    counted,
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
from rubric_data import Rubric
from storage.pages import Page
from storage.progress import GoalProgress, GoalStory
from storage.tables import CheckIn, Goal, GoalRevision, Occurrence

STORY_LINES: Final = 12
"""Of what happened to a goal, the newest."""
_CHANGED_WORDS: Final = 60

_FIELDS: Final = {
    "text": "Goal",
    "element": "Element",
    "skill": "Skill",
    "indicator": "You will know by",
    "target": "Target",
    "plan_when": "When",
    "plan_then": "I will",
    "due_on": "Due",
    "visibility": "Who sees it",
}


def goal_message(
    goal: Goal, rubric: Rubric, today: date, *, suggested: Collection[str] = ()
) -> Message:
    """What was understood of a new goal, with Check in, Revise and Undo.

    `suggested` names the fields that its words suggested and nobody said.
    """
    notes = [VISIBILITY_SENTENCES[goal.visibility]]
    if words := [_FIELDS[name].lower() for name in _FIELDS if name in suggested]:
        notes.insert(0, f"I suggested the {listed(words)} from your words: Revise puts it right.")
    return Message(
        f"Goal set. {typed(goal.text)}",
        [
            section(f":dart: *Goal set.*\n{quote(goal.text)}"),
            section("\n".join(goal_facts(goal, rubric, today))),
            context("\n".join(notes)),
            _buttons(
                goal,
                ("Check in", Action.CHECK_IN),
                ("Revise", Action.EDIT_GOAL),
                ("Undo", Action.TAKE_BACK_GOAL),
            ),
        ],
    )


def revised_message(
    goal: Goal, revision: GoalRevision | None, rubric: Rubric, today: date
) -> Message:
    """What changed in a goal, with a way back."""
    if revision is None:
        return Message(
            f"Nothing changed. {typed(goal.text)}",
            [section(f"Nothing changed.\n{quote(goal.text)}")],
        )
    return Message(
        f"Goal revised. {typed(goal.text)}",
        [
            section(f"*Goal revised.*\n{quote(goal.text)}"),
            section("\n".join(_changes(revision, rubric, today))),
            context(VISIBILITY_SENTENCES[goal.visibility]),
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
    due = f" It is due {day_in_words(goal.due_on, today)}." if goal.due_on else ""
    noted = f"*Noted: {bar(check_in.progress)} {check_in.progress}%.*{due}\n{quote(goal.text)}"
    blocks: list[Block] = [section(noted)]
    if check_in.note:
        blocks.append(section(f"*You wrote:* {typed(check_in.note, 1000)}"))
    if check_in.link:
        blocks.append(section(f"*Evidence:* {typed(check_in.link, 2900)}"))
    blocks += files_blocks(check_in.files)
    if is_indicator:
        blocks.append(context("Kept as an indicator, too: `/pln indicators` shows them all."))
    blocks.append(
        ActionsBlock(
            block_id="goal",
            elements=[
                _see(goal),
                ButtonElement(
                    text="Undo", action_id=Action.TAKE_BACK_CHECK_IN, value=str(check_in.id)
                ),
            ],
        )
    )
    return Message(f"Noted: {check_in.progress}%. {typed(goal.text)}", blocks)


def check_in_taken_back_message(goal: Goal, check_in: CheckIn) -> Message:
    words = f"\n*You wrote:* {typed(check_in.note, 1000)}" if check_in.note else ""
    return _set_aside(
        f"Taken back: {check_in.progress}%. {typed(goal.text)}",
        f"Taken back, the check-in of {check_in.progress}% counts no more.\n{quote(goal.text)}"
        f"{words}",
        Action.BRING_BACK_CHECK_IN,
        check_in.id,
    )


def completed_message(progress: GoalProgress, undo: ButtonElement, today: date) -> Message:
    """A goal that is met is celebrated; who else hears of it is for its educator to say."""
    goal = progress.goal
    buttons = [
        share_button(goal),
        ButtonElement(text="Set the next one", action_id=Action.SET_GOAL),
        undo,
    ]
    if goal.visibility != "colleagues":
        buttons.insert(
            1,
            ButtonElement(
                text="Let colleagues see it", action_id=Action.OPEN_GOAL_UP, value=str(goal.id)
            ),
        )
    return Message(
        f"You met your goal: {typed(goal.text)}",
        [
            section(f":tada: *You met your goal. Well done!*\n{quote(goal.text)}"),
            context(f"{_what_it_took(progress, today)} {VISIBILITY_SENTENCES[goal.visibility]}"),
            ActionsBlock(block_id="goal", elements=buttons),
        ],
    )


def let_go_message(goal: Goal, revision: GoalRevision) -> Message:
    reason = f"\n*Why:* {typed(revision.reason, 1000)}" if revision.reason else ""
    return Message(
        f"You let this goal go: {typed(goal.text)}",
        [
            section(
                "*You let it go.* That makes room for what matters more now.\n"
                f"{quote(goal.text)}{reason}"
            ),
            ActionsBlock(
                block_id="goal",
                elements=[
                    _undo(revision),
                    ButtonElement(text="Set another goal", action_id=Action.SET_GOAL),
                ],
            ),
        ],
    )


def reopened_message(goal: Goal, revision: GoalRevision) -> Message:
    return Message(
        f"Open again: {typed(goal.text)}",
        [
            section(f"*Open again.*\n{quote(goal.text)}"),
            ActionsBlock(
                block_id="goal",
                elements=[
                    ButtonElement(text="Check in", action_id=Action.CHECK_IN, value=str(goal.id)),
                    _undo(revision),
                ],
            ),
        ],
    )


def undone_message(goal: Goal, revision_id: int, rubric: Rubric, today: date) -> Message:
    """A goal as it was before something that was undone."""
    return Message(
        f"As it was before: {typed(goal.text)}",
        [
            section(f"*As it was before.* {_STANDS[goal.state]}\n{quote(goal.text)}"),
            section("\n".join(goal_facts(goal, rubric, today))),
            ActionsBlock(
                block_id="goal",
                elements=[
                    _see(goal),
                    ButtonElement(
                        text="Redo", action_id=Action.REDO_REVISION, value=str(revision_id)
                    ),
                ],
            ),
        ],
    )


def goal_taken_back_message(goal: Goal) -> Message:
    return _set_aside(
        f"Taken back: {typed(goal.text)}",
        f"Taken back. What you logged for it stays.\n{quote(goal.text)}",
        Action.BRING_BACK_GOAL,
        goal.id,
    )


def goal_question_message(
    occurrence: Occurrence, progress: GoalProgress, moved_on: date, today: date, name: str
) -> Message:
    """Asks once, and kindly, about a goal that stood still."""
    goal = progress.goal
    facts = [f"last moved {day_in_words(moved_on, today)}", *_due(goal, today)]
    return Message(
        f"How is this goal going? {typed(goal.text)}",
        [
            section(
                f"Hi {first_name(name)}, how is this goal going? However it is, it's fine.\n"
                f"{quote(goal.text)}"
            ),
            context(" · ".join(facts)),
            ActionsBlock(
                block_id="goal_question",
                elements=[
                    ButtonElement(
                        text="Check in",
                        action_id=Action.CHECK_IN,
                        value=str(goal.id),
                        style="primary",
                    ),
                    ButtonElement(
                        text="Still on it",
                        action_id=Action.STILL_ON_GOAL,
                        value=str(occurrence.id),
                    ),
                    ButtonElement(
                        text="Let it go", action_id=Action.LET_GOAL_GO, value=str(goal.id)
                    ),
                ],
            ),
        ],
    )


def still_on_message(goal: Goal) -> Message:
    return Message(
        f"Still on it: {typed(goal.text)}",
        [
            section(
                f"*Still on it.* Good to know; I won't ask again while it rests.\n"
                f"{quote(goal.text)}"
            ),
            _buttons(goal, ("Check in", Action.CHECK_IN)),
        ],
    )


def goals_message(page: Page[GoalProgress], today: date) -> Message:
    """`/pln goals`: open ones first, then those that are closed."""
    if not page.count:
        words = "You have no goal yet. A small one is best: something you can do within a month."
        return Message(words, [section(words), _set_goal()])
    blocks: list[Block] = []
    for state, title in (("open", "Your open goals"), ("closed", "Closed")):
        lines = [
            goal_line(each, today)
            for each in page.rows
            if (each.goal.state == "open") == (state == "open")
        ]
        if lines:
            blocks += [section(f"*{title}*"), *lines]
    return Message(
        f"You have {counted(page.count, 'goal')}.",
        [
            *blocks,
            *turning(page, Action.TURN_GOALS, back="Back", on="More"),
            _set_goal(),
        ],
    )


def goal_line(progress: GoalProgress, today: date) -> SectionBlock:
    """One goal in a list, with how far it is and a menu of what can be done with it."""
    goal = progress.goal
    facts = [*progress_facts(progress), *(_due(goal, today) if goal.state == "open" else [])]
    if goal.state != "open" and goal.closed_on:
        facts = [f"{_STATES[goal.state]} {day_in_words(goal.closed_on, today)}"]
    if progress.entries:
        facts.append(
            f"{counted(progress.entries, 'entry', 'entries')}, {in_hours(progress.minutes)}"
        )
    return section(
        f"*{goal.number}. {typed(goal.text, 150)}*\n{' · '.join(facts) or 'Just begun'}",
        block_id=f"goal-{goal.id}",
        accessory=OverflowMenuElement(
            action_id=Action.GOAL_MENU,
            options=options((f"{key}:{goal.id}", words) for key, words in _MENUS[goal.state]),
        ),
    )


def story_message(story: GoalStory, rubric: Rubric, today: date) -> Message:
    """One goal: how it stands, what it says, and what happened when."""
    progress = story.progress
    goal = progress.goal
    facts = [" · ".join([_STATES[goal.state], *progress_facts(progress)])]
    lines = _story_lines(story, rubric, today)
    left_out = len(lines) - STORY_LINES
    if left_out > 0:
        lines = [f"_{counted(left_out, 'earlier note')}_", *lines[-STORY_LINES:]]
    return Message(
        f"Your goal: {typed(goal.text)}",
        [
            section(f"*Your goal {goal.number}*\n{quote(goal.text)}"),
            section("\n".join([*facts, *goal_facts(goal, rubric, today)])),
            DividerBlock(),
            *(section("\n".join(lines[start : start + 4])) for start in range(0, len(lines), 4)),
            context(VISIBILITY_SENTENCES[goal.visibility]),
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
            f"That reaches the target of *{typed(progress.goal.text, 150)}*. Is it met?",
            block_id="reached",
            accessory=ButtonElement(
                text="Complete it", action_id=Action.COMPLETE_GOAL, value=str(progress.goal.id)
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
        return f"{in_hours(round(progress.so_far))} of {in_hours(round(target.amount))}"
    share = "%" if target.is_share else ""
    return f"{in_digits(progress.so_far)}{share} of {in_digits(target.amount)}{share}"


def goal_facts(goal: Goal, rubric: Rubric, today: date) -> list[str]:
    """What a goal says beside its text, a line each."""
    facts = [f"*Due:* {day_in_words(goal.due_on, today)}" if goal.due_on else "*Due:* no date yet"]
    if goal.element:
        facts.append(f"*Element:* {label(rubric.elements, goal.element)}")
    if goal.skill:
        facts.append(f"*Skill:* {label(rubric.skills, goal.skill)}")
    if goal.indicator:
        facts.append(f"*You will know by:* {typed(goal.indicator)}")
    if goal.target:
        target = read_target(goal.target, rubric.kinds, goal_text=goal.text)
        adds_up = " (what you log for this goal adds up)" if target and target.is_counted else ""
        facts.append(f"*Target:* {typed(goal.target, 100)}{adds_up}")
    if goal.plan_when and goal.plan_then:
        facts.append(f"*Your plan:* When {typed(goal.plan_when)}, I will {typed(goal.plan_then)}")
    return facts


def bar(percent: int) -> str:
    return "▰" * round(percent / 10) + "▱" * (10 - round(percent / 10))


_STANDS: Final = {
    "open": "This goal is open.",
    "met": "You met this goal.",
    "let-go": "You let this goal go.",
}
_STATES: Final = {"open": "Open", "met": "Met", "let-go": "Let go"}
_MENUS: Final = {
    "open": (
        ("check_in", "Check in"),
        ("revise", "Revise"),
        ("complete", "Complete"),
        ("let_go", "Let go"),
        ("see", "See all of it"),
    ),
    "met": (("see", "See all of it"), ("share", "Share"), ("reopen", "Reopen"),
            ("delete", "Delete")),
    "let-go": (("see", "See all of it"), ("reopen", "Reopen"), ("delete", "Delete")),
}  # fmt: skip
_DELETE: Final = ("Delete", Action.TAKE_BACK_GOAL)
_STORY_BUTTONS: Final = {
    "open": (
        ("Check in", Action.CHECK_IN),
        ("Revise", Action.EDIT_GOAL),
        ("Complete", Action.COMPLETE_GOAL),
        ("Let go", Action.LET_GOAL_GO),
        _DELETE,
    ),
    "met": (
        ("Reopen", Action.REOPEN_GOAL),
        ("Revise", Action.EDIT_GOAL),
        _DELETE,
    ),
    "let-go": (("Reopen", Action.REOPEN_GOAL), ("Revise", Action.EDIT_GOAL), _DELETE),
}


def _story_lines(story: GoalStory, rubric: Rubric, today: date) -> list[str]:
    goal = story.progress.goal
    happened = [(goal.set_at, 0, f"{_day(goal.set_on, today)}: you set it")]
    for check_in in story.check_ins:
        words = f"{_day(check_in.checked_on, today)}: {check_in.progress}%"
        if check_in.note:
            words += f", “{typed(check_in.note, 200)}”"
        if check_in.link:
            words += f" {typed(check_in.link, 200)}"
        if check_in.files:
            words += f" ({counted(len(check_in.files), 'file')})"
        happened.append((check_in.checked_at, check_in.id, words))
    for revision in story.revisions:
        words = f"{_day(revision.revised_on, today)}: {_act(revision, rubric, today)}"
        happened.append((revision.revised_at, revision.id, words))
    return [f"• {words}" for _, _, words in sorted(happened, key=lambda each: each[:2])]


def _act(revision: GoalRevision, rubric: Rubric, today: date) -> str:
    if revision.act == "complete":
        return "you met it"
    if revision.act == "reopen":
        return "you opened it again"
    if revision.act == "let-go":
        return (
            f"you let it go, “{typed(revision.reason, 200)}”"
            if revision.reason
            else "you let it go"
        )
    return f"you revised it. {'; '.join(_changes(revision, rubric, today))}"


def _changes(revision: GoalRevision, rubric: Rubric, today: date) -> list[str]:
    """`*Target:* 2 → 3` for each field that changed."""
    return [
        f"*{_FIELDS[name]}:* {_value(name, revision.before[name], rubric, today)} → "
        f"{_value(name, value, rubric, today)}"
        for name, value in revision.after.items()
        if name in _FIELDS
    ]


def _value(name: str, value: Any, rubric: Rubric, today: date) -> str:
    if value is None:
        return "none"
    if name == "due_on":
        return day_in_words(date.fromisoformat(value), today)
    if name == "visibility":
        return VISIBILITY_LABELS[value]
    words = {"element": rubric.elements, "skill": rubric.skills}.get(name)
    return label(words, value) if words else typed(value, _CHANGED_WORDS)


def _what_it_took(progress: GoalProgress, today: date) -> str:
    goal = progress.goal
    weeks = ((goal.closed_on or today) - goal.set_on).days // 7
    took = [counted(weeks, "week")] if weeks else []
    if progress.entries:
        took.append(counted(progress.entries, "entry", "entries"))
    if progress.minutes:
        took.append(in_hours(progress.minutes))
    return f"It took {', '.join(took)}." if took else ""


def _due(goal: Goal, today: date) -> list[str]:
    if goal.due_on is None:
        return []
    was = "due" if goal.due_on >= today else "was due"
    return [f"{was} {day_in_words(goal.due_on, today)}"]


def _day(day: date, today: date) -> str:
    words = day_in_words(day, today)
    return words[0].upper() + words[1:]


def _set_aside(text: str, words: str, action: Action, row_id: int) -> Message:
    """Something that was taken back, with the button that brings it back."""
    button = ButtonElement(text="Bring it back", action_id=action, value=str(row_id))
    return Message(text, [section(words), ActionsBlock(block_id="goal", elements=[button])])


def _see(goal: Goal) -> ButtonElement:
    return ButtonElement(text="See the goal", action_id=Action.SHOW_GOAL, value=str(goal.id))


def _undo(revision: GoalRevision) -> ButtonElement:
    return ButtonElement(text="Undo", action_id=Action.UNDO_REVISION, value=str(revision.id))


def _set_goal() -> ActionsBlock:
    return ActionsBlock(
        block_id="set_goal",
        elements=[ButtonElement(text="Set a goal", action_id=Action.SET_GOAL)],
    )


def _buttons(goal: Goal, *buttons: tuple[str, Action]) -> ActionsBlock:
    """A row of buttons that are about that goal, as (words, action)."""
    return ActionsBlock(block_id="goal", elements=_about(goal, *buttons))


def _about(goal: Goal, *buttons: tuple[str, Action]) -> list[ButtonElement]:
    return [
        ButtonElement(text=words, action_id=action, value=str(goal.id)) for words, action in buttons
    ]
