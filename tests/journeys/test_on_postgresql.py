"""Journeys that are walked on PostgreSQL as well: of a teacher, prompts, digests and crashes."""

from __future__ import annotations

import pytest

from tests.journeys.test_crash import (  # noqa: F401 (collected here a second time)
    copies,
    test_a_process_that_is_killed_anywhere_loses_and_doubles_nothing,
)
from tests.journeys.test_delivery import (  # noqa: F401
    test_a_prompt_comes_once_though_slack_fails_on_the_way,
    test_a_prompt_that_slack_has_and_we_do_not_know_of_is_not_sent_again,
    test_after_a_day_of_downtime_prompts_are_skipped_with_their_reason,
    test_after_an_hour_of_downtime_prompts_come_late_and_once,
)
from tests.journeys.test_digests import (  # noqa: F401
    test_monday_s_digest_says_it_plainly_and_sets_each_number_against_four_weeks,
    test_the_dashboard_opens_beside_a_digest_and_on_app_home,
)
from tests.journeys.test_teacher import (  # noqa: F401
    test_a_goal_is_set_checked_in_on_and_met,
    test_a_line_is_logged_shown_edited_and_undone,
    test_a_modal_that_is_sent_twice_makes_one_entry,
    test_a_prompt_comes_at_its_local_time_and_is_answered,
    test_a_snoozed_prompt_comes_again_and_a_skipped_one_does_not,
    test_home_shows_the_week_and_lets_an_entry_go,
    test_hostile_words_come_back_as_typed_and_ping_nobody,
    test_reflect_me_and_help_answer,
)


@pytest.fixture
def backend() -> str:
    return "postgresql"


@pytest.fixture
def transport() -> str:
    return "socket"
