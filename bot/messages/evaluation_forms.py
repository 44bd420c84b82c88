"""The forms of an evaluation: goals, skills, evidence, self-rating, peer, and what others write."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import Block

from bot.messages.actions import Action, Form
from bot.messages.evaluation import balance_in_words, names_in_words
from bot.messages.forms import (
    MOST_OPTIONS,
    Origin,
    choice_input,
    choices_input,
    modal,
    person_input,
    searches_input,
    text_input,
)
from bot.messages.labels import day_in_words, label
from bot.messages.language import say, say_count
from bot.messages.message import (
    context,
    escape,
    quote,
    section,
    typed,
)
from bot.messages.pieces import piece_in_words
from domain.cycles import LONGEST_WORDS, Terms
from domain.evaluation import SKILL_LEVELS
from domain.words import later
from rubric_data import Rubric
from storage.evidence import MOST_PIECES, Piece, Pieces, Sort
from storage.readings import OwnCourse, Reading
from storage.tables import Goal

LEVELS: Final = (
    later("New to me"),
    later("I have begun"),
    later("I can"),
    later("I do it often"),
    later("I help others with it"),
)
"""By level, from 1."""
EVIDENCE: Final[Mapping[Sort, Action]] = {
    "indicator": Action.FIND_INDICATORS,
    "entry": Action.FIND_ENTRIES,
    "reflection": Action.FIND_REFLECTIONS,
}
"""The field in which pieces of each sort are chosen."""
_DESCRIPTION: Final = 1200
_SHOWN: Final = 5


def goals_form(
    goals: Sequence[Goal], linked: Collection[int], terms: Terms, origin: Origin
) -> dict[str, Any]:
    """Goals that there are, and room for a new one."""
    blocks: list[Block] = []
    if goals:
        blocks.append(
            choices_input(
                "goals",
                say("Your goals"),
                [(str(goal.id), f"{goal.number}. {goal.text}") for goal in goals[:MOST_OPTIONS]],
                values=[str(each) for each in linked],
            )
        )
    blocks.append(
        text_input(
            "new_goal",
            say("Or a new goal") if goals else say("Your goal"),
            placeholder=say("Run two student-led conferences by March 20"),
            hint=say_count(
                "This evaluation is about {count} goal or more. The end of a line may say by when.",
                "This evaluation is about {count} goals or more. The end of a line may say by "
                "when.",
                max(1, terms.goals_expected),
            ),
            is_optional=bool(goals),
        )
    )
    return modal(
        Form.EVALUATION_GOALS,
        title=say("Its goals"),
        submit=say("Save"),
        blocks=blocks,
        origin=origin,
    )


def skills_form(own: OwnCourse, rubric: Rubric, origin: Origin) -> dict[str, Any]:
    """The 21st-century skills, as one sees them oneself."""
    is_end = own.course.state == "self-evaluation"
    levels = own.skills_at_end if is_end else own.skills_at_start
    asked = say("How do you see your skills now?") if is_end else say("Where do you start?")
    hint = say("Nobody rates them but you, and any of them can be left out.")
    blocks: list[Block] = [
        section(f"{asked} {hint}"),
    ]
    for skill in rubric.skills:
        began = own.skills_at_start.get(skill.key) if is_end else None
        blocks.append(
            choice_input(
                skill_field(skill.key),
                skill.label,
                [(str(level), f"{level}: {say(LEVELS[level - 1])}") for level in SKILL_LEVELS],
                value=str(levels[skill.key]) if skill.key in levels else None,
                hint=say("At the start: {level}", level=began) if began is not None else None,
                is_optional=True,
            )
        )
    return modal(
        Form.SKILLS, title=say("Your skills"), submit=say("Save"), blocks=blocks, origin=origin
    )


def skill_field(skill: str) -> str:
    return f"skill-{skill}"


def evidence_form(
    pieces: Pieces,
    kinds: Mapping[str, int],
    rubric: Rubric,
    origin: Origin,
    *,
    is_balance_needed: bool,
) -> dict[str, Any]:
    """What stands as evidence; `kinds` counts the indicators that are chosen at the moment."""
    sorts: tuple[tuple[Sort, str, str, Sequence[Piece]], ...] = (
        (
            "indicator",
            say("Indicators"),
            say("What came of it in class. “Note an indicator” adds one."),
            pieces.indicators,
        ),
        ("entry", say("Entries"), say("Type words, #tags or a time, as “podcasting since Oct 1”."),
         pieces.entries),
        ("reflection", say("Reflections"), say("Type words of yours, or of the question."),
         pieces.reflections),
    )  # fmt: skip
    blocks: list[Block] = [
        section(
            say(
                "What says most about your year? Whoever reads your evaluation reads this, private "
                "entries too, once you submit it."
            )
        ),
        section(balance_in_words(kinds, rubric, is_needed=is_balance_needed), block_id="balance"),
    ]
    blocks += [
        searches_input(
            EVIDENCE[sort],
            words,
            values=[(str(piece.id), piece_in_words(piece, rubric)) for piece in chosen],
            most=MOST_PIECES,
            hint=hint,
        )
        for sort, words, hint, chosen in sorts
    ]
    return modal(
        Form.EVIDENCE, title=say("Your evidence"), submit=say("Save"), blocks=blocks, origin=origin
    )


def self_rating_form(
    own: OwnCourse, element: str, rubric: Rubric, today: date, origin: Origin
) -> dict[str, Any]:
    """One element: what it is about, what they have of it, and how they see themselves."""
    rated = next(each for each in own.rated if each.element == element)
    known = next((each for each in rubric.elements if each.key == element), None)
    place = [each.element for each in own.rated].index(element) + 1
    name = escape(known.name if known else element)
    blocks: list[Block] = [
        section(say("*{name}* ({place} of {count})", name=name, place=place, count=len(own.rated)))
    ]
    if chosen := _chosen_for(own.pieces, element, rubric, today):
        blocks.append(context(chosen))
    blocks += [
        choice_input(
            f"rating-{element}",
            say("Where do you see yourself?"),
            [(word, word) for word in own.cycle.ratings],
            value=rated.rating,
            is_optional=True,
        ),
        text_input(
            f"words-{element}",
            say("In your words"),
            value=rated.words,
            placeholder=say("What went well, what changed, what you want next"),
            hint=say("A draft is kept as it is, and only you see it until you submit."),
            is_optional=True,
            is_multiline=True,
        ),
    ]
    if known is not None:
        # Below the fields: on a phone it is a page of its own.
        about = quote(known.description_text, _DESCRIPTION)
        title = say("What it is about, in the rubric's words")
        blocks.append(section(f"*{title}*\n{about}"))
    return modal(
        Form.SELF_RATING,
        title=say("Rate yourself"),
        submit=say("Save") if place == len(own.rated) else say("Save and go on"),
        close=say("Close"),
        blocks=blocks,
        origin=replace(origin, about=element),
    )


def _chosen_for(pieces: Pieces, element: str, rubric: Rubric, today: date) -> str:
    """What of their evidence is about an element, in brief."""
    lines = [
        f"• {typed(piece_in_words(each, rubric), 120)}"
        for each in pieces.indicators
        if each.element == element
    ]
    lines += [
        f"• {typed(each.text, 100)} ({day_in_words(each.happened_on, today)})"
        for each in pieces.entries
        if element in each.elements
    ]
    if not lines:
        return ""
    shown = [say("*Your evidence for it*"), *lines[:_SHOWN]]
    if len(lines) > _SHOWN:
        shown.append(say("and {count} more", count=len(lines) - _SHOWN))
    return "\n".join(shown)


def peer_form(own: OwnCourse, peer: str | None, origin: Origin) -> dict[str, Any]:
    """Somebody of one's own choice to read and comment; `peer` is their Slack id."""
    is_shown = own.evaluation is not None and own.evaluation.submitted_at is not None
    when = (
        say("They can read it at once, and are told.")
        if is_shown
        else say("They can read it once you submit it, and are told.")
    )
    limits = say("They don't see what leaders answer.")
    what = say("A colleague whom you trust can read your evaluation and comment on it.")
    return modal(
        Form.PEER,
        title=say("A peer"),
        submit=say("Save"),
        blocks=[
            section(f"{what} {when} {limits}"),
            person_input(
                "peer",
                say("Who?"),
                value=peer,
                hint=say("Leave it empty for nobody."),
                is_optional=True,
            ),
        ],
        origin=origin,
    )


def response_form(reading: Reading, rubric: Rubric, origin: Origin) -> dict[str, Any]:
    """A leader's answer: words, and where the cycle has them ratings beside the educator's."""
    answer = reading.answer
    blocks: list[Block] = [
        section(
            say(
                "*{name}* reads this, and you talk about it together.", name=typed(reading.name, 80)
            )
        ),
        text_input(
            "words",
            say("Your response"),
            value=answer.response.words if answer else None,
            placeholder=say("What you saw, what you value, what you want to talk about"),
            is_multiline=True,
            most=LONGEST_WORDS,
        ),
    ]
    if reading.cycle.leaders_rate:
        for each in reading.rated:
            if each.rating is None:
                continue
            name = label(rubric.elements, each.element)
            blocks.append(
                choice_input(
                    f"rating-{each.element}",
                    say("{name}: they say {rating}", name=name, rating=each.rating)[:150],
                    [(word, word) for word in reading.cycle.ratings],
                    value=each.beside,
                    hint=say("Beside their own rating, if you like."),
                    is_optional=True,
                )
            )
    else:
        blocks.append(context(say("In this cycle ratings are the educator's own.")))
    return modal(
        Form.RESPONSE,
        title=say("Your response"),
        submit=say("Send it"),
        blocks=blocks,
        origin=origin,
    )


def comment_form(reading: Reading, origin: Origin) -> dict[str, Any]:
    """A word on what was submitted."""
    if reading.is_own:
        readers = say("Your leaders read it.")
    elif "leader" in reading.parts:
        readers = say(
            "{name} and those who lead their groups read it.", name=typed(reading.name, 80)
        )
    else:
        readers = say("{name} and their leaders read it.", name=typed(reading.name, 80))
    return modal(
        Form.COMMENT,
        title=say("Comment"),
        submit=say("Send it"),
        blocks=[
            section(readers),
            text_input(
                "words", say("Your comment"), is_multiline=True, is_focused=True, most=LONGEST_WORDS
            ),
        ],
        origin=origin,
    )


def difference_form(own: OwnCourse, origin: Origin) -> dict[str, Any]:
    """The educator's own words, which stay beside the response."""
    readers = names_in_words([own.answered_by] if own.answered_by else own.leaders)
    return modal(
        Form.DIFFERENCE,
        title=say("How you see it"),
        submit=say("State it"),
        blocks=[
            section(
                say(
                    "Your words stay on record beside the response, whatever comes later. "
                    "{names} and those who lead your groups can read them.",
                    names=readers or say("Your leaders"),
                )
            ),
            text_input(
                "words",
                say("How do you see it differently?"),
                is_multiline=True,
                is_focused=True,
                most=LONGEST_WORDS,
            ),
        ],
        origin=origin,
    )
