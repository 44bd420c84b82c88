"""Digests, dashboards and the district's stage, with the worst that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from bot.messages.approvals import awaiting_blocks
from bot.messages.dashboard import Dashboard, dashboard_blocks, dashboard_modal
from bot.messages.digest import Choice, digest_message, settings_form, settings_message
from bot.messages.forms import Origin
from bot.messages.home import HomePage, home_view
from bot.messages.language import say
from bot.messages.message import Message
from bot.messages.stage import rated_message, stage_form, stage_message
from domain.digest_settings import DigestSettings
from domain.periods import Period
from domain.stages import Standing
from domain.weeks import Week
from domain.words import Month, Words
from rubric_data import Rubric
from storage.digests import (
    Digest,
    Highlight,
    Measure,
    OwnLearning,
    Part,
    PeriodFigures,
    SmallGroup,
    Told,
)
from storage.figures import COUNTS, WeekTotals
from storage.stages import ElementStage, StageReport, View
from storage.tables import StageRating

TODAY = date(2026, 11, 24)
THIS_WEEK = Period(Week.of(TODAY))
LAST_WEEK = THIS_WEEK.before()
TERM = Words("the term {first} to {last}", first=Month(date(2026, 8, 1), has_year=False),
             last=Month(date(2026, 12, 31)))  # fmt: skip
LONGEST = Period(Week.of(TODAY).before(52), 53, TERM)
SETTINGS = DigestSettings("fri", time(7), tuple(range(120)))


def figures(
    text: str, rubric: Rubric, amount: int | None, period: Period = THIS_WEEK
) -> PeriodFigures:
    """All of them alike; None is all held back."""
    measure = Measure(amount, amount, amount)
    totals = [
        WeekTotals(
            week, amount, amount, amount, {element.key: amount for element in rubric.elements}
        )
        for week in (*period.weeks_before, *period.weeks)
    ]
    families = {
        "element": rubric.elements,
        "mode": rubric.modes,
        "skill": rubric.skills,
        "network_act": rubric.network_acts,
        "reach": rubric.reaches,
    }
    return PeriodFigures(
        group_id=10**15,
        group=text[:100],
        period=period,
        people=10**6,
        floor=5,
        weeks=tuple(totals[4:]),
        before=tuple(totals[:4]),
        took_part=measure,
        entries=measure,
        minutes=measure,
        counts=dict.fromkeys((*COUNTS, "prompts_sent"), measure),
        parts={
            family: {part.key: Part(measure, measure) for part in parts}
            for family, parts in families.items()
        },
        highlights=(Highlight(text[:80], text, "https://x.example/" + "y" * 2000),) * 3,
        is_partial=True,
    )


def a_small_group(text: str) -> SmallGroup:
    highlight = Highlight(text[:80], text, None)
    return SmallGroup(3, text[:100], THIS_WEEK, 4, 5, (highlight,) * 3)


def a_small_digest(text: str) -> Digest:
    return Digest(a_small_group(text), (), OwnLearning(0, 0, 0), TODAY)


def digests(text: str, rubric: Rubric) -> Iterator[Digest]:
    others: tuple[Told, ...] = (
        a_small_group(text),
        *(figures(text, rubric, 10**7) for _ in range(40)),
    )
    for amount in (0, 1, 10**7, None):
        for period in (THIS_WEEK, LAST_WEEK, LONGEST):
            told = figures(text, rubric, amount, period)
            yield Digest(told, others, OwnLearning(amount or 0, amount or 0, 1), TODAY)


def digest_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    choices = [Choice(place, f"{place} {text}"[:100]) for place in range(120)]
    for digest in digests(text, rubric):
        for has_charts in (True, False):
            yield digest_message(
                digest, rubric, has_charts=has_charts, choices=choices,
                awaiting=awaiting_blocks(999),
            )  # fmt: skip
    yield digest_message(a_small_digest(text), rubric, is_last_of_small=True)
    yield settings_message(SETTINGS, None)
    report = a_stage_report(text, rubric)
    for has_charts in (True, False):
        yield stage_message(
            report, rubric, TODAY, opening=say("Taken back."), has_charts=has_charts
        )
    unrated = [ElementStage(element.key, None, (), ()) for element in rubric.elements]
    yield stage_message(StageReport(tuple(unrated)), rubric, TODAY)
    yield rated_message(a_rating(text, rubric), report, rubric, TODAY)
    yield settings_message(DigestSettings(is_off=True), "every Monday at 07:30")


def dashboards(text: str, rubric: Rubric) -> Iterator[Dashboard]:
    choices = tuple(Choice(place, f"{place} {text}"[:100]) for place in range(120))
    told: list[Told] = [figures(text, rubric, amount, LONGEST) for amount in (0, 10**7, None)]
    for lately in [*told, a_small_group(text)]:
        this_week = figures(text, rubric, 10)
        yield Dashboard(
            choices=choices,
            lately=lately,
            this_week=this_week,
            trend=(*this_week.before, *this_week.before, *this_week.weeks),
            own=OwnLearning(3, 40, 2),
            stage=a_stage_report(text, rubric),
            settings=SETTINGS,
            usual="every Monday at 07:30",
            today=TODAY,
            has_cycles=True,
        )


def a_rating(text: str, rubric: Rubric) -> StageRating:
    return StageRating(
        id=10**15,
        element=rubric.elements[0].key,
        score=10,
        reason=text,
        evidence=text,
        rated_at=datetime(2026, 11, 24),
        rated_on=TODAY,
    )


def a_stage_report(text: str, rubric: Rubric) -> StageReport:
    standing = Standing(5.5, 40, 0, 10)
    return StageReport(
        tuple(
            ElementStage(
                element.key,
                standing,
                (View(a_rating(text, rubric), text[:80]),) * 40,
                tuple((date(2026, month, 28), standing) for month in range(1, 13)),
            )
            for element in rubric.elements
        )
    )


def digest_views(text: str, rubric: Rubric, origin: Origin) -> Iterator[dict[str, Any]]:
    for dashboard in dashboards(text, rubric):
        blocks = dashboard_blocks(dashboard, rubric)
        yield home_view(HomePage.GROUPS, list(HomePage), blocks, about=f"{10**15}")
        yield dashboard_modal(dashboard, rubric)
    choices = [Choice(place, f"{place} {text}"[:100]) for place in range(120)]
    yield settings_form(SETTINGS, choices, "every Monday at 07:30", origin)
    yield settings_form(DigestSettings(), [], None, Origin())
    for found in a_stage_report(text, rubric).elements:
        yield stage_form(found, a_rating(text[:3000], rubric), rubric, TODAY, origin)
