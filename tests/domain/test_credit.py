"""What a policy gives for what was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.credit import (
    Activity,
    Earning,
    Rule,
    Terms,
    check_first_day,
    check_rule,
    check_terms,
    check_year,
    in_units,
    is_lapsed,
    lapses_soon,
    read_amount,
    rule_before,
    rule_for,
    rules_on,
    tally,
    terms_on,
)
from domain.errors import BadInput
from domain.school_years import YearBegins

YEAR = date(2026, 7, 1)
TODAY = date(2026, 11, 24)
WEBINARS = Rule(YEAR, Decimal("0.5"), kind="webinar", cap=Decimal(2), number=1)
FROM_JANUARY = replace(
    WEBINARS, from_on=date(2027, 1, 1), rate=Decimal("0.25"), cap=Decimal("2.5"), number=2
)

# Worked by hand: half a CEU an hour and at most 2, from January a quarter and at most 2.5.
# day, minutes, exact, running sum under the cap, rounded, the line
WORKED = (
    (date(2026, 9, 3), 45, "0.375", "0.375", "0.38", "0.38"),
    (date(2026, 9, 10), 20, "0.1666…", "0.5416…", "0.54", "0.16"),
    (date(2026, 10, 5), 120, "1", "1.5416…", "1.54", "1.00"),
    (date(2026, 12, 1), 90, "0.75", "2 (capped)", "2.00", "0.46"),
    (date(2026, 12, 15), 60, "0.5", "2 (capped)", "2.00", "0.00"),
    (date(2027, 1, 12), 60, "0.25", "2.25", "2.25", "0.25"),
    (date(2027, 2, 2), 120, "0.5", "2.5 (capped)", "2.50", "0.25"),
)  # fmt: skip


def earn(place: int, day: date, minutes: int, rule: Rule = WEBINARS) -> Earning:
    begins = YearBegins(7, 1)
    return Earning(place, day, minutes, rule, begins.year_of(day))


def test_the_table_that_was_worked_by_hand() -> None:
    versions = [WEBINARS, FROM_JANUARY]
    earnings = []
    for place, (day, minutes, *_) in enumerate(WORKED):
        rule = rule_for(versions, day, kind="webinar", mode="live-online", staff=None)
        assert rule is not None
        earnings.append(earn(place, day, minutes, rule))
    lines = tally(reversed(earnings))
    assert [str(lines[place]) for place in range(len(WORKED))] == [row[-1] for row in WORKED]
    assert sum(lines.values()) == Decimal("2.50")
    sums = [sum((lines[each] for each in range(place + 1)), Decimal(0)) for place in range(7)]
    assert [f"{each:.2f}" for each in sums] == [row[-2] for row in WORKED]


def test_a_new_school_year_begins_at_nothing() -> None:
    lines = tally([earn(1, date(2027, 6, 30), 240), earn(2, date(2027, 7, 1), 240)])
    assert lines == {1: Decimal(2), 2: Decimal(2)}


def test_a_cap_that_is_lowered_in_mid_year_takes_nothing_back_and_adds_nothing() -> None:
    lower = replace(FROM_JANUARY, cap=Decimal(1))
    before = [earn(1, date(2026, 9, 3), 180)]
    assert tally(before) == {1: Decimal("1.5")}
    assert tally([*before, earn(2, date(2027, 2, 1), 60, lower)]) == {
        1: Decimal("1.5"),
        2: Decimal(0),
    }


def test_a_minute_at_a_time_earns_what_the_hour_earns() -> None:
    third = replace(WEBINARS, rate=Decimal("0.33"), cap=None)
    pieces = [earn(place, YEAR, 1, third) for place in range(60)]
    assert sum(tally(pieces).values()) == Decimal("0.33")


rates = st.decimals(0, 10, places=2)
caps = st.none() | st.decimals("0.01", 20, places=2)
lengths = st.lists(st.tuples(st.integers(0, 700), st.integers(1, 1440)), max_size=12)


def drawn(rate: Decimal, cap: Decimal | None, pieces: list[tuple[int, int]]) -> list[Earning]:
    rule = replace(WEBINARS, rate=rate, cap=cap)
    return [
        earn(place, YEAR + timedelta(days), minutes, rule)
        for place, (days, minutes) in enumerate(pieces)
    ]


@given(rate=rates, cap=caps, pieces=lengths)
def test_a_cap_is_never_passed_and_the_sum_is_rounded_once(
    rate: Decimal, cap: Decimal | None, pieces: list[tuple[int, int]]
) -> None:
    earnings = drawn(rate, cap, pieces)
    lines = tally(earnings)
    for year in {each.year_on for each in earnings}:
        own = [each for each in earnings if each.year_on == year]
        exact = sum((Fraction(rate) * each.minutes / 60 for each in own), Fraction(0))
        if cap is not None:
            exact = min(exact, Fraction(cap))
        summed = sum((lines[each.entry] for each in own), Decimal(0))
        assert summed == _half_up(exact)
        assert cap is None or summed <= cap
    assert all(line >= 0 for line in lines.values())


def _half_up(exact: Fraction) -> Decimal:
    hundredths = Decimal(exact.numerator) * 100 / Decimal(exact.denominator)
    return hundredths.quantize(Decimal(1), ROUND_HALF_UP) / 100


@given(rate=rates, cap=caps, pieces=lengths, data=st.data())
def test_no_order_of_entries_changes_the_sum(
    rate: Decimal, cap: Decimal | None, pieces: list[tuple[int, int]], data: st.DataObject
) -> None:
    earnings = drawn(rate, cap, pieces)
    shuffled = data.draw(st.permutations(earnings))
    assert tally(shuffled) == tally(earnings)
    days = data.draw(st.permutations([each.happened_on for each in earnings]))
    moved = [
        replace(each, happened_on=day, year_on=YEAR)
        for each, day in zip(earnings, days, strict=True)
    ]
    kept = [replace(each, year_on=YEAR) for each in earnings]
    assert sum(tally(moved).values()) == sum(tally(kept).values())


@given(rate=rates, cap=caps, pieces=lengths, cut=st.integers(1, 1439))
def test_splitting_an_entry_gives_nothing_more(
    rate: Decimal, cap: Decimal | None, pieces: list[tuple[int, int]], cut: int
) -> None:
    earnings = drawn(rate, cap, pieces)
    split = []
    for each in earnings:
        parts = (cut, each.minutes - cut) if each.minutes > cut else (each.minutes,)
        split += [
            replace(each, entry=each.entry * 2 + place, minutes=part)
            for place, part in enumerate(parts)
        ]
    assert sum(tally(split).values()) == sum(tally(earnings).values())


terms_of_rules = st.tuples(rates, caps)


@given(
    pieces=lengths,
    earlier=terms_of_rules,
    later=terms_of_rules,
    more=st.tuples(st.integers(0, 364), st.integers(1, 1440)),
)
def test_one_more_entry_never_lowers_the_sum_even_over_a_change_of_policy(
    pieces: list[tuple[int, int]],
    earlier: tuple[Decimal, Decimal | None],
    later: tuple[Decimal, Decimal | None],
    more: tuple[int, int],
) -> None:
    versions = [
        replace(WEBINARS, rate=earlier[0], cap=earlier[1]),
        replace(FROM_JANUARY, rate=later[0], cap=later[1]),
    ]

    def earning(place: int, days: int, minutes: int) -> Earning:
        happened_on = YEAR + timedelta(days)
        rule = max((each for each in versions if each.from_on <= happened_on),
                   key=lambda each: each.from_on)  # fmt: skip
        return earn(place, happened_on, minutes, rule)

    earnings = [earning(place, days, length) for place, (days, length) in enumerate(pieces)]
    before = sum(tally(earnings).values())
    assert sum(tally([*earnings, earning(99, *more)]).values()) >= before


# Which rule


ANY = Rule(YEAR, Decimal("0.1"))
ONLINE = replace(ANY, mode="live-online", rate=Decimal("0.2"))
ONLINE_WEBINARS = replace(WEBINARS, mode="live-online", rate=Decimal("0.7"))
TEACHERS = replace(WEBINARS, staff="teacher", rate=Decimal("0.9"))


@pytest.mark.parametrize(
    ("kind", "mode", "staff", "rate"),
    [
        ("workshop", None, None, "0.1"),
        ("workshop", "live-online", None, "0.2"),
        ("webinar", "on-demand", None, "0.5"),
        ("webinar", "live-online", "teacher", "0.7"),
        ("webinar", "on-demand", "teacher", "0.9"),
        ("webinar", "on-demand", "administrator", "0.5"),
    ],
)
def test_the_rule_that_says_more_counts(
    kind: str, mode: str | None, staff: str | None, rate: str
) -> None:
    rules = [TEACHERS, ANY, ONLINE, WEBINARS, ONLINE_WEBINARS]
    found = rule_for(rules, TODAY, kind=kind, mode=mode, staff=staff)
    assert found is not None
    assert found.rate == Decimal(rate)


def test_a_rate_of_nothing_is_an_exception_and_an_end_leaves_the_wider_rule() -> None:
    none = replace(WEBINARS, rate=Decimal(0))
    assert rule_for([ANY, none], TODAY, kind="webinar", mode=None, staff=None) is None
    ended = replace(WEBINARS, from_on=TODAY, is_ended=True, number=9)
    assert rule_for([ANY, WEBINARS, ended], TODAY, kind="webinar", mode=None, staff=None) == ANY
    yesterday = TODAY - timedelta(1)
    assert (
        rule_for([ANY, WEBINARS, ended], yesterday, kind="webinar", mode=None, staff=None)
        == WEBINARS
    )


def test_what_a_rule_takes_the_place_of_is_its_version_before_or_a_wider_rule() -> None:
    rules = [ANY, ONLINE, WEBINARS]
    assert rule_before(rules, FROM_JANUARY) == WEBINARS
    assert rule_before(rules, replace(ANY, kind="workshop", mode="live-online")) == ONLINE
    assert rule_before([ANY, ONLINE], WEBINARS) == ANY
    assert rule_before([ONLINE], WEBINARS) is None


def test_an_entry_earns_by_the_version_of_the_day_it_happened() -> None:
    rules = [FROM_JANUARY, WEBINARS]
    for day, rate in ((date(2026, 12, 31), "0.5"), (date(2027, 1, 1), "0.25")):
        rule = rule_for(rules, day, kind="webinar", mode=None, staff=None)
        assert rule is not None
        assert rule.rate == Decimal(rate)
    before_all = YEAR - timedelta(1)
    assert rule_for(rules, before_all, kind="webinar", mode=None, staff=None) is None


def test_of_two_versions_for_one_day_the_later_one_holds() -> None:
    mended = replace(WEBINARS, rate=Decimal(1), number=3)
    assert rules_on([mended, WEBINARS], TODAY)[WEBINARS.key] == mended


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=6), st.integers(0, 5))
def test_the_order_in_which_versions_are_read_decides_nothing(
    drawn_versions: list[tuple[int, bool]], days: int
) -> None:
    versions = [
        replace(WEBINARS, from_on=YEAR + timedelta(start), is_ended=ended, number=number)
        for number, (start, ended) in enumerate(drawn_versions)
    ]
    day = YEAR + timedelta(days)
    assert rules_on(versions, day) == rules_on(reversed(versions), day)


def test_the_first_terms_hold_for_what_came_before_them() -> None:
    first = Terms(TODAY, "CEU", YearBegins(8, 15), Decimal(12), number=1)
    later = Terms(date(2027, 8, 15), "hours", YearBegins(8, 15), Decimal(20), number=2)
    assert terms_on([later, first], YEAR) == first
    assert terms_on([later, first], date(2027, 8, 15)) == later
    assert terms_on([], TODAY).unit == "credits"


# What an entry needs


LINKED = Activity(TODAY, "webinar", minutes=45, link="https://x.example")


@pytest.mark.parametrize(
    ("evidence", "activity", "missing"),
    [
        ("none", Activity(TODAY, "webinar", minutes=45), None),
        ("none", Activity(TODAY, "webinar"), "minutes"),
        ("link", LINKED, None),
        ("file", LINKED, "file"),
        ("file", replace(LINKED, files=("F1",)), None),
        ("note", LINKED, "note"),
        ("any", replace(LINKED, link=None), "any"),
        ("any", replace(LINKED, link=None, note="Tried it with 7B"), None),
    ],
)
def test_it_says_what_an_entry_lacks(
    evidence: str, activity: Activity, missing: str | None
) -> None:
    rule = check_rule(
        replace(WEBINARS, evidence=evidence),  # type: ignore[arg-type]
        kinds=["webinar"],
        modes=[],
    )
    assert activity.lacks(rule) == missing


def test_an_edit_touches_credit_only_where_it_changes_what_credit_rests_on() -> None:
    needs_link = replace(WEBINARS, evidence="link")
    facts = LINKED.facts(needs_link)
    assert replace(LINKED, note="A word more").facts(needs_link) == facts
    for edited in (
        replace(LINKED, minutes=50),
        replace(LINKED, link="https://y.example"),
        replace(LINKED, mode="on-demand"),
        replace(LINKED, happened_on=YEAR),
    ):
        assert edited.facts(needs_link) != facts
    assert replace(LINKED, link=None).facts(WEBINARS) == LINKED.facts(WEBINARS)


def test_credit_lapses_months_after_the_activity() -> None:
    lapsing = replace(WEBINARS, lapse_months=6)
    lapses_on = lapsing.lapses_on(date(2026, 8, 31))
    assert lapses_on == date(2027, 2, 28)
    assert not is_lapsed(lapses_on, date(2027, 2, 27))
    assert is_lapsed(lapses_on, date(2027, 2, 28))
    assert lapses_soon(lapses_on, date(2027, 1, 1))
    assert not lapses_soon(lapses_on, TODAY)
    assert WEBINARS.lapses_on(TODAY) is None
    assert not is_lapsed(None, TODAY)


# What an admin sets


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "seance"}, "kind"),
        ({"mode": "asleep"}, "mode"),
        ({"staff": "pupil"}, "staff"),
        ({"evidence": "oath"}, "evidence"),
        ({"rate": Decimal(-1)}, "rate"),
        ({"rate": Decimal(101)}, "rate"),
        ({"cap": Decimal(0)}, "cap"),
        ({"lapse_months": 0}, "lapse_months"),
    ],
)
def test_what_no_rule_can_be_is_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_rule(replace(WEBINARS, **change), kinds=["webinar"], modes=["on-demand"])  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_version_may_begin_in_the_past_only_while_nothing_rests_on_it() -> None:
    check_first_day(YEAR, rests_on=None, today=TODAY)
    check_first_day(YEAR, rests_on=YEAR - timedelta(1), today=TODAY)
    check_first_day(TODAY, rests_on=TODAY, today=TODAY)
    with pytest.raises(BadInput, match="Let this begin today"):
        check_first_day(YEAR, rests_on=YEAR, today=TODAY)


def test_another_unit_begins_with_a_school_year() -> None:
    before = Terms(YEAR, "CEU")
    check_year(replace(before, from_on=TODAY, expected=Decimal(3)), before)
    check_year(replace(before, from_on=date(2027, 7, 1), unit="hours"), before)
    check_year(replace(before, from_on=date(2027, 8, 15), begins=YearBegins(8, 15)), before)
    for change in ({"unit": "hours"}, {"begins": YearBegins(8, 15)}):
        with pytest.raises(BadInput, match="changes with a school year"):
            check_year(replace(before, from_on=TODAY, **change), before)


def test_terms_need_a_unit() -> None:
    assert check_terms(Terms(YEAR, "  clock \n hours ")).unit == "clock hours"
    for bad in (Terms(YEAR, " "), Terms(YEAR, "x" * 31), Terms(YEAR, "CEU", expected=Decimal(0))):
        with pytest.raises(BadInput):
            check_terms(bad)


@pytest.mark.parametrize(("typed", "amount"), [("0.5", "0.5"), (" 1,25 ", "1.25"), ("12", "12")])
def test_amounts_are_read(typed: str, amount: str) -> None:
    assert read_amount(typed, "rate") == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "some", "0.125", "NaN", "Infinity", "1e9999999"])
def test_what_is_no_amount_gets_a_sentence(typed: str) -> None:
    with pytest.raises(BadInput, match="as an amount"):
        read_amount(typed, "rate")


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        ("0.75", "CEU", "0.75 CEU"),
        ("1.00", "clock hours", "1 clock hour"),
        ("10", "clock hours", "10 clock hours"),
        ("0.00", "credits", "0 credits"),
    ],
)
def test_amounts_read_like_words(amount: str, unit: str, words: str) -> None:
    assert in_units(Decimal(amount), unit) == words
