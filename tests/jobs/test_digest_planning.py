"""A digest is planned when its leader chose, once a week, and not at all where it is off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.cadence import weekly
from domain.digest_settings import DigestSettings
from domain.errors import BadInput
from domain.membership import Member
from jobs.planning import plan_where_wanted
from storage.digest_settings import (
    groups_to_tell,
    had_digest,
    keep_digest_settings,
    load_digest_settings,
)
from storage.groups import keep_group, keep_membership
from storage.people import keep_members
from storage.schedules import ScheduleDraft, add_schedule
from storage.tables import Group, Occurrence, Person
from tests.conftest import NOW, AddPerson
from tests.jobs.test_planning import planned

LATER = NOW + timedelta(minutes=1)
THURSDAY = DigestSettings(weekday="thu", at=time(16, 0))


@pytest.fixture
def groups(session: Session, workspace_id: int, add_person: AddPerson) -> dict[str, Group]:
    """Ana leads Maple, with a team in it; Lee in Honolulu leads Cedar. Digests come on Mondays."""
    found = {
        "Maple": keep_group(session, workspace_id, "Maple"),
        "Team": keep_group(session, workspace_id, "Team", parent="Maple"),
        "Cedar": keep_group(session, workspace_id, "Cedar"),
    }
    keep_membership(session, found["Maple"].id, add_person("Ana").id, "leader")
    keep_membership(session, found["Cedar"].id, add_person("Lee", "Pacific/Honolulu").id, "leader")
    keep_membership(session, found["Cedar"].id, add_person("Tom").id, "member")
    draft = ScheduleDraft(
        name="Weekly digest",
        cadence=weekly(["mon"], time(7, 30)),
        from_on=date(2026, 11, 1),
        elements=("skills",),
        purpose="digest",
        roles=("leader",),
    )
    add_schedule(session, workspace_id, draft, NOW)
    plan_where_wanted(session, LATER)
    return found


def person(session: Session, name: str) -> Person:
    return session.query(Person).filter_by(name=name).one()


def choose(session: Session, name: str, settings: DigestSettings, *, minutes: int = 2) -> None:
    moment = NOW + timedelta(minutes=minutes)
    keep_digest_settings(session, person(session, name).id, settings, moment)
    plan_where_wanted(session, moment + timedelta(seconds=1))


def digests(session: Session) -> list[tuple[str, str]]:
    return [(name, f"{local:%a %H:%M}") for name, local, _ in planned(session, purpose="digest")]


def test_without_a_choice_it_comes_on_monday_morning_where_the_leader_is(
    session: Session, groups: dict[str, Group]
) -> None:
    assert digests(session) == [("Ana", "Mon 07:30"), ("Lee", "Mon 07:30")]


def test_a_leader_s_own_day_and_time_take_the_schedule_s_place(
    session: Session, groups: dict[str, Group]
) -> None:
    choose(session, "Lee", THURSDAY)
    found = planned(session, purpose="digest")
    assert digests(session) == [("Ana", "Mon 07:30"), ("Lee", "Thu 16:00")]
    assert found[1][2] == datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
    moved = Member("ULEE", "Lee", "Europe/Berlin", "lee@lakeview.example")
    keep_members(session, person(session, "Lee").workspace_id, [moved], NOW + timedelta(minutes=5))
    plan_where_wanted(session, NOW + timedelta(minutes=6))
    assert planned(session, purpose="digest")[1][2] == datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
    choose(session, "Lee", DigestSettings(), minutes=10)
    assert digests(session) == [("Ana", "Mon 07:30"), ("Lee", "Mon 07:30")]


def test_whoever_turned_it_off_gets_none_until_they_want_it_again(
    session: Session, groups: dict[str, Group]
) -> None:
    choose(session, "Ana", DigestSettings(is_off=True))
    assert digests(session) == [("Lee", "Mon 07:30")]
    choose(session, "Ana", DigestSettings(), minutes=4)
    assert len(digests(session)) == 2


def test_planning_again_plans_nothing_twice(session: Session, groups: dict[str, Group]) -> None:
    choose(session, "Ana", THURSDAY)
    before = digests(session)
    plan_where_wanted(session, NOW + timedelta(hours=1))
    assert digests(session) == before


def test_whoever_changes_the_day_after_it_came_does_not_get_it_twice_in_a_week(
    session: Session, groups: dict[str, Group]
) -> None:
    ana = person(session, "Ana")

    def digest_at(local_at: datetime, sent_at: datetime | None) -> Occurrence:
        occurrence = Occurrence(
            person_id=ana.id,
            purpose="digest",
            local_at=local_at,
            zone="America/Chicago",
            due_at=NOW,
            sent_at=sent_at,
        )
        session.add(occurrence)
        session.flush()
        return occurrence

    digest_at(datetime(2026, 11, 16, 7, 30), NOW)
    assert not had_digest(session, digest_at(datetime(2026, 11, 23, 7, 30), None))
    digest_at(datetime(2026, 11, 23, 7, 31), NOW)
    assert had_digest(session, digest_at(datetime(2026, 11, 29, 16, 0), None))
    assert not had_digest(session, digest_at(datetime(2026, 11, 30, 7, 30), None))


def test_it_is_about_the_groups_that_they_chose_as_long_as_they_lead_them(
    session: Session, groups: dict[str, Group]
) -> None:
    ana = person(session, "Ana").id

    def told() -> list[str]:
        return [group.name for group in groups_to_tell(session, ana)]

    assert told() == ["Maple"]
    choose(session, "Ana", DigestSettings(groups=(groups["Team"].id,)))
    assert told() == ["Team"]
    assert load_digest_settings(session, ana).groups == (groups["Team"].id,)
    choose(session, "Ana", DigestSettings(groups=(groups["Team"].id, groups["Maple"].id)))
    assert told() == ["Maple", "Team"]
    with pytest.raises(BadInput) as refusal:
        choose(session, "Ana", DigestSettings(groups=(groups["Cedar"].id,)))
    assert refusal.value.field == "groups"
    assert told() == ["Maple", "Team"]


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (DigestSettings(weekday="mon"), "at"),
        (DigestSettings(at=time(7)), "weekday"),
        (DigestSettings(weekday="someday", at=time(7)), "weekday"),
    ],
)
def test_half_a_choice_is_refused(
    session: Session, groups: dict[str, Group], settings: DigestSettings, field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        choose(session, "Ana", settings)
    assert refusal.value.field == field
    assert load_digest_settings(session, person(session, "Ana").id) == DigestSettings()
