"""Whether `3/4` is March 4 or the 3rd of April, where nobody has said so.

Month first is what the short dates of Unicode's CLDR do in the United States and what
follows their use, in Canada, and in East Asia, where the year opens the date. Everybody else
writes the day first.
"""

from __future__ import annotations

from typing import Final

from domain.keys import DayOrder
from domain.typed_line import words_in

_MONTH_FIRST: Final = words_in(
    # United States
    "America/New_York America/Detroit America/Chicago America/Menominee America/Denver "
    "America/Boise America/Phoenix America/Los_Angeles America/Anchorage America/Juneau "
    "America/Sitka America/Metlakatla America/Yakutat America/Nome America/Adak Pacific/Honolulu "
    # Their territories, and islands that write as they do
    "America/Puerto_Rico America/St_Thomas Pacific/Guam Pacific/Saipan Pacific/Pago_Pago "
    "Pacific/Midway Pacific/Wake Pacific/Palau Pacific/Chuuk Pacific/Pohnpei Pacific/Kosrae "
    "Pacific/Majuro Pacific/Kwajalein Asia/Manila "
    # Canada
    "America/St_Johns America/Halifax America/Glace_Bay America/Moncton America/Goose_Bay "
    "America/Blanc-Sablon America/Toronto America/Iqaluit America/Atikokan America/Winnipeg "
    "America/Resolute America/Rankin_Inlet America/Regina America/Swift_Current America/Edmonton "
    "America/Cambridge_Bay America/Inuvik America/Vancouver America/Creston America/Dawson_Creek "
    "America/Fort_Nelson America/Whitehorse America/Dawson "
    # Year, month, day
    "Asia/Tokyo Asia/Seoul Asia/Shanghai Asia/Urumqi Asia/Taipei"
)
_MONTH_FIRST_FAMILIES: Final = (
    "America/Indiana/",
    "America/Kentucky/",
    "America/North_Dakota/",
    "US/",
    "Canada/",
)


def usual_day_order(zone: str) -> DayOrder:
    """The order of those who live in that IANA zone."""
    is_month_first = zone in _MONTH_FIRST or zone.startswith(_MONTH_FIRST_FAMILIES)
    return "month-first" if is_month_first else "day-first"
