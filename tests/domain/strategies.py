"""What tests draw from where a rule has many inputs."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import strategies as st

from domain.cadence import WEEKDAYS
from domain.keys import FREQUENCIES
from domain.preferences import Hours, Preferences

TODAY = date(2026, 11, 24)
ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")

times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
hours = st.builds(Hours, times, times)
preferences = st.builds(
    Preferences,
    days=st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple),
    suits=st.none() | hours,
    quiet=st.none() | hours,
    paused_until_on=st.none()
    | st.integers(-30, 400).map(lambda days: TODAY + timedelta(days=days)),
    frequency=st.sampled_from(FREQUENCIES),
    focus=st.lists(st.sampled_from(ELEMENTS), unique=True).map(tuple),
)
