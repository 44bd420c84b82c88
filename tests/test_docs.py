"""The docs say what is so."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import SecretStr

from bot.listeners.commands import SUBCOMMANDS
from bot.messages.greeting import Chapter
from plnudge.settings import Settings

ROOT = Path(__file__).parent.parent


def test_every_setting_is_documented_with_its_default() -> None:
    page = (ROOT / "docs/operators.md").read_text()
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)` )?\|", page, re.MULTILINE))
    defaults = {
        name.upper(): "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert rows == defaults
    assert not any(isinstance(field.default, SecretStr) for field in Settings.model_fields.values())


def test_the_first_commands_of_the_readme_are_there() -> None:
    readme = (ROOT / "README.md").read_text()
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"^make ([a-z]+)", readme, re.MULTILINE)) == {"demo", "test"}
    assert {"demo", "test"} <= set(targets)


def test_every_subcommand_that_the_readme_names_is_there() -> None:
    readme = (ROOT / "README.md").read_text()
    assert set(re.findall(r"`/pln ([a-z]+)", readme)) <= set(SUBCOMMANDS)


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_subcommand_has_its_part_in_the_educators_page_with_an_example() -> None:
    page = (ROOT / "docs/educators.md").read_text()
    parts = re.split(r"^### `/pln ([a-z]+)`$", page, flags=re.MULTILINE)
    explained = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert set(explained) == set(SUBCOMMANDS)
    for name, words in explained.items():
        assert f"`/pln {name}" in words, f"{name} has no example"
    assert set(re.findall(r"`/pln ([a-z]+)", page)) == set(SUBCOMMANDS)


def test_the_educators_page_keeps_the_headings_of_help() -> None:
    page = (ROOT / "docs/educators.md").read_text()
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings[-len(Chapter) :] == [str(chapter) for chapter in Chapter]
    for chapter in Chapter:
        part = page.partition(f"## {chapter}\n")[2].partition("\n## ")[0]
        inside = {name for name, each in SUBCOMMANDS.items() if each.chapter == chapter}
        assert set(re.findall(r"^### `/pln ([a-z]+)`$", part, re.MULTILINE)) == inside
