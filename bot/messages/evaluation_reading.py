"""An evaluation as it is read, by its educator, a leader or the peer; and what awaits a reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action
from bot.messages.evaluation import (
    STATES_IN_WORDS,
    balance_in_words,
    growth_lines,
    move_button,
    read_button,
)
from bot.messages.follow_up import numbers_in_words
from bot.messages.forms import Origin, confirm, reading_modal
from bot.messages.labels import capitalized, day_in_words, label, time_in_words
from bot.messages.language import say, say_count
from bot.messages.message import (
    Message,
    context,
    escape,
    header,
    in_hours,
    quote,
    section,
    typed,
)
from bot.messages.pages import turning
from bot.messages.quoting import quoted_whole
from domain.errors import BadInput
from domain.evaluation import Act, may_take
from domain.words import later
from domain.zones import to_local
from rubric_data import Rubric
from storage.evidence import Piece
from storage.pages import Page
from storage.readings import Awaiting, Reading, Remark, Taken
from storage.tables import Entry, Goal, Indicator

WHOLE: Final = "whole"
EVIDENCE: Final = "evidence"
ANSWERS: Final = "answers"
STEPS: Final = "steps"
A_PAGE: Final = 8
_REMARKS: Final = 5
_STEPS: Final = 20

_ACTS: Final[Mapping[str, str]] = {
    "finish-goals": later("settled the goals"),
    "change-goals": later("went back to the goals"),
    "begin-rating": later("began the self-rating"),
    "collect-more": later("went back to collecting"),
    "submit": later("submitted it"),
    "withdraw": later("withdrew it"),
    "appoint-peer": later("chose who reads it as a peer"),
    "respond": later("responded"),
    "revise-response": later("changed the response"),
    "take-back-response": later("took the response back"),
    "discuss": later("said that you have talked"),
    "agree": later("agreed"),
    "differ": later("stated a difference"),
    "think-again": later("thought it over again"),
    "close": later("closed the cycle"),
    "reopen": later("opened the cycle again"),
}


@dataclass(frozen=True)
class Reader:
    """For whom it is drawn."""

    rubric: Rubric
    today: date
    """Where they are."""
    zone: str

    def day_of(self, at: datetime) -> str:
        """The day of an instant, where they are."""
        return day_in_words(to_local(at, ZoneInfo(self.zone)).date(), self.today)


def reading_view(
    reading: Reading, part: str, first: int, reader: Reader, origin: Origin
) -> dict[str, Any]:
    """A part of it, from the row `first` on where it has pages, with the way to the others.

    Raises BadInput for a part that there is not.
    """
    parts = _parts(reading)
    if part not in parts:
        raise BadInput("That button is from an older message. `/pln evaluations` shows it anew.")
    draw = _DRAWN[part]
    state = say(STATES_IN_WORDS[reading.course.state])
    blocks: list[Block] = [
        section(
            f"*{typed(reading.name, 80)}* · {typed(reading.cycle.name, 100)}\n"
            f"{capitalized(state)}; {_submitted(reading, reader)}"
        ),
        ActionsBlock(block_id="parts", elements=_part_buttons(reading, part, parts)),
        *draw(reading, first, reader),
    ]
    if acts := _act_buttons(reading, reader.today):
        blocks.append(ActionsBlock(block_id="acts", elements=acts))
    return reading_modal(say("Evaluation"), blocks, origin)


def _parts(reading: Reading) -> dict[str, str]:
    """What there is to read, and what its button says."""
    parts = {
        WHOLE: say("Self-rating"),
        EVIDENCE: say("Evidence ({count})", count=reading.pieces.count),
    }
    if reading.is_own or "leader" in reading.parts:
        return {
            **parts,
            ANSWERS: say("Answers ({count})", count=_answers(reading)),
            STEPS: say("Steps"),
        }
    return {**parts, ANSWERS: say("Comments ({count})", count=_answers(reading))}


def _answers(reading: Reading) -> int:
    return (reading.answer is not None) + len(reading.differences) + len(reading.remarks)


def _part_buttons(reading: Reading, part: str, parts: Mapping[str, str]) -> list[ButtonElement]:
    return [
        ButtonElement(
            text=words,
            action_id=f"{Action.TURN_READING}_{place}",
            value=f"{reading.evaluation.id}:{each}:0",
            style="primary" if each == part else None,
            accessibility_label=say("{part}, open", part=words) if each == part else words,
        )
        for place, (each, words) in enumerate(parts.items())
    ]


def _act_buttons(reading: Reading, today: date) -> list[ButtonElement]:
    """What its reader may do with it now."""
    number = str(reading.evaluation.id)

    def may(act: Act) -> bool:
        return may_take(
            reading.course, act, parts=reading.parts, terms=reading.cycle.terms, today=today
        )

    buttons = []
    if may("respond"):
        buttons.append(
            ButtonElement(
                text=say("Respond"), action_id=Action.RESPOND, value=number, style="primary"
            )
        )
    elif may("revise-response") and reading.is_answer_own:
        buttons.append(
            ButtonElement(text=say("Change my response"), action_id=Action.RESPOND, value=number)
        )
    if may("comment"):
        buttons.append(ButtonElement(text=say("Comment"), action_id=Action.COMMENT, value=number))
    return buttons


def _submitted(reading: Reading, reader: Reader) -> str:
    at = reading.evaluation.submitted_at
    return (
        say("submitted {day}", day=reader.day_of(at)) if at is not None else say("only you read it")
    )


# Parts


def _whole(reading: Reading, _first: int, reader: Reader) -> list[Block]:
    goals = [f"• {_goal(goal)}" for goal in reading.goals]
    blocks: list[Block] = [
        section("\n".join(part if place else [f"*{say('Goals')}*", *part]))
        for place, part in enumerate(_in_fives(goals))
    ]
    for each in reading.rated:
        blocks.append(
            section(
                f"*{escape(label(reader.rubric.elements, each.element))}*\n"
                f"{_owner(reading)}: *{typed(each.rating or say('not rated yet'), 75)}*"
                + (
                    f" · {say('Leader: *{rating}*', rating=typed(each.beside, 75))}"
                    if each.beside
                    else ""
                )
            )
        )
        blocks += quoted_whole(each.words or "")
    if lines := growth_lines(reading.skills_at_start, reading.skills_at_end, reader.rubric):
        blocks.append(
            section(
                "\n".join(
                    [say("*Skills, as they see them* (1 to 5, from the start to the end)"), *lines]
                )
            )
        )
    return blocks


def _evidence(reading: Reading, first: int, reader: Reader) -> list[Block]:
    pieces = reading.pieces
    rows = [*pieces.indicators, *pieces.entries, *pieces.reflections]
    page = _page(rows, first, A_PAGE)
    balance = balance_in_words(
        pieces.kinds, reader.rubric, is_needed=reading.cycle.needs_balance and reading.is_own
    )
    return [
        section(balance),
        *(section(_piece(each, reader)) for each in page.rows),
        *_turning(reading, EVIDENCE, page),
    ]


def _piece(piece: Piece, reader: Reader) -> str:
    rubric, today = reader.rubric, reader.today
    if isinstance(piece, Indicator):
        kind = label(rubric.indicator_kinds, piece.kind)
        skill = f" ({label(rubric.skills, piece.skill)})" if piece.skill else ""
        facts = [f"*{escape(kind + skill)}*", day_in_words(piece.noted_on, today)]
        if numbers := numbers_in_words(piece, today):
            facts.append(numbers)
        return f"{' · '.join(facts)}\n{quote(piece.text, 1000)}"
    if isinstance(piece, Entry):
        facts = [f"*{escape(label(rubric.kinds, piece.kind))}*"]
        facts.append(day_in_words(piece.happened_on, today))
        if piece.minutes:
            facts.append(in_hours(piece.minutes))
        lines = [" · ".join(facts), quote(piece.text, 600)]
        if piece.classroom_note:
            lines.append(say("*In class:* {note}", note=typed(piece.classroom_note)))
        if piece.link:
            lines.append(typed(piece.link, 300))
        return "\n".join(lines)
    asked = typed(piece.prompt_text, 300)
    day = day_in_words(piece.answered_on, today)
    return f"*{say('Reflection')}* · {day}\n_{asked}_\n{quote(piece.text, 1000)}"


def _answers_part(reading: Reading, first: int, reader: Reader) -> list[Block]:
    blocks: list[Block] = []

    answer = reading.answer
    if answer is not None:
        edited = answer.response.edited_at
        days = [reader.day_of(answer.response.responded_at)]
        if edited is not None:
            days.append(say("changed {day}", day=reader.day_of(edited)))
        blocks.append(
            section(
                say(
                    "*{name}'s response* ({days})",
                    name=typed(answer.name, 80),
                    days=", ".join(days),
                )
            )
        )
        blocks += quoted_whole(answer.response.words)
    page = _page([*reading.differences, *reading.remarks], first, _REMARKS)
    for each in page.rows:
        if isinstance(each, Remark):
            name = f"*{typed(each.name, 80)}*"
            if each.comment.part == "peer":
                name = f"{name} ({say('peer')})"
            day = reader.day_of(each.comment.written_at)
            blocks.append(section(say("{name} commented ({day})", name=name, day=day)))
            blocks += quoted_whole(each.comment.words)
        else:
            who = (
                say("You see it differently")
                if reading.is_own
                else say("{name} sees it differently", name=typed(reading.name, 80))
            )
            blocks.append(section(f"*{who}* ({reader.day_of(each.stated_at)})"))
            blocks += quoted_whole(each.words)
    if not blocks:
        blocks.append(section(say("Nobody has answered yet.")))
    return [*blocks, *_turning(reading, ANSWERS, page)]


def _steps(reading: Reading, first: int, reader: Reader) -> list[Block]:
    page = _page(reading.steps, first, _STEPS)
    lines = [_step(each, reader) for each in page.rows]
    return [
        *(section("\n".join(part)) for part in _in_fives(lines or [say("No step was taken yet.")])),
        *_turning(reading, STEPS, page),
    ]


def _step(taken: Taken, reader: Reader) -> str:
    step = taken.step
    when = time_in_words(to_local(step.at, ZoneInfo(reader.zone)), reader.today)
    act = say(_ACTS.get(step.act, step.act))
    late = f" ({say('after its day')})" if step.is_late else ""
    return f"• {capitalized(when)}: {typed(taken.name, 80)} {act}{late}"


_Draw = Callable[[Reading, int, Reader], list[Block]]
_DRAWN: Final[Mapping[str, _Draw]] = {
    WHOLE: _whole,
    EVIDENCE: _evidence,
    ANSWERS: _answers_part,
    STEPS: _steps,
}


def _goal(goal: Goal) -> str:
    text = typed(goal.text, 200)
    match goal.state:
        case "met":
            return say("{text} (met)", text=text)
        case "let-go":
            return say("{text} (let go)", text=text)
        case _:
            return text


def _owner(reading: Reading) -> str:
    return say("You") if reading.is_own else typed(reading.name, 80)


def _in_fives(lines: Sequence[str]) -> list[Sequence[str]]:
    """A few lines each, so that none is longer than Slack takes."""
    return [lines[place : place + 5] for place in range(0, len(lines), 5)]


def _page(rows: Sequence[Any], first: int, most: int) -> Page[Any]:
    first = max(0, min(first, len(rows) - 1)) // most * most
    return Page(rows[first : first + most], first, len(rows), most)


def _turning(reading: Reading, part: str, page: Page[Any]) -> list[Block]:
    return turning(
        page,
        Action.TURN_READING,
        back=say("Back"),
        on=say("More"),
        value=lambda first: f"{reading.evaluation.id}:{part}:{first}",
    )


# What awaits a reader


def awaiting_message(page: Page[Awaiting], reader: Reader) -> Message:
    """`/pln evaluations`: what awaits a response first, then what awaits a talk, then the rest."""
    if not page.count:
        words = say(
            "No evaluation awaits you. When somebody whom you lead submits theirs, or a colleague "
            "asks you as a peer, it is here."
        )
        return Message(words, [section(words)])
    awaiting = sum(each.is_awaiting for each in page.rows)
    title = say("Evaluations that you may read")
    return Message(
        say(
            "{title}: {count}, of which {awaiting} await a response.",
            title=title,
            count=page.count,
            awaiting=awaiting,
        ),
        [
            header(title),
            *(awaiting_line(each, reader) for each in page.rows),
            *turning(page, Action.TURN_AWAITING, back=say("Back"), on=say("More")),
            context(say("Whoever's evaluation you read can see that you did.")),
        ],
    )


def awaiting_line(awaiting: Awaiting, reader: Reader) -> Block:
    facts = [say("submitted {day}", day=reader.day_of(awaiting.submitted_at))]
    if awaiting.is_peer:
        facts.append(say("you are the peer whom they chose"))
    elif awaiting.is_awaiting:
        facts.append(_respond_by(awaiting, reader.today))
        if not awaiting.is_nearest:
            facts.append(say("others lead them more closely"))
    else:
        facts.append(say(STATES_IN_WORDS[awaiting.state]))
    return section(
        f"*{typed(awaiting.name, 80)}* · {typed(awaiting.cycle, 100)}\n{', '.join(facts)}",
        block_id=f"evaluation-{awaiting.evaluation_id}",
        accessory=read_button(awaiting.evaluation_id, awaiting.name),
    )


def awaiting_home_blocks(awaiting: Sequence[Awaiting], reader: Reader, *, most: int) -> list[Block]:
    """What awaits a leader's response, on their page of App Home; nothing where none does."""
    if not awaiting:
        return []
    more = ButtonElement(
        text=say("Show all of them"), action_id=f"{Action.TURN_AWAITING}_9", value="0"
    )
    return [
        section(
            say_count(
                "*{count} evaluation awaiting your response*",
                "*{count} evaluations awaiting your response*",
                len(awaiting),
            )
        ),
        *(awaiting_line(each, reader) for each in awaiting[:most]),
        ActionsBlock(block_id="evaluations", elements=[more]),
    ]


def _respond_by(awaiting: Awaiting, today: date) -> str:
    day = day_in_words(awaiting.respond_by, today)
    if today > awaiting.respond_by:
        return say("a response was hoped for by {day}, and counts all the same", day=day)
    return say("a response is hoped for by {day}", day=day)


# What came of answering


def responded_message(reading: Reading) -> Message:
    """A leader's response is with the educator, with the way to change it."""
    name, number = typed(reading.name, 80), str(reading.evaluation.id)
    words = say("Your response is with {name}. Next: talk about it together.", name=name)
    return Message(
        words,
        [
            section(
                say("*Your response is with {name}.* Next: talk about it together.", name=name)
            ),
            ActionsBlock(
                block_id="response",
                elements=[
                    move_button(reading.evaluation.id, "discuss", say("We have talked")),
                    ButtonElement(text=say("Change it"), action_id=Action.RESPOND, value=number),
                    ButtonElement(
                        text=say("Take it back"),
                        action_id=Action.TAKE_BACK_RESPONSE,
                        value=number,
                        confirm=confirm(
                            say("Take it back?"),
                            say("It stands no more, and the evaluation awaits a response again."),
                            yes=say("Take it back"),
                        ),
                    ),
                    read_button(reading.evaluation.id, reading.name),
                ],
            ),
        ],
    )


def commented_message(reading: Reading, words: str) -> Message:
    """A comment as it was sent."""
    said = say("Your comment is sent.")
    return Message(
        f"{said} {typed(words)}",
        [
            section(f"*{said}*"),
            *quoted_whole(words),
            ActionsBlock(
                block_id="read", elements=[read_button(reading.evaluation.id, reading.name)]
            ),
        ],
    )


def moved_message(reading: Reading, words: str) -> Message:
    """What a leader did with somebody's evaluation, in `words` of ours."""
    return Message(
        words,
        [
            section(words),
            ActionsBlock(
                block_id="read", elements=[read_button(reading.evaluation.id, reading.name)]
            ),
        ],
    )


def words_back_message(sentence: str, words: str) -> Message:
    """What could not be kept any more goes back to whoever wrote it."""
    return Message(
        say("Not sent: {sentence}", sentence=escape(sentence)),
        [
            section(say("*Not sent.* {sentence}", sentence=escape(sentence))),
            section(say("Here are your words, so that they aren't lost:")),
            *quoted_whole(words),
        ],
    )
