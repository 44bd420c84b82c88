"""Each press is heard by the listener that it is meant for."""

from __future__ import annotations

from bot.app import TOPICS, ids_of
from bot.messages.actions import Action


def test_no_action_takes_what_another_is_for() -> None:
    listened_for = [action for topic in TOPICS for action in topic.presses]
    for action in listened_for:
        taking = [each for each in listened_for if ids_of(each).search(f"{action}_1")]
        assert taking == [action]
        assert ids_of(action).search(action)
    assert not ids_of(Action.LOG).search(Action.LOG_FROM_PROMPT)
