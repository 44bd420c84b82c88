"""Each button is heard by its own listener."""

from __future__ import annotations

from collections import Counter

from bot.app import TOPICS, action_of
from bot.messages.actions import Action


def test_each_button_is_heard_by_one_listener() -> None:
    heard = Counter(action for topic in TOPICS for action in topic.presses)
    assert set(heard.values()) == {1}


def test_a_button_is_told_by_its_id_with_and_without_a_number() -> None:
    for action in Action:
        assert action_of(action) == action_of(f"{action}_1") == action_of(f"{action}_12") == action
