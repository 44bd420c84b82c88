"""Every message and form of the portfolio, with the worst words that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bot.messages.forms import Origin
from bot.messages.message import Message
from bot.messages.portfolio import (
    LONGEST_PERIOD,
    MOST_REFLECTIONS,
    making_message,
    no_pdf_message,
    portfolio_failed_message,
    portfolio_form,
    reflections_form,
)
from domain.cycles import LONGEST_NAME
from domain.portfolio import PARTS, Stretch
from domain.words import Words
from storage.tables import Reflection
from tests.bot.goals import ROW, TODAY


def portfolio_messages(text: str) -> Iterator[Message]:
    yield making_message()
    for reason in ("missing_scope", text):
        yield portfolio_failed_message(reason, text[:LONGEST_PERIOD])
    yield no_pdf_message(text, text[:LONGEST_PERIOD])


def portfolio_views(text: str, origin: Origin) -> Iterator[dict[str, Any]]:
    school_year = Words("the school year {year}", year="2026-27")
    year = Stretch(date(2026, 8, 3), date(2027, 8, 1), school_year)
    cycles = {
        f"cycle:{ROW + place}": Stretch(
            TODAY, TODAY, Words("{name}", name=text[:LONGEST_NAME]), ROW + place
        )
        for place in range(150)
    }
    for offered in (cycles | {"this school year": year}, {"x" * LONGEST_PERIOD: year}):
        for has_credit in (True, False):
            yield portfolio_form(offered, TODAY, origin, gives_credit=has_credit)
    said = {"period": "x" * LONGEST_PERIOD, "parts": list(PARTS)}
    for days in (0, 1):  # all in one month, or over a year
        reflections = [
            Reflection(
                id=ROW + place,
                prompt_text=text,
                text=text,
                answered_on=TODAY - timedelta(days=days * place),
            )
            for place in range(MOST_REFLECTIONS)
        ]
        chosen = {each.id for each in reflections}
        yield reflections_form(
            reflections, chosen, Origin(response_url=origin.response_url, said=said)
        )
