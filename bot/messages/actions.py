"""Names of what can be pressed and submitted: messages carry them, listeners listen for them."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """`action_id` of a button or menu. Its value is the id of the row that it is about."""

    LOG = "log"
    EDIT_ENTRY = "entry_edit"
    TAKE_BACK_ENTRY = "entry_take_back"
    BRING_BACK_ENTRY = "entry_bring_back"
    ENTRY_MENU = "entry_menu"
    CORRECT_ENTRY = "entry_correct"
    LINK_ENTRY = "entry_link"
    FILL_ENTRY = "entry_as_before"
    LOG_AGAIN = "entry_again"
    SET_GOAL = "goal_set"
    EDIT_GOAL = "goal_edit"
    TAKE_BACK_GOAL = "goal_take_back"
    BRING_BACK_GOAL = "goal_bring_back"
    CHECK_IN = "goal_check_in"
    GOAL_MENU = "goal_menu"
    REFLECT = "prompt_reflect"
    REFLECT_NOW = "prompt_now"
    LOG_FROM_PROMPT = "prompt_log"
    SNOOZE = "prompt_snooze"
    SKIP = "prompt_skip"
    OPT_OUT = "prompts_stop"
    OPT_IN = "prompts_start"
    SETTINGS = "settings_open"
    END_PAUSE = "settings_resume"
    ZONE = "zone"
    PEOPLE = "people_show"
    SHOW_DIGEST = "digest_show"
    RATE_STAGE = "stage_rate"
    SHOW_STAGE = "stage_show"
    TAKE_BACK_RATING = "stage_take_back"
    SHOW_HELP = "help_show"
    HOME_PAGE = "home_page"
    ADD_SCHEDULE = "schedule_add"
    PAUSE_SCHEDULE = "schedule_pause"
    RESUME_SCHEDULE = "schedule_resume"
    CHOOSE_DAY_ORDER = "policy_day_order"
    CHOOSE_NUDGES_A_DAY = "nudges_a_day_choose"


class Form(StrEnum):
    """`callback_id` of a modal or a shortcut."""

    ENTRY = "entry_form"
    GOAL = "goal_form"
    CHECK_IN = "check_in_form"
    REFLECTION = "reflection_form"
    SCHEDULE = "schedule_form"
    SETTINGS = "settings_form"
    STAGE = "stage_form"
    LOG_SHORTCUT = "log_activity"
    LOG_MESSAGE_SHORTCUT = "log_message"
