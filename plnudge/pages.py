"""The few pages that the app shows in a browser: no scripts, nothing from elsewhere.

They are in the language that the browser asks for.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from html import escape
from typing import Final

from bot.messages.language import reader, say, say_count
from domain.keys import ENGLISH, language_of
from domain.words import later
from plnudge.manifest import INSTALL_PATH

PRIVACY_PATH: Final = "/privacy"

_STYLE: Final = (
    ":root{color-scheme:light dark;--ink:#1d2b33;--paper:#fff;--accent:#14506b;--on-accent:#fff;"
    "--focus:#b3560f}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e7edf0;--paper:#14191c;--accent:#8ecbe6;"
    "--on-accent:#0d2430;--focus:#f2a65a}}"
    "body{font:1.125rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;"
    "color:var(--ink);background:var(--paper);overflow-wrap:anywhere}"
    "h1,h2{line-height:1.2;text-wrap:balance}h2{margin:2rem 0 .5rem;font-size:1.3rem}"
    "a{color:var(--accent)}code{font-size:.95em;white-space:nowrap}"
    "a.button{display:inline-block;padding:.75rem 1.25rem;border-radius:.4rem;"
    "background:var(--accent);color:var(--on-accent);text-decoration:none}"
    "a:focus-visible{outline:3px solid var(--focus);outline-offset:3px}"
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
    "Vary": "Accept-Language",
}

_REASONS: Final = {
    "access_denied": later("You chose not to install PLNudge, so nothing was changed."),
    "invalid_browser": later(
        "This page was opened in another browser than the one in which the install began, or its "
        "cookies are off."
    ),
    "invalid_state": later(
        "This install was begun more than ten minutes ago, or it was finished before."
    ),
    "missing_code": later("Slack did not say whether PLNudge may be installed."),
    "storage_error": later("Slack agreed, and PLNudge could not keep that."),
}
_MOST_ASKED: Final = 20
"""Languages that a browser lists, of which the rest is not looked at."""
_WEIGHT: Final = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)


def language_asked(header: str) -> str:
    """The code of the language that `Accept-Language` likes best of those that we speak.

    https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
    """
    liked: list[tuple[float, str]] = []
    for part in header.split(",")[:_MOST_ASKED]:
        tag, *more = part.split(";")
        code = ENGLISH if tag.strip() == "*" else language_of(tag.strip())
        weight = _WEIGHT.fullmatch(more[0]) if more else None
        if code is not None and (weight or not more):
            liked.append((float(weight[1]) if weight else 1.0, code))
    best = max(liked, key=lambda each: each[0], default=(0.0, ENGLISH))
    return best[1] if best[0] else ENGLISH


def front_page(*, may_install: bool) -> str:
    """What this is; with a button where a workspace can install it."""
    sentence = say(
        "PLNudge helps educators own their professional learning in Slack: log it, set goals, and "
        "answer a short question now and then."
    )
    return _page(
        "PLNudge",
        [
            _paragraph(sentence),
            *([_button(say("Add PLNudge to Slack"))] if may_install else []),
            f'<p><a href="{PRIVACY_PATH}">{say("What PLNudge keeps, and who sees it")}</a></p>',
        ],
    )


def privacy_page(*, keep_days: int) -> str:
    """The short form of docs/privacy.md."""
    commands = {name: f"<code>/pln {name}</code>" for name in ("export", "forget", "settings")}
    return _page(
        say("What PLNudge keeps, and who sees it"),
        [
            _heading(say("What is kept")),
            _paragraph(
                say(
                    "What educators log, their goals, answers and self-ratings; and from Slack "
                    "their name, email address and time zone. PLNudge does not read your channels."
                )
            ),
            _heading(say("Who sees it")),
            _paragraph(
                say(
                    "What you log is private unless you share it with your leaders or colleagues. "
                    "Leaders see numbers of their groups, and none where fewer than five people "
                    "stand behind them. Whoever opens your record is written down, and you can see "
                    "who did."
                )
            ),
            _heading(say("What you can do")),
            _paragraph(
                say(
                    "Type {export} for all that is kept of you, {forget} to erase it, and "
                    "{settings} to stop what comes to you.",
                    **commands,
                )
            ),
            _heading(say("When a workspace leaves")),
            _paragraph(
                say_count(
                    "Once the app is removed, nothing is sent any more, and all records are erased "
                    "after {count} day. If it is installed again before that, they are there as "
                    "they were.",
                    "Once the app is removed, nothing is sent any more, and all records are erased "
                    "after {count} days. If it is installed again before that, they are there as "
                    "they were.",
                    keep_days,
                )
            ),
            f'<p><a href="/">{say("Back")}</a></p>',
        ],
    )


def installed_page(name: str, *, is_for_organisation: bool) -> str:
    """`name` is of the workspace or organisation."""
    if is_for_organisation:
        next_step = say(
            "Now choose, among the apps of your organisation in Slack, which workspaces get it. "
            "PLNudge begins in each when somebody there first opens it."
        )
    else:
        next_step = say(
            "Open Slack, and PLNudge under Apps: it is getting to know your people, and says "
            "hello soon. Who installed it first looks after it as an admin."
        )
    return _page(say("PLNudge is in {name}", name=name), [_paragraph(next_step)])


def failed_page(reason: str) -> str:
    """`reason` is Slack's or Bolt's word for what went wrong."""
    sentence = say(_REASONS.get(reason, later("Slack did not finish the install.")))
    return _page(
        say("PLNudge was not installed"), [_paragraph(sentence), _button(say("Try again"))]
    )


def _heading(words: str) -> str:
    return f"<h2>{words}</h2>"


def _paragraph(words: str) -> str:
    """Words of ours, which may hold HTML as values."""
    return f"<p>{words}</p>"


def _button(words: str) -> str:
    return f'<p><a class="button" href="{INSTALL_PATH}">{words}</a></p>'


def _page(title: str, body: Sequence[str]) -> str:
    """`body` is HTML, `title` is text."""
    return (
        f'<!DOCTYPE html><html lang="{reader().code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{''.join(body)}</main></body></html>"
    )
