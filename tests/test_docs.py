"""The docs say what is so."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any, Final, get_args

import pytest
import typer.main
import yaml
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sphinx.cmd.build import main as build_site

from bot.listeners.commands import SUBCOMMANDS
from bot.messages.greeting import Chapter
from bot.metrics import Metrics
from domain.courtesy import NEWS, NUDGES
from domain.keys import Purpose
from jobs.workers import CONNECTIONS
from plnudge.cli import COMMANDS
from plnudge.settings import Settings
from scripts.drawn import ROOMS, drawn_pages
from scripts.pictures import LARGEST_KILOBYTES
from tests.domain.test_credit import WORKED
from tests.test_deploying import LONGEST_STOP_SECONDS

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


def counted() -> dict[str, set[str]]:
    """Every metric of ours with its labels, once each has been used."""
    metrics = Metrics()
    metrics.count_delivery("sent")
    metrics.count_hold("chat.postMessage", 1)
    with metrics.time_acknowledgement("command"), metrics.time_job("look"):
        pass
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(metrics.as_text().decode()):
        name = family.name + "_total" * (family.type == "counter")
        if name.startswith("plnudge_") and not name.endswith("_created"):
            found[name] = {label for each in family.samples for label in each.labels} - {"le"}
    return found


def test_every_metric_is_documented_with_its_labels_and_the_dashboard_names_no_other() -> None:
    page = (ROOT / "docs/operators.md").read_text()
    rows = re.findall(r"^\| `(plnudge_[a-z_]+)` \| ((?:`[a-z]+`(?:, )?)*) ?\|", page, re.MULTILINE)
    documented = {name: set(re.findall("[a-z]+", labels)) for name, labels in rows}
    assert documented == counted()
    dashboard = (ROOT / "docs/grafana.json").read_text()
    shown = re.findall(_MEASURED, dashboard)
    assert set(shown) - {"plnudge"} == set(documented)


_MEASURED: Final = r"(plnudge_[a-z_]+?)(?:_bucket|_count)?\b(?=[^a-z_])"


def test_every_alert_rests_on_what_is_measured_and_is_explained() -> None:
    (group,) = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text())["groups"]
    metrics = counted()
    for rule in group["rules"]:
        for name in re.findall(_MEASURED, rule["expr"]):
            assert name in metrics, rule["alert"]
        for label in re.findall(r"by \((\w+)(?:, \w+)*\)", rule["expr"]):
            assert label == "le" or label in metrics[re.findall(_MEASURED, rule["expr"])[0]]
    page = (ROOT / "docs/operations.md").read_text()
    explained = re.findall(r"^\| `(PLNudge\w+)` \|", page, re.MULTILINE)
    assert explained == [rule["alert"] for rule in group["rules"]]


def test_how_long_a_stop_takes_and_how_many_connections_a_process_are_said_as_they_are() -> None:
    page = (ROOT / "docs/operations.md").read_text()
    assert f"within {LONGEST_STOP_SECONDS:.0f} seconds at the very worst" in page
    # Two beyond the pool, and the one by which others see that an app runs.
    own = Settings().plnudge_database_connections + 2 + 1 + CONNECTIONS
    assert f"for its jobs: {own}." in page


def test_the_first_commands_of_the_readme_are_there() -> None:
    readme = (ROOT / "README.md").read_text()
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"^make ([a-z]+)", readme, re.MULTILINE)) == {"demo", "test"}
    assert {"demo", "test"} <= set(targets)


PAGES: Final = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def codes_in(page: str) -> list[str]:
    """What a page shows as code, each line of a block by itself."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", page, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()] + [
        each.replace("\\|", "|") for each in re.findall(r"`([^`\n]+)`", rest)
    ]


def test_every_subcommand_that_a_page_names_is_there() -> None:
    for page in PAGES:
        for code in codes_in(page.read_text()):
            named = re.findall(r"^/pln ([a-z]+)", code)
            assert set(named) <= set(SUBCOMMANDS), f"{page.name}: {code}"


def test_every_command_that_a_page_names_is_there_with_its_options() -> None:
    seen = 0
    for page in PAGES:
        for code in codes_in(page.read_text()):
            for line in re.findall(r"(?:^|&& |exec plnudge )plnudge ([a-z-][^&|]*)", code):
                check_usage(f"{page.name}: {code}", re.sub(r"[\[\]]", " ", line).split())
                seen += 1
    assert seen > 50


def check_usage(where: str, words: list[str]) -> None:
    if words[0] in {"--verbose", "--version"}:
        words = words[1:]
    if not words:
        return
    assert words[0] in COMMANDS, where
    command: Any = typer.main.get_command(import_module(f"plnudge.commands.{words[0]}").app)
    inside = getattr(command, "commands", None)
    if inside and len(words) > 1 and not words[1].startswith("-"):
        assert words[1] in inside, where
        command = inside[words[1]]
    elif inside:
        return
    known = {option for each in command.params for option in each.opts + each.secondary_opts}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known, where


def test_every_setting_target_and_file_that_a_page_names_is_there() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        for code in codes_in(page.read_text()):
            where = f"{page.name}: {code}"
            named = re.findall(r"\b((?:PLNUDGE|SLACK)_[A-Z_]+[A-Z])\b", code)
            assert {each.removesuffix("_FILE") for each in named} <= settings, where
            assert set(re.findall(r"^make ([a-z-]+)", code)) <= targets, where
            for path in re.findall(rf"^(?:{'|'.join(ROOMS)}|deploy)/[\w./-]*$", code):
                assert (ROOT / path).exists(), where


def test_every_name_of_the_code_that_a_page_says_is_there() -> None:
    is_name = rf"((?:{'|'.join(ROOMS)})(?:\.[a-z_]+)+)(?:\.([A-Z]\w+))?"
    for page in PAGES:
        for code in codes_in(page.read_text()):
            if found := re.fullmatch(is_name, code):
                module = import_module(found[1])
                assert found[2] is None or hasattr(module, found[2]), f"{page.name}: {code}"


def test_links_lead_somewhere() -> None:
    for page in PAGES:
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


def test_the_worked_table_of_credit_is_the_one_that_is_tested() -> None:
    page = (ROOT / "docs/credit.md").read_text()
    rows = re.findall(r"^\| (20\S+) \| (?:[^|]+) \| (.+?) \| (.+?) \| (.+?) \| \*\*(.+?)\*\* \|$",
                      page, re.MULTILINE)  # fmt: skip
    assert rows == [(day.isoformat(), *figures) for day, _, *figures in WORKED]


def test_the_educators_page_keeps_the_headings_of_help() -> None:
    page = (ROOT / "docs/educators.md").read_text()
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings[-len(Chapter) :] == [str(chapter) for chapter in Chapter]
    for chapter in Chapter:
        part = page.partition(f"## {chapter}\n")[2].partition("\n## ")[0]
        inside = {name for name, each in SUBCOMMANDS.items() if each.chapter == chapter}
        assert set(re.findall(r"^### `/pln ([a-z]+)`$", part, re.MULTILINE)) == inside


def test_every_sentence_of_the_rubric_has_its_row_with_code_and_a_test() -> None:
    page = (ROOT / "docs/rubric.md").read_text()
    rows = re.findall(
        r"^\| (.+) \| (.+) \| \[(\S+)\]\(\.\./\3\) \| \[(tests/\S+)\]\(\.\./\4\) \|$",
        page,
        re.MULTILINE,
    )
    seed = (ROOT / "tests/rubric_data/seed.txt").read_text()
    told = [
        line.partition(": ")[2]
        for line in seed.splitlines()
        if line.startswith(("Description: ", "Possible Next Step: "))
    ]
    sentences = [each for text in told for each in re.split(r"(?<=[.)])\s+(?=[A-Z])", text)]
    assert len(sentences) == 28
    assert [sentence for sentence, *_ in rows] == sentences


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # MyST's, of Sphinx
def test_the_site_builds_without_a_warning_and_every_link_in_it_leads_somewhere(
    tmp_path: Path,
) -> None:
    words = ["-W", "--keep-going", "-n", "-q", "-d", str(tmp_path / "read")]
    assert build_site([*words, str(ROOT / "docs"), str(tmp_path / "site")]) == 0
    assert (tmp_path / "site/start.html").exists()


def test_every_picture_is_small_and_on_a_page_with_words_for_those_who_do_not_see_it() -> None:
    taken = {path.name for path in (ROOT / "docs/pictures").glob("*.png")}
    shown: set[str] = set()
    for page in (ROOT / "docs").glob("*.md"):
        for words, name in re.findall(r"!\[([^\]]*)\]\(pictures/([^)]+)\)", page.read_text()):
            assert len(words) > 20, f"{name} in {page.name} is told to nobody who does not see it"
            shown.add(name)
    assert shown == taken
    assert len(taken) <= 12
    for name in taken:
        kilobytes = (ROOT / "docs/pictures" / name).stat().st_size / 1000
        assert kilobytes <= LARGEST_KILOBYTES, name


def test_what_pages_draw_from_the_code_is_as_the_code_is() -> None:
    for path, page in drawn_pages().items():
        assert path.read_text() == page, f"{path.name} is of yesterday: make docs draws it anew"


def test_every_purpose_of_a_message_is_explained_with_what_it_is() -> None:
    page = (ROOT / "docs/reference.md").read_text()
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \| (\w+)", page, re.MULTILINE))
    assert set(rows) == set(get_args(Purpose))
    assert {purpose for purpose, what in rows.items() if what == "nudge"} == NUDGES
    assert {purpose for purpose, what in rows.items() if what == "news"} == NEWS
