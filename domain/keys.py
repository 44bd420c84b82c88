"""Keys that rows hold and exports promise; the rubric's own keys live in `rubric_data`."""

from __future__ import annotations

from typing import Final, Literal

Visibility = Literal["private", "leaders", "colleagues"]
VISIBILITIES: Final[tuple[Visibility, ...]] = ("private", "leaders", "colleagues")
DEFAULT_VISIBILITY: Final[Visibility] = "private"

PLAIN_KIND: Final = "other"
"""The rubric's kind for what is none of the others."""

Audience = Literal["educators", "leaders", "both"]

Staff = Literal["teacher", "administrator", "other"]
STAFF: Final[tuple[Staff, ...]] = ("teacher", "administrator", "other")
"""What an educator is at work."""

GoalState = Literal["open", "met", "let-go"]
GoalAct = Literal["revise", "check-in", "complete", "let-go", "reopen"]
"""What an educator does with a goal."""

IndicatorKind = Literal[
    "student-achievement", "improved-practice", "student-engagement", "skill-attainment"
]

EvaluationState = Literal[
    "goal-setting",
    "collecting",
    "self-evaluation",
    "submitted",
    "responded",
    "discussed",
    "agreed",
    "difference-stated",
    "closed",
]
EvaluationPart = Literal["educator", "leader", "peer", "admin"]
"""What somebody is to an evaluation."""

OccurrenceState = Literal["planned", "sent", "answered", "skipped", "failed"]
"""`planned` may still be sent; the other four are how it ended."""

Purpose = Literal[
    "prompt", "digest", "welcome", "goal", "follow-up", "reminder", "cycle", "evaluation", "credit"
]
"""What an occurrence brings. `cycle` reminds of a step before its day, `evaluation` brings news,
`credit` says what came of what was handed in."""

News = Literal[
    "submitted",
    "withdrawn",
    "responded",
    "response-changed",
    "response-taken-back",
    "talked",
    "decided",
    "commented",
    "peer-asked",
]
"""What happened in an evaluation that another should know of."""

Stage = Literal[
    "claimed", "put-back", "waiting", "sent", "snoozed", "answered", "skipped", "failed"
]
"""What may become of an occurrence once it is planned."""

SkipReason = Literal["no-time", "not-relevant", "done-already"]
"""Why an educator passed on a prompt, where they say."""

Rotation = Literal["in-turn", "random", "least-practised", "own-focus"]

DayOrder = Literal["month-first", "day-first"]
DAY_ORDERS: Final[tuple[DayOrder, ...]] = ("month-first", "day-first")
"""Whether `3/4` is March 4 or the 3rd of April."""

Frequency = Literal["fewer", "usual", "more"]
FREQUENCIES: Final[tuple[Frequency, ...]] = ("fewer", "usual", "more")
"""How many prompts an educator wants, against what the schedules bring."""

ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "es")
"""Those that PLNudge speaks."""


def language_of(locale: str | None) -> str | None:
    """Of Slack's `es-LA`, for one, `es`; None for one that PLNudge does not speak."""
    spoken = (locale or "").partition("-")[0].lower()
    return spoken if spoken in LANGUAGES else None
