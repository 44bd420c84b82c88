"""Where the district stands: whoever may rate rates, and each newest rating counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.errors import BadInput
from storage.groups import find_group, keep_group, keep_membership, take_out
from storage.people import set_admin
from storage.stages import (
    NOT_A_RATER,
    RatingDraft,
    own_rating,
    rate_stage,
    stage_report_for,
    take_back_rating,
)
from storage.tables import Person, StageRating
from tests.conftest import NOW, AddPerson

ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")


@pytest.fixture
def raters(session: Session, workspace_id: int, add_person: AddPerson) -> dict[str, Person]:
    """Ana leads a group, Pia is an admin, Tom is neither."""
    people = {name: add_person(name) for name in ("Ana", "Pia", "Tom")}
    group = keep_group(session, workspace_id, "Maple")
    keep_membership(session, group.id, people["Ana"].id, "leader")
    keep_membership(session, group.id, people["Tom"].id, "member")
    set_admin(session, workspace_id, "UPIA", is_admin=True, now=NOW)
    return people


def rate(
    session: Session,
    person: Person,
    score: int,
    *,
    days_ago: int = 0,
    reason: str = "I see it",
    element: str = "skills",
    submission: str | None = None,
) -> StageRating:
    moment = NOW - timedelta(days=days_ago)
    return rate_stage(
        session,
        person.id,
        RatingDraft(element, score, reason),
        elements=ELEMENTS,
        submission=submission,
        now=moment,
        today=moment.date(),
    )


def test_leaders_and_admins_rate_and_nobody_else_rates_or_reads(
    session: Session, raters: dict[str, Person]
) -> None:
    rate(session, raters["Ana"], 4)
    rate(session, raters["Pia"], 9)
    found = stage_report_for(session, raters["Pia"].id, ELEMENTS).of("skills")
    assert found.now is not None
    assert (found.now.score, found.now.percent, found.now.raters) == (6.5, 65, 2)
    assert (found.now.lowest, found.now.highest, found.now.is_disputed) == (4, 9, True)
    assert [view.name for view in found.views] == ["Pia", "Ana"]
    with pytest.raises(BadInput, match="for those who lead"):
        rate(session, raters["Tom"], 5)
    with pytest.raises(BadInput) as refusal:
        stage_report_for(session, raters["Tom"].id, ELEMENTS)
    assert refusal.value.sentence == NOT_A_RATER


def test_whoever_leads_no_more_counts_no_more_and_reads_no_more(
    session: Session, workspace_id: int, raters: dict[str, Person]
) -> None:
    rate(session, raters["Ana"], 4)
    rate(session, raters["Pia"], 9)
    maple = find_group(session, workspace_id, "Maple")
    take_out(session, workspace_id, maple.id, ["UANA"], "leader", now=NOW)
    found = stage_report_for(session, raters["Pia"].id, ELEMENTS).of("skills")
    assert found.now is not None
    assert (found.now.score, found.now.raters) == (9, 1)
    assert found.history[-1][1].raters == 2
    with pytest.raises(BadInput):
        stage_report_for(session, raters["Ana"].id, ELEMENTS)


def test_history_has_each_month_in_which_somebody_rated(
    session: Session, raters: dict[str, Person]
) -> None:
    rate(session, raters["Ana"], 3, days_ago=60)
    rate(session, raters["Pia"], 5, days_ago=60)
    rate(session, raters["Ana"], 5, days_ago=5)
    rate(session, raters["Ana"], 7)
    found = stage_report_for(session, raters["Ana"].id, ELEMENTS).of("skills")
    assert [(end, standing.score) for end, standing in found.history] == [
        (date(2026, 9, 30), 4),
        (date(2026, 11, 30), 6),
    ]


def test_a_rating_taken_back_leaves_the_one_before_it(
    session: Session, raters: dict[str, Person]
) -> None:
    rate(session, raters["Ana"], 3, days_ago=30)
    slip = rate(session, raters["Ana"], 10)
    with pytest.raises(BadInput, match="no longer there"):
        take_back_rating(session, raters["Pia"].id, slip.id, NOW)
    take_back_rating(session, raters["Ana"].id, slip.id, NOW)
    found = stage_report_for(session, raters["Ana"].id, ELEMENTS).of("skills")
    assert found.now is not None
    assert found.now.score == 3
    kept = own_rating(session, raters["Ana"].id, "skills")
    assert kept is not None
    assert kept.score == 3


def test_a_submission_that_comes_twice_is_one_rating(
    session: Session, raters: dict[str, Person]
) -> None:
    first = rate(session, raters["Ana"], 3, submission="V1")
    assert rate(session, raters["Ana"], 3, submission="V1").id == first.id


def test_what_is_no_rating_is_refused(session: Session, raters: dict[str, Person]) -> None:
    for slip, field in (
        ({"score": 11}, "score"),
        ({"score": 5, "reason": "  "}, "reason"),
        ({"score": 5, "element": "sports"}, None),
    ):
        with pytest.raises(BadInput) as refusal:
            rate(session, raters["Ana"], **slip)
        assert refusal.value.field == field
    assert own_rating(session, raters["Ana"].id, "skills") is None


def test_an_unrated_district_has_no_score(session: Session, raters: dict[str, Person]) -> None:
    report = stage_report_for(session, raters["Pia"].id, ELEMENTS)
    assert report.score is None
    assert [each.now for each in report.elements] == [None] * 4
    rate(session, raters["Pia"], 8)
    assert stage_report_for(session, raters["Pia"].id, ELEMENTS).score == 8
