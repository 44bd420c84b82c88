"""What is installed beside us, and what the gates hold."""

from __future__ import annotations

from importlib.metadata import distributions

ROOMS = {"rubric_data", "domain", "storage", "bot", "jobs", "plnudge", "sandbox"}


def test_no_dependency_ships_a_top_level_name_of_ours() -> None:
    taken = {
        (distribution.name, path.parts[0])
        for distribution in distributions()
        if distribution.name != "plnudge"
        for path in distribution.files or ()
        if path.suffix == ".py" and path.parts[0].removesuffix(".py") in ROOMS
    }
    assert not taken
