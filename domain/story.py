"""Words for what became of an occurrence: why somebody got it, or did not."""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "prompt": "A prompt that was asked for",
    "digest": "A digest",
    "welcome": "The welcome",
    "goal": "A question about a goal",
    "follow-up": "A question about an entry",
    "reminder": "A reminder",
    "cycle": "A reminder of an evaluation",
    "evaluation": "News of an evaluation",
    "credit": "News of credit",
}


def name_in_words(purpose: str, schedule: str | None) -> str:
    """What came, or was to come: by its schedule where it has one."""
    return schedule or _NAMES[purpose]


def end_in_words(state: str, reason: str | None, due: str, sent: str | None) -> str:
    """How it stands; `due` and `sent` are times in words, in the zone of whoever reads it."""
    if state == "planned":
        return f"comes {due}" + (f" ({reason})" if reason else "")
    if state == "failed":
        return f"could not be sent: {reason}"
    if state == "skipped":
        return f"came {sent}; {reason}" if sent else f"did not come: {reason}"
    came = f"came {sent or due}"
    return f"{came}, answered" if state == "answered" else came


def step_in_words(stage: str, cause: str | None, until: str | None) -> str:
    """One step; `until` is when it is tried next, in words."""
    because = f" ({cause})" if cause else ""
    return {
        "claimed": "on its way to Slack",
        "put-back": f"Slack did not take it{because}; it goes again from {until} on",
        "waiting": f"not then{because}: it waits until {until}",
        "sent": f"sent{because}",
        "snoozed": f"snoozed until {until}",
        "answered": "answered",
        "skipped": f"left out{because}",
        "failed": f"could not be sent{because}",
    }[stage]
