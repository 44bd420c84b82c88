"""The few pages that the app shows in a browser: no scripts, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import Final

from plnudge.manifest import INSTALL_PATH

PRIVACY_PATH: Final = "/privacy"

_STYLE: Final = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;"
    "color:#1d2b33;background:#fff}h1{line-height:1.2}a{color:#14506b}"
    "a.button{display:inline-block;padding:.75rem 1.25rem;border-radius:.4rem;background:#14506b;"
    "color:#fff;text-decoration:none}a:focus-visible{outline:3px solid #d9822b;outline-offset:3px}"
)
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

PAGE_HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_IN_A_SENTENCE: Final = (
    "PLNudge helps educators own their professional learning in Slack: log it, set goals, and "
    "answer a short question now and then."
)
_AGAIN: Final = f'<p><a class="button" href="{INSTALL_PATH}">Try again</a></p>'
_REASONS: Final = {
    "access_denied": "You chose not to install PLNudge, so nothing was changed.",
    "invalid_browser": "This page was opened in another browser than the one in which the install "
    "began, or its cookies are off.",
    "invalid_state": "This install was begun more than ten minutes ago, or it was finished before.",
    "missing_code": "Slack did not say whether PLNudge may be installed.",
    "invalid_code": "Slack did not finish the install.",
    "storage_error": "Slack agreed, and PLNudge could not keep that.",
}


def front_page(*, may_install: bool) -> str:
    """What this is; with a button where a workspace can install it."""
    button = (
        f'<p><a class="button" href="{INSTALL_PATH}">Add PLNudge to Slack</a></p>'
        if may_install
        else ""
    )
    return _page(
        "PLNudge",
        f'<p>{_IN_A_SENTENCE}</p>{button}<p><a href="{PRIVACY_PATH}">What PLNudge keeps, and who '
        "sees it</a></p>",
    )


def privacy_page(*, keep_days: int) -> str:
    """The short form of docs/privacy.md."""
    kept = "one day" if keep_days == 1 else f"{keep_days} days"
    return _page(
        "What PLNudge keeps, and who sees it",
        "<h2>What is kept</h2>"
        "<p>What educators log, their goals, answers and self-ratings; and from Slack their name, "
        "email address and time zone. PLNudge does not read your channels.</p>"
        "<h2>Who sees it</h2>"
        "<p>What you log is private unless you share it with your leaders or colleagues. Leaders "
        "see numbers of their groups, and none where fewer than five people stand behind them. "
        "Whoever opens your record is written down, and you can see who did.</p>"
        "<h2>What you can do</h2>"
        "<p>Type <code>/pln export</code> for all that is kept of you, <code>/pln forget</code> to "
        "erase it, and <code>/pln settings</code> to stop what comes to you.</p>"
        "<h2>When a workspace leaves</h2>"
        f"<p>Once the app is removed, nothing is sent any more, and all records are erased after "
        f"{kept}. If it is installed again before that, they are there as they were.</p>"
        '<p><a href="/">Back</a></p>',
    )


def installed_page(name: str, *, is_for_organisation: bool) -> str:
    """`name` is of the workspace or organisation."""
    if is_for_organisation:
        next_step = (
            "Now choose, among the apps of your organisation in Slack, which workspaces get it. "
            "PLNudge begins in each when somebody there first opens it."
        )
    else:
        next_step = (
            "Open Slack, and PLNudge under Apps: it is getting to know your people, and says "
            "hello soon. Who installed it first looks after it as an admin."
        )
    return _page(f"PLNudge is in {name}", f"<p>{next_step}</p>")


def failed_page(reason: str) -> str:
    """`reason` is Slack's or Bolt's word for what went wrong."""
    sentence = _REASONS.get(reason, "Slack did not finish the install.")
    return _page("PLNudge was not installed", f"<p>{sentence}</p>{_AGAIN}")


def _page(title: str, body: str) -> str:
    """`body` is HTML, `title` is text."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
