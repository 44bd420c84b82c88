"""A schedule in words, as its reader has them."""

from __future__ import annotations

from datetime import time

import pytest

from bot.messages.language import language, reading_in
from bot.messages.schedule_words import cadence_in_words
from domain.cadence import Cadence, crontab, monthly, weekly


@pytest.mark.parametrize(
    ("cadence", "english", "spanish"),
    [
        (weekly(["mon", "Wednesdays"], time(15, 30)), "every Monday and Wednesday at 15:30",
         "cada lunes y miércoles a las 15:30"),
        (weekly(["mon"], time(8), every=2), "every 2 weeks on Monday at 08:00",
         "cada 2 semanas, el lunes, a las 08:00"),
        (monthly(["1", "last"], time(9)), "on the 1st and last day of the month at 09:00",
         "el 1 y último día del mes a las 09:00"),
        (monthly(["2nd-tue", "15"], time(9)), "on the 15th and 2nd Tuesday of the month at 09:00",
         "el 15 y 2.º martes del mes a las 09:00"),
        (monthly(["first-weekday"], time(9)), "on the first weekday of the month at 09:00",
         "el primer día hábil del mes a las 09:00"),
        (monthly(["last-sat"], time(9)), "on the last Saturday of the month at 09:00",
         "el último sábado del mes a las 09:00"),
        (crontab("30 15 * * 1"), "at 15:30 on Monday", "según la línea de crontab “30 15 * * 1”"),
    ],
)  # fmt: skip
def test_a_cadence_is_said_as_somebody_would(cadence: Cadence, english: str, spanish: str) -> None:
    assert cadence_in_words(cadence) == english
    with reading_in(language("es")):
        assert cadence_in_words(cadence) == spanish
