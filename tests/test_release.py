"""The wheel is whole: installed by itself, it does the app's main work."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from scripts.notes import Refused, notes_for
from tests.release import ROOT, build_wheel, install, walk


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


def test_the_wheel_has_every_file_of_the_rooms_and_no_other(wheel: Path) -> None:
    rooms = re.search(r'packages = \["(.+)"\]', (ROOT / "pyproject.toml").read_text())
    assert rooms is not None
    listed = subprocess.run(  # noqa: S603 (our own words)
        ["git", "ls-files", *rooms[1].split('", "')],  # noqa: S607
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    with ZipFile(wheel) as packed:
        inside = {name for name in packed.namelist() if ".dist-info/" not in name}
        (license_file,) = [name for name in packed.namelist() if name.endswith("/LICENSE")]
        assert packed.read(license_file) == (ROOT / "LICENSE").read_bytes()
    assert inside == {name for name in listed if (ROOT / name).is_file()}


async def test_installed_by_itself_it_starts_keeps_prompts_makes_documents_and_stops(
    wheel: Path, tmp_path: Path
) -> None:
    plnudge = install(wheel, tmp_path / "environment")
    folder = tmp_path / "records"
    folder.mkdir()
    await walk([plnudge], folder)


def test_the_example_for_kubernetes_names_the_image_of_this_version(wheel: Path) -> None:
    version = wheel.name.split("-")[1]
    assert (ROOT / "deploy/kubernetes.yaml").read_text().count(f"plnudge:{version}\n") == 1


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One that is to be released as 1.2.0."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## Unreleased\n\n- Later.\n\n## 1.2.0 (2026-12-01)\n\n- Now.\n\n"
        "## 1.1.0\n\n- Before.\n"
    )
    return tmp_path


def test_a_release_says_what_the_changelog_says_of_it(project: Path) -> None:
    assert notes_for("v1.2.0", project) == "- Now.\n"


def test_a_tag_that_is_another_version_is_refused(project: Path) -> None:
    with pytest.raises(Refused, match=r"tag is v1\.3\.0, and pyproject.toml says 1\.2\.0"):
        notes_for("v1.3.0", project)


def test_a_release_that_the_changelog_says_nothing_of_is_refused(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- Later.\n")
    with pytest.raises(Refused, match=r"has no part “## 1\.2\.0”"):
        notes_for("v1.2.0", project)
