"""All that somebody logged is in their list, once, and nothing of anybody else's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, EvidenceFile
from domain.entry_filter import EntryFilter, read_filter
from rubric_data import load_rubric
from storage.entries import edit_entry, keep_entry, take_back_entry
from storage.entry_lists import PAGE, EntryPage, Place, find_entries
from storage.tables import Entry, Person
from tests.conftest import NOW, AddPerson

RUBRIC = load_rubric()
TODAY = date(2026, 11, 24)
ALL = EntryFilter()


@pytest.fixture
def ana(add_person: AddPerson) -> Person:
    return add_person("ana")


def log(session: Session, person: Person, text: str, *, ago: int = 0, **more: object) -> Entry:
    day = TODAY - timedelta(days=ago)
    draft = EntryDraft(text=text, happened_on=day, **more)  # type: ignore[arg-type]
    return keep_entry(session, person.id, draft, submission=None, now=NOW)


def texts(page: EntryPage) -> list[str]:
    return [entry.text for entry in page.entries]


def through(session: Session, person: Person, wanted: EntryFilter = ALL) -> list[EntryPage]:
    """Every page, from the newest on."""
    pages = [find_entries(session, person.id, wanted)]
    while (older := pages[-1].older) is not None:
        pages.append(find_entries(session, person.id, wanted, at=older))
    return pages


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1, 2 * PAGE, 3 * PAGE + 2])
def test_pages_hold_each_entry_once_newest_first(session: Session, ana: Person, count: int) -> None:
    for number in range(count):
        log(session, ana, str(number), ago=number // 3, minutes=10)
    pages = through(session, ana)
    shown = [Place.of(entry) for page in pages for entry in page.entries]
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) == count
    assert {(page.count, page.minutes) for page in pages} == {(count, 10 * count)}
    assert [page.before for page in pages] == [PAGE * place for place in range(len(pages))]
    assert all(page.entries for page in pages) or count == 0


def test_one_comes_back_through_the_same_pages(session: Session, ana: Person) -> None:
    for number in range(3 * PAGE + 2):
        log(session, ana, str(number), ago=number // 3)
    pages = through(session, ana)
    for page, before in reversed(list(zip(pages[1:], pages, strict=False))):
        back = find_entries(session, ana.id, ALL, at=page.newer)
        assert texts(back) == texts(before)


def test_turning_leaves_none_out_whatever_is_logged_or_deleted_meanwhile(
    session: Session, ana: Person
) -> None:
    for number in range(2 * PAGE):
        log(session, ana, str(number), ago=number)
    first = find_entries(session, ana.id, ALL)
    log(session, ana, "logged meanwhile")
    take_back_entry(session, ana.id, first.entries[0].id, NOW)
    second = find_entries(session, ana.id, ALL, at=first.older)
    assert texts(second) == [str(number) for number in range(PAGE, 2 * PAGE)]
    for entry in second.entries:
        take_back_entry(session, ana.id, entry.id, NOW)
    assert "logged meanwhile" in texts(find_entries(session, ana.id, ALL, at=first.older))


def test_nobody_finds_what_is_somebody_elses(
    session: Session, ana: Person, add_person: AddPerson
) -> None:
    log(session, add_person("ben"), "Ben's webinar", visibility="colleagues")
    assert find_entries(session, ana.id, ALL).count == 0
    assert find_entries(session, ana.id, _read("webinar")).count == 0


def _read(text: str) -> EntryFilter:
    return read_filter(text, rubric=RUBRIC, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("podcasting", ["Zoë’s Podcasts"]),
        ("zoe's", ["Zoë’s Podcasts"]),
        ("“100% done”", ["100% done_"]),
        ("100_", []),
        ("%", ["100% done_"]),
        ("tickets", ["Tea with Ana"]),
        ("example.org", ["Tea with Ana"]),
        ("notes.pdf", ["Tea with Ana"]),
        ("webinar", ["Something on fractions"]),
        ("#own", ["Zoë’s Podcasts", "Tea with Ana"]),
        ("#own #skills", ["Tea with Ana"]),
        ("#creativity tea", ["Tea with Ana"]),
        ("#webinar #edcamp", ["Something on fractions", "Zoë’s Podcasts"]),
        ("#private", ["Zoë’s Podcasts", "100% done_", "Tea with Ana"]),
        ("last month", ["Tea with Ana"]),
        ("since yesterday", ["Something on fractions", "Zoë’s Podcasts"]),
        ("#own since yesterday", ["Zoë’s Podcasts"]),
        ("no such thing", []),
    ],
)
def test_words_tags_and_days_find_what_they_say(
    session: Session, ana: Person, typed: str, found: list[str]
) -> None:
    log(session, ana, "Something on fractions", kind="webinar", visibility="leaders")
    log(session, ana, "Zoë’s Podcasts", ago=1, elements=("ownership",), kind="edcamp")
    log(session, ana, "100% done_", ago=5)
    log(
        session, ana, "Tea with Ana", ago=30, elements=("ownership", "skills"),
        skills=("creativity",), classroom_note="exit tickets", link="https://example.org",
        files=(EvidenceFile("F1", "Notes.pdf", "https://x"),),
    )  # fmt: skip
    assert texts(find_entries(session, ana.id, _read(typed))) == found


def test_what_was_edited_is_found_by_its_new_words(session: Session, ana: Person) -> None:
    entry = log(session, ana, "Tea with Ana")
    edit_entry(session, ana.id, entry.id, EntryDraft(text="Coffee", happened_on=TODAY), NOW)
    assert find_entries(session, ana.id, _read("tea")).count == 0
    assert find_entries(session, ana.id, _read("coffee")).count == 1
