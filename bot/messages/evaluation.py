"""An evaluation as its educator meets it: which step, what comes next, and by when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject

from bot.messages.actions import Action
from bot.messages.forms import confirm
from bot.messages.labels import day_in_words, label, within_a_line
from bot.messages.language import say, say_count, say_date, say_in, say_words
from bot.messages.message import (
    Message,
    context,
    escape,
    header,
    listed,
    quote,
    section,
    shorten,
    spoken,
    typed,
    unstyled,
)
from domain.evaluation import (
    Act,
    Next,
    due_on,
    hindrance,
    may_take,
    missing_kinds,
    parts_in,
)
from domain.keys import EvaluationState
from domain.words import later
from rubric_data import Rubric
from storage.readings import Awaiting, OwnCourse, Rated
from storage.tables import Cycle

OTHERS: Final = 5
_GOALS: Final = 5
_NAMES: Final = 3
_OWN: Final = parts_in(is_own=True)

STATES_IN_WORDS: Final[Mapping[EvaluationState, str]] = {
    "goal-setting": later("goals are being set"),
    "collecting": later("indicators are being collected"),
    "self-evaluation": later("the educator rates themselves"),
    "submitted": later("submitted, awaits a response"),
    "responded": later("answered, awaits the talk"),
    "discussed": later("talked over, awaits the educator's word"),
    "agreed": later("agreed"),
    "difference-stated": later("a difference stands beside it"),
    "closed": later("closed"),
}
_WAY: Final = (
    ("goal-setting", later("Goals")),
    ("collecting", later("Collecting")),
    ("self-evaluation", later("Self-rating")),
    ("submitted", later("Submitted")),
    ("responded", later("Response")),
    ("discussed", later("Talk")),
    ("agreed", later("Your word")),
)


def evaluation_message(
    own: OwnCourse,
    rubric: Rubric,
    today: date,
    *,
    opening: str = "",
    others: Sequence[Cycle] = (),
    asked: Sequence[Awaiting] = (),
    awaiting: int = 0,
) -> Message:
    """`/pln evaluation`: one thing comes next, and the rest is at hand.

    `others` are further cycles of theirs, `asked` are evaluations that they read as a peer,
    `awaiting` says how many wait for their response.
    """
    cycle = own.cycle
    title = say("Your evaluation: {cycle}", cycle=cycle.name)
    words = next_in_words(own, rubric, today)
    blocks: list[Block] = [section(f"*{opening}*")] if opening else []
    blocks += [header(title), section(f"{_way(own)}\n\n{words}")]
    if buttons := _buttons(own, rubric, today):
        blocks.append(ActionsBlock(block_id="evaluation", elements=buttons))
    if cycle.expectation and own.course.state == "goal-setting":
        blocks += [
            section(
                say("*What is expected*\n{expectation}", expectation=quote(cycle.expectation, 1200))
            )
        ]
    blocks += _rating_lines(own, rubric, today)
    blocks.append(section("\n".join(_facts(own, rubric))))
    if more := _more_buttons(own, today):
        blocks.append(ActionsBlock(block_id="evaluation-more", elements=more))
    blocks += [context(_who_reads(own)), *_await_blocks(awaiting), *asked_blocks(asked)]
    blocks += _other_blocks(others)
    return Message(unstyled(f"{opening} {escape(title)}. {words}".strip()), blocks)


def no_evaluation_message(asked: Sequence[Awaiting], awaiting: int) -> Message:
    words = say(
        "No evaluation runs for you now. When an admin opens one for a group of yours, it begins "
        "here. What you log and note until then can stand as evidence later."
    )
    return Message(words, [section(words), *_await_blocks(awaiting), *asked_blocks(asked)])


def evaluation_home_blocks(own: OwnCourse | None, rubric: Rubric, today: date) -> list[Block]:
    """A short part of App Home while a cycle runs; nothing else."""
    if own is None:
        return []
    buttons = [
        *_buttons(own, rubric, today)[:1],
        ButtonElement(
            text=say("See all of it"), action_id=Action.OPEN_EVALUATION, value=str(own.cycle.id)
        ),
    ]
    words = next_in_words(own, rubric, today)
    return [
        header(say("Your evaluation")),
        section(f"*{typed(own.cycle.name, 100)}*\n{_way(own)}\n{words}"),
        ActionsBlock(block_id="evaluation", elements=buttons),
    ]


def _await_blocks(awaiting: int) -> list[Block]:
    if not awaiting:
        return []
    return [
        section(
            say_count(
                "{count} evaluation awaits your response.",
                "{count} evaluations await your response.",
                awaiting,
            ),
            block_id="awaiting",
            accessory=ButtonElement(
                text=say("Show them"), action_id=f"{Action.TURN_AWAITING}_9", value="0"
            ),
        )
    ]


def asked_blocks(asked: Sequence[Awaiting]) -> list[Block]:
    """Evaluations of colleagues who chose them as the peer who reads."""
    return [
        section(
            say(
                "*{name}* asked you to read their evaluation as a peer ({cycle}).",
                name=typed(each.name, 80),
                cycle=typed(each.cycle, 100),
            ),
            block_id=f"peer-{each.evaluation_id}",
            accessory=read_button(each.evaluation_id, each.name),
        )
        for each in asked[:OTHERS]
    ]


def read_button(evaluation_id: int, name: str = "", text: str = "") -> ButtonElement:
    return ButtonElement(
        text=text or say("Read it"),
        action_id=Action.READ_EVALUATION,
        value=str(evaluation_id),
        accessibility_label=say("Read the evaluation of {name}", name=name)[:75] if name else None,
    )


def move_button(
    evaluation_id: int,
    act: Act,
    text: str,
    place: int = 0,
    *,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    """A step that needs no words."""
    return ButtonElement(
        text=text,
        action_id=f"{Action.MOVE_EVALUATION}_{place}",
        value=f"{evaluation_id}:{act}",
        confirm=confirm,
    )


def balance_in_words(kinds: Mapping[str, int], rubric: Rubric, *, is_needed: bool) -> str:
    """How many indicators of each kind there are, and kindly what is not there yet."""
    counts = " · ".join(
        f"{escape(each.label)} {kinds.get(each.key, 0)}" for each in rubric.indicator_kinds
    )
    missing = [
        escape(within_a_line(label(rubric.indicator_kinds, kind)))
        for kind in missing_kinds(frozenset(kind for kind, count in kinds.items() if count))
    ]
    if not missing:
        return f"{counts}\n{say('All four kinds are there.')}"
    hint = (
        say("This cycle asks for all four kinds.")
        if is_needed
        else say("A note of each kind makes the picture whole; it is no must.")
    )
    none_yet = say("No evidence yet of {missing}.", missing=listed(missing))
    return f"{counts}\n{none_yet} {hint}"


def names_in_words(names: Sequence[str]) -> str:
    """`Ruth Okafor and Ian Wu`, with no more than a few of many."""
    shown = [typed(name, 40) for name in names[:_NAMES]]
    left = len(names) - len(shown)
    return listed([*shown, say_count("{count} other", "{count} others", left)] if left else shown)


def growth_lines(start: Mapping[str, int], end: Mapping[str, int], rubric: Rubric) -> list[str]:
    """`Creativity: 2 → 4 (+2)`, a line each, in the rubric's order."""
    lines = []
    for skill in rubric.skills:
        before, after = start.get(skill.key), end.get(skill.key)
        if before is None and after is None:
            continue
        grown = f" ({after - before:+d})" if before is not None and after is not None else ""
        levels = " → ".join("?" if each is None else str(each) for each in (before, after))
        if after is None:
            levels = str(before)
        lines.append(f"{escape(skill.label)}: {levels}{grown}")
    return lines


def next_in_words(own: OwnCourse, rubric: Rubric, today: date) -> str:
    """What comes next for the educator, and by when."""
    terms = own.cycle.terms
    if today < terms.opens_on:
        return say(
            "It begins {day}; there is nothing to do yet.",
            day=day_in_words(terms.opens_on, today),
        )
    if own.course.state != "closed" and today > terms.closes_on:
        return say(
            "This cycle ended {day}. What you wrote stays as it is; an admin can open it again.",
            day=day_in_words(terms.closes_on, today),
        )
    return f"{_NEXT[own.next](own, rubric)} {_by_when(own, today)}".strip()


def _by_when(own: OwnCourse, today: date) -> str:
    """The day that the step is due. One that is past is said, and held against nobody."""
    due = due_on(own.course.state, own.cycle.terms)
    if due is None or own.next == "wait":
        return ""
    if today > due:
        return say(
            "The day for it was {day}; it counts all the same.", day=day_in_words(due, today)
        )
    return say("By {day}.", day=day_in_words(due, today))


def _words_for_goals(own: OwnCourse, _rubric: Rubric) -> str:
    expected = own.cycle.goals_expected
    words = say("*Next: choose the goals that it is about.*")
    if expected <= 1:
        return words
    asks = say_count(
        "This cycle asks for {count} goal or more.",
        "This cycle asks for {count} goals or more.",
        expected,
    )
    return f"{words} {asks}"


def _words_for_rating(own: OwnCourse, rubric: Rubric) -> str:
    done = sum(_is_done(each) for each in own.rated)
    place = label(rubric.elements, first_unrated(own.rated) or "")
    return say(
        "*Next: rate yourself, with a few words.* {done} of {count} elements are done; "
        "{element} comes next.",
        done=done,
        count=len(own.rated),
        element=escape(place),
    )


def _words_for_submitting(own: OwnCourse, _rubric: Rubric) -> str:
    readers = (
        say("{leaders} will read it.", leaders=names_in_words(own.leaders))
        if own.leaders
        else say(_NO_LEADER)
    )
    return f"{say('*Next: submit it, when you are ready.*')} {readers}"


def _words_for_waiting(own: OwnCourse, _rubric: Rubric) -> str:
    if not own.leaders:
        return f"*{say('Submitted.')}* {say(_NO_LEADER)}"
    respond_by = own.cycle.respond_by
    return say(
        "*Submitted.* {leaders} can read it; a response is hoped for by {day}.",
        leaders=names_in_words(own.leaders),
        day=say_date(respond_by, "MMMd"),
    )


def _words_for_the_talk(own: OwnCourse, _rubric: Rubric) -> str:
    return say(
        "*{name} has responded.* Next: read it, and talk about it together.",
        name=typed(own.answered_by or say("A leader"), 60),
    )


def _words_for_the_end(own: OwnCourse, _rubric: Rubric) -> str:
    if own.course.state == "agreed":
        return say("*You agreed.* Nothing is left to do; you may think it over again.")
    return say(
        "*You stated a difference, and it stays beside the response.* Nothing is left to do; you "
        "may think it over again."
    )


def _words_for_evidence(own: OwnCourse, _rubric: Rubric) -> str:
    missing = hindrance(own.course, own.cycle.terms)
    then = say_words(missing) if missing else say("It is what your reader looks at first.")
    return f"{say('*Next: choose what stands as evidence.*')} {then}"


_NO_LEADER: Final = later("No group of yours has a leader yet: it waits until there is one.")
_NEXT: Final[Mapping[Next, Callable[[OwnCourse, Rubric], str]]] = {
    "set-goals": _words_for_goals,
    "rate-skills-at-start": lambda _own, _rubric: say(
        "*Next: see where you start.* Rate your own 21st-century skills; at the end you will see "
        "what grew."
    ),
    "collect": lambda _own, _rubric: say(
        "*Now: collect what shows your progress.* A sentence about your class is plenty. Go on "
        "to rating yourself whenever you like."
    ),
    "rate": _words_for_rating,
    "rate-skills-at-end": lambda _own, _rubric: say(
        "*Next: rate your skills once more*, to see what grew."
    ),
    "choose-evidence": _words_for_evidence,
    "submit": _words_for_submitting,
    "wait": _words_for_waiting,
    "talk": _words_for_the_talk,
    "decide": lambda _own, _rubric: say(
        "*You have talked. Next: say whether you agree*, or how you see it differently. Only you "
        "can say that."
    ),
    "done": _words_for_the_end,
    "read": lambda _own, _rubric: say("*This evaluation is closed.* It stays as it is."),
}


# Buttons


def _buttons(own: OwnCourse, rubric: Rubric, today: date) -> list[ButtonElement]:
    """What comes next first, then what else fits this step."""
    if not _is_time(own, today):
        return [_read(own)] if own.evaluation is not None else []
    buttons = _STEP_BUTTONS[own.next](own, rubric)
    buttons[0].style = "primary"
    return buttons


def _is_time(own: OwnCourse, today: date) -> bool:
    terms = own.cycle.terms
    is_open = own.course.state != "closed" and own.cycle.closed_at is None
    return is_open and terms.opens_on <= today <= terms.closes_on


def _goals_button(own: OwnCourse, text: str = "") -> ButtonElement:
    text = text or say("Choose goals")
    return ButtonElement(text=text, action_id=Action.LINK_GOALS, value=str(own.cycle.id))


def _skills_button(own: OwnCourse, text: str) -> ButtonElement:
    return ButtonElement(text=text, action_id=Action.RATE_SKILLS, value=str(own.cycle.id))


def _evidence_button(own: OwnCourse) -> ButtonElement:
    return ButtonElement(
        text=say("Choose evidence"), action_id=Action.CHOOSE_EVIDENCE, value=str(_id(own))
    )


def _indicator_button(own: OwnCourse) -> ButtonElement:
    return ButtonElement(
        text=say("Note an indicator"), action_id=Action.ADD_INDICATOR, value=f"cycle:{own.cycle.id}"
    )


def _rate_button(
    own: OwnCourse, element: str, text: str, place: int, *, spoken_as: str | None = None
) -> ButtonElement:
    return ButtonElement(
        text=text,
        action_id=f"{Action.RATE_SELF}_{place}",
        value=f"{_id(own)}:{element}",
        accessibility_label=spoken_as,
    )


def _submit_button(own: OwnCourse, text: str = "") -> ButtonElement:
    readers = [*own.leaders, *([own.peer] if own.peer else [])]
    who = (
        say("{readers} can read all of it then.", readers=names_in_words(readers))
        if readers
        else say(_NO_LEADER)
    )
    return move_button(
        _id(own),
        "submit",
        text or say("Submit"),
        confirm=confirm(
            say("Submit your evaluation?"),
            f"{who} {say('You can withdraw it until a leader responds.')}",
            yes=say("Submit it"),
            no=say("Not yet"),
        ),
    )


def _read(own: OwnCourse, text: str = "") -> ButtonElement:
    return read_button(_id(own), text=text)


def _waiting(own: OwnCourse, _rubric: Rubric) -> list[ButtonElement]:
    withdraw = move_button(
        _id(own),
        "withdraw",
        say("Withdraw it"),
        confirm=confirm(
            say("Withdraw it?"),
            say(
                "Nobody but you reads it then, until you submit it again. You can change all of it."
            ),
            yes=say("Withdraw it"),
        ),
    )
    return [_read(own), withdraw]


def _deciding(own: OwnCourse, _rubric: Rubric) -> list[ButtonElement]:
    return [
        move_button(_id(own), "agree", say("I agree")),
        ButtonElement(
            text=say("I see it differently"), action_id=Action.DIFFER, value=str(_id(own))
        ),
        _read(own),
    ]


_STEP_BUTTONS: Final[Mapping[Next, Callable[[OwnCourse, Rubric], list[ButtonElement]]]] = {
    "set-goals": lambda own, _rubric: [_goals_button(own)],
    "rate-skills-at-start": lambda own, _rubric: [
        _skills_button(own, say("Rate my skills")),
        _indicator_button(own),
        _evidence_button(own),
    ],
    "collect": lambda own, _rubric: [
        _indicator_button(own),
        _evidence_button(own),
        move_button(_id(own), "begin-rating", say("Begin to rate myself")),
    ],
    "rate": lambda own, rubric: [
        _rate_button(
            own,
            element,
            say("Rate myself: {element}", element=label(rubric.elements, element))[:75],
            len(own.rated),
        )
        for element in [first_unrated(own.rated) or own.cycle.elements[0]]
    ],
    "rate-skills-at-end": lambda own, _rubric: [
        _skills_button(own, say("Rate my skills again")),
        _evidence_button(own),
    ],
    "choose-evidence": lambda own, _rubric: [_evidence_button(own), _indicator_button(own)],
    "submit": lambda own, _rubric: [_submit_button(own), _evidence_button(own)],
    "wait": _waiting,
    "talk": lambda own, _rubric: [
        _read(own, say("Read the response")),
        move_button(_id(own), "discuss", say("We have talked")),
    ],
    "decide": _deciding,
    "done": lambda own, _rubric: [
        _read(own),
        move_button(_id(own), "think-again", say("Think it over again")),
    ],
    "read": lambda own, _rubric: [_read(own)],
}


def _more_buttons(own: OwnCourse, today: date) -> list[ButtonElement]:
    """What can be done as well at this step, and the way back."""

    def may(act: Act) -> bool:
        terms = own.cycle.terms
        return own.cycle.closed_at is None and may_take(
            own.course, act, parts=_OWN, terms=terms, today=today
        )

    buttons = []
    if may("link-goals") and own.next != "set-goals":
        buttons.append(_goals_button(own, say("Other goals")))
    if may("rate-skills") and own.next not in {"rate-skills-at-start", "rate-skills-at-end"}:
        buttons.append(_skills_button(own, say("My skills")))
    if own.next in {"rate", "rate-skills-at-end", "choose-evidence"}:
        if own.next == "rate":
            buttons.append(_evidence_button(own))
        if may("submit") and hindrance(own.course, own.cycle.terms) is None:
            buttons.append(_submit_button(own, say("Submit as it is")))
    if own.next == "rate-skills-at-start":
        buttons.append(move_button(_id(own), "begin-rating", say("Begin to rate myself"), 1))
    if may("collect-more"):
        buttons.append(move_button(_id(own), "collect-more", say("Back to collecting"), 2))
    if may("appoint-peer"):
        buttons.append(
            ButtonElement(
                text=say("Change the peer") if own.peer else say("Choose a peer"),
                action_id=Action.APPOINT_PEER,
                value=str(own.cycle.id),
            )
        )
    return buttons


# Facts


def first_unrated(rated: Sequence[Rated]) -> str | None:
    """The element to rate next; None where all are done."""
    return next((each.element for each in rated if not _is_done(each)), None)


def _is_done(rated: Rated) -> bool:
    return bool(rated.rating and rated.words)


def _rating_lines(own: OwnCourse, rubric: Rubric, today: date) -> list[Block]:
    """Each element with the educator's own words, and a button to change them."""
    if own.course.state != "self-evaluation" or not _is_time(own, today):
        return []
    lines: list[Block] = []
    for place, each in enumerate(own.rated):
        said = f"*{typed(each.rating, 75)}*" if each.rating else f"_{say('not rated yet')}_"
        words = f"\n{quote(each.words, 150)}" if each.words else ""
        draft = f" ({say('a draft: add your words')})" if each.rating and not each.words else ""
        does = say("Change") if each.rating or each.words else say_in("to rate an element", "Rate")
        lines.append(
            section(
                f"{escape(label(rubric.elements, each.element))}: {said}{draft}{words}",
                block_id=f"element-{each.element}",
                accessory=_rate_button(
                    own,
                    each.element,
                    does,
                    place,
                    spoken_as=spoken(does, label(rubric.elements, each.element)),
                ),
            )
        )
    return lines


def _facts(own: OwnCourse, rubric: Rubric) -> list[str]:
    goals = [f"{goal.number}. {typed(goal.text, 100)}" for goal in own.goals[:_GOALS]]
    if len(own.goals) > _GOALS:
        goals.append(say("and {count} more", count=len(own.goals) - _GOALS))
    facts = [
        say("*Goals:* {goals}", goals="; ".join(goals))
        if goals
        else say("*Goals:* none chosen yet")
    ]
    if own.growth:
        grown = growth_lines(own.skills_at_start, own.skills_at_end, rubric)
        facts.append(say("*Skills, as you see them:* {levels}", levels="; ".join(grown)))
    elif own.skills_at_start or own.skills_at_end:
        levels = own.skills_at_end or own.skills_at_start
        shown = growth_lines(levels, {}, rubric)
        facts.append(say("*Skills, as you see them:* {levels}", levels="; ".join(shown)))
    pieces = own.pieces
    if own.course.state != "goal-setting":
        chosen = [
            say_count("{count} indicator", "{count} indicators", len(pieces.indicators)),
            say_count("{count} entry", "{count} entries", len(pieces.entries)),
            say_count("{count} reflection", "{count} reflections", len(pieces.reflections)),
        ]
        expected = own.cycle.evidence_expected
        words = say("*Evidence:* {chosen}", chosen=listed(chosen))
        if pieces.count < expected:
            words += f" ({say('this cycle asks for {expected} or more', expected=expected)})"
        facts.append(words)
        facts.append(balance_in_words(pieces.kinds, rubric, is_needed=own.cycle.needs_balance))
    if own.peer:
        facts.append(say("*Peer:* {peer}", peer=typed(own.peer, 80)))
    return facts


def _who_reads(own: OwnCourse) -> str:
    if own.evaluation is None or own.evaluation.submitted_at is None:
        return say(
            "Only you read this until you submit it; then those who lead your groups do, and the "
            "peer whom you choose. `/pln who` shows every look."
        )
    return say("`/pln who` shows everybody who has looked at it.")


def _way(own: OwnCourse) -> str:
    """`✓ Goals · *Collecting* · Self-rating …`"""
    reached = own.course.closed_from or own.course.state
    if reached == "difference-stated":
        reached = "agreed"
    keys = [key for key, _ in _WAY]
    place = keys.index(reached) if reached in keys else 0
    return " · ".join(
        f"*{words}*" if here == place else f"✓ {words}" if here < place else words
        for here, words in enumerate(say(words) for _, words in _WAY)
    )


def _other_blocks(others: Sequence[Cycle]) -> list[Block]:
    if not others:
        return []
    buttons = [
        ButtonElement(
            text=shorten(each.name, 70),
            action_id=f"{Action.OPEN_EVALUATION}_{place}",
            value=str(each.id),
        )
        for place, each in enumerate(others[:OTHERS])
    ]
    return [
        context(say("Your other evaluations")),
        ActionsBlock(block_id="others", elements=buttons),
    ]


def _id(own: OwnCourse) -> int:
    return own.evaluation.id if own.evaluation is not None else 0
