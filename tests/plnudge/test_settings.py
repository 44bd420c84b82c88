"""Settings: read once, named when wrong, and secret where they are secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from domain.errors import BadInput
from plnudge.settings import Settings, check_for_running, read_settings
from tests.plnudge.conftest import Call

pytestmark = pytest.mark.usefixtures("call")

SECRET = "xoxb-very-secret"


def test_without_any_setting_there_are_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    settings = read_settings()
    assert settings.database_url == "sqlite:///plnudge.sqlite3"
    assert (settings.plnudge_host, settings.plnudge_port) == ("127.0.0.1", 3000)
    assert settings.plnudge_posts_per_minute == 300
    assert settings.slack_api_url == "https://slack.com/api/"
    assert not settings.is_socket_mode


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("PLNUDGE_PROT", "PLNUDGE_PORT"), ("plnudge_post_per_minute", "PLNUDGE_POSTS_PER_MINUTE")],
)
@pytest.mark.parametrize("place", ["environment", ".env", "folder"])
def test_a_slip_in_a_setting_s_name_is_told_with_the_nearest_right_one(
    monkeypatch: pytest.MonkeyPatch, slip: str, meant: str, place: str
) -> None:
    match place:
        case "environment":
            monkeypatch.setenv(slip, "1")
        case ".env":
            Path(".env").write_text(f"{slip}=1\n")
        case _:
            monkeypatch.setenv("PLNUDGE_SECRETS_FOLDER", str(Path.cwd()))
            Path(slip).write_text("1\n")
    with pytest.raises(BadInput, match=f"no setting {slip.upper()}. Did you mean {meant}"):
        read_settings()


def test_what_a_cluster_says_of_a_service_with_our_name_is_no_slip(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("PLNUDGE_SERVICE_HOST", "PLNUDGE_SERVICE_PORT_HTTP", "PLNUDGE_PORT_3000_TCP"):
        monkeypatch.setenv(name, "10.0.0.1")
    assert read_settings().plnudge_port == 3000


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_setting_is_an_absent_one(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), blank)
    settings = read_settings()
    assert settings.slack_app_token is None
    assert settings.plnudge_port == 3000


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("\ufeffPLNUDGE_PORT=4000\nPLNUDGE_HOST=0.0.0.0\nOTHER=1\n")
    monkeypatch.setenv("PLNUDGE_PORT", "5000")
    settings = read_settings()
    assert (settings.plnudge_host, settings.plnudge_port) == ("0.0.0.0", 5000)  # noqa: S104


def test_secrets_are_read_from_the_files_of_a_folder_as_a_cluster_mounts_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Kubernetes links each file to one in a folder that it changes as a whole.
    folder = tmp_path / "secrets"
    (folder / "..2026").mkdir(parents=True)
    (folder / "..data").symlink_to("..2026")
    monkeypatch.delenv("DATABASE_URL")
    for name, value in {"SLACK_BOT_TOKEN": SECRET, "database_url": "sqlite:///x"}.items():
        (folder / "..2026" / name).write_text(f"{value}\n")
        (folder / name).symlink_to(f"..data/{name}")
    Path(".env").write_text(f"PLNUDGE_SECRETS_FOLDER={folder}\n")
    settings = read_settings()
    assert settings.slack_bot_token == SecretStr(SECRET)
    assert settings.database_url == "sqlite:///x"
    monkeypatch.setenv("DATABASE_URL", "sqlite:///y")
    assert read_settings().database_url == "sqlite:///y"
    # As a container says that its image's own value is not to hold.
    monkeypatch.setenv("DATABASE_URL", "")
    assert read_settings().database_url == "sqlite:///x"


def test_a_folder_of_secrets_that_is_not_there_is_named(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLNUDGE_SECRETS_FOLDER", "nowhere")
    assert "says nowhere, and there is no folder there" in call("role", "list").stderr


def test_a_token_is_read_without_the_space_that_was_pasted_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", f" {SECRET}\n")
    token = read_settings().slack_bot_token
    assert token is not None
    assert token.get_secret_value() == SECRET


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PLNUDGE_PORT", "abc", "a number from 0 to 65535"),
        ("PLNUDGE_PORT", "70000", "a number from 0 to 65535"),
        ("PLNUDGE_POSTS_PER_MINUTE", "0", "a number from 1 to 6000"),
        ("PLNUDGE_DATABASE_CONNECTIONS", "1", "a number from 2 to 100"),
        ("PLNUDGE_STATEMENT_SECONDS", "0", "a number from 1 to 3600"),
        ("SLACK_API_URL", "slack.com/api", "a web address"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_takes(
    call: Call, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    answer = call("role", "list")
    assert answer.exit_code == 1
    assert name in answer.stderr
    assert words in answer.stderr


def test_a_file_that_is_no_text_is_named(call: Call) -> None:
    Path(".env").write_bytes(b"\xff\xfe\x00")
    assert "write .env as plain text" in call("role", "list").stderr


def test_no_secret_is_ever_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://plnudge:{SECRET}@host/plnudge")
    settings = read_settings()
    assert SECRET not in f"{settings!r} {settings}"
    monkeypatch.setenv("PLNUDGE_PORT", "abc")
    with pytest.raises(BadInput) as refused:
        read_settings()
    assert SECRET not in refused.value.sentence


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "SLACK_BOT_TOKEN is missing"),
        ({"slack_bot_token": "xoxb-1"}, "SLACK_SIGNING_SECRET to hear it over HTTP"),
        ({"slack_client_id": "1"}, "SLACK_CLIENT_SECRET is missing"),
        ({"slack_client_secret": "1"}, "SLACK_CLIENT_ID is missing"),
        ({"slack_client_id": "1", "slack_client_secret": "1"}, "PLNUDGE_SECRET_KEYS is missing"),
        (
            {"slack_bot_token": "xapp-1", "slack_signing_secret": "1"},
            "SLACK_BOT_TOKEN holds a token that begins with xapp-",
        ),
        (
            {"slack_bot_token": "xoxb-1", "slack_app_token": "xoxb-1"},
            "SLACK_APP_TOKEN holds a token that begins with xoxb-",
        ),
    ],
)
def test_settings_by_which_the_app_can_not_run_are_named(given: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_for_running(Settings.model_validate(given))
    assert words in refused.value.sentence


@pytest.mark.parametrize("way", ["slack_app_token", "slack_signing_secret"])
def test_a_token_and_one_way_to_hear_slack_are_enough(way: str) -> None:
    check_for_running(Settings.model_validate({"slack_bot_token": "xoxb-1", way: "xapp-1"}))


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().slack_bot_token = SecretStr("another")
