"""Maya and what she owns, the roles that try to get at it, and what they send."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.actions import Action, Form
from domain.cadence import weekly
from domain.catalogue import OptionDraft
from domain.credit import Rule
from domain.cycles import CycleDraft, usual_terms
from domain.drafts import EntryDraft, GoalDraft
from domain.evaluation import Act
from domain.indicators import IndicatorDraft
from plnudge.house import House
from sandbox import payloads
from sandbox.clock import Clock
from sandbox.district import OAKDALE_ID, PEOPLE, TEAM_ID, oakdale
from sandbox.elements import Element
from sandbox.limits import RateLimits
from sandbox.platform import Platform
from sandbox.record import Attempt
from sandbox.server import LocalSlack
from sandbox.state import Message, Person, StoredFile, View
from storage.calendars import add_calendar
from storage.catalogue import add_option, remove_option
from storage.check_ins import check_in, take_back_check_in
from storage.credit import hand_in
from storage.credit_policy import set_rule
from storage.cycles import add_cycle, close_cycle
from storage.entries import keep_entry, take_back_entry
from storage.evaluations import begin, move, rate_self, respond, set_goals
from storage.goals import keep_goal, move_goal, take_back_goal, undo_revision
from storage.groups import find_group, keep_group, keep_membership, take_out
from storage.indicators import keep_indicator, take_back_indicator
from storage.occurrences import ask_now, skip
from storage.ownership import owned_tables
from storage.people import find_caller, get_person, set_admin
from storage.reflections import delete_reflection, keep_reflection
from storage.schedules import ScheduleDraft, add_schedule
from storage.stages import RatingDraft, rate_stage
from storage.tables import GoalRevision, Occurrence, Share, Table
from tests.access.records import NEVER_OTHERS, Records, Rows
from tests.access.table import ELSEWHERE, ROLES, Row
from tests.conftest import NOW, PatientSlack
from tests.journeys.conftest import furnish, house_beside

SECRET: Final = "Zwetschgendatschi"
"""A word in all that Maya keeps private."""
SHOWN: Final = "Kaiserschmarrn"
"""A word in what she shows to leaders."""
ROSTER: Final = b"email,group\nben.lindqvist@lakeview.example,Harbor Elementary\n"
DISTRICT: Final = "Lakeview Unified"
TODAY: Final = NOW.date()
ELEMENTS: Final = ("ownership", "skills", "opportunities", "evaluation")


_count = count()


def give_roles(session: Session, house: House) -> None:
    """Who leads what, on top of the schools and their principals."""
    workspace_id = house.workspace_id
    district = find_group(session, workspace_id, DISTRICT)
    school = find_group(session, workspace_id, "Harbor Elementary")
    dana = get_person(session, workspace_id, PEOPLE[ROLES["leader above"]].id)
    keep_membership(session, district.id, dana.id, "leader")
    leroy = get_person(session, workspace_id, PEOPLE[ROLES["former leader"]].id)
    keep_membership(session, school.id, leroy.id, "leader")
    take_out(session, workspace_id, school.id, [leroy.slack_id], "leader", now=NOW)
    set_admin(session, workspace_id, PEOPLE[ROLES["admin"]].id, is_admin=True, now=NOW)


def lay_out_elsewhere(session: Session, workspace_id: int) -> None:
    """Groups of the same names in the other district, with people and a leader of its own."""
    school = keep_group(session, workspace_id, "Harbor Elementary", parent=DISTRICT)
    for role, held in (("educator elsewhere", "member"), ("leader elsewhere", "leader")):
        person = get_person(session, workspace_id, oakdale().person(ELSEWHERE[role]).id)
        keep_membership(session, school.id, person.id, held)


def lay_out(session: Session, house: House, salt: int, posted_ts: str) -> dict[str, Any]:
    """Everything that Maya may own, anew; ids by the names that rows use."""
    workspace_id = house.workspace_id
    maya = get_person(session, workspace_id, PEOPLE["maya"].id)
    ruth = get_person(session, workspace_id, PEOPLE["ruth"].id)
    now, today = NOW, TODAY

    def entry(word: str = SECRET, visibility: Any = "private") -> int:
        draft = EntryDraft(
            text=f"{word} {salt}", happened_on=today, kind="webinar", visibility=visibility
        )
        return keep_entry(session, maya.id, draft, submission=None, now=now).id

    def goal() -> int:
        draft = GoalDraft(text=f"{SECRET} {salt}")
        return keep_goal(session, maya.id, draft, submission=None, now=now, today=today).id

    def checked() -> int:
        return check_in(
            session, maya.id, goal(), progress=50, amount=None, note=SECRET, link=None,
            kinds=house.rubric.kinds, submission=None, now=now, today=today,
        ).check_in.id  # fmt: skip

    def revised() -> int:
        changed = move_goal(
            session, maya.id, goal(), "complete", submission=None, now=now, today=today
        )
        assert changed.revision is not None
        return changed.revision.id

    def indicator() -> int:
        draft = IndicatorDraft(kind="student-engagement", text=f"{SECRET} {salt}")
        return keep_indicator(session, maya.id, draft, submission=None, now=now, today=today).id

    def asked(*, is_skipped: bool = False) -> int:
        prompt = ask_now(
            session, maya.id, element="skills", prompt_id="p", prompt_text="What went well?",
            zone=maya.zone, now=now,
        )  # fmt: skip
        if is_skipped:
            skip(session, maya.id, prompt.id, now=now)
        return prompt.id

    def reflected() -> int:
        return keep_reflection(
            session, maya.id, asked(), f"{SECRET} {salt}", now=now, today=today
        ).id

    def option() -> int:
        draft = OptionDraft(title=f"A course {salt}", kind="online-course")
        return add_option(session, maya.id, draft, submission=f"option {next(_count)}", now=now).id

    def question(**about: Any) -> int:
        asked = Occurrence(
            person_id=maya.id, state="sent", sent_at=now, due_at=now, zone=maya.zone,
            local_at=(now + timedelta(minutes=salt)).replace(tzinfo=None), **about,
        )  # fmt: skip
        session.add(asked)
        session.flush()
        return asked.id

    ids: dict[str, Any] = {
        **lay_out_credit(session, house, maya.id, salt),
        **lay_out_evaluations(session, house, salt),
        "entry": entry(),
        "other_entry": entry(),
        "gone_entry": entry(),
        "shown_entry": entry(SHOWN, "leaders"),
        "goal": goal(),
        "gone_goal": goal(),
        "check_in": checked(),
        "gone_check_in": checked(),
        "revision": revised(),
        "undone_revision": revised(),
        "indicator": indicator(),
        "gone_indicator": indicator(),
        "prompt": asked(),
        "skipped_prompt": asked(is_skipped=True),
        "reflection": reflected(),
        "gone_reflection": reflected(),
        "option": option(),
        "gone_option": option(),
        "person": maya.id,
        "slack_id": maya.slack_id,
        "chief": PEOPLE["dana"].id,
        "salt": salt,
    }  # fmt: skip
    remove_option(session, maya.id, ids["gone_option"], is_admin=False, now=now)
    take_back_entry(session, maya.id, ids["gone_entry"], now)
    take_back_goal(session, maya.id, ids["gone_goal"], now)
    take_back_check_in(session, maya.id, ids["gone_check_in"], now)
    undo_revision(session, maya.id, ids["undone_revision"], now)
    take_back_indicator(session, maya.id, ids["gone_indicator"], now)
    delete_reflection(session, maya.id, ids["gone_reflection"], now)
    ids["met_goal"] = session.scalar(
        select(GoalRevision.goal_id).where(GoalRevision.id == ids["revision"])
    )
    ids["goal_question"] = question(purpose="goal", goal_id=ids["goal"])
    ids["follow_up"] = question(purpose="follow-up", entry_id=ids["other_entry"])
    share = Share(
        workspace_id=workspace_id, person_id=maya.id, entry_id=ids["entry"], channel="C0GENERAL1",
        ts=posted_ts, shared_at=now, submission=f"share {salt}",
    )  # fmt: skip
    session.add(share)
    session.flush()
    ids["share"] = share.id
    rating = RatingDraft(element="ownership", score=4, reason="As I see it", evidence="")
    ids["rating"] = rate_stage(
        session, ruth.id, rating, elements=list(ELEMENTS), submission=None, now=now, today=today
    ).id
    ids["group"] = find_group(session, workspace_id, "Harbor Elementary").id
    small = keep_group(session, workspace_id, f"Team {salt}", parent="Harbor Elementary")
    keep_membership(session, small.id, maya.id, "member")
    ids["small_group"] = small.id
    ids["spare_schedule"] = add_schedule(
        session, workspace_id,
        ScheduleDraft(f"Spare {salt}", weekly(["fri"]), today, ELEMENTS), now,
    ).id  # fmt: skip
    ids |= lay_out_cycles(session, workspace_id, salt)
    ids["calendar"] = add_calendar(
        session, workspace_id, f"Breaks {salt}", days={today: "A day off"}, now=now
    ).id
    return ids


def lay_out_cycles(session: Session, workspace_id: int, salt: int) -> dict[str, int]:
    """One that is open and one that is closed; nobody has begun either."""
    spare, closed = (
        add_cycle(
            session, workspace_id, CycleDraft(f"{name} {salt}", usual_terms(ELEMENTS, TODAY)),
            elements=ELEMENTS, submission=None, now=NOW,
        )
        for name in ("Spare", "Closed")
    )  # fmt: skip
    close_cycle(session, closed, by=None, now=NOW)
    return {"spare_cycle": spare.id, "closed_cycle": closed.id}


def lay_out_credit(session: Session, house: House, person_id: int, salt: int) -> dict[str, Any]:
    """Webinars earn credit, whatever was done to that rule; one could be handed in, and one was."""
    rubric = house.rubric
    rule = set_rule(
        session, house.workspace_id, Rule(TODAY, Decimal(1), kind="webinar"),
        kinds=[each.key for each in rubric.kinds], modes=[each.key for each in rubric.modes],
        today=TODAY, now=NOW,
    )  # fmt: skip
    earning, claimed = (
        keep_entry(
            session,
            person_id,
            EntryDraft(text=f"{word} {salt}", happened_on=TODAY, minutes=60, kind="webinar"),
            submission=None,
            now=NOW,
        )
        for word in (SECRET, SHOWN)
    )
    credit = hand_in(session, person_id, claimed.id, now=NOW)
    assert credit.claim is not None
    return {
        "credit_rule": rule.number,
        "earning_entry": earning.id,
        "claimed_entry": claimed.id,
        "claim": f"{credit.claim.id}.{credit.claim.version}",
    }


def lay_out_evaluations(session: Session, house: House, salt: int) -> dict[str, int]:
    """Maya's evaluations, each as far as its name says, and a cycle that she has not begun."""
    maya = get_person(session, house.workspace_id, PEOPLE["maya"].id)
    ruth = get_person(session, house.workspace_id, PEOPLE["ruth"].id)
    when: dict[str, Any] = {"now": NOW, "today": TODAY}

    def cycle(name: str) -> int:
        """One for everybody, in which Maya has not begun yet."""
        draft = CycleDraft(name, usual_terms(ELEMENTS, TODAY))
        return add_cycle(
            session, house.workspace_id, draft, elements=ELEMENTS, submission=None, now=NOW
        ).id

    def evaluation(name: str, word: str, *acts: Act) -> int:
        """Hers, rated by her and as far as those acts bring it; Ruth responds to it."""
        evaluation_id = begin(session, maya.id, cycle(name), **when).evaluation.id
        goal = keep_goal(
            session, maya.id, GoalDraft(text=f"{word} {salt}"), submission=None, **when
        )
        set_goals(session, maya.id, evaluation_id, [goal.id], **when)
        move(session, maya.id, evaluation_id, "begin-rating", **when)
        rated = dict.fromkeys(ELEMENTS, ("Growing", f"{word} {salt}"))
        rate_self(session, maya.id, evaluation_id, rated, **when)
        for act in acts:
            if act == "respond":
                words = f"{word} {salt}"
                respond(session, ruth.id, evaluation_id, words, {}, submission=None, **when)
            else:
                move(session, maya.id, evaluation_id, act, **when)
        return evaluation_id

    return {
        "cycle": cycle("Not begun"),
        "draft_evaluation": evaluation("A draft", SECRET),
        "shown_evaluation": evaluation("Submitted", SHOWN, "submit"),
        "answered_evaluation": evaluation("Answered", SHOWN, "submit", "respond"),
        "talked_evaluation": evaluation("Talked", SHOWN, "submit", "respond", "discuss"),
    }


@dataclass(frozen=True)
class Outcome:
    """What came of something that somebody sent."""

    attempt: Attempt
    said: str
    """What they sent."""
    seen: str
    """All that they then had in front of them, and what the app answered."""
    has_view: bool
    has_answer: bool


class Stage:
    """Lets each role send each thing, and looks at what came of it."""

    def __init__(self, slack: LocalSlack, house: House, records: Records) -> None:
        self.slack, self.house = slack, house
        self.records = records
        self._salt = 0
        file = StoredFile("F0ROSTER01", "a.csv", "", "U1", len(ROSTER), content=ROSTER)
        file.is_complete = True
        slack.workspace.files[file.id] = file
        self._file = file.id

    async def lay_out(self) -> dict[str, Any]:
        self._salt += 1
        workspace = self.slack.workspace
        shared = Message(
            workspace.next_ts(), "C0GENERAL1", workspace.app.id, "What Maya shared", by_app=True
        )
        workspace.post(shared)
        ids = await self.house.database.write(
            lambda session: lay_out(session, self.house, self._salt, shared.ts)
        )
        return {**ids, "file": self._file}

    async def others_rows(self, role: str) -> Rows:
        """All that is kept, less what is that person's own."""
        return await self.house.database.read(lambda session: self._others_rows(session, role))

    def _others_rows(self, session: Session, role: str) -> Rows:
        person = self._person(role)
        caller = find_caller(
            session, workspace=self.slack.workspace.id, slack_id=person.id, now=NOW
        )
        own = dict(owned_tables(caller.person_id)) if caller else {}
        rows: Rows = {}
        for table in Table.metadata.sorted_tables:
            columns = [each for each in table.c if each.name not in NEVER_OTHERS]
            query = select(*columns).order_by(table.c.id)
            if table in own:
                query = query.where(~own[table])
            if table.name == "person":
                query = query.where(table.c.slack_id != person.id)
            rows[table.name] = [tuple(row) for row in session.execute(query)]
        return rows

    async def settle(self) -> None:
        """Until nothing is under way any more."""
        await self.house.bots.afterwards.drain()
        await self.slack.settled()

    async def press(self, role: str, action: Action, row: Row, ids: Mapping[str, Any]) -> Outcome:
        """A button in a message or a modal that Slack never showed them."""

        def draw(person: Any, delivery: Any) -> dict[str, Any]:
            place: Message | View = self._message(role, action)
            if row.is_in_modal:
                carried = json.dumps(_origin(row, ids))
                place = View("V0MODAL", person.id, "modal", [], "h", private_metadata=carried)
            button = _button(action, filled(row.value, ids), filled(row.block_id, ids))
            pressed = payloads.action(button, "1.1")
            return payloads.block_actions(self._platform(role), person, place, delivery, pressed)

        return await self._interact(role, draw)

    async def press_on_home(
        self, role: str, action: Action, row: Row, ids: Mapping[str, Any]
    ) -> Outcome:
        """The same button on App Home, at the admins' page."""
        view = View("V0HOME", self._person(role).id, "home", [], "h", private_metadata="admin")
        return await self._interact(role, lambda person, delivery: payloads.block_actions(
            self._platform(role), person, view, delivery,
            payloads.action(_button(action, filled(row.value, ids)), "1.1"),
        ))  # fmt: skip

    async def submit(self, role: str, form: Form, row: Row, ids: Mapping[str, Any]) -> Outcome:
        """A modal that they made up: whatever it carries, and whatever is in its fields."""
        origin, state = _origin(row, ids), filled(row.state, ids)
        fields = [
            {
                "type": "input",
                "block_id": name,
                "element": {"type": "plain_text_input", "action_id": name},
            }
            for name in state or {"none": None}
        ]
        view = View(
            f"V{self._salt}", self._person(role).id, "modal", [], "h", callback_id=form,
            private_metadata=json.dumps(origin),
        )  # fmt: skip

        def draw(person: Any, delivery: Any) -> dict[str, Any]:
            payload = payloads.view_submission(self._platform(role), person, view, delivery)
            values = {name: {name: value} for name, value in state.items()}
            payload["view"] |= {"blocks": fields, "state": {"values": values}}
            return payload

        return await self._interact(role, draw)

    async def search(self, role: str, action: Action, row: Row, ids: Mapping[str, Any]) -> Outcome:
        return await self._interact(role, lambda person, _delivery: payloads.block_suggestion(
            self._platform(role), person, self._message(role, action),
            _button(action, ""), filled(row.value, ids),
        ))  # fmt: skip

    async def shortcut(self, role: str, form: Form, _ids: Mapping[str, Any]) -> Outcome:
        def draw(person: Any, delivery: Any) -> dict[str, Any]:
            platform = self._platform(role)
            if form == Form.LOG_SHORTCUT:
                return payloads.global_shortcut(platform, person, delivery, form)
            message = self._message(role, Action.LOG)
            return payloads.message_shortcut(platform, person, delivery, form, message)

        return await self._interact(role, draw)

    async def command(self, role: str, words: str, ids: Mapping[str, Any]) -> Outcome:
        def draw(person: Any, delivery: Any) -> dict[str, Any]:
            place = self._platform(role).workspace.dm(person.id)
            typed = f"/pln {filled(words, ids)}"
            return payloads.slash_command(self._platform(role), person, place, delivery, typed)

        return await self._interact(role, draw, kind="slash_commands", type_="/pln")

    async def _interact(
        self, role: str, draw: Any, *, kind: Any = "interactive", type_: str = ""
    ) -> Outcome:
        platform, person = self._platform(role), self._person(role)
        workspace, courier = platform.workspace, platform.courier
        since = len(workspace.messages)
        delivery = courier.draft(kind, type_)
        payload = draw(person, delivery)
        delivery.type = type_ or payload["type"]
        calls = len(platform.calls)
        attempt = await courier.hand_over(delivery, payload)
        await self.settle()
        # What the app sent to Slack for them, whether or not Slack would have shown it.
        sent = [
            json.dumps(call.arguments, ensure_ascii=False, default=str)
            for call in platform.calls[calls:]
            if not call.method.startswith(("users.", "usergroups.", "files."))
        ]
        seen = [
            message.plain()
            for message in workspace.messages[since:]
            if message.ephemeral_to in (None, person.id)
        ]
        body = json.dumps(attempt.body, ensure_ascii=False, default=str)
        opened = [
            call
            for call in platform.calls[calls:]
            if call.method in {"views.open", "views.push", "views.update", "views.publish"}
        ]
        return Outcome(
            attempt,
            said=json.dumps(payload, ensure_ascii=False, default=str),
            seen="\n".join([*sent, *seen, body]),
            has_view=bool(opened) or '"push"' in body or "options" in body,
            has_answer=any(text not in {"", "An old message"} for text in seen) or '"text"' in body,
        )

    def _platform(self, role: str) -> Platform:
        return self.slack.platforms[OAKDALE_ID if role in ELSEWHERE else TEAM_ID]

    def _person(self, role: str) -> Person:
        return self._platform(role).workspace.person({**ROLES, **ELSEWHERE}[role])

    def _message(self, role: str, action: Action) -> Message:
        workspace = self._platform(role).workspace
        place = workspace.dm(self._person(role).id)
        message = Message(
            workspace.next_ts(), place.id, workspace.app.id, "An old message",
            blocks=[_button(action, "").block], by_app=True,
        )  # fmt: skip
        workspace.post(message)
        return message


@asynccontextmanager
async def stage_alone(folder: Path) -> AsyncIterator[Stage]:
    """With a Slack of its own that delivers each thing once."""
    slack = PatientSlack(
        clock=Clock(start=NOW, ticking=False), limits=RateLimits.off(), retry_delays=()
    )
    async with slack, stage_beside(slack, folder) as stage:
        yield stage


@asynccontextmanager
async def stage_beside(slack: LocalSlack, folder: Path) -> AsyncIterator[Stage]:
    """A house that hears that Slack over HTTP, with all roles given, and nothing sent by itself."""
    async with house_beside(slack, folder, transport="http") as house:
        await house.database.write(lambda session: furnish(session, house))
        await house.database.write(lambda session: give_roles(session, house))
        # What is planned and sent meanwhile would change others' rows too.
        await house.jobs.close()
        records = Records(folder / "journey.sqlite3")
        yield Stage(slack, house, records)
        records.close()


def _button(action: Action, value: str, block_id: str = "old") -> Element:
    drawn = {"type": "button", "action_id": str(action), "value": value}
    return Element({"type": "actions", "block_id": block_id, "elements": [drawn]}, drawn)


def _origin(row: Row, ids: Mapping[str, Any]) -> dict[str, Any]:
    """What a modal of that row carries."""
    origin: dict[str, Any] = filled(row.origin, ids)
    return origin | ({"row": int(origin["row"])} if "row" in origin else {})


def filled(template: Any, ids: Mapping[str, Any]) -> Any:
    """The same with Maya's ids where they are named."""
    if isinstance(template, str):
        return template.format_map(ids)
    if isinstance(template, Mapping):
        return {key: filled(value, ids) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(each, ids) for each in template]
    return template
