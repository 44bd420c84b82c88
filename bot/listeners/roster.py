"""An admin says who is in which group, who leads it, and who is an admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from sqlalchemy.orm import Session

from bot.home import publish_home
from bot.listeners.gestures import Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.home import HomePage
from bot.messages.language import say_words
from bot.messages.message import Message
from bot.messages.roster import (
    NO_USER_GROUP,
    SKIP_BAD,
    admins_form,
    group_form,
    joining_form,
    leaving_form,
    not_read_message,
    removal_form,
    roster_done_message,
    roster_file_form,
    roster_left_message,
    roster_plan_message,
    staff_form,
)
from bot.roster import read_slack_file, read_user_groups, sync_user_groups
from domain.errors import BadInput
from domain.keys import Staff
from domain.roster import RosterFile, read_roster
from domain.words import later
from storage.groups import (
    GroupRole,
    add_group,
    all_groups,
    change_group,
    follow_user_group,
    get_group,
    group_lines,
    nesting_choices,
    remove_group,
    set_people,
    take_out,
)
from storage.people import named_admins, set_admin, set_staff
from storage.roster import RosterPlan, import_roster, plan_import
from storage.tables import Group
from storage.workspaces import slack_id_of

NOT_AN_ADMIN = later("Only admins of PLNudge look after people and groups.")


async def open_new_group(press: Press) -> None:
    _require_admin(press)
    groups = await press.find(lambda session: all_groups(session, press.caller.workspace_id))
    press.open_modal(group_form(None, groups, []))


async def choose(press: Press) -> None:
    """The menu beside a group: `add:12`, `out:12`, `change:12`, `remove:12`."""
    _require_admin(press)
    choice, _, row = press.value.partition(":")
    if choice not in _MENU or not row.isdecimal():
        raise BadInput("That menu is from an older App Home. Open it again.")
    await _MENU[choice](press, int(row))


async def _open_joining(press: Press, group_id: int) -> None:
    press.open_modal(joining_form(await _find_group(press, group_id)))


async def _open_leaving(press: Press, group_id: int) -> None:
    press.open_modal(leaving_form(await _find_group(press, group_id)))


async def _open_removal(press: Press, group_id: int) -> None:
    lines = await press.find(lambda session: group_lines(session, press.caller.workspace_id))
    line = next((each for each in lines if each.group.id == group_id), None)
    if line is None:
        await _find_group(press, group_id)
    else:
        press.open_modal(removal_form(line))


async def _open_change(press: Press, group_id: int) -> None:
    workspace_id = press.caller.workspace_id

    def look(session: Session) -> tuple[Group, list[Group], str]:
        group = get_group(session, workspace_id, group_id)
        return group, nesting_choices(session, group), slack_id_of(session, workspace_id)

    group, others, team = await press.find(look)

    async def open_with_user_groups() -> None:
        user_groups = await read_user_groups(press.bot.client, team)
        press.open_modal(group_form(group, others, user_groups))

    press.bot.afterwards.start(open_with_user_groups(), what="opening a group's form")


_MENU: Final = {
    "add": _open_joining,
    "out": _open_leaving,
    "change": _open_change,
    "remove": _open_removal,
}


async def submit_group(submission: Submission) -> None:
    _require_admin(submission)
    workspace_id, now = submission.caller.workspace_id, submission.now
    row, name = submission.origin.row, submission.text("name")
    parent = submission.choice("parent")
    parent_id = int(parent) if parent and parent.isdecimal() else None
    user_group = submission.choice("user_group")

    def keep(session: Session) -> None:
        if row is None:
            add_group(session, workspace_id, name, parent_id=parent_id, now=now)
            return
        group = change_group(session, workspace_id, row, name=name, parent_id=parent_id, now=now)
        if user_group is not None:
            follow_user_group(
                session,
                workspace_id,
                group.id,
                None if user_group == NO_USER_GROUP else user_group,
            )

    await submission.keep(keep)
    submission.bot.afterwards.start(_follow(submission), what="following user groups")


async def submit_joining(submission: Submission) -> None:
    await _change_people(submission, set_people)


async def submit_leaving(submission: Submission) -> None:
    await _change_people(submission, take_out)


async def _change_people(submission: Submission, change: Callable[..., object]) -> None:
    _require_admin(submission)
    row = _row(submission)
    chosen = {role: submission.people(role) for role in ("member", "leader")}
    if not any(chosen.values()):
        raise BadInput("Choose somebody, or press Cancel.", field="leader")

    def keep(session: Session) -> None:
        for role, slack_ids in chosen.items():
            change(
                session,
                submission.caller.workspace_id,
                row,
                slack_ids,
                cast(GroupRole, role),
                now=submission.now,
            )

    await submission.keep(keep)
    _show_admin_page(submission)


async def submit_removal(submission: Submission) -> None:
    _require_admin(submission)
    row = _row(submission)
    if "yes" not in submission.choices("sure"):
        raise BadInput("Tick the box to remove it, or press “Keep it”.", field="sure")
    await submission.keep(
        lambda session: remove_group(session, submission.caller.workspace_id, row, submission.now)
    )
    _show_admin_page(submission)


async def open_admins(press: Press) -> None:
    _require_admin(press)
    named = await press.find(lambda session: named_admins(session, press.caller.workspace_id))
    press.open_modal(admins_form(named))


async def submit_admins(submission: Submission) -> None:
    _require_admin(submission)
    named, ended = submission.people("person"), submission.people("end")
    if not named and not ended:
        raise BadInput("Choose somebody, or press Cancel.", field="person")

    def keep(session: Session) -> None:
        for slack_ids, is_admin in ((named, True), (ended, False)):
            for slack_id in slack_ids:
                set_admin(
                    session,
                    submission.caller.workspace_id,
                    slack_id,
                    is_admin=is_admin,
                    now=submission.now,
                )

    await submission.keep(keep)
    _show_admin_page(submission)


async def open_staff(press: Press) -> None:
    _require_admin(press)
    press.open_modal(staff_form())


async def submit_staff(submission: Submission) -> None:
    _require_admin(submission)
    kind = submission.choice("kind")
    staff = None if kind == "unsaid" else cast(Staff, kind)
    people = submission.people("person")
    await submission.keep(
        lambda session: set_staff(session, submission.caller.workspace_id, people, staff)
    )
    _show_admin_page(submission)


async def open_roster_file(press: Press) -> None:
    _require_admin(press)
    press.open_modal(roster_file_form())


async def submit_roster_file(submission: Submission) -> None:
    """The file is read afterwards, and what it would change comes as a message."""
    _require_admin(submission)
    files = submission.files("file")
    if not files:
        raise BadInput("Choose a CSV file first.", field="file")
    is_skipping_bad = SKIP_BAD in submission.choices("skip")

    def plan(session: Session, roster: RosterFile) -> RosterPlan:
        return plan_import(
            session, submission.caller.workspace_id, roster, is_skipping_bad=is_skipping_bad
        )

    async def tell() -> None:
        try:
            roster = read_roster(await read_slack_file(submission.bot.client, files[0].slack_id))
            changes = await submission.find(lambda session: plan(session, roster))
        except BadInput as refusal:
            submission.answer_at(Origin(), not_read_message(say_words(refusal.words)))
            return
        submission.answer_at(
            Origin(),
            roster_plan_message(
                roster, changes, file_id=files[0].slack_id, is_skipping_bad=is_skipping_bad
            ),
        )

    submission.bot.afterwards.start(tell(), what="reading a roster")


async def confirm_roster(press: Press) -> None:
    _require_admin(press)
    skipping, file_id = press.parts(2)

    def keep(session: Session, roster: RosterFile) -> RosterPlan:
        return import_roster(
            session,
            press.caller.workspace_id,
            roster,
            press.now,
            is_skipping_bad=skipping == "1",
        )

    async def bring_in() -> None:
        try:
            roster = read_roster(await read_slack_file(press.bot.client, file_id))
            changes = await press.keep(lambda session: keep(session, roster))
        except BadInput as refusal:
            press.answer_at(press.beside, not_read_message(say_words(refusal.words)))
            return
        press.answer_at(press.origin(is_replacing=True), roster_done_message(roster, changes))
        await publish_home(press.bot, press.caller, HomePage.ADMIN)

    press.bot.afterwards.start(bring_in(), what="bringing in a roster")


async def leave_roster(press: Press) -> Message:
    _require_admin(press)
    return roster_left_message()


async def _follow(submission: Submission) -> None:
    bot = submission.bot
    await sync_user_groups(
        bot.client,
        bot.database,
        workspace_id=submission.caller.workspace_id,
        now=submission.now,
    )
    await publish_home(bot, submission.caller, HomePage.ADMIN)


async def _find_group(press: Press, group_id: int) -> Group:
    return await press.find(lambda session: get_group(session, press.caller.workspace_id, group_id))


def _row(submission: Submission) -> int:
    row = submission.origin.row
    if row is None:
        raise BadInput("That form is from an older App Home. Open it again.")
    return row


def _show_admin_page(submission: Submission) -> None:
    submission.bot.afterwards.start(
        publish_home(submission.bot, submission.caller, HomePage.ADMIN), what="publishing App Home"
    )


def _require_admin(gesture: Gesture) -> None:
    if not gesture.caller.is_admin:
        raise BadInput(NOT_AN_ADMIN)


LISTENERS = Listeners(
    presses={
        Action.ADD_GROUP: open_new_group,
        Action.GROUP_MENU: choose,
        Action.NAME_ADMINS: open_admins,
        Action.SAY_STAFF: open_staff,
        Action.BRING_ROSTER: open_roster_file,
        Action.CONFIRM_ROSTER: confirm_roster,
        Action.LEAVE_ROSTER: leave_roster,
    },
    replacing={Action.LEAVE_ROSTER},
    submissions={
        Form.GROUP: submit_group,
        Form.JOIN_GROUP: submit_joining,
        Form.LEAVE_GROUP: submit_leaving,
        Form.REMOVE_GROUP: submit_removal,
        Form.ADMINS: submit_admins,
        Form.STAFF: submit_staff,
        Form.ROSTER_FILE: submit_roster_file,
    },
)
