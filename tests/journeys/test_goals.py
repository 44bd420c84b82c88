"""A teacher lives with goals: set, revised, checked in on, met, let go, opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plnudge.house import House
from sandbox.server import LocalSlack
from sandbox.state import Message
from storage.schedules import all_schedules, pause_schedule
from storage.tables import CheckIn, Goal, GoalRevision, Indicator, Occurrence
from tests.conftest import NOW
from tests.journeys.conftest import Seen

LINE = (
    "goal Run two student-led conferences by March 20 #skills #collaboration "
    "when a unit ends, I will plan one with my class"
)


@pytest.fixture
def transport() -> str:
    return "socket"


async def set_goal(slack: LocalSlack, line: str = LINE, who: str = "maya") -> Message:
    return await (await slack.person(who).command(f"/pln {line}")).message()


async def goal_of(house: House, goal_id: int = 1) -> Goal:
    return await house.database.read(lambda session: session.get_one(Goal, goal_id))


async def listed(slack: LocalSlack, who: str = "maya") -> Message:
    return await (await slack.person(who).command("/pln goals")).message()


async def test_a_line_sets_a_goal_with_its_plan_and_undo_takes_it_back(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await set_goal(slack)
    shown = message.plain()
    for words in (
        "Goal set", "Run two student-led conferences", "Sat 20 Mar 2027", "Collaboration",
        "When a unit ends, I will plan one with my class", "Only you see this",
    ):  # fmt: skip
        assert words in shown
    await maya.press(message, "goal_take_back")
    taken_back = await seen("maya", "Taken back")
    assert "no goal yet" in (await listed(slack)).plain()
    await maya.press(taken_back, "goal_bring_back")
    await seen("maya", "Goal set")
    assert "Run two student-led" in (await listed(slack)).plain()


async def test_the_form_refuses_half_a_plan_and_keeps_the_words(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await (await maya.command("/pln goal")).opened()
    refused = await maya.submit({"text": "Blog more", "plan_when": "When a unit ends,"})
    assert "plan_then" in refused.errors
    done = await maya.submit({"plan_then": "I will write a post."})
    assert done.closed, done.errors
    await seen("maya", "When a unit ends, I will write a post")


async def test_a_revision_shows_what_changed_when_and_can_be_undone_and_redone(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await set_goal(slack)
    await (await maya.press(message, "goal_edit")).opened()
    done = await maya.submit({"target": "3 conferences", "due_on": "2027-04-01"})
    assert done.closed, done.errors
    revised = await seen("maya", "Goal revised")
    assert "2 → 3 conferences" in revised.plain()
    assert "Sat 20 Mar 2027 → Thu 1 Apr 2027" in revised.plain()
    await maya.press(revised, "goal_show")
    story = await seen("maya", "you set it")
    assert "Today: you revised it" in story.plain()
    await maya.press(revised, "goal_undo")
    undone = await seen("maya", "As it was before")
    assert "Target: 2" in undone.plain().replace("*", "")
    await maya.press(undone, "goal_redo")
    await seen("maya", "Goal revised")
    assert (await goal_of(house)).target == "3 conferences"


async def test_an_undo_that_would_take_later_words_is_refused(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await set_goal(slack)
    goal = await goal_of(house)
    for target in ("3", "4"):
        await (await maya.press(await listed(slack), "goal_menu", f"revise:{goal.id}")).opened()
        assert (await maya.submit({"target": target})).closed
        await seen("maya", f"→ {target}")
    first = await seen("maya", "2 → 3")
    await maya.press(first, "goal_undo")
    await seen("maya", "This goal has changed since")
    assert (await goal_of(house)).target == "4"


async def test_a_check_in_says_how_many_and_may_stand_as_evidence(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await set_goal(slack)
    view = await (await maya.press(message, "goal_check_in")).opened()
    assert "How many so far?" in view.plain()
    refused = await maya.submit({"amount": "1", "kind": "student-engagement"})
    assert "note" in refused.errors
    done = await maya.submit(
        {"note": "They led it & <!channel> listened", "link": "https://photos.example/led"}
    )
    assert done.closed, done.errors
    noted = await seen("maya", "Noted:")
    assert "50%" in noted.plain()
    assert not noted.pings
    assert "1 of 2" in (await listed(slack)).plain()
    indicator = await house.database.read(lambda session: session.scalars(select(Indicator)).one())
    assert (indicator.kind, indicator.element) == ("student-engagement", "skills")
    await maya.press(noted, "check_in_take_back")
    taken_back = await seen("maya", "counts no more")
    assert "0 of 2" in (await listed(slack)).plain()
    await maya.press(taken_back, "check_in_bring_back")
    await seen("maya", "Noted:")
    assert "1 of 2" in (await listed(slack)).plain()


async def test_what_is_logged_for_a_goal_adds_up_by_itself(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await set_goal(slack, "goal Do 10 hours of online courses by June")
    await maya.command("/pln log 3h online course on media literacy goal:1")
    shown = await listed(slack)
    assert "30%" in shown.plain()
    assert "3 h of 10 h" in shown.plain()
    view = await (await maya.press(shown, "goal_menu", "check_in:1")).opened()
    assert "As it adds up: 3 h of 10 h" in str(view.blocks)
    assert (await maya.submit({"note": "Half a module left"})).closed
    await seen("maya", "30%")
    await maya.command("/pln log 6h online course on media literacy goal:1")
    assert "90%" in (await listed(slack)).plain()
    last = await (await maya.command("/pln log 1h online course on copyright goal:1")).message()
    assert "10 h of 10 h" in last.plain()
    await maya.press(last, "goal_complete")
    await seen("maya", "You met your goal. Well done!")


async def test_a_met_goal_is_celebrated_and_undo_opens_it_again(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await set_goal(slack)
    await (await maya.press(message, "goal_check_in")).opened()
    assert (await maya.submit({"amount": "2", "note": "Both went well"})).closed
    met = await seen("maya", "You met your goal. Well done!")
    assert "Only you see this" in met.plain()
    await maya.press(met, "check_in_take_back")
    await seen("maya", "counts no more")
    goal = await goal_of(house)
    assert (goal.state, goal.closed_on) == ("open", None)

    await maya.press(await listed(slack), "goal_menu", f"complete:{goal.id}")
    met = await seen("maya", "You met your goal. Well done!")
    assert "Closed" in (await listed(slack)).plain()
    await maya.press(met, "goal_undo")
    await seen("maya", "As it was before")
    assert (await goal_of(house)).state == "open"


async def test_colleagues_see_a_met_goal_only_once_its_educator_says_so(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await set_goal(slack)
    goal = await goal_of(house)
    await maya.press(await listed(slack), "goal_menu", f"complete:{goal.id}")
    met = await seen("maya", "You met your goal. Well done!")
    assert (await goal_of(house)).visibility == "private"
    await maya.press(met, "goal_open_up")
    opened = await seen("maya", "All your colleagues can see this")
    await maya.press(opened, "goal_undo")
    await seen("maya", "As it was before")
    assert (await goal_of(house)).visibility == "private"
    await (await maya.press(met, "share_open")).opened()
    previewed = await maya.submit({"channel": "general", "words": "Ask me how we did it"})
    assert previewed.top is not None
    assert "met a goal" in previewed.top.plain()
    assert not [each for each in maya.messages("general") if "met a goal" in each.plain()]
    await maya.submit()
    post = await slack.person("ben").wait_for_message(
        lambda each: "met a goal" in each.plain(), channel="general"
    )
    assert "Ask me how we did it" in post.plain()
    assert (await goal_of(house)).visibility == "private"


async def test_a_goal_is_let_go_with_a_reason_and_opened_again(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await set_goal(slack)
    goal = await goal_of(house)
    menu = await listed(slack)
    await (await maya.press(menu, "goal_menu", f"let_go:{goal.id}")).opened()
    assert (await maya.submit({"reason": "The conferences were moved"})).closed
    await seen("maya", "The conferences were moved")
    await maya.press(menu, "goal_menu", f"complete:{goal.id}")
    await seen("maya", "You let this goal go. Reopen it first.")
    await maya.press(await listed(slack), "goal_menu", f"reopen:{goal.id}")
    opened = await seen("maya", "Open again")
    await maya.press(opened, "goal_undo")
    await seen("maya", "As it was before")
    assert (await goal_of(house)).state == "let-go"
    await maya.press(await listed(slack), "goal_menu", f"see:{goal.id}")
    story = await seen("maya", "you set it")
    assert "you let it go, “The conferences were moved”" in story.plain()


async def test_letting_go_twice_is_one_letting_go(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await set_goal(slack)
    await (await maya.press(await listed(slack), "goal_menu", "let_go:1")).opened()
    done = await maya.submit({"reason": "Enough"})
    assert done.delivery is not None
    await slack.deliver_again(done.delivery)
    await slack.settled()
    revisions = await house.database.read(
        lambda session: session.scalar(select(func.count()).select_from(GoalRevision))
    )
    assert revisions == 1


async def test_many_goals_are_paged_open_ones_first(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    for number in range(1, 12):
        await set_goal(slack, f"goal Goal with the number {number} of mine")
    await maya.press(await listed(slack), "goal_menu", "complete:1")
    await seen("maya", "You met your goal")
    first = await listed(slack)
    assert "1 to 8 of 11" in first.plain()
    assert "Closed" not in first.plain()
    await maya.press(first, "goals_page_1")
    second = await seen("maya", "9 to 11 of 11")
    assert "Closed" in second.plain()


async def test_home_has_the_menu_of_each_goal(slack: LocalSlack, house: House, seen: Seen) -> None:
    maya = slack.person("maya")
    await set_goal(slack)
    home = await maya.open_home()
    await (await maya.press(home, "goal_menu", "let_go:1")).opened()
    assert (await maya.submit({"reason": "Enough"})).closed
    await seen("maya", "You let it go")
    # What was sent is still drawing the page that it came from.
    await slack.settled()
    await house.bot.afterwards.drain()
    assert "No goal yet" in (await maya.open_home()).plain()


async def test_nobody_else_can_do_anything_with_a_goal(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    message = await set_goal(slack)
    await (await slack.person("maya").press(message, "goal_edit")).opened()
    assert (await slack.person("maya").submit({"target": "5"})).closed
    await seen("maya", "Goal revised")
    ruth = slack.person("ruth")
    theirs = await set_goal(slack, "goal Lead by example", who="ruth")
    for action in ("goal_check_in", "goal_edit", "goal_take_back"):
        for block in theirs.blocks:
            for element in block.get("elements", ()):
                if element.get("action_id") == action:
                    element["value"] = "1"
        await ruth.press(theirs, action)
        await seen("ruth", "no longer there")
        assert ruth.view is None
    goal = await goal_of(house)
    assert (goal.state, goal.deleted_at) == ("open", None)
    assert not await house.database.read(lambda session: session.scalars(select(CheckIn)).all())


# Asked about once


@pytest.fixture
async def nothing_else(house: House) -> None:
    """Nobody gets anything else, so that weeks pass fast."""

    def pause(session: Session) -> None:
        for schedule in all_schedules(session, house.workspace_id):
            pause_schedule(session, house.workspace_id, schedule.name, NOW)

    await house.database.write(pause)


async def questions(house: House) -> list[str]:
    return await house.database.read(
        lambda session: list(
            session.scalars(select(Occurrence.state).where(Occurrence.purpose == "goal"))
        )
    )


async def pass_days(slack: LocalSlack, days: int) -> None:
    """To the afternoon's hour at which questions come in Chicago, so many days on."""
    now = slack.clock.now()
    afternoon = now.replace(hour=21, minute=30)
    days -= afternoon > now
    await slack.clock.advance(afternoon + timedelta(days=days) - now)


async def next_question(slack: LocalSlack) -> Message:
    """Three weeks pass, and then the days until a goal is asked about."""
    await pass_days(slack, 20)
    before = len(asked(slack))
    for _ in range(5):
        await pass_days(slack, 1)
        if len(asked(slack)) > before:
            return asked(slack)[-1]
    raise AssertionError("no question came")


def asked(slack: LocalSlack, who: str = "maya") -> list[Message]:
    return [each for each in slack.person(who).messages() if "goal_still_on" in each.actions()]


async def test_a_goal_that_stands_still_is_asked_about_once_until_it_moves(
    slack: LocalSlack, house: House, seen: Seen, nothing_else: None
) -> None:
    maya = slack.person("maya")
    await set_goal(slack, "goal Try one new way to check understanding")
    question = await next_question(slack)
    assert "how is this goal going?" in question.plain()
    assert "last moved Tue 24 Nov" in question.plain()
    await maya.press(question, "goal_still_on")
    await seen("maya", "Still on it")
    for _ in range(4):
        await pass_days(slack, 12)
    assert await questions(house) == ["answered"]
    await maya.command("/pln log 20m tried exit tickets goal:1")
    await next_question(slack)
    assert sorted(await questions(house)) == ["answered", "sent"]


async def test_the_question_takes_a_check_in_or_lets_the_goal_go(
    slack: LocalSlack, house: House, seen: Seen, nothing_else: None
) -> None:
    maya = slack.person("maya")
    await set_goal(slack, "goal Try one new way to check understanding")
    question = await next_question(slack)
    await (await maya.press(question, "goal_check_in")).opened()
    assert (await maya.submit({"progress": "50", "note": "Exit tickets work"})).closed
    await seen("maya", "Noted:")
    assert not asked(slack)
    assert await questions(house) == ["answered"]
    question = await next_question(slack)
    await (await maya.press(question, "goal_let_go")).opened()
    assert (await maya.submit({})).closed
    await seen("maya", "You let it go")
    await pass_days(slack, 40)
    await pass_days(slack, 1)
    assert await questions(house) == ["answered", "answered"]


async def test_a_goal_that_moves_meanwhile_is_not_asked_about(
    slack: LocalSlack, house: House, seen: Seen, nothing_else: None
) -> None:
    await set_goal(slack, "goal Try one new way to check understanding")
    await pass_days(slack, 20)
    await slack.person("maya").command("/pln log 20m tried exit tickets goal:1")
    for _ in range(5):
        await pass_days(slack, 1)
    assert not asked(slack)


async def test_who_opted_out_is_not_asked(
    slack: LocalSlack, house: House, seen: Seen, nothing_else: None
) -> None:
    maya = slack.person("maya")
    await set_goal(slack, "goal Try one new way to check understanding")
    await house.jobs.run_due()
    welcome = await seen("maya", "prompts_stop")
    await maya.press(welcome, "prompts_stop")
    await seen("maya", "Prompts are off")
    for _ in range(4):
        await pass_days(slack, 10)
    assert not asked(slack)


async def test_several_goals_are_asked_about_on_different_days(
    slack: LocalSlack, house: House, seen: Seen, nothing_else: None
) -> None:
    for number in range(3):
        await set_goal(slack, f"goal Something small with the number {number} in it")
    await pass_days(slack, 20)
    counts = []
    for _ in range(7):
        await pass_days(slack, 1)
        counts.append(len(asked(slack)))
    assert sorted(set(counts) - {0}) == [1, 2, 3]
