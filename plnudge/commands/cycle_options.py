"""What can be said of a cycle on the command line, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

import typer

from domain.cycles import CycleDraft
from plnudge.commands.options import NONE, OnlyGroups, split, taking, unless_none
from plnudge.records import known_element, read_date
from rubric_data import Rubric

DATE_OPTIONS: Final[Mapping[str, str]] = {
    "opens_on": "--opens",
    "goals_by": "--goals-by",
    "submit_by": "--submit-by",
    "respond_by": "--respond-by",
    "agree_by": "--agree-by",
    "closes_on": "--closes",
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """The options of `cycle open` and `cycle change` as they were typed; None was not said."""

    opens_on: Annotated[
        str | None,
        typer.Option("--opens", metavar="DATE", help="The first day; today if not said."),
    ] = None
    goals_by: Annotated[
        str | None, typer.Option("--goals-by", metavar="DATE", help="By then goals are set.")
    ] = None
    submit_by: Annotated[
        str | None, typer.Option("--submit-by", metavar="DATE", help="By then educators submit.")
    ] = None
    respond_by: Annotated[
        str | None, typer.Option("--respond-by", metavar="DATE", help="By then leaders respond.")
    ] = None
    agree_by: Annotated[
        str | None,
        typer.Option(
            "--agree-by", metavar="DATE", help="By then they have talked, and educators decided."
        ),
    ] = None
    closes_on: Annotated[
        str | None,
        typer.Option("--closes", metavar="DATE", help="The last day on which anything is done."),
    ] = None
    groups: OnlyGroups = None
    elements: Annotated[
        list[str] | None,
        typer.Option(
            "--element", metavar="KEY", help="An element to rate oneself on; all if not said."
        ),
    ] = None
    ratings: Annotated[
        list[str] | None,
        typer.Option(
            "--rating",
            metavar="WORD",
            help="A word to rate with, lowest first. Repeatable, or separated by commas.",
        ),
    ] = None
    expectation: Annotated[
        str | None,
        typer.Option("--expectation", metavar="TEXT", help="What is expected, or none."),
    ] = None
    goals_expected: Annotated[
        int | None, typer.Option("--goals", min=0, max=20, help="How many goals at least.")
    ] = None
    evidence_expected: Annotated[
        int | None,
        typer.Option("--evidence", min=0, max=20, help="How many pieces of evidence at least."),
    ] = None
    needs_balance: Annotated[
        bool | None,
        typer.Option(
            "--balance/--no-balance", help="Evidence of all four kinds is needed to submit."
        ),
    ] = None
    leaders_rate: Annotated[
        bool | None,
        typer.Option(
            "--leaders-rate/--no-leaders-rate", help="Leaders may rate beside the educator."
        ),
    ] = None


taking_what_is_said = taking(Said)
"""Gives a command all the options of `Said`; it gets them as one argument, `said`."""


def with_what_is_said(draft: CycleDraft, said: Said, rubric: Rubric) -> CycleDraft:
    """The draft with all that was said. Raises BadInput with a sentence."""
    changes: dict[str, Any] = {
        name: read_date(getattr(said, name), option)
        for name, option in DATE_OPTIONS.items()
        if getattr(said, name) is not None
    }
    if said.elements is not None:
        keys = tuple(known_element(rubric, key) for key in unless_none(split(said.elements)))
        changes["elements"] = keys or tuple(element.key for element in rubric.elements)
    if said.ratings is not None:
        # Two that are the same are refused, so here each stays.
        parts = (word for each in said.ratings for word in each.split(","))
        changes["ratings"] = tuple(word for part in parts if (word := " ".join(part.split())))
    for name in ("goals_expected", "evidence_expected", "needs_balance", "leaders_rate"):
        if getattr(said, name) is not None:
            changes[name] = getattr(said, name)
    changed = replace(draft, terms=replace(draft.terms, **changes))
    if said.groups is not None:
        changed = replace(changed, groups=unless_none(said.groups))
    if said.expectation is not None:
        is_none = said.expectation.strip().lower() in NONE
        changed = replace(changed, expectation=None if is_none else said.expectation)
    return changed
