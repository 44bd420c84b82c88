"""Tokens are kept sealed, renewed by one process at a time, and late news undoes nothing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from domain.errors import BadInput
from storage.installations import (
    Grant,
    begin_renewal,
    find_installation,
    keep_installation,
    keep_renewed,
    note_uninstalled,
    seal_all_anew,
    spend_state,
)
from storage.sealing import CannotOpen, Keys, make_key
from storage.tables import Installation
from tests.conftest import NOW

OLD, NEW = make_key(), make_key()
TOKEN = "xoxb-what-lets-us-in"


def installed(session: Session, keys: Keys) -> Installation:
    grant = Grant(
        slack_id="T0LAKEVIEW",
        name="Lakeview",
        is_for_organisation=False,
        bot_slack_id="U0BOT",
        scopes=["chat:write"],
        sealed_token=keys.seal(TOKEN, about="T0LAKEVIEW"),
        sealed_refresh_token=keys.seal("xoxe-once", about="T0LAKEVIEW"),
        expires_at=NOW + timedelta(hours=1),
    )
    return keep_installation(session, grant, NOW)


@given(text=st.text(max_size=200))
def test_what_is_sealed_opens_for_its_purpose_alone(text: str) -> None:
    sealed = Keys([NEW]).seal(text, about="T1")
    assert Keys([NEW]).open(sealed, about="T1") == text
    with pytest.raises(CannotOpen):
        Keys([NEW]).open(sealed, about="T2")
    with pytest.raises(CannotOpen):
        Keys([OLD]).open(sealed, about="T1")
    with pytest.raises(CannotOpen):
        Keys([NEW]).open(sealed[:-2], about="T1")


@pytest.mark.parametrize("key", ["", "short", "=" * 44])
def test_what_is_no_key_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(BadInput, match="plnudge keys make") as refusal:
        Keys([key])
    assert not key or key not in refusal.value.sentence


def test_after_a_rotation_the_old_key_is_needed_no_more(session: Session) -> None:
    installation = installed(session, Keys([OLD]))
    assert seal_all_anew(session, Keys([NEW, OLD])) == 1
    assert Keys([NEW]).open(installation.sealed_token or "", about="T0LAKEVIEW") == TOKEN
    with pytest.raises(CannotOpen):
        Keys([OLD]).open(installation.sealed_token or "", about="T0LAKEVIEW")


def test_one_process_renews_and_what_another_saw_before_counts_no_more(session: Session) -> None:
    installation = installed(session, Keys([NEW]))
    seen = installation.version
    assert begin_renewal(session, installation.id, version=seen, now=NOW)
    assert not begin_renewal(session, installation.id, version=seen, now=NOW)
    keep = partial(
        keep_renewed, session, installation.id, version=seen,
        sealed_token="new", sealed_refresh_token=None, expires_at=NOW,
    )  # fmt: skip
    assert keep()
    assert not keep()
    session.expire_all()
    assert installation.version != seen


def test_news_of_an_uninstall_that_is_late_does_not_undo_a_new_install(session: Session) -> None:
    seen = installed(session, Keys([NEW])).version
    again = installed(session, Keys([NEW]))
    session.flush()
    assert not note_uninstalled(session, again.id, version=seen, now=NOW)
    assert again.removed_at is None
    assert note_uninstalled(session, again.id, version=again.version, now=NOW)
    session.expire_all()
    found = find_installation(session, "T0LAKEVIEW")
    assert found is not None
    assert (found.sealed_token, found.sealed_refresh_token) == (None, None)


def test_the_state_of_an_install_is_good_for_one(session: Session) -> None:
    ends_at = NOW + timedelta(minutes=10)
    assert spend_state(session, "digest", ends_at=ends_at, now=NOW)
    assert not spend_state(session, "digest", ends_at=ends_at, now=NOW)
