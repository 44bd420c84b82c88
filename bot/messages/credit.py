"""Credit as an educator sees it: beside an entry, in `/pln credits`, on App Home, and as news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    OverflowMenuElement,
    StaticSelectElement,
)

from bot.messages.actions import Action, Form
from bot.messages.charts import text_bar
from bot.messages.credit_words import rule_name
from bot.messages.forms import Origin, confirm, modal, options
from bot.messages.labels import day_in_words, label
from bot.messages.language import say, say_count
from bot.messages.message import (
    Message,
    context,
    in_hours,
    listed,
    quote,
    section,
    typed,
)
from bot.messages.pages import turning
from domain.credit import in_figures, in_units
from domain.errors import BadInput
from domain.school_years import year_name
from domain.words import later
from rubric_data import Rubric
from storage.approvals import Outcome
from storage.claims import EntryCredit
from storage.credit import LACKING, OwnCredit, Standing

PAGE: Final = 6
MOST_OUTCOMES: Final = 10
MOST_RULES: Final = 12
MOST_YEARS: Final = 20
SHOWN_TO_LEADERS: Final = later(
    "You keep it private. Handed in, it is shown to those who decide on your "
    "credit: its words, link, note and the names of its files. To all others it "
    "stays private."
)
SHOWN_ON_TRANSCRIPT: Final = later(
    "You keep it private. Handed in, it is credited at once, and stands with its "
    "words on your transcript, which your district can ask for. Else it stays "
    "private."
)


@dataclass(frozen=True)
class CreditPlace:
    """A page of a school year, as buttons carry it along: `2026-07-01/6`."""

    year_on: date | None = None
    first: int = 0

    def dump(self) -> str:
        return f"{self.year_on.isoformat() if self.year_on else ''}/{self.first}"

    @classmethod
    def load(cls, text: str) -> CreditPlace:
        """Raises BadInput for what no button carries."""
        year, _, first = text.partition("/")
        try:
            return cls(date.fromisoformat(year) if year else None, int(first or 0))
        except ValueError:
            raise BadInput("That list is from an older message: `/pln credits` shows it.") from None


# Beside an entry


def credit_blocks(credit: EntryCredit | None) -> list[Block]:
    """What an entry earns, in small print, with the way to hand it in; nothing for nothing."""
    if credit is None:
        return []
    words = credit_in_words(credit)
    if not credit.can_be_handed_in:
        return [context(words)]
    return [
        section(
            words,
            block_id="credit",
            accessory=ButtonElement(
                text=say("Hand in for credit"),
                action_id=Action.HAND_IN_ENTRY,
                value=str(credit.entry.id),
                confirm=_asking(credit),
            ),
        )
    ]


def credit_in_words(credit: EntryCredit) -> str:
    """One sentence or two: what it earns, and what is left to do."""
    amount, year = _amount(credit.amount, credit.unit), year_name(credit.year_on)
    if credit.state is not None:
        return _claim_in_words(credit, amount, year)
    if credit.lacks is not None:
        return say(
            "It earns credit once it has {lacking}: press Edit to add it.",
            lacking=say(LACKING[credit.lacks]),
        )
    if not credit.amount:
        return say(
            "It adds no credit: what you handed in reaches the most that this gives in {year}.",
            year=year,
        )
    if credit.rule.is_automatic:
        earns = say("It earns *{amount}* once you hand it in.", amount=amount)
    else:
        earns = say("It earns *{amount}* once it is handed in and approved.", amount=amount)
    if not credit.is_changed:
        return earns
    changed = say("You changed what its credit rested on, so it is not credited any more.")
    return f"{changed} {earns}"


def _claim_in_words(credit: EntryCredit, amount: str, year: str) -> str:
    if credit.state == "returned":
        reason = f"\n{quote(credit.reason, 500)}" if credit.reason else ""
        if credit.lacks:
            again = say("Edit it and hand it in again.")
        elif credit.amount:
            again = say("You can hand it in again.")
        else:
            again = say("As it is, it would add nothing.")
        return f"{say('It came back from the approval.')} {again}{reason}"
    if credit.state == "awaiting":
        if credit.is_changed:
            return say(
                "You changed what it earns, so *{amount}* await approval anew.", amount=amount
            )
        return say("Handed in: *{amount}* once it is approved.", amount=amount)
    if not credit.amount:
        return say(
            "Credited. It adds nothing to {year}: the most that this gives was reached.", year=year
        )
    lapse = credit.claim.lapses_on if credit.claim is not None else None
    credited = say("Credited: *{amount}* for {year}.", amount=amount, year=year)
    if lapse is None:
        return credited
    return f"{credited} {say('It lapses on {day}.', day=lapse.isoformat())}"


def credit_in_brief(credit: EntryCredit) -> str | None:
    """For a line in a list; None where there is nothing to say."""
    amount = _amount(credit.amount, credit.unit)
    return {
        "granted": say("{amount} credited", amount=amount),
        "awaiting": say("awaits approval"),
        "returned": say("came back"),
    }.get(credit.state or "")


def lost_words(lost: str | None) -> str:
    """What is said where an entry that is credited is deleted."""
    return f" {say('Its credit, {lost}, goes with it.', lost=typed(lost, 80))}" if lost else ""


def hand_in_form(credit: EntryCredit, origin: Origin) -> dict[str, Any]:
    """Asks before an entry of a list is handed in."""
    return modal(
        Form.HAND_IN,
        title=say("Hand in for credit?"),
        submit=say("Hand it in"),
        close=say("Not now"),
        blocks=[
            section(f"{quote(credit.entry.text)}\n{credit_in_words(credit)}"),
            *([context(_who_sees(credit))] if credit.entry.visibility == "private" else []),
        ],
        origin=origin,
    )


def _asking(credit: EntryCredit) -> ConfirmObject | None:
    """What is private is shown by handing it in, so that is said before."""
    if credit.entry.visibility != "private":
        return None
    return confirm(
        say("Hand it in for credit?"),
        _who_sees(credit),
        yes=say("Hand it in"),
        no=say("Keep it private"),
    )


def _who_sees(credit: EntryCredit) -> str:
    return say(SHOWN_ON_TRANSCRIPT if credit.rule.is_automatic else SHOWN_TO_LEADERS)


# A school year


def credits_message(
    own: OwnCredit,
    handing_in: Sequence[EntryCredit],
    rubric: Rubric,
    today: date,
    *,
    told: str | None = None,
) -> Message:
    """A school year: how far, what each rule gave, and some of its entries.

    `handing_in` is all that “Hand in all” would hand in; `told` says what was done just now.
    """
    standing = own.standing
    title = say("Your credits, {name}", name=standing.name)
    blocks: list[Block] = [section(told)] if told else []
    blocks.append(section(f"*{title}*\n{_progress(standing)}"))
    blocks += [context(each) for each in _notes(standing, today)]
    if standing.by_rule:
        blocks.append(section("\n".join(_rule_lines(standing, rubric))))
    place = CreditPlace(standing.year_on, own.page.first)
    blocks += [_line(each, rubric, today, place) for each in own.page.rows]
    if not own.page.rows:
        blocks.append(
            section(
                say("Nothing here yet. What you log shows what it earns, and how to hand it in.")
            )
        )
    blocks += turning(
        own.page,
        Action.TURN_CREDITS,
        back=say("Back"),
        on=say("More"),
        value=lambda first: CreditPlace(standing.year_on, first).dump(),
    )
    blocks += _buttons(own, handing_in)
    return Message(f"{title}: {_in_short(standing)}", blocks)


def standing_blocks(standing: Standing | None, today: date) -> list[Block]:
    """On App Home; nothing where there is no policy."""
    if standing is None:
        return []
    return [
        section(
            f"*{say('Credits, {name}', name=standing.name)}*\n{_progress(standing)}",
            block_id="credits",
            accessory=ButtonElement(
                text=say("My credits"), action_id=Action.SHOW_CREDITS, value=CreditPlace().dump()
            ),
        ),
        *(context(each) for each in _notes(standing, today)),
    ]


def standing_in_words(standing: Standing) -> str:
    """For `/pln me`: one line."""
    return say(
        "Credits, {name}: {amount}. `/pln credits` shows them.",
        name=standing.name,
        amount=_in_short(standing),
    )


def _in_short(standing: Standing) -> str:
    if standing.expected is None:
        return say("{amount} earned", amount=_amount(standing.earned, standing.unit))
    return say(
        "{earned} of {expected}",
        earned=in_figures(standing.earned),
        expected=_amount(standing.expected, standing.unit),
    )


def _progress(standing: Standing) -> str:
    if standing.expected is None:
        return say("*{amount}* earned", amount=_amount(standing.earned, standing.unit))
    share = min(Decimal(1), standing.earned / standing.expected)
    reached = f" {say('All that is expected is there.')}" if share == 1 else ""
    return f"{text_bar(float(share))} *{_in_short(standing)}*{reached}"


def _notes(standing: Standing, today: date) -> list[str]:
    """What awaits whom, and what lapses."""
    notes = []
    if standing.awaiting_count:
        notes.append(
            say_count(
                "{count} entry awaits approval ({amount})",
                "{count} entries await approval ({amount})",
                standing.awaiting_count,
                amount=_amount(standing.awaiting, standing.unit),
            )
        )
    if standing.returned_count:
        notes.append(
            say_count(
                "{count} came back to you", "{count} came back to you", standing.returned_count
            )
        )
    if standing.open_count:
        notes.append(
            say_count(
                "{count} more could be handed in",
                "{count} more could be handed in",
                standing.open_count,
            )
        )
    told = [f"{' · '.join(notes)}."] if notes else []
    if standing.lapsing and standing.lapsing_on is not None:
        told.append(
            say(
                "{amount} will lapse, the first {day}.",
                amount=_amount(standing.lapsing, standing.unit),
                day=day_in_words(standing.lapsing_on, today),
            )
        )
    if standing.lapsed:
        told.append(
            say(
                "{amount} of this year lapsed and counts no more.",
                amount=_amount(standing.lapsed, standing.unit),
            )
        )
    return told


def _rule_lines(standing: Standing, rubric: Rubric) -> list[str]:
    lines = []
    for each in standing.by_rule[:MOST_RULES]:
        name = typed(rule_name(each.rule, rubric), 120)
        line = f"• {name}: {_amount(each.earned, standing.unit)}"
        if each.rule.cap is not None:
            line += say(" of {figures} at most", figures=in_figures(each.rule.cap))
        if each.awaiting:
            line += say(", {figures} awaiting", figures=in_figures(each.awaiting))
        lines.append(line)
    return lines


def _line(credit: EntryCredit, rubric: Rubric, today: date, place: CreditPlace) -> Block:
    entry = credit.entry
    facts = [day_in_words(entry.happened_on, today), label(rubric.kinds, entry.kind)]
    if entry.minutes:
        facts.insert(1, in_hours(entry.minutes))
    value = f"{entry.id}:{place.dump()}"
    button: ButtonElement | OverflowMenuElement | None = None
    if credit.state == "returned" and credit.can_be_handed_in:
        choices = ((f"edit:{entry.id}", say("Edit")), (f"credit:{entry.id}", say("Hand in again")))
        button = OverflowMenuElement(action_id=Action.ENTRY_MENU, options=options(choices))
    elif credit.state == "returned" or credit.lacks is not None:
        button = ButtonElement(text=say("Edit"), action_id=Action.EDIT_ENTRY, value=str(entry.id))
    elif credit.can_be_handed_in:
        button = ButtonElement(
            text=say("Hand in"), action_id=Action.HAND_IN, value=value, confirm=_asking(credit)
        )
    elif credit.state == "awaiting":
        button = ButtonElement(text=say("Withdraw"), action_id=Action.WITHDRAW_CLAIM, value=value)
    return section(
        f"*{typed(entry.text, 150)}*\n{' · '.join(facts)}\n{credit_in_words(credit)}",
        block_id=f"credit-{entry.id}",
        **({"accessory": button} if button is not None else {}),
    )


def _buttons(own: OwnCredit, handing_in: Sequence[EntryCredit]) -> list[Block]:
    standing = own.standing
    year = standing.year_on.isoformat()
    elements: list[Any] = []
    if len(handing_in) > 1:
        elements.append(
            ButtonElement(
                text=say("Hand in all {count}", count=len(handing_in)),
                action_id=Action.HAND_IN_ALL,
                value=CreditPlace(standing.year_on).dump(),
                confirm=_asking_for_all(handing_in),
            )
        )
    elements += [
        ButtonElement(text=words, action_id=f"{Action.SEND_TRANSCRIPT}_{place}",
                      value=f"{ending}:{year}")
        for place, (ending, words) in enumerate(
            (("pdf", say("Transcript as PDF")), ("xlsx", say("Transcript as Excel")))
        )
    ]  # fmt: skip
    others = [each for each in standing.years if each != standing.year_on][:MOST_YEARS]
    if others:
        elements.append(
            StaticSelectElement(
                action_id=f"{Action.TURN_CREDITS}_9",
                placeholder=say("Another school year"),
                options=options((CreditPlace(each).dump(), year_name(each)) for each in others),
            )
        )
    return [ActionsBlock(block_id="credit-buttons", elements=elements)]


def _asking_for_all(handing_in: Sequence[EntryCredit]) -> ConfirmObject:
    private = sum(each.entry.visibility == "private" for each in handing_in)
    words = say("As far as the most that each gives in a school year lets them count.")
    if private:
        shown = say_count(
            "{count} of them is private: handed in, they are shown to those who decide on your "
            "credit, and stand on your transcript.",
            "{count} of them are private: handed in, they are shown to those who decide on your "
            "credit, and stand on your transcript.",
            private,
        )
        words = f"{words} {shown}"
    return confirm(
        say_count("Hand in {count} entry?", "Hand in {count} entries?", len(handing_in)),
        words,
        yes=say("Hand them in"),
        no=say("Not now"),
    )


# News


def outcome_message(outcomes: Sequence[Outcome], name: str) -> Message:
    """What was decided on what they handed in, all in one."""
    approved = [each for each in outcomes if each.is_approved]
    returned = [each for each in outcomes if not each.is_approved]
    parts = []
    if approved:
        parts.append(
            say_count("{count} entry is credited", "{count} entries are credited", len(approved))
        )
    if returned:
        parts.append(
            say_count("{count} came back", "{count} came back", len(returned))
            if approved
            else say_count("{count} entry came back", "{count} entries came back", len(returned))
        )
    sums = listed(parts)
    opening = say("Of what you handed in, {sums}.", sums=sums)
    blocks: list[Block] = [
        section(
            say("Hi {name}. {opening}", name=typed(name.partition(" ")[0], 40), opening=opening)
        )
    ]
    # What wants something done comes first, and is there even where there are many.
    shown = [*returned, *approved][:MOST_OUTCOMES]
    blocks += [section(_outcome(each)) for each in shown]
    if len(outcomes) > len(shown):
        blocks.append(
            context(
                say_count(
                    "{count} more are in `/pln credits`.",
                    "{count} more are in `/pln credits`.",
                    len(outcomes) - len(shown),
                )
            )
        )
    blocks.append(
        ActionsBlock(
            block_id="credit",
            elements=[
                ButtonElement(
                    text=say("My credits"),
                    action_id=Action.SHOW_CREDITS,
                    value=CreditPlace().dump(),
                )
            ],
        )
    )
    return Message(opening, blocks)


def _outcome(outcome: Outcome) -> str:
    by = typed(outcome.by or say("A leader"), 60)
    text = f"*{typed(outcome.entry.text, 150)}*"
    said = f"\n{quote(outcome.reason, 500)}" if outcome.reason else ""
    if outcome.is_approved:
        decided = say("{by} approved it: {amount}.", by=by, amount=typed(outcome.amount, 60))
        return f"{text}\n{decided}{said}"
    decided = say("{by} asks for something first; then hand it in again.", by=by)
    return f"{text}\n{decided}{said}"


def _amount(amount: Decimal, unit: str) -> str:
    return typed(in_units(amount, unit), 60)
