"""Targets that can be counted, and how far a goal is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.targets import Done, Target, percent_done, read_target
from rubric_data import load_rubric

KINDS = load_rubric().kinds_by_every_name


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("10 hours", Target(600, "minutes")),
        ("1h30", Target(90, "minutes")),
        ("one hour of video", Target(60, "minutes")),
        ("5 entries", Target(5, "entries")),
        ("three activities", Target(3, "entries")),
        ("3 webinars", Target(3, "kind", kind="webinar")),
        ("2 workshops this year", Target(2, "kind", kind="workshop")),
        ("5 peer observations", Target(5, "kind", kind="peer-observation")),
        ("2 student-led conferences", Target(2, "said")),
        ("3 blog posts", Target(3, "kind", kind="blog-written")),
        ("3 blogs", Target(3, "said")),
        ("80%", Target(80, "said", is_share=True)),
        ("80 percent of students", Target(80, "said", is_share=True)),
        ("2.5", Target(2.5, "said")),
        ("10 horas", Target(600, "minutes")),
        ("hora y media", Target(90, "minutes")),
        ("cinco actividades", Target(5, "entries")),
        ("3 seminarios web", Target(3, "kind", kind="webinar")),
        ("tres talleres", Target(3, "kind", kind="workshop")),
        ("2 cursos en línea", Target(2, "kind", kind="online-course")),
        ("5 observaciones entre pares", Target(5, "kind", kind="peer-observation")),
    ],
)
def test_a_number_to_reach_is_a_target(text: str, target: Target) -> None:
    assert read_target(text, KINDS) == target


@pytest.mark.parametrize(
    "text",
    [None, "", "better feedback", "20 minutes a day", "2 posts per week", "weekly: 1",
     "fewer than 3 referrals", "from 60 to 80", "24/30", "0", "120%", "grade 3", "2026-11-20",
     "under 10%", "3 or 4", "one new way", "20 minutos al día", "2 entradas por semana",
     "menos de 3 faltas", "cada 2 semanas"],
)  # fmt: skip
def test_what_no_number_measures_is_left_to_the_educator(text: str | None) -> None:
    assert read_target(text, KINDS) is None


def test_a_bare_number_counts_what_it_counts_in_the_goal() -> None:
    assert read_target("3", KINDS, goal_text="Attend three webinars") == Target(
        3, "kind", kind="webinar"
    )
    assert read_target("2", KINDS, goal_text="Run two student-led conferences") == Target(2, "said")
    assert read_target("2", KINDS, goal_text="Unirme a dos redes") == Target(2, "said")


def test_a_noun_counts_as_the_goal_means_it() -> None:
    led = "Run some student-led conferences"
    assert read_target("3 conferences", KINDS, goal_text=led) == Target(3, "said")
    gone_to = "Go to conferences on literacy"
    assert read_target("3 conferences", KINDS, goal_text=gone_to) == Target(
        3, "kind", kind="conference"
    )


@pytest.mark.parametrize(
    ("target", "done", "percent"),
    [
        (Target(600, "minutes"), Done(minutes=180), 30),
        (Target(600, "minutes"), Done(minutes=6000), 100),
        (Target(600, "minutes"), Done(minutes=599), 99),
        (Target(600, "minutes"), Done(minutes=180, said_percent=75), 75),
        (Target(600, "minutes"), Done(minutes=540, said_percent=75), 90),
        (Target(4, "entries"), Done(entries=1), 25),
        (Target(2, "kind", kind="webinar"), Done(entries=5, by_kind={"webinar": 1}), 50),
        (Target(2, "said"), Done(entries=5), None),
        (Target(2, "said"), Done(said_amount=1), 50),
        (Target(80, "said", is_share=True), Done(said_amount=60), 75),
        (None, Done(entries=5), None),
        (None, Done(said_percent=25), 25),
    ],
)
def test_progress_is_what_adds_up_or_what_the_educator_says(
    target: Target | None, done: Done, percent: int | None
) -> None:
    assert percent_done(target, done) == percent


@given(
    text=st.text(max_size=200) | st.from_regex(r"[0-9., %a-z]{0,30}", fullmatch=True),
    goal_text=st.text(max_size=100),
    done=st.builds(
        Done,
        entries=st.integers(0, 10**6),
        minutes=st.integers(0, 10**6),
        said_percent=st.none() | st.integers(0, 100),
        said_amount=st.none() | st.floats(-1e9, 1e9),
    ),
)
def test_any_words_are_read_and_any_progress_is_a_percentage(
    text: str, goal_text: str, done: Done
) -> None:
    target = read_target(text, KINDS, goal_text=goal_text)
    assert target is None or target.amount > 0
    percent = percent_done(target, done)
    assert percent is None or 0 <= percent <= 100
