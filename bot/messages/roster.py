"""What an admin sees of people and groups: the list on App Home, the forms, a roster file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    OverflowMenuElement,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import (
    Origin,
    checks_input,
    choice_input,
    file_input,
    modal,
    options,
    people_input,
    text_input,
)
from bot.messages.home import HomePage
from bot.messages.labels import capitalized, said
from bot.messages.language import say, say_count, say_words
from bot.messages.message import (
    Message,
    context,
    escape,
    header,
    listed,
    quote,
    section,
    typed,
)
from domain.roster import RosterFile
from domain.words import later
from storage.groups import LONGEST_NAME, GroupLine
from storage.roster import RosterPlan
from storage.tables import Group, Person

MOST_GROUPS: Final = 30
MOST_CHOICES: Final = 100
STAFF_CHOICES: Final = (
    ("teacher", later("Teacher")),
    ("administrator", later("Administrator")),
    ("other", later("Other education professional")),
    ("unsaid", later("Not said")),
)
SKIP_BAD: Final = "skip-bad"
NO_USER_GROUP: Final = "none"
_GROUP_MENU: Final = (
    ("add", later("Add people or leaders")),
    ("out", later("Take people out")),
    ("change", later("Name, place, user group")),
    ("remove", later("Remove this group")),
)


def people_blocks(lines: Sequence[GroupLine], admins: Sequence[Person]) -> list[Block]:
    """Groups, each with what can be done with it, and who looks after all of this."""
    named = (
        listed([typed(person.name, 60) for person in admins[:5]]) if admins else say("nobody yet")
    )
    if len(admins) > 5:
        named = say("{names} and {count} more", names=named, count=len(admins) - 5)
    blocks: list[Block] = [
        DividerBlock(),
        header(say("People and groups")),
        section(say("Admins: {names}.", names=named), block_id="admins"),
        ActionsBlock(
            block_id="people-and-groups",
            elements=[
                ButtonElement(text=say("New group"), action_id=Action.ADD_GROUP),
                ButtonElement(text=say("Name admins"), action_id=Action.NAME_ADMINS),
                ButtonElement(text=say("Kinds of staff"), action_id=Action.SAY_STAFF),
                ButtonElement(text=say("Bring in a roster"), action_id=Action.BRING_ROSTER),
            ],
        ),
    ]
    if not lines:
        blocks.append(
            section(
                say(
                    "There are no groups yet. Groups are teams, schools or the district; whoever "
                    "leads one gets its digest. Make one, or bring in a roster from a CSV file."
                )
            )
        )
    blocks += [_group_block(line) for line in lines[:MOST_GROUPS]]
    if len(lines) > MOST_GROUPS:
        blocks.append(
            context(
                say(
                    "{count} more are not shown here; “plnudge group list” shows them all.",
                    count=len(lines) - MOST_GROUPS,
                )
            )
        )
    return blocks


def _group_block(line: GroupLine) -> Block:
    leaders = [typed(name, 60) for name in line.leaders[:4]]
    led = (
        say("led by {leaders}", leaders=listed(leaders)) if leaders else say("nobody leads it yet")
    )
    people = say_count("{count} person", "{count} people", line.people)
    facts = [people, led, *([say("follows a Slack user group")] if line.group.user_group else [])]
    indent = "› " * min(line.depth, 6)
    return section(
        f"{indent}*{typed(line.group.name, 100)}*\n{' · '.join(facts)}",
        block_id=f"group-{line.group.id}",
        accessory=OverflowMenuElement(
            action_id=Action.GROUP_MENU,
            options=options((f"{key}:{line.group.id}", words) for key, words in said(_GROUP_MENU)),
        ),
    )


def group_form(
    group: Group | None, others: Sequence[Group], user_groups: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """A new group, or one that changes. `user_groups` are Slack's, as (id, name)."""
    blocks: list[Block] = [
        text_input(
            "name",
            say("Name"),
            value=group.name if group else None,
            placeholder=say("Maple School"),
            is_focused=True,
            most=LONGEST_NAME,
        )
    ]
    if others:
        blocks.append(
            choice_input(
                "parent",
                say("Lies in"),
                [(str(each.id), each.name) for each in others[:MOST_CHOICES]],
                value=str(group.parent_id) if group and group.parent_id else None,
                hint=say("A school lies in its district. Whoever leads the district leads it too."),
                is_optional=True,
            )
        )
    if user_groups:
        offered = [(NO_USER_GROUP, say("None: we name its members here")), *user_groups]
        blocks.append(
            choice_input(
                "user_group",
                say("Slack user group whose people are its members"),
                offered[:MOST_CHOICES],
                value=(group.user_group if group else None) or NO_USER_GROUP,
                hint=say("Kept in step by itself. Members who are not in it leave the group."),
            )
        )
    return modal(
        Form.GROUP,
        title=say("Change the group") if group else say("New group"),
        submit=say("Save") if group else say("Make it"),
        blocks=blocks,
        origin=_from_admin(group.id if group else None),
    )


def joining_form(group: Group) -> dict[str, Any]:
    blocks: list[Block] = [section(f"*{typed(group.name, 100)}*")]
    if group.user_group is None:
        blocks.append(
            people_input("member", say("Members"), hint=say("They count in its figures."))
        )
    else:
        blocks.append(context(say("Its members follow a Slack user group: add people there.")))
    blocks.append(
        people_input(
            "leader",
            say("Leaders"),
            hint=say("They get its digest, and may read what its people show to leaders."),
        )
    )
    return modal(
        Form.JOIN_GROUP,
        title=say("Add to the group"),
        submit=say("Add them"),
        blocks=blocks,
        origin=_from_admin(group.id),
    )


def leaving_form(group: Group) -> dict[str, Any]:
    blocks: list[Block] = [
        section(
            say(
                "*Who leaves {name}?*\n"
                "Their own record stays theirs. Past weeks still count them; a leader who "
                "leaves sees nothing of the group from now on.",
                name=typed(group.name, 100),
            )
        )
    ]
    if group.user_group is None:
        blocks.append(people_input("member", say("Members")))
    blocks.append(people_input("leader", say("Leaders")))
    return modal(
        Form.LEAVE_GROUP,
        title=say("Take out of the group"),
        submit=say("Take them out"),
        blocks=blocks,
        origin=_from_admin(group.id),
    )


def removal_form(line: GroupLine) -> dict[str, Any]:
    """Asked before a group is removed. A box must be ticked, so that a slip removes nothing."""
    facts = [say_count("{count} member", "{count} members", line.members)]
    if line.leaders:
        facts.append(
            say("led by {leaders}", leaders=listed([typed(name, 60) for name in line.leaders[:4]]))
        )
    return modal(
        Form.REMOVE_GROUP,
        title=say("Remove the group"),
        submit=say("Remove it"),
        close=say("Keep it"),
        blocks=[
            section(
                say(
                    "*{name}*: {facts}.\n"
                    "Its people stay, with all that they logged. Groups in it move up. Its "
                    "leaders get its digest no more, and schedules for it reach nobody.",
                    name=typed(line.group.name, 100),
                    facts=", ".join(facts),
                )
            ),
            checks_input("sure", say("Is that what you want?"), [("yes", say("Yes, remove it"))]),
        ],
        origin=_from_admin(line.group.id),
    )


def admins_form(named: Sequence[Person]) -> dict[str, Any]:
    """`named` are those who were named; Slack's own admins stand in where nobody is."""
    words = (
        say(
            "Named so far: {names}.",
            names=listed([typed(person.name, 60) for person in named[:20]]),
        )
        if named
        else say(
            "Nobody is named yet, so Slack's own owners and admins stand in. Once you name "
            "somebody, only those whom you named are admins: name yourself too."
        )
    )
    blocks: list[Block] = [section(words), people_input("person", say("Name as admins"))]
    if named:
        blocks.append(
            people_input(
                "end", say("Take back from"), hint=say("They stay educators like everybody.")
            )
        )
    return modal(
        Form.ADMINS,
        title=say("Admins of PLNudge"),
        submit=say("Save"),
        blocks=blocks,
        origin=_from_admin(),
    )


def staff_form() -> dict[str, Any]:
    return modal(
        Form.STAFF,
        title=say("Kinds of staff"),
        submit=say("Save"),
        blocks=[
            people_input("person", say("People"), is_optional=False),
            choice_input("kind", say("They are"), said(STAFF_CHOICES)),
        ],
        origin=_from_admin(),
    )


def roster_file_form() -> dict[str, Any]:
    return modal(
        Form.ROSTER_FILE,
        title=say("Bring in a roster"),
        submit=say("Read it"),
        blocks=[
            section(
                say(
                    "A CSV file whose first line names its columns: `email` or `slack_id`, "
                    "`group`, and, where you like, `parent`, `role` (member, leader or admin) and "
                    "`staff` (teacher, administrator or other). You see what would change before "
                    "anything does."
                )
            ),
            file_input("file", say("File"), most=1),
            checks_input(
                "skip",
                say("Lines that can't be used"),
                [(SKIP_BAD, say("Leave them out and name them"))],
            ),
        ],
        origin=_from_admin(),
    )


def roster_plan_message(
    roster: RosterFile, plan: RosterPlan, *, file_id: str, is_skipping_bad: bool
) -> Message:
    """What a file would change, with the button that brings it in."""
    lines = changes_in_words(roster, plan)
    text = "\n".join(escape(line) for line in lines)
    if plan.changes_nothing:
        return Message(say("The roster changes nothing."), [section(quote(text, 1400))])
    return Message(
        say("The roster is read: nothing is changed yet."),
        [
            section(say("*This is what the roster would change.* Nothing is changed yet.")),
            section(quote(text, 1400)),
            ActionsBlock(
                block_id="roster",
                elements=[
                    ButtonElement(
                        text=say("Bring it in"),
                        action_id=Action.CONFIRM_ROSTER,
                        value=f"{int(is_skipping_bad)}:{file_id}",
                        style="primary",
                    ),
                    ButtonElement(text=say("Leave it"), action_id=Action.LEAVE_ROSTER),
                ],
            ),
        ],
    )


def roster_done_message(roster: RosterFile, plan: RosterPlan) -> Message:
    text = "\n".join(changes_in_words(roster, plan))
    return Message(
        say("The roster is in."), [section(say("*The roster is in.*")), section(quote(text, 1400))]
    )


def roster_left_message() -> Message:
    text = say("Left as it was: nothing of that roster was brought in.")
    return Message(text, [section(text)])


def not_read_message(sentence: str) -> Message:
    """Why a file can't be used; a roster's names every line."""
    return Message(say("That roster can't be used."), [section(quote(sentence, 1400))])


def changes_in_words(roster: RosterFile, changes: RosterPlan) -> list[str]:
    """What a roster file changes, or would, for the message and the command line alike."""
    roles = [role for _, _, role in changes.to_join]
    counts = (
        (say("new groups"), len(changes.groups_to_add)),
        (say("groups under another parent"), len(changes.parents_to_set)),
        (say("new members"), roles.count("member")),
        (say("new leaders"), roles.count("leader")),
        (say("new admins"), len(changes.admins_to_name)),
        (say("roles ended"), len(changes.to_end)),
        (say("kinds of staff said"), len(changes.staff_to_set)),
    )
    parts = ", ".join(f"{words}: {count}" for words, count in counts if count)
    lines = [
        f"{capitalized(parts)}." if parts else say("All of it is so already: nothing to change.")
    ]
    if roster.unused_columns:
        lines.append(
            say(
                "Columns not used: {columns}.",
                columns=", ".join(roster.unused_columns),
            )
        )
    if changes.skipped:
        lines.append(
            say_count("Left out, {count} line:", "Left out, {count} lines:", len(changes.skipped))
        )
        lines += _first_of([say_words(each.in_words) for each in changes.skipped], most=20)
    return lines


def _first_of(lines: Iterable[object], *, most: int) -> list[str]:
    told = [f"  {line}" for line in lines]
    return (
        told
        if len(told) <= most
        else [*told[:most], f"  {say('and {count} more', count=len(told) - most)}"]
    )


def _from_admin(row: int | None = None) -> Origin:
    return Origin(row=row, home_page=HomePage.ADMIN)
