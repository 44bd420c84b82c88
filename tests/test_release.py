"""The wheel is whole: installed by itself, it does the app's main work."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

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


def test_the_version_is_one_everywhere(wheel: Path) -> None:
    """Of the package, the image in the example for Kubernetes, and the newest part of the log."""
    version = wheel.name.split("-")[1]
    assert f"plnudge:{version}\n" in (ROOT / "deploy/kubernetes.yaml").read_text()
    log = (ROOT / "CHANGELOG.md").read_text()
    newest = re.findall(r"^## (\S+)", log, re.MULTILINE)
    assert newest[0] == "Unreleased"
    assert newest[1:2] in ([], [version]), "a release has its part in the log"
