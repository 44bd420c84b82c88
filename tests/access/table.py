"""Who may do what: one row for each thing that can be pressed, submitted, searched or typed.

A row says what is sent, with whose ids in it, and which roles that may work for. Every role
tries every row, over Slack as it is, with payloads that Slack would not have let them make:
others' buttons, others' modals, whatever hides in `private_metadata`. What the command line
may be asked about each role is in `tests/plnudge/test_access.py`.

To add one: write a row below; names in braces are what Maya owns (`tests.access.cast`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.messages.actions import Action, Form

ROLES: Final = {
    "educator": "maya",  # whose things all of this is about
    "colleague": "ben",
    "leader": "ruth",  # of Maya's school
    "leader above": "dana",  # of the district
    "leader beside": "edwin",  # of another school
    "former leader": "leroy",  # of Maya's school, until a moment ago
    "admin": "priya",
    "guest": "guest",
    "bot": "calendar_bot",
    "deactivated": "former",
    "stranger": "stranger",  # of another organisation
}
"""By role, who in the local Slack has it."""

ELSEWHERE: Final = {
    "educator elsewhere": "abel",
    "leader elsewhere": "bea",  # of a school of the same name
    "admin elsewhere": "inez",  # who installed the app there
}
"""By role, who has it in the other district of the local Slack."""

OWNER: Final = frozenset({"educator"})
ADMINS: Final = frozenset({"admin"})
HER_LEADERS: Final = frozenset({"leader", "leader above"})
LEADERS: Final = HER_LEADERS | {"leader beside"}
EDUCATORS: Final = OWNER | LEADERS | ADMINS | {"colleague", "former leader"}
OUTSIDERS: Final = frozenset(ROLES) - EDUCATORS


@dataclass(frozen=True)
class Row:
    """Something that is sent, and the roles that it may work for.

    `value` is a button's value, a command's text, or what a menu is searched for. `origin` is
    what a modal carries, `state` what was put into its fields. `touches` are tables of others
    in which those who may do it change rows.
    """

    may: frozenset[str]
    value: str = ""
    origin: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    touches: frozenset[str] = frozenset()
    is_on_home: bool = False
    """App Home has it too, so it is tried there as well."""
    is_in_modal: bool = False
    """It is pressed in a modal, not in a message."""
    block_id: str = "old"
    """Of the block that is pressed in."""


def own(value: str) -> Row:
    """Maya's, and nobody else's to see or to change."""
    return Row(OWNER, value)


def everybody(value: str = "") -> Row:
    """Each educator's own affair: nobody else's rows change, and nothing of Maya's is seen."""
    return Row(EDUCATORS, value)


def admins(value: str = "", *touches: str) -> Row:
    return Row(ADMINS, value, touches=frozenset(touches), is_on_home=True)


def admins_in_modal(value: str = "", **more: Any) -> Row:
    return Row(ADMINS, value, is_in_modal=True, **more)


def own_form(origin: Mapping[str, Any], **state: Any) -> Row:
    return Row(OWNER, origin=origin, state=state)


def everybody_s_form(**state: Any) -> Row:
    return Row(EDUCATORS, state=state)


def admins_form(origin: Mapping[str, Any], *touches: str, **state: Any) -> Row:
    return Row(ADMINS, origin=origin, state=state, touches=frozenset(touches))


def chosen(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


def typed(value: str) -> dict[str, Any]:
    return {"value": value}


def ticked(*values: str) -> dict[str, Any]:
    return {"selected_options": [{"value": value} for value in values]}


HER_READERS: Final = OWNER | HER_LEADERS
"""Of the evaluation that she has submitted."""
LOOK: Final = frozenset({"look"})
NEWS: Final = frozenset({"occurrence"})
CATALOGUE: Final = frozenset({"learning_option", "learning_option_element"})
CYCLE_TABLES: Final = ("evaluation_cycle", "evaluation_cycle_group")
CALENDAR_TABLES: Final = ("calendar", "day_off", "schedule_calendar")
PEOPLE_TABLES: Final = ("educator_group", "membership", "person", "schedule")
DECIDED: Final = frozenset({"credit_claim", "credit_step", "look", "occurrence"})
_TEXT: Final = {"text": typed("Words of somebody")}
_ENTRY: Final = {**_TEXT, "happened_on": {"selected_date": "2026-11-20"}, "kind": chosen("webinar")}

_WORDS: Final = {"words": typed("Words of somebody")}
_EVIDENCE: Final = Row(OWNER, origin={"row": "{draft_evaluation}"}, is_in_modal=True)

PRESSES: Final[dict[Action, Row]] = {
    Action.LOG: everybody(),
    Action.EDIT_ENTRY: own("{entry}"),
    Action.TAKE_BACK_ENTRY: own("{entry}"),
    Action.BRING_BACK_ENTRY: own("{gone_entry}"),
    Action.ENTRY_MENU: Row(OWNER, "edit:{entry}", is_on_home=True),
    Action.CORRECT_ENTRY: own("{entry}:kind:webinar"),
    Action.LINK_ENTRY: own("{entry}:{goal}"),
    Action.FILL_ENTRY: own("{entry}:{other_entry}"),
    Action.LOG_AGAIN: own("{entry}"),
    Action.TURN_ENTRIES: everybody("2026-11-24||"),
    Action.SET_GOAL: everybody(),
    Action.EDIT_GOAL: own("{goal}"),
    Action.TAKE_BACK_GOAL: own("{goal}"),
    Action.BRING_BACK_GOAL: own("{gone_goal}"),
    Action.CHECK_IN: own("{goal}"),
    Action.TAKE_BACK_CHECK_IN: own("{check_in}"),
    Action.BRING_BACK_CHECK_IN: own("{gone_check_in}"),
    Action.GOAL_MENU: Row(OWNER, "see:{goal}", is_on_home=True),
    Action.SHOW_GOAL: own("{goal}"),
    Action.COMPLETE_GOAL: own("{goal}"),
    Action.LET_GOAL_GO: own("{goal}"),
    Action.REOPEN_GOAL: own("{met_goal}"),
    Action.UNDO_REVISION: own("{revision}"),
    Action.REDO_REVISION: own("{undone_revision}"),
    Action.STILL_ON_GOAL: own("{goal_question}"),
    Action.OPEN_GOAL_UP: own("{goal}"),
    Action.TURN_GOALS: everybody("0"),
    Action.ASK_LATER: own("{entry}:2"),
    Action.TELL_OUTCOME: own("{follow_up}"),
    Action.ASK_AGAIN: own("{follow_up}"),
    Action.NOTHING_CAME: own("{follow_up}"),
    Action.EDIT_INDICATOR: own("{indicator}"),
    Action.TAKE_BACK_INDICATOR: own("{indicator}"),
    Action.BRING_BACK_INDICATOR: own("{gone_indicator}"),
    Action.INDICATOR_MENU: own("edit:{indicator}"),
    Action.TURN_INDICATORS: everybody("0"),
    Action.ADD_INDICATOR: own("entry:{entry}"),
    Action.OPEN_EVALUATION: everybody("{cycle}"),
    Action.LINK_GOALS: everybody("{cycle}"),
    Action.RATE_SKILLS: everybody("{cycle}"),
    Action.APPOINT_PEER: everybody("{cycle}"),
    Action.CHOOSE_EVIDENCE: own("{draft_evaluation}"),
    Action.FIND_INDICATORS: _EVIDENCE,
    Action.FIND_ENTRIES: _EVIDENCE,
    Action.FIND_REFLECTIONS: _EVIDENCE,
    Action.RATE_SELF: own("{draft_evaluation}:skills"),
    Action.MOVE_EVALUATION: Row(OWNER, "{draft_evaluation}:submit", touches=NEWS),
    Action.DIFFER: own("{talked_evaluation}"),
    Action.READ_EVALUATION: Row(HER_READERS, "{shown_evaluation}", touches=LOOK),
    Action.TURN_READING: Row(
        HER_READERS, "{shown_evaluation}:whole:0", touches=LOOK, is_in_modal=True
    ),
    Action.RESPOND: Row(HER_LEADERS, "{shown_evaluation}", touches=LOOK),
    Action.TAKE_BACK_RESPONSE: Row(
        frozenset({"leader"}), "{answered_evaluation}", touches=LOOK | NEWS | {"evaluation"}
    ),
    Action.COMMENT: Row(HER_READERS, "{shown_evaluation}", touches=LOOK),
    Action.TURN_AWAITING: everybody("0"),
    Action.REFLECT: own("{prompt}"),
    Action.REFLECT_NOW: everybody(),
    Action.LOG_FROM_PROMPT: everybody(),
    Action.SNOOZE: own("hour:{prompt}"),
    Action.SKIP: own("{prompt}"),
    Action.OPT_OUT: everybody(),
    Action.OPT_IN: everybody(),
    Action.SETTINGS: everybody(),
    Action.END_PAUSE: everybody(),
    Action.PEOPLE: everybody("all/0"),
    Action.SHARE: own("entry:{entry}"),
    Action.UNSHARE: own("{share}"),
    Action.SHARES: everybody("0"),
    Action.EXPORT: everybody(),
    Action.PORTFOLIO: everybody(),
    Action.FORGET: everybody(),
    Action.LOOKS: everybody("0"),
    Action.SAY_WHY_SKIPPED: own("{skipped_prompt}:no-time"),
    Action.REFLECTION_MENU: own("edit:{reflection}"),
    Action.BRING_BACK_REFLECTION: own("{gone_reflection}"),
    Action.TURN_REFLECTIONS: everybody("0"),
    Action.DISCOVER: everybody(),
    Action.ADD_OPTION: everybody(),
    Action.DID_OPTION: everybody("{option}"),
    Action.RECOMMEND: everybody("{option}|"),
    Action.OPTION_MENU: Row(OWNER | ADMINS, "edit:{option}"),
    Action.BRING_BACK_OPTION: Row(OWNER | ADMINS, "{gone_option}", touches=CATALOGUE),
    Action.ASK_WHY: admins(),
    Action.TURN_DIGEST: Row(HER_LEADERS, "{group}:2026-W47"),
    Action.SEND_WORKBOOK: Row(HER_LEADERS, "{group}:2026-W47"),
    Action.OPEN_DASHBOARD: Row(HER_LEADERS, "{group}:2026-W47"),
    Action.DIGEST_SETTINGS: Row(LEADERS),
    Action.SHOW_DIGEST: Row(HER_LEADERS, "{group}:2026-W47"),
    Action.SHOW_STAGE: Row(LEADERS | ADMINS),
    Action.RATE_STAGE: Row(LEADERS | ADMINS, "skills"),
    Action.TAKE_BACK_RATING: Row(frozenset({"leader"}), "{rating}"),
    Action.SHOW_LED: Row(HER_LEADERS, "{group}"),
    Action.LOOK: Row(HER_LEADERS, "{person}", touches=frozenset({"look"})),
    Action.SHOW_HELP: everybody(),
    Action.TRY_AGAIN: everybody("help"),
    Action.ADD_SCHEDULE: admins(),
    Action.SCHEDULE_MENU: admins("pause:{spare_schedule}", "schedule"),
    Action.SCHEDULE_WAY: admins_in_modal("monthly", origin={"row": "{spare_schedule}"}),
    Action.PREVIEW_FOR: admins_in_modal("{slack_id}", block_id="preview|{spare_schedule}"),
    Action.OPEN_BANK: admins(),
    Action.BANK_ELEMENT: admins_in_modal("skills"),
    Action.ADD_PROMPT: admins_in_modal("skills"),
    Action.PROMPT_MENU: admins_in_modal("edit:ownership-01"),
    Action.ADD_CALENDAR: admins(),
    Action.CALENDAR_MENU: admins("days:{calendar}"),
    Action.CALENDAR_KIND: admins_in_modal("typed"),
    Action.CALENDAR_COUNTRY: admins_in_modal("CA"),
    Action.TAKE_BACK_CALENDAR: admins("{calendar}", *CALENDAR_TABLES),
    Action.ADD_CYCLE: admins(),
    Action.CYCLE_MENU: admins("see:{spare_cycle}"),
    Action.SHOW_CYCLE_REPORT: Row(HER_LEADERS, "{spare_cycle}:{group}"),
    Action.SEND_CYCLE_WORKBOOK: Row(HER_LEADERS, "{spare_cycle}:{group}"),
    Action.CHOOSE_DAY_ORDER: admins("day-first", "workspace"),
    Action.CHOOSE_NUDGES_A_DAY: admins("3", "workspace"),
    Action.CHOOSE_LANGUAGE: admins("es", "workspace"),
    Action.CHOOSE_FLOOR: admins("6", "workspace"),
    Action.HAND_IN_ENTRY: own("{earning_entry}"),
    Action.HAND_IN: own("{earning_entry}:/0"),
    Action.HAND_IN_ALL: everybody("2026-07-01/0"),
    Action.WITHDRAW_CLAIM: own("{claimed_entry}:/0"),
    Action.SHOW_CREDITS: everybody("/0"),
    Action.TURN_CREDITS: everybody("2026-07-01/0"),
    Action.SEND_TRANSCRIPT: everybody("xlsx:2026-07-01"),
    Action.SHOW_APPROVALS: Row(LEADERS | ADMINS, "0", touches=frozenset({"look"})),
    Action.TURN_APPROVALS: Row(LEADERS | ADMINS, "0", touches=frozenset({"look"})),
    Action.OPEN_CLAIM: Row(HER_LEADERS, "{claim}", touches=frozenset({"look"})),
    Action.APPROVE_ALL: Row(HER_LEADERS, "{claim}", touches=DECIDED),
    Action.SET_RETENTION: admins(),
    Action.ADD_CREDIT_RULE: admins(),
    Action.CREDIT_RULE_MENU: admins("change:{credit_rule}"),
    Action.SET_CREDIT_TERMS: admins(),
    Action.SHOW_CREDIT_HISTORY: admins(),
    Action.ADD_GROUP: admins(),
    Action.GROUP_MENU: admins("add:{group}"),
    Action.NAME_ADMINS: admins(),
    Action.SAY_STAFF: admins(),
    Action.BRING_ROSTER: admins(),
    Action.CONFIRM_ROSTER: admins("0:{file}", *PEOPLE_TABLES),
    Action.LEAVE_ROSTER: admins(),
}

FORMS: Final[dict[Form, Row]] = {
    Form.ENTRY: own_form({"row": "{entry}"}, **_ENTRY),
    Form.DELETE_ENTRY: own_form({"row": "{entry}"}),
    Form.GOAL: own_form({"row": "{goal}"}, **_TEXT),
    Form.CHECK_IN: own_form({"row": "{goal}"}, progress=chosen("50"), note=typed("Going well")),
    Form.LET_GOAL_GO: own_form({"row": "{goal}"}, reason=typed("Another year")),
    Form.OUTCOME: own_form({"row": "{follow_up}"}, kind=chosen("student-engagement"), **_TEXT),
    Form.INDICATOR: own_form({"row": "{indicator}"}, kind=chosen("student-engagement"), **_TEXT),
    Form.NEW_INDICATOR: own_form(
        {"about": "new"}, kind=chosen("student-engagement"), indicator_entry=chosen("{entry}"),
        **_TEXT,
    ),
    Form.EVALUATION_GOALS: Row(
        EDUCATORS, origin={"row": "{cycle}"}, state={"new_goal": typed("Try podcasts {salt}")}
    ),
    Form.SKILLS: Row(
        EDUCATORS, origin={"row": "{cycle}"}, state={"skill-creativity": chosen("3")}
    ),
    Form.EVIDENCE: own_form({"row": "{draft_evaluation}"}, evidence_entry=ticked("{entry}")),
    Form.SELF_RATING: own_form(
        {"row": "{draft_evaluation}", "about": "skills"},
        **{"rating-skills": chosen("Growing"), "words-skills": typed("Words of somebody")},
    ),
    Form.PEER: Row(EDUCATORS, origin={"row": "{cycle}"}, state={"peer": {"selected_user": None}}),
    Form.DIFFERENCE: Row(
        OWNER, origin={"row": "{talked_evaluation}"}, state=_WORDS, touches=NEWS
    ),
    Form.RESPONSE: Row(
        HER_LEADERS, origin={"row": "{shown_evaluation}"}, state=_WORDS,
        touches=LOOK | NEWS | {"evaluation"},
    ),
    Form.COMMENT: Row(
        HER_READERS, origin={"row": "{shown_evaluation}"}, state=_WORDS, touches=LOOK | NEWS
    ),
    Form.REFLECTION: own_form({"row": "{prompt}"}, **_TEXT),
    Form.REFLECTION_AGAIN: own_form({"row": "{reflection}"}, **_TEXT),
    Form.OPTION: Row(
        OWNER | ADMINS,
        origin={"row": "{option}"},
        state={"title": typed("A course"), "kind": chosen("online-course"), "cost": chosen("free")},
        touches=CATALOGUE,
    ),
    Form.WHY: admins_form({}, "look", person={"selected_user": "{slack_id}"}),
    Form.DIGEST_SETTINGS: Row(LEADERS, state={"weekday": chosen("usual")}),
    Form.SETTINGS: everybody_s_form(prompts=chosen("on"), frequency=chosen("usual")),
    Form.SHARE: Row(
        OWNER,
        state={"work": chosen("entry:{entry}"), "channel": {"selected_conversation": "C0GENERAL1"}},
    ),
    Form.SHARE_PREVIEW: own_form(
        {
            "said": {
                "work": "entry:{entry}",
                "channel": "C0GENERAL1",
                "words": None,
                "is_for_colleagues": False,
            }
        }
    ),
    Form.PORTFOLIO: everybody_s_form(
        period=chosen("this school year"), parts=ticked("goals", "entries"),
        reflections=chosen("all"),
    ),
    Form.PORTFOLIO_REFLECTIONS: Row(
        EDUCATORS,
        origin={"said": {"period": "this school year", "parts": ["goals", "entries"]}},
        state={"picked": ticked("{reflection}")},
    ),
    Form.FORGET: everybody_s_form(),
    Form.FORGET_SURE: everybody_s_form(word=typed("no")),
    Form.STAGE: Row(
        LEADERS | ADMINS,
        origin={"about": "skills"},
        state={"score": chosen("7"), "reason": typed("We see it in classrooms")},
    ),
    Form.SCHEDULE: admins_form(
        {}, "schedule", name=typed("Friday thought {salt}"), way=chosen("weekly"),
        weekly=ticked("fri"), at={"selected_time": "15:30"}, elements=ticked("skills"),
        rotation=chosen("in-turn"),
    ),
    Form.REMOVE_SCHEDULE: admins_form({"row": "{spare_schedule}"}, "schedule", sure=ticked("yes")),
    Form.PROMPT: admins_form(
        {}, "prompt", text=typed("What went well, number {salt}?"), element=chosen("skills"),
        audience=chosen("both"),
    ),
    Form.CALENDAR: admins_form(
        {}, *CALENDAR_TABLES, calendar_kind=chosen("typed"), name=typed("Snow {salt}"),
        days=typed("2026-12-21 Snow day"),
    ),
    Form.CHANGE_CALENDAR: admins_form(
        {"row": "{calendar}"}, *CALENDAR_TABLES, days=typed("2026-12-22 Snow day")
    ),
    Form.REMOVE_CALENDAR: admins_form({"row": "{calendar}"}, *CALENDAR_TABLES, sure=ticked("yes")),
    Form.CYCLE: admins_form(
        {}, *CYCLE_TABLES, name=typed("Year {salt}"), elements=ticked("skills"),
        ratings=typed("Growing, Leading"),
    ),
    Form.CLOSE_CYCLE: admins_form({"row": "{spare_cycle}"}, *CYCLE_TABLES, sure=ticked("yes")),
    Form.REOPEN_CYCLE: admins_form({"row": "{closed_cycle}"}, *CYCLE_TABLES, sure=ticked("yes")),
    Form.REMOVE_CYCLE: admins_form({"row": "{spare_cycle}"}, *CYCLE_TABLES, sure=ticked("yes")),
    Form.HAND_IN: own_form({"row": "{earning_entry}"}),
    Form.CLAIM: Row(
        HER_LEADERS, origin={"about": "{claim}"},
        state={"decision": chosen("approve"), "reason": typed("Well chosen")}, touches=DECIDED,
    ),
    Form.CREDIT_RULE: admins_form(
        {}, kind=chosen("workshop"), mode=chosen("any"), staff=chosen("any"), rate=typed("1"),
        evidence=chosen("none"), approval=chosen("leader"),
    ),
    Form.CREDIT_RULE_PREVIEW: admins_form(
        {"said": {
            "key": ["workshop", None, None], "rate": "1", "cap": None, "evidence": "none",
            "is_automatic": False, "lapse_months": None, "from_on": "2026-11-24",
        }},
        "credit_rule",
    ),
    Form.END_CREDIT_RULE: admins_form({"row": "{credit_rule}"}, "credit_rule"),
    Form.CREDIT_TERMS: admins_form(
        {}, "credit_terms", expected=typed("12"), unit=typed("credits"),
        year_begins=typed("July 1"),
    ),
    Form.RETENTION: admins_form({}, entries=chosen("3"), reflections=chosen("ever")),
    Form.RETENTION_PREVIEW: admins_form(
        {"said": {"entries": 3, "reflections": None, "looks": None}}, "retention_limit"
    ),
    Form.GROUP: admins_form({"row": "{group}"}, *PEOPLE_TABLES, name=typed("Harbor Elementary")),
    Form.JOIN_GROUP: admins_form(
        {"row": "{group}"}, *PEOPLE_TABLES, leader={"selected_users": ["{slack_id}"]}
    ),
    Form.LEAVE_GROUP: admins_form(
        {"row": "{small_group}"}, *PEOPLE_TABLES, member={"selected_users": ["{slack_id}"]}
    ),
    Form.REMOVE_GROUP: admins_form({"row": "{small_group}"}, *PEOPLE_TABLES, sure=ticked("yes")),
    Form.ADMINS: admins_form({}, *PEOPLE_TABLES, person={"selected_users": ["{chief}"]}),
    Form.STAFF: admins_form(
        {}, *PEOPLE_TABLES, person={"selected_users": ["{slack_id}"]}, kind=chosen("teacher")
    ),
    Form.ROSTER_FILE: admins_form(
        {}, *PEOPLE_TABLES,
        file={"files": [{"id": "{file}", "name": "a.csv", "permalink": "https://x.example"}]},
    ),
}  # fmt: skip

SHORTCUTS: Final[dict[Form, Row]] = {
    Form.LOG_SHORTCUT: everybody(),
    Form.LOG_MESSAGE_SHORTCUT: everybody(),
}

ON_HOME_ONLY: Final[dict[Action, Row]] = {Action.HOME_PAGE: everybody("admin")}

SEARCHES: Final[dict[Action, Row]] = {
    Action.ZONE: everybody("chic"),
    Action.SCHEDULE_ZONE: everybody("chic"),
    Action.FIND_CAME_OF: everybody(),
    Action.FIND_INDICATORS: everybody(),
    Action.FIND_ENTRIES: everybody(),
    Action.FIND_REFLECTIONS: everybody(),
}

SUBCOMMANDS: Final[dict[str, Row]] = {
    "log": everybody("20m A webinar"),
    "list": everybody(),
    "goal": everybody("Try podcasts"),
    "goals": everybody(),
    "indicators": everybody(),
    "evaluation": everybody(),
    "evaluations": everybody(),
    "reflect": everybody(),
    "reflections": everybody(),
    "discover": everybody(),
    "why": everybody(),
    "me": everybody(),
    "settings": everybody(),
    "people": everybody("#skills"),
    "share": everybody("list"),
    "export": everybody(),
    "portfolio": everybody("last school year"),
    "forget": everybody(),
    "who": everybody(),
    "credits": everybody(),
    "approvals": Row(LEADERS | ADMINS, touches=frozenset({"look"})),
    "digest": Row(HER_LEADERS, "Harbor Elementary"),
    "stage": Row(LEADERS | ADMINS),
    "look": Row(HER_LEADERS, "Maya Castellanos", touches=frozenset({"look"})),
    "help": everybody(),
}
