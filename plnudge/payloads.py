"""What Slack posts, as far as the app relies on it: whatever is not so is no delivery of Slack's.

Signed deliveries come from Slack, or from whoever has the secret. So this keeps the rest of the
house from looking at each name in turn, and tells an operator who tries things out what is wrong.

https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from slack_bolt.request.internals import parse_body

MOST_TOLD: Final = 5

Id = Annotated[str, Field(max_length=255)]
"""Slack's own, and `action_id` and its like."""
Metadata = Annotated[str, Field(max_length=3000)]
Typed = Annotated[str, Field(max_length=100_000)]
"""Far more than Slack lets anybody type."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Named(_Shape):
    id: Id


class _Team(_Named):
    enterprise_id: Id | None = None


class _Someone(_Named):
    team_id: Id | None = None
    enterprise_id: Id | None = None
    team: Id | None = None
    username: Typed | None = None
    name: Typed | None = None


class _Authorization(_Shape):
    team_id: Id | None = None
    user_id: Id | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: bool | None = None


class _From(_Shape):
    """Where anything comes from."""

    team_id: Id | None = None
    team: _Team | Id | None = None
    enterprise_id: Id | None = None
    enterprise: _Named | Id | None = None
    authorizations: list[_Authorization] | None = None
    is_enterprise_install: bool | None = None
    is_ext_shared_channel: bool | None = None
    response_url: Annotated[str, Field(pattern="^(https?://|$)")] | None = None


class _Option(_Shape):
    value: Typed


class _File(_Named):
    name: Typed | None = None
    permalink: Typed | None = None


class _Choice(_Shape):
    """What is in a field, or was pressed."""

    value: Typed | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_date: Id | None = None
    selected_time: Id | None = None
    selected_user: Id | None = None
    selected_users: list[Id] | None = None
    selected_conversation: Id | None = None
    selected_channel: Id | None = None
    files: list[_File] | None = None


class _Press(_Choice):
    type: Id
    action_id: Id
    block_id: Id | None = None


class _Element(_Shape):
    type: Id | None = None
    action_id: Id | None = None
    initial_value: Typed | None = None
    initial_options: list[_Option] | None = None


class _Block(_Shape):
    type: Id
    block_id: Id | None = None
    element: _Element | None = None
    elements: list[dict[str, Any]] | None = None


class _State(_Shape):
    values: dict[Id, dict[Id, _Choice]]


class _View(_Named):
    type: Id
    callback_id: Id = ""
    private_metadata: Metadata = ""
    root_view_id: Id | None = None
    blocks: list[_Block] = []
    state: _State | None = None
    app_installed_team_id: Id | None = None


class _Message(_Shape):
    text: Typed | None = None
    ts: Id | None = None
    user: Id | None = None
    blocks: list[_Block] | None = None


class _Container(_Shape):
    type: Id | None = None
    view_id: Id | None = None
    message_ts: Id | None = None
    channel_id: Id | None = None


class _ResponseUrl(_Shape):
    response_url: Id | None = None


class _Interaction(_From):
    team: _Team | None = None
    response_urls: list[_ResponseUrl] | None = None
    user: _Someone
    channel: _Named | None = None
    container: _Container | None = None
    message: _Message | None = None
    trigger_id: Id | None = None
    view: _View | None = None


class _Presses(_Interaction):
    type: Literal["block_actions"]
    trigger_id: Id
    actions: Annotated[list[_Press], Field(min_length=1)]


class _FilledBlock(_Block):
    block_id: Id


class _FilledView(_View):
    blocks: list[_FilledBlock]  # type: ignore[assignment] # narrower
    state: _State


class _Submission(_Interaction):
    type: Literal["view_submission"]
    view: _FilledView


class _Closing(_Interaction):
    type: Literal["view_closed"]
    view: _View


class _Search(_Interaction):
    type: Literal["block_suggestion"]
    action_id: Id
    block_id: Id | None = None
    value: Typed = ""


class _Shortcut(_Interaction):
    type: Literal["shortcut"]
    callback_id: Id
    trigger_id: Id


class _MessageShortcut(_Interaction):
    type: Literal["message_action"]
    callback_id: Id
    trigger_id: Id
    message: _Message


class _Profile(_Shape):
    real_name: Typed | None = None
    email: Typed | None = None


class _Member(_Someone):
    real_name: Typed | None = None
    profile: _Profile | None = None
    tz: Id | None = None


class _Tokens(_Shape):
    bot: list[Id] | None = None
    oauth: list[Id] | None = None


class _OfMember(_From):
    type: Literal["team_join", "user_change"]
    user: _Member


class _OfHome(_From):
    type: Literal["app_home_opened"]
    user: Id
    tab: Id | None = None


class _OfTokens(_From):
    type: Literal["app_uninstalled", "tokens_revoked"]
    tokens: _Tokens | None = None


class _OfAccess(_From):
    type: Literal["team_access_granted", "team_access_revoked"]
    team_ids: list[Id] | None = None


class _News(_From):
    type: Literal["event_callback"]
    event: Annotated[_OfMember | _OfHome | _OfTokens | _OfAccess, Field(discriminator="type")]


class _Greeting(_Shape):
    type: Literal["url_verification"]
    challenge: Typed


class _Command(_From):
    command: Annotated[str, Field(pattern="^/.", max_length=255)]
    text: Typed = ""
    team_id: Id
    user_id: Id
    trigger_id: Id


class _Check(_Shape):
    """Slack looks at the certificate now and then."""

    ssl_check: Literal["1"]


_TYPED: Final = TypeAdapter[Any](
    Annotated[
        _Presses
        | _Submission
        | _Closing
        | _Search
        | _Shortcut
        | _MessageShortcut
        | _News
        | _Greeting,
        Field(discriminator="type"),
    ]
)
_COMMAND: Final = TypeAdapter[Any](_Command)
_CHECK: Final = TypeAdapter[Any](_Check)


def why_not_of_slack(text: str, content_type: str) -> str | None:
    """Where that is not as Slack would post it, with none of its words; None where it is.

    What passes here Bolt can read, which reads it in the same way.
    """
    try:
        body: object = parse_body(text, content_type)
        if not isinstance(body, Mapping):
            return "no object"
        # Text that is no Unicode can be neither kept nor sent on.
        json.dumps(body, ensure_ascii=False).encode()
        shape = _CHECK if "ssl_check" in body else _TYPED if "type" in body else _COMMAND
        shape.validate_python(body)
    except ValidationError as wrong:
        return ", ".join(
            f"{'.'.join(map(str, each['loc'])) or 'type'} ({each['type']})"
            for each in wrong.errors(include_input=False, include_url=False)[:MOST_TOLD]
        )
    except (ValueError, RecursionError) as unreadable:
        return type(unreadable).__name__
    return None
