"""What is installed beside us, and what the gates hold."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

from tests.release import UV

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


def needed() -> list[str]:
    """The names of all packages that the app stands on, with every extra."""
    locked = subprocess.run(  # noqa: S603 (our own words)
        [UV, "export", "--quiet", "--locked", "--no-dev", "--all-extras", "--no-emit-project",
         "--no-hashes", "--no-annotate", "--no-header"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [line.partition("==")[0] for line in locked.splitlines()]


def licences(*words: str) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("pip-licenses")
    return subprocess.run(  # noqa: S603 (our own words)
        [tool, "--packages", *needed(), *words], capture_output=True, text=True, check=False
    )


def test_what_the_app_stands_on_may_be_handed_on_with_it() -> None:
    """The licences that are allowed are in pyproject.toml."""
    told = licences("--format", "csv")
    assert told.returncode == 0, told.stderr
    listed = {line.split(",")[0].strip('"').lower() for line in told.stdout.splitlines()[1:]}
    # Installed on Windows only.
    assert {name.replace("_", "-") for name in listed} >= set(needed()) - {"colorama"}


def test_a_licence_that_is_not_on_the_list_is_refused() -> None:
    refused = licences("--allow-only", "MIT;Apache-2.0")
    assert refused.returncode == 1
    assert "not in allow-only licenses was found for package" in refused.stderr
