"""Whatever is done in whatever order, lines add up and no cap is passed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy.orm import Session

from domain.credit import Rule
from domain.drafts import EntryDraft
from domain.errors import BadInput
from rubric_data import Rubric
from storage.approvals import Decision, approve_all, decide, read_awaiting
from storage.claims import load_account
from storage.credit import hand_in, hand_in_all, own_credit, withdraw
from storage.credit_policy import end_rule, load_policy, set_rule
from storage.entries import (
    bring_back_entry,
    draft_of,
    edit_entry,
    keep_entry,
    own_entry,
    take_back_entry,
)
from storage.groups import keep_group, keep_membership
from storage.people import find_caller
from storage.transcripts import load_transcript
from tests.conftest import NOW, TEAM, AddPerson

STEPS = 80
ACTS = (
    *("log",) * 4, *("hand-in",) * 3, "hand-in-all", "edit", "delete", "bring-back", "withdraw",
    "look", "look", "approve", "return", "approve-all", "approve-all", "rule", "end", "later",
)  # fmt: skip


class Walk:
    """Somebody logs, hands in, edits and deletes while two leaders decide and rules change."""

    def __init__(self, session: Session, person_id: int, rubric: Rubric, chance: Random) -> None:
        self._session, self._person_id, self._chance = session, person_id, chance
        self._kinds = [kind.key for kind in rubric.kinds]
        self._modes = [mode.key for mode in rubric.modes]
        self._leaders = [
            caller
            for name in ("URUTH", "UOMAR")
            if (caller := find_caller(session, workspace=TEAM, slack_id=name, now=NOW))
        ]
        self._workspace_id = self._leaders[0].workspace_id
        self._entries: list[int] = []
        self._seen: list[str] = []
        self.today = NOW.date()

    def step(self) -> None:
        act = self._chance.choice(ACTS)
        if act == "log":
            self._log()
        elif act in {"rule", "end", "later"}:
            self._change(act)
        elif act in {"look", "approve", "return", "approve-all"}:
            self._decide(act)
        elif self._entries:
            self._touch(act, self._chance.choice(self._entries))

    def _some_day(self) -> date:
        return self.today - timedelta(days=self._chance.randrange(200))

    def _log(self) -> None:
        draft = EntryDraft(
            text="Something learned",
            happened_on=self._some_day(),
            minutes=self._chance.choice([None, 7, 20, 45, 480]),
            kind=self._chance.choice(["webinar", "edcamp", "other"]),
            mode=self._chance.choice([None, "live-online"]),
            link=self._chance.choice([None, "https://x.example"]),
            visibility=self._chance.choice(["private", "leaders"]),
        )
        self._entries.append(
            keep_entry(self._session, self._person_id, draft, submission=None, now=NOW).id
        )

    def _change(self, act: str) -> None:
        pick = self._chance.choice
        if act == "later":
            self.today += timedelta(days=self._chance.randrange(60))
        elif act == "rule":
            rule = Rule(
                self.today + timedelta(days=pick([0, 5, -200])),
                Decimal(pick(["0", "0.1", "0.33", "2.5"])),
                pick([None, "webinar", "edcamp"]), pick([None, "live-online"]), None,
                pick([None, Decimal("0.5"), Decimal(2)]), pick(["none", "link"]),
                pick([True, False]), pick([None, 3]),
            )  # fmt: skip
            set_rule(self._session, self._workspace_id, rule, kinds=self._kinds,
                     modes=self._modes, today=self.today, now=NOW)  # fmt: skip
        elif held := list(load_policy(self._session, self._workspace_id).rules_on(self.today)):
            end_rule(self._session, self._workspace_id, pick(held), from_on=self.today,
                     today=self.today, now=NOW)  # fmt: skip

    def _decide(self, act: str) -> None:
        leader = self._chance.choice(self._leaders)
        if act == "look":
            page = read_awaiting(self._session, leader, first=0, most=8, now=NOW)
            self._seen += [each.seen for each in page.rows]
        elif act == "approve-all":
            approve_all(self._session, leader, self._seen[-4:], now=NOW)
        elif self._seen:
            decision: Decision = "approve" if act == "approve" else "return"
            seen = self._chance.choice(self._seen)
            decide(self._session, leader, seen, decision, "A word", now=NOW)

    def _touch(self, act: str, entry_id: int) -> None:
        session, person_id = self._session, self._person_id
        match act:
            case "hand-in":
                hand_in(session, person_id, entry_id, now=NOW)
            case "hand-in-all":
                year_on = own_credit(session, person_id, today=self.today).standing.year_on
                hand_in_all(session, person_id, year_on, now=NOW)
            case "withdraw":
                withdraw(session, person_id, entry_id, now=NOW)
            case "delete":
                take_back_entry(session, person_id, entry_id, NOW)
            case "bring-back":
                bring_back_entry(session, person_id, entry_id)
            case "edit":
                draft = draft_of(own_entry(session, person_id, entry_id))
                minutes = self._chance.choice([None, 5, 90])
                changed = replace(draft, minutes=minutes, happened_on=self._some_day())
                edit_entry(session, person_id, entry_id, changed, NOW)


@pytest.mark.parametrize("seed", range(4))
def test_lines_add_up_and_no_cap_is_passed(
    session: Session, add_person: AddPerson, rubric: Rubric, seed: int
) -> None:
    maya = add_person("Maya")
    school = keep_group(session, maya.workspace_id, "Harbor")
    keep_membership(session, school.id, maya.id, "member")
    for name in ("Ruth", "Omar"):
        keep_membership(session, school.id, add_person(name).id, "leader")
    walk = Walk(session, maya.id, rubric, Random(seed))  # noqa: S311 (a path, not a secret)
    credited = 0
    usual = Rule(date(2026, 1, 1), Decimal("0.33"))
    set_rule(session, maya.workspace_id, usual, kinds=[], modes=[], today=walk.today, now=NOW)
    for _ in range(STEPS):
        with suppress(BadInput):
            walk.step()
        account = load_account(session, maya.id)
        years = {claim.year_on for claim in account.claims.values()} if account else set()
        for year_on in years:
            transcript = load_transcript(session, maya.id, year_on=year_on, today=walk.today)
            standing = transcript.standing
            total = sum((line.credit for line in transcript.lines), Decimal(0))
            assert total == standing.earned + standing.lapsed
            assert total == sum((each.earned for each in standing.by_rule), Decimal(0))
            for each in standing.by_rule:
                caps = [version.cap for version in each.versions]
                assert None in caps or each.earned <= max(cap for cap in caps if cap is not None)
            credited += len(transcript.lines)
    assert credited > 0
