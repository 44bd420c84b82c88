"""Words for what became of an occurrence: why somebody got it, or did not."""

from __future__ import annotations

from typing import Final

from domain.courtesy import DAY_OFF, TOO_LATE
from domain.words import Holiday, Words, later

_NAMES: Final = {
    "prompt": later("A prompt that was asked for"),
    "digest": later("A digest"),
    "welcome": later("The welcome"),
    "goal": later("A question about a goal"),
    "follow-up": later("A question about an entry"),
    "reminder": later("A reminder"),
    "cycle": later("A reminder of an evaluation"),
    "evaluation": later("News of an evaluation"),
    "credit": later("News of credit"),
}


def name_in_words(purpose: str, schedule: str | None) -> Words:
    """What came, or was to come: by its schedule where it has one."""
    return Words("{name}", name=schedule) if schedule else Words(_NAMES[purpose])


def end_in_words(state: str, reason: str | None, due: str, sent: str | None) -> Words:
    """How it stands; `due` and `sent` are times in words, in the zone of whoever reads it."""
    text = _ENDS[state]
    if state == "planned" and reason:
        text = later("comes {time} ({cause})")
    if state == "skipped" and sent:
        text = later("came {time}; {cause}")
    return Words(text, time=sent or due, cause=_cause(reason or ""))


_ENDS: Final = {
    "planned": later("comes {time}"),
    "sent": later("came {time}"),
    "answered": later("came {time}, answered"),
    "skipped": later("did not come: {cause}"),
    "failed": later("could not be sent: {cause}"),
}


def step_in_words(stage: str, cause: str | None, until: str | None) -> Words:
    """One step; `until` is when it is tried next, in words."""
    if cause is not None and stage in _STEPS_WITH_CAUSE:
        return Words(_STEPS_WITH_CAUSE[stage], cause=_cause(cause), time=until)
    return Words(_STEPS[stage], time=until)


def _cause(words: str) -> Words:
    """As it is kept: what is known beforehand, and after a colon what may not be: a name."""
    known, _, more = words.partition(": ")
    if not more or words == TOO_LATE:
        return Words(words)
    told = Holiday(more) if known == DAY_OFF else Words(more)
    return Words("{cause}: {more}", cause=Words(known), more=told)


_STEPS: Final = {
    "claimed": later("on its way to Slack"),
    "put-back": later("Slack did not take it; it goes again from {time} on"),
    "waiting": later("not then: it waits until {time}"),
    "sent": later("sent"),
    "snoozed": later("snoozed until {time}"),
    "answered": later("answered"),
    "skipped": later("left out"),
    "failed": later("could not be sent"),
}
_STEPS_WITH_CAUSE: Final = {
    "put-back": later("Slack did not take it ({cause}); it goes again from {time} on"),
    "waiting": later("not then ({cause}): it waits until {time}"),
    "sent": later("sent ({cause})"),
    "skipped": later("left out ({cause})"),
    "failed": later("could not be sent ({cause})"),
}
