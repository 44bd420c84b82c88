"""Credit for professional learning: what a district's policy gives for what an educator did.

Amounts are exact decimals. What is earned under one rule in one school year is added up
exactly, is held to the rule's cap, and is rounded half up to hundredths once, at that sum. The
line of an entry says by how much it moved the sum. So lines always add up to their total, no
order of entries changes it, and an hour that is logged in sixty pieces earns what the hour
earns: rounding each entry by itself would turn sixty minutes at a third of a credit an hour
into 0.6.

Policy changes by versions. A version holds from its first day on, an entry earns by the version
that held on the day that it happened, and what was handed in keeps the version that it was
handed in under.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final, Literal, TypeVar, get_args

from dateutil.relativedelta import relativedelta

from domain.errors import BadInput
from domain.keys import STAFF, Staff
from domain.school_years import YearBegins
from domain.words import LongDay, Words

Evidence = Literal["none", "any", "link", "file", "note"]
EVIDENCE: Final[tuple[Evidence, ...]] = get_args(Evidence)
"""`any` is a link, a file or a note."""

ClaimState = Literal["awaiting", "granted", "returned", "withdrawn"]
CLAIM_STATES: Final[tuple[ClaimState, ...]] = get_args(ClaimState)
ClaimAct = Literal["hand-in", "credit", "approve", "return", "withdraw", "change"]
"""`credit` is what an automatic rule does, `change` an edit of the entry."""

Missing = Literal["minutes", "any", "link", "file", "note"]
"""What an entry lacks to earn credit: its length, or evidence."""

PLACES: Final = Decimal("0.01")
MOST_RATE: Final = Decimal(100)
MOST_CREDIT: Final = Decimal(10_000)
MOST_MONTHS: Final = 120
LONGEST_UNIT: Final = 30
LONGEST_REASON: Final = 1000
USUAL_BEGINS: Final = YearBegins(7, 1)
USUAL_UNIT: Final = "credits"
LAPSING_SOON: Final = timedelta(days=60)


@dataclass(frozen=True)
class Rule:
    """What one kind of activity earns, from a day on. `kind`, `mode` and `staff` of None are any.

    Where several rules fit, the one that says more counts: first by kind, then by mode, then by
    staff.
    """

    from_on: date
    rate: Decimal
    """Credit for an hour; 0 earns nothing."""
    kind: str | None = None
    mode: str | None = None
    staff: Staff | None = None
    cap: Decimal | None = None
    """The most that it gives in a school year, lapsed credit too."""
    evidence: Evidence = "none"
    is_automatic: bool = False
    """Credited at once; else a leader approves."""
    lapse_months: int | None = None
    """So long after the activity its credit counts no more."""
    is_ended: bool = False
    """From this day on there is no such rule."""
    number: int = 0
    """Counts versions as they were made: of two for the same day, the later one holds."""

    @property
    def key(self) -> RuleKey:
        return (self.kind, self.mode, self.staff)

    def fits(self, kind: str, mode: str | None, staff: str | None) -> bool:
        """Of an activity in no known mode, only rules for any mode are; the same with staff."""
        return (
            self.kind in (None, kind) and self.mode in (None, mode) and self.staff in (None, staff)
        )

    def lapses_on(self, happened_on: date) -> date | None:
        """The first day on which its credit counts no more."""
        if self.lapse_months is None:
            return None
        return happened_on + relativedelta(months=self.lapse_months)


RuleKey = tuple[str | None, str | None, Staff | None]


@dataclass(frozen=True)
class Terms:
    """What holds for all credit, from a day on."""

    from_on: date
    unit: str = USUAL_UNIT
    begins: YearBegins = USUAL_BEGINS
    expected: Decimal | None = None
    """What is expected of an educator in a school year."""
    number: int = 0


@dataclass(frozen=True)
class Activity:
    """As much of an entry as credit looks at."""

    happened_on: date
    kind: str
    mode: str | None = None
    minutes: int | None = None
    link: str | None = None
    files: tuple[str, ...] = ()
    note: str | None = None

    def shows(self, evidence: Evidence) -> tuple[str, ...]:
        """What of it serves as evidence of that sort."""
        link, note = (self.link,) if self.link else (), (self.note,) if self.note else ()
        sorts: Mapping[Evidence, tuple[str, ...]] = {
            "none": (),
            "link": link,
            "file": self.files,
            "note": note,
            "any": (*link, *self.files, *note),
        }
        return sorts[evidence]

    def lacks(self, rule: Rule) -> Missing | None:
        """What it still needs to earn by that rule."""
        if self.minutes is None:
            return "minutes"
        if rule.evidence != "none" and not self.shows(rule.evidence):
            return rule.evidence
        return None

    def facts(self, rule: Rule) -> str:
        """All that its credit by that rule rests on, to see whether an edit touches it."""
        return repr((self.happened_on.isoformat(), self.kind, self.mode, self.minutes,
                     rule.key, str(rule.rate), self.shows(rule.evidence)))  # fmt: skip


@dataclass(frozen=True)
class Earning:
    """An entry that earns: when, for how long, and by which version of which rule."""

    entry: int
    happened_on: date
    minutes: int
    rule: Rule
    year_on: date
    """The first day of the school year that it counts in."""


Version = TypeVar("Version", Rule, Terms)


def version_on(versions: Iterable[Version], day: date) -> Version | None:
    """The one that holds on that day: the last to begin, and of two that began together the
    later one made."""
    begun = [each for each in versions if each.from_on <= day]
    return max(begun, key=lambda each: (each.from_on, each.number), default=None)


def rules_on(rules: Iterable[Rule], day: date) -> dict[RuleKey, Rule]:
    """The rules that hold on that day; those that have ended are left out."""
    by_key: dict[RuleKey, list[Rule]] = {}
    for rule in rules:
        by_key.setdefault(rule.key, []).append(rule)
    held = {key: version_on(versions, day) for key, versions in by_key.items()}
    return {key: rule for key, rule in held.items() if rule is not None and not rule.is_ended}


def rule_for(
    rules: Iterable[Rule], day: date, *, kind: str, mode: str | None, staff: str | None
) -> Rule | None:
    """The rule by which such an activity of that day earns; None where it earns nothing."""
    fitting = [rule for rule in rules_on(rules, day).values() if rule.fits(kind, mode, staff)]
    said = max(fitting, key=_says, default=None)
    return said if said is not None and said.rate else None


def rule_before(rules: Iterable[Rule], rule: Rule) -> Rule | None:
    """What activities of that rule earn by without it: its version before, or a wider rule."""
    held = rules_on(rules, rule.from_on)
    if rule.key in held:
        return held[rule.key]
    wider = [
        each
        for each in held.values()
        if all(part in (None, own) for part, own in zip(each.key, rule.key, strict=True))
    ]
    return max(wider, key=_says, default=None)


def _says(rule: Rule) -> tuple[bool, ...]:
    """The one that says more is greater."""
    return tuple(part is not None for part in rule.key)


def terms_on(versions: Sequence[Terms], day: date) -> Terms:
    """The terms of that day. The first ones hold for all that came before them, too."""
    held = version_on(versions, day)
    if held is not None:
        return held
    return min(
        versions, key=lambda each: (each.from_on, -each.number), default=Terms(from_on=date.min)
    )


def tally(earnings: Iterable[Earning]) -> dict[int, Decimal]:
    """What each entry adds, by its number, in hundredths.

    The cap of a version holds against all that was earned under the same rule in that school
    year, by earlier versions too; where it is lower than what those gave, that stays, and
    nothing is added. Entries fill a cap in the order of their days.
    """
    sums: dict[tuple[RuleKey, date], Decimal] = {}
    added: dict[int, Decimal] = {}
    for each in sorted(earnings, key=lambda each: (each.happened_on, each.entry)):
        place = (each.rule.key, each.year_on)
        before = sums.get(place, Decimal(0))
        # In sixtieths, since an hour's minutes have no end as decimals.
        after = before + each.rule.rate * each.minutes
        if each.rule.cap is not None:
            after = max(before, min(after, each.rule.cap * 60))
        sums[place] = after
        added[each.entry] = _rounded(after) - _rounded(before)
    return added


def _rounded(sixtieths: Decimal) -> Decimal:
    return (sixtieths / 60).quantize(PLACES, ROUND_HALF_UP)


def is_lapsed(lapses_on: date | None, today: date) -> bool:
    return lapses_on is not None and lapses_on <= today


def lapses_soon(lapses_on: date | None, today: date) -> bool:
    return lapses_on is not None and today < lapses_on <= today + LAPSING_SOON


# What an admin sets


def check_rule(rule: Rule, *, kinds: Collection[str], modes: Collection[str]) -> Rule:
    """The same. Raises BadInput, each with its field, for what no rule can be."""
    if rule.kind is not None and rule.kind not in kinds:
        raise BadInput(
            "“{kind}” is no kind: use {choices}, or any.",
            kind=rule.kind,
            choices=", ".join(kinds),
            field="kind",
        )
    if rule.mode is not None and rule.mode not in modes:
        raise BadInput(
            "“{mode}” is no mode: use {choices}, or any.",
            mode=rule.mode,
            choices=", ".join(modes),
            field="mode",
        )
    if rule.staff is not None and rule.staff not in STAFF:
        raise BadInput(
            "“{staff}” is no staff: use {choices}, or any.",
            staff=rule.staff,
            choices=", ".join(STAFF),
            field="staff",
        )
    if rule.evidence not in EVIDENCE:
        raise BadInput(
            "“{evidence}” is no evidence: use {choices}.",
            evidence=rule.evidence,
            choices=", ".join(EVIDENCE),
            field="evidence",
        )
    if not 0 <= rule.rate <= MOST_RATE:
        raise BadInput("Give a rate of 0 to {most} an hour.", most=MOST_RATE, field="rate")
    if rule.cap is not None and not 0 < rule.cap <= MOST_CREDIT:
        raise BadInput(
            "Give a cap of more than 0, {most} at most.",
            most=MOST_CREDIT,
            field="cap",
        )
    if rule.lapse_months is not None and not 1 <= rule.lapse_months <= MOST_MONTHS:
        raise BadInput(
            "Credit lapses after 1 to {most} months.",
            most=MOST_MONTHS,
            field="lapse_months",
        )
    return rule


def check_terms(terms: Terms) -> Terms:
    """The same, its unit on one line. Raises BadInput, each with its field."""
    unit = " ".join(terms.unit.split())
    if not unit or len(unit) > LONGEST_UNIT:
        raise BadInput(
            "Name the unit in 1 to {most} characters.",
            most=LONGEST_UNIT,
            field="unit",
        )
    if terms.expected is not None and not 0 < terms.expected <= MOST_CREDIT:
        raise BadInput("Expect more than 0, {most} at most.", most=MOST_CREDIT, field="expected")
    return Terms(terms.from_on, unit, terms.begins, terms.expected, terms.number)


def check_first_day(from_on: date, *, rests_on: date | None, today: date) -> None:
    """A version may begin in the past only while nothing rests on what held then.

    `rests_on` is the last day of an entry that was handed in. Raises BadInput.
    """
    if from_on < today and rests_on is not None and rests_on >= from_on:
        raise BadInput(
            "Entries of {day} and later were handed in under the policy as it was, and "
            "that stays. Let this begin today ({today}) or later.",
            day=LongDay(from_on),
            today=today,
            field="from_on",
        )


def check_year(terms: Terms, before: Terms) -> None:
    """Another unit, or another first day of the year, begins with a school year: else a year
    would hold two of them, and caps would count twice. Raises BadInput.
    """
    if terms.unit == before.unit and terms.begins == before.begins:
        return
    if not terms.begins.is_first_day(terms.from_on):
        is_unit = terms.unit != before.unit
        what = Words("The unit") if is_unit else Words("The first day of the school year")
        raise BadInput(
            "{what} changes with a school year, since credit was handed in already: let "
            "this begin on a {day}.",
            what=what,
            day=terms.begins.words,
            field="from_on",
        )


def read_amount(text: str, field: str) -> Decimal:
    """`0.5`, `1,25`. Raises BadInput for what is no number, or finer than hundredths."""
    try:
        amount = Decimal(text.strip().replace(",", "."))
        if amount.is_finite() and amount == amount.quantize(PLACES):
            return amount
    except InvalidOperation:
        pass
    raise BadInput(
        "I can't read “{text}” as an amount: write it as 0.5 or 12, with two decimals at most.",
        text=text.strip(),
        field=field,
    )


def in_units(amount: Decimal, unit: str) -> str:
    """`0.75 CEU`, `1 clock hour`, `12 clock hours`."""
    number = in_figures(amount)
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"


def in_figures(amount: Decimal) -> str:
    """`12`, `0.5`."""
    return f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"


def spoken(day: date) -> str:
    """`July 1, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"
