"""Composition objects: docs.slack.dev/reference/block-kit/composition-objects."""

from __future__ import annotations

from sandbox.block_kit.rules import (
    Json,
    Place,
    Rule,
    any_of,
    exactly_one,
    flag,
    listed,
    one_of,
    shape,
    text,
    typed,
    written,
)

URL = written(lambda url: url.startswith(("http://", "https://", "slack://", "mailto:")), "a URL")


def plain(most: int, least: int = 1) -> Rule:
    return typed({"plain_text": shape({"text": text(most, least)}, {"emoji": flag})})


def any_text(most: int) -> Rule:
    return typed(
        {
            "plain_text": shape({"text": text(most)}, {"emoji": flag}),
            "mrkdwn": shape({"text": text(most)}, {"verbatim": flag}),
        }
    )


def url(value: object, place: Place) -> None:
    text(3000)(value, place)
    if isinstance(value, str):
        URL(value, place)


def _option(label: Rule, description: Rule, **more: Rule) -> Rule:
    return shape({"text": label, "value": text(150)}, {"description": description, **more})


OPTION = _option(plain(75), plain(75))
RICH_OPTION = _option(any_text(75), any_text(75))  # radio buttons and checkboxes
OVERFLOW_OPTION = _option(plain(75), plain(75), url=url)

OPTION_GROUP = shape({"label": plain(75), "options": listed(OPTION, most=100)})

CONFIRM = shape(
    {"title": plain(100), "text": any_text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)

DISPATCH = shape(
    {"trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), most=2)}
)

FILTER = shape(
    {},
    {
        "include": listed(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    any_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

SLACK_FILE = shape({}, {"id": text(255), "url": url}, exactly_one("id", "url"))


def offered_options(menu: Json) -> list[Json]:
    groups = menu.get("option_groups") or []
    return [*(menu.get("options") or []), *(one for group in groups for one in group["options"])]


def initial_is_offered(menu: Json, place: Place) -> None:
    """What is chosen at first must be one of the options, in the same words."""
    offered = [(option["value"], option["text"]["text"]) for option in offered_options(menu)]
    if "initial_option" in menu:
        initial = [(place.at("initial_option"), menu["initial_option"])]
    else:
        at = place.at("initial_options")
        initial = [(at.at(n), one) for n, one in enumerate(menu.get("initial_options") or [])]
    for where, option in initial:
        if (option["value"], option["text"]["text"]) not in offered:
            where.fault("must match an option that is offered")


SUGGESTIONS = shape(
    {},
    {
        "options": listed(OPTION, least=0, most=100),
        "option_groups": listed(
            shape({"label": plain(75), "options": listed(OPTION, least=0, most=100)}),
            least=0,
            most=100,
        ),
    },
    exactly_one("options", "option_groups"),
)
