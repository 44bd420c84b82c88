"""How a Web API method is declared, and found by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.arguments import Arguments
from sandbox.platform import Platform

Json = dict[str, Any]
Run = Callable[[Platform, Arguments], Json]


@dataclass(frozen=True)
class Method:
    """`scopes`: any one of them is enough; none, and none is needed.

    `is_of_one_workspace`: with an organisation's token it must be told which, as `team_id`;
    `is_of_organisation`: it is about all of them.
    """

    run: Run
    scopes: tuple[str, ...]
    takes_app_token: bool = False
    takes_no_token: bool = False
    is_of_one_workspace: bool = False
    is_of_organisation: bool = False


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *scopes: str,
    takes_app_token: bool = False,
    takes_no_token: bool = False,
    is_of_one_workspace: bool = False,
    is_of_organisation: bool = False,
) -> Callable[[Run], Run]:
    """Register a method under Slack's name. It returns the answer without its "ok"."""

    def register(run: Run) -> Run:
        METHODS[name] = Method(
            run, scopes, takes_app_token, takes_no_token, is_of_one_workspace, is_of_organisation
        )
        return run

    return register
