"""What it is delivered with is well formed, tight, and fits the app as it is."""

from __future__ import annotations

import inspect
import re
import shlex
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from sqlalchemy import make_url
from typer.main import get_command

from bot.afterwards import Afterwards
from jobs.workers import DRAIN_SECONDS
from plnudge import reports, traces
from plnudge.cli import COMMANDS
from plnudge.commands.run import app as run_command
from plnudge.house import Role
from plnudge.server import STOP_SECONDS
from plnudge.settings import Settings

ROOT = Path(__file__).parent.parent
TOOLS = Path(sys.executable).parent
LONGEST_STOP_SECONDS = (
    DRAIN_SECONDS
    + STOP_SECONDS
    + inspect.signature(Afterwards.drain).parameters["timeout_seconds"].default
    + 2 * traces.FLUSH_SECONDS
    + reports.FLUSH_SECONDS
)
"""Of one process that has all to do: jobs, deliveries, what goes on after them, and reports."""
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
CLUSTER = yaml.safe_load((ROOT / "deploy/kubernetes.yaml").read_text())["items"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


def unit() -> dict[str, list[str]]:
    """What the unit sets, each as often as it is set."""
    found = defaultdict(list)
    for line in (ROOT / "deploy/plnudge.service").read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name].append(value)
    return found


def deployments() -> list[dict[str, Any]]:
    return [each for each in CLUSTER if each["kind"] == "Deployment"]


def pods() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each pod and its container."""
    for each in deployments():
        pod = each["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        yield pod, container


def of_compose() -> dict[str, dict[str, Any]]:
    """The services that are ours."""
    return {name: each for name, each in COMPOSE["services"].items() if "build" in each}


def instructions(name: str) -> list[str]:
    """Of the last stage, which is the image."""
    stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    return re.findall(rf"^{name} +(.+)$", stage, re.MULTILINE)


def image_environment() -> dict[str, str]:
    (said,) = instructions("ENV")
    return dict(pair.split("=", 1) for pair in shlex.split(said))


@pytest.mark.parametrize(
    "words",
    [
        ["hadolint", "Dockerfile"],
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
        [
            "check-jsonschema",
            "--builtin-schema",
            "vendor.github-workflows",
            ".github/workflows/release.yaml",
        ],
    ],
    ids=["Dockerfile", "compose.yaml", "release.yaml"],
)
def test_its_kind_s_own_checker_finds_nothing(words: list[str]) -> None:
    found = subprocess.run(  # noqa: S603 (our own words)
        [TOOLS / words[0], *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_kubernetes_knows_every_field_of_the_example() -> None:
    assert [each["kind"] for each in CLUSTER].count("Deployment") == 2
    for each in CLUSTER:
        kubernetes_validate.validate(each, "1.30", strict=True)


def test_every_command_line_is_one_that_there_is() -> None:
    called = [
        ["plnudge", *yaml.safe_load(instructions("CMD")[-1])],
        *(["plnudge", *each["command"]] for each in of_compose().values()),
        *(["plnudge", *container["args"]] for _, container in pods()),
        *(shlex.split(each) for each in unit()["ExecStart"]),
    ]
    assert yaml.safe_load(instructions("ENTRYPOINT")[0]) == ["plnudge"]
    assert len(called) == 6
    roles = set()
    for program, command, *options in called:
        assert Path(program).name == "plnudge"
        assert command == "run"
        assert command in COMMANDS
        context = get_command(run_command).make_context("run", options)
        roles.add(Role(context.params["role"]))
    assert roles == set(Role)


def test_every_setting_and_secret_is_one_that_there_is_and_takes_that_value() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    cluster = [
        {each["name"]: each["value"] for each in container["env"]} for _, container in pods()
    ]
    own = {
        name: value
        for name, value in image_environment().items()
        if name not in {"PATH", "PYTHONUNBUFFERED"}
    }
    unit_sets = dict(each.split("=", 1) for each in unit()["Environment"])
    for given in (
        own, unit_sets, *cluster, *(each["environment"] for each in of_compose().values())
    ):  # fmt: skip
        assert set(given) <= settings
        Settings.model_validate({name.lower(): value for name, value in given.items()})
    for service in of_compose().values():
        assert {name.upper() for name in service["secrets"]} <= settings
        assert set(service["secrets"]) <= set(COMPOSE["secrets"])


def test_nobody_runs_as_root_and_nothing_is_written_but_where_records_and_passing_files_go() -> (
    None
):
    (user,) = instructions("USER")
    uid, gid = user.split(":")
    assert int(uid) > 0
    assert re.search(rf"useradd --uid {uid} .*--home-dir /data", instructions("RUN")[0])
    database = make_url(image_environment()["DATABASE_URL"]).database
    assert database is not None
    assert Path(database).parent == Path("/data")
    assert instructions("VOLUME") == ["/data"]
    for service in of_compose().values():
        assert service["read_only"]
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108
        assert service["cap_drop"] == ["ALL"]
    for pod, container in pods():
        assert pod["securityContext"]["runAsUser"] == int(uid)
        assert pod["securityContext"]["fsGroup"] == int(gid)
        secure = container["securityContext"]
        assert secure["readOnlyRootFilesystem"]
        assert not secure["allowPrivilegeEscalation"]
        assert not pod["enableServiceLinks"], "PLNUDGE_PORT would become an address"
        writable = {each["name"] for each in pod["volumes"] if "emptyDir" in each}
        assert {each["mountPath"] for each in container["volumeMounts"]
                if each["name"] in writable} == {"/tmp"}  # noqa: S108  # fmt: skip
    said = unit()
    assert said["DynamicUser"] == said["NoNewPrivileges"] == ["yes"]
    assert said["ProtectSystem"] == ["strict"]
    database = make_url(said["Environment"][0].partition("=")[2]).database
    assert database is not None
    assert Path(database).parent == Path("/var/lib") / said["StateDirectory"][0]


def test_nobody_is_killed_while_what_is_under_way_may_still_end() -> None:
    assert float(unit()["TimeoutStopSec"][0]) > LONGEST_STOP_SECONDS
    for service in of_compose().values():
        assert float(service["stop_grace_period"].removesuffix("s")) > LONGEST_STOP_SECONDS
    for pod, container in pods():
        waits = container["lifecycle"]["preStop"]["sleep"]["seconds"]
        assert pod["terminationGracePeriodSeconds"] > LONGEST_STOP_SECONDS + waits


def test_ports_are_the_one_that_is_listened_on() -> None:
    port = int(image_environment()["PLNUDGE_PORT"])
    assert instructions("EXPOSE") == [str(port)]
    assert COMPOSE["services"]["web"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    for _, container in pods():
        assert container["ports"] == [{"name": "http", "containerPort": port}]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            assert container[probe]["httpGet"]["port"] == "http"


def test_labels_lead_to_the_pods_that_are_meant() -> None:
    labels = {
        each["metadata"]["name"]: each["spec"]["template"]["metadata"]["labels"]
        for each in deployments()
    }
    for each in CLUSTER:
        name = each["metadata"]["name"]
        match each["kind"]:
            case "Deployment" | "PodDisruptionBudget":
                assert each["spec"]["selector"]["matchLabels"] == labels[name]
            case "Service":
                assert each["spec"]["selector"] == labels["plnudge-web"]
    for each in deployments():
        (spread,) = each["spec"]["template"]["spec"]["topologySpreadConstraints"]
        assert spread["labelSelector"]["matchLabels"] == labels[each["metadata"]["name"]]
        assert each["spec"]["replicas"] >= 2, "else a budget lets no node be drained"


def test_the_image_is_made_of_all_rooms_and_of_nothing_else() -> None:
    wheel = re.search(r"packages = (\[.+\])", (ROOT / "pyproject.toml").read_text())
    assert wheel is not None
    rooms = set(yaml.safe_load(wheel[1]))
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == rooms
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    files = re.findall(r"^COPY (?!--)(.+) \./$", DOCKERFILE, re.MULTILINE)
    assert let_in == rooms | {file for line in files for file in line.split()}


def test_what_the_release_and_the_hooks_call_is_there() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yaml").read_text())
    steps = "\n".join(step.get("run", "") for step in workflow["jobs"]["release"]["steps"])
    called = {target for line in re.findall(r"^make (.+)$", steps, re.M) for target in line.split()}
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"test", "wheel", "audit", "sbom"} <= called <= set(targets)
    for module in re.findall(r"python -m (\S+)", steps):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
    (hooks,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    for hook in hooks["hooks"]:
        assert (TOOLS / Path(hook["entry"].split()[0]).name).is_file(), hook["id"]
    assert len(hooks["hooks"]) == 4


def health_check() -> list[str]:
    """What the image asks itself with."""
    (said,) = instructions("HEALTHCHECK")
    words: list[str] = yaml.safe_load(said.partition("CMD ")[2])
    assert words[0] == "python"
    return [sys.executable, *words[1:]]
