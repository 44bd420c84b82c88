"""How lengths of time, days and plain words are put in Spanish, on top of English.

`una hora y media`, `media hora`, `de 45 minutos`, `2 sesiones de 50 min`; `ayer por la tarde`,
`anteayer`, `el lunes pasado`, `hace dos semanas`, `el 20 de noviembre`; `solo yo`, `fuera del
distrito`. Thumbs leave accents out, so all is read with and without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Final

from dateutil.relativedelta import relativedelta

from domain import dates, day_ranges, due, duration, if_then, said, typed_line
from domain.dates import DayWords
from domain.day_ranges import (
    DayRange,
    RangeWords,
    last_month_named,
    this_month,
    this_or_last,
    this_year,
    week_of,
)
from domain.day_words import (
    YEAR,
    Form,
    Reckoning,
    day_of_month,
    days_on,
    form,
    forms_in_numbers,
    next_month,
    weekend,
)
from domain.due import DueWords, end_of_month, end_of_stretch
from domain.duration import LengthWords, Reading, amount, length, range_of
from domain.said import SaidWords
from domain.typed_line import words_in

LEANING: Final = typed_line.LEANING | words_in(
    "a al ante bajo como con contra de del desde durante e el en entre es esa ese esta este fue "
    "hacia hasta la las le lo los me mi mis mientras muy no nos nuestra nuestro o para pero por "
    "que se según segun ser sin sobre son su sus tras tu tus un una unas unos y"
)
DANGLING: Final = typed_line.DANGLING | words_in(
    "a al con de del desde en entre hasta o para por sobre y"
)


# Lengths of time

_COUNTS: Final = {
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
    "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15,
    "veinte": 20, "veinticinco": 25, "treinta": 30, "treinta y cinco": 35, "cuarenta": 40,
    "cuarenta y cinco": 45, "cincuenta": 50, "sesenta": 60, "noventa": 90,
}  # fmt: skip
_COUNT: Final = "|".join(sorted(_COUNTS, key=len, reverse=True))
_HOUR: Final = r"(?:hor(?:it)?as?|hrs?|hs|h)"
_MINUTE: Final = r"(?:minutos?|minutitos|mins?|min|m)"
_PARTS: Final = {"media": 30, "cuarto": 15, "un cuarto": 15, "tres cuartos": 45}
_PART: Final = r"(?P<part>media|un cuarto|tres cuartos|cuarto)"
_NUMBER: Final = rf"(?:{duration.DIGITS}|(?:{_COUNT})\b)"
_TOTAL: Final = r"(?: en total)?"
_MEETING: Final = r"(?:sesi[oó]n(?:es)?|clases?|encuentros?|reuniones|m[oó]dulos?|talleres|videos?)"


def _amount(words: str) -> Fraction:
    return Fraction(_COUNTS[words]) if words in _COUNTS else amount(words)


def _hours_and_part(match: re.Match[str]) -> Fraction:
    return 60 * _amount((match["hours"] or "1").strip()) + _PARTS[match["part"]]


def _forms() -> Iterable[tuple[str, Reading]]:
    yield (
        rf"(?P<hours>{_NUMBER})\s?{_HOUR}\.?(?:,| y| con)? (?P<minutes>{_NUMBER})\s?{_MINUTE}",
        lambda match: 60 * _amount(match["hours"]) + _amount(match["minutes"]),
    )
    yield rf"(?P<hours>{_NUMBER} ?)?{_HOUR} y {_PART}", _hours_and_part
    yield r"media hor(?:it)?a|½ hora|1/2 hora", lambda _match: Fraction(30)
    yield (
        r"(?P<quarters>tres|3|un)? ?(?:cuartos?|/4) de hora",
        lambda match: Fraction(45 if match["quarters"] in ("tres", "3") else 15),
    )
    for unit, minutes in ((_HOUR, 60), (_MINUTE, 1)):
        yield (
            rf"(?P<times>{_NUMBER}) {_MEETING} de (?P<amount>{_NUMBER})\s?{unit}",
            partial(_in_units, minutes),
        )
        yield rf"(?P<times>)(?P<amount>{_NUMBER})\s?{unit}", partial(_in_units, minutes)


def _in_units(minutes: int, match: re.Match[str]) -> Fraction:
    return minutes * _amount(match["amount"]) * _amount(match["times"] or "1")


def _either(*patterns: re.Pattern[str] | str) -> re.Pattern[str]:
    """What one of them finds; none has groups of a name."""
    texts = (each if isinstance(each, str) else each.pattern for each in patterns)
    return re.compile("|".join(f"(?:{text})" for text in texts))


_NOT_OF_LESSONS: Final = "".join(
    f"(?<!{lessons} )"
    for lessons in ("clases", "lecciones", "bloques", "periodos", "períodos", "actividades")
)
"""Lessons of 45 minutes are no activity that took so long."""

LENGTHS: Final = LengthWords(
    start=_either(
        duration.ENGLISH.start,
        rf"{duration.START}(?=-?(?:media|hora|cuarto|(?:{_COUNT})\b))",
    ),
    ranges=(
        *duration.ENGLISH.ranges,
        range_of(rf"(?:-|\sa\s|\so\s){duration.DIGITS}\s?(?:(?P<hours>{_HOUR})|{_MINUTE})"),
    ),
    forms=(
        *duration.ENGLISH.forms,
        *((length(rf"(?:{pattern}){_TOTAL}"), reading) for pattern, reading in _forms()),
    ),
    lead=_either(
        duration.ENGLISH.lead,
        rf"(?<!\w)(?:{_NOT_OF_LESSONS}de |por |durante |unos |unas |casi |como |aprox\.? |"
        r"aproximadamente |cerca de |alrededor de |más de |mas de |más o menos |mas o menos |"
        r"duración:? |duracion:? |total:? |"
        r"(?:me |nos )?(?:tomó|tomo|llevó|llevo|duró|duro) |en |~ ?)+$",
    ),
    spent=_either(
        duration.ENGLISH.spent,
        r"\b(?:pas[eéó]|pasamos|dediqu[eé]|dedicamos|invert[ií]|invertimos|us[eé])"
        r"(?: unos| unas)? ?$",
    ),
    per=_either(
        duration.ENGLISH.per,
        r" ?(?:al|por|cada|a la) (?:d[ií]a|semana|mes|clase|sesi[oó]n|grupo|estudiante|alumno)\b",
    ),
    describing=duration.ENGLISH.describing,
    not_after=duration.ENGLISH.not_after | words_in(
        "cada de próximas próximos primeros primeras últimos últimas ultimos ultimas hace dentro "
        "menos"
    ),
    not_before=duration.ENGLISH.not_before | words_in(
        "cada diarios diarias diario semanales semanal antes después despues tarde atrás atras"
    ),
    numbers=duration.ENGLISH.numbers | frozenset(_COUNTS) - {"un", "una", "uno"},
    articles=duration.ENGLISH.articles | words_in("el la los las mi mis su sus nuestro nuestra"),
    leaning=LEANING,
)  # fmt: skip


# Days

_WEEKDAYS: Final = (
    "lunes|lun",
    "martes",
    "miércoles|miercoles|mié|mie",
    "jueves|jue",
    "viernes|vie",
    "sábado|sabado|sáb|sab",
    "domingo|dom",
)
"""From Monday. `mar` is a month as well, and the sea."""
_WEEKDAY: Final = "|".join(_WEEKDAYS)
_MONTHS: Final = (
    "enero|ene",
    "febrero|feb",
    "marzo|mar",
    "abril|abr",
    "mayo|may",
    "junio|jun",
    "julio|jul",
    "agosto|ago",
    "septiembre|setiembre|sept|sep|set",
    "octubre|oct",
    "noviembre|nov",
    "diciembre|dic",
)
_MONTH: Final = "|".join(_MONTHS)
_PART_OF_DAY: Final = (
    r"(?: (?:por|en|a) la (?:mañana|tarde|noche)| al mediod[ií]a| temprano| noche)?"
)
_PAST: Final = r"(?: pasado)?(?! (?:próximo|proximo|que viene|siguiente))"
_ORDINAL: Final = r"(?:\.?[º°]|ro|o)?"
_OF_YEAR: Final = rf"(?:,? (?:del? (?:año )?)?{YEAR})?"
_ON: Final = rf"(?:el )?(?:(?:{_WEEKDAY})\.?,? )?(?:el )?(?:d[ií]a )?"


def _number_of(names: tuple[str, ...], name: str) -> int:
    return next(number for number, each in enumerate(names) if name in each.split("|"))


def _weekday(match: re.Match[str], reckoning: Reckoning) -> date:
    return reckoning.weekday(_number_of(_WEEKDAYS, match["weekday"]))


def _weekday_of_last_week(match: re.Match[str], reckoning: Reckoning) -> date:
    return reckoning.weekday_of_week(_number_of(_WEEKDAYS, match["weekday"]), -1)


def _length_of(match: re.Match[str]) -> relativedelta:
    words = match["count"]
    count = _COUNTS[words] if words in _COUNTS else int(words)
    match match["unit"][0]:
        case "d":
            return relativedelta(days=count)
        case "s":
            return relativedelta(weeks=count)
        case _:
            return relativedelta(months=count)


def _ago(match: re.Match[str], reckoning: Reckoning) -> date:
    return reckoning.today - _length_of(match)


def _month_day(match: re.Match[str], reckoning: Reckoning) -> date:
    month, day = _number_of(_MONTHS, match["month"]) + 1, int(match["day"])
    if match["year"]:
        return date(int(match["year"]), month, day)
    return reckoning.month_day(month, day)


_SO_LONG: Final = rf"(?P<count>{_COUNT}|\d{{1,3}}) (?P<unit>d[ií]as?|semanas?|mes(?:es)?)"

_CALENDAR_FORMS: Final[tuple[Form, ...]] = (
    form(
        "exact",
        rf"{_ON}(?P<day>\d{{1,2}}){_ORDINAL}(?: de|\.)? ?(?P<month>{_MONTH})\b\.?{_OF_YEAR}",
        _month_day,
    ),
    form(
        "exact",
        rf"{_ON}(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}}){_ORDINAL}{_OF_YEAR}",
        _month_day,
    ),
    *forms_in_numbers(_ON),
)
_FORMS: Final[tuple[Form, ...]] = (
    form("word", rf"hoy{_PART_OF_DAY}", days_on(0)),
    form(
        "word",
        r"est[ae] (?:misma |mismo )?(?:mañana|tarde|noche|mediod[ií]a)",
        days_on(0),
    ),
    form("word", rf"(?:ayer{_PART_OF_DAY}|anoche)", days_on(-1)),
    form(
        "word",
        rf"(?:anteayer|antier|antes de ayer|antenoche|anteanoche){_PART_OF_DAY}",
        days_on(-2),
    ),
    form("word", r"(?<!la )(?<!esta )(?<!de )(?<!una )mañana", days_on(1)),
    form("word", rf"hace (?:como |unos |unas )?{_SO_LONG}", _ago),
    form("word", rf"{_SO_LONG} atr[aá]s", _ago),
    form("word", rf"(?:el )?(?P<weekday>{_WEEKDAY}) de la semana pasada", _weekday_of_last_week),
    form(
        "word",
        rf"(?:el pasado |este |el )(?P<weekday>{_WEEKDAY})\b{_PAST}{_PART_OF_DAY}",
        _weekday,
    ),
    form("word", rf"(?P<weekday>{_WEEKDAY}) pasado{_PART_OF_DAY}", _weekday),
    form("weekday", rf"(?P<weekday>{_WEEKDAY})\b{_PAST}{_PART_OF_DAY}", _weekday),
    form(
        "word",
        r"el (?:d[ií]a )?(?P<day>\d{1,2})(?=\s*(?:$|[.,;:!?)-]))",
        day_of_month,
    ),
    form(
        "vague",
        r"(?:durante |en )?(?:el pasado |este |el )(?:fin de semana|finde)(?: pasado)?",
        weekend,
    ),
    form("vague", r"(?:durante |en )?la (?:semana pasada|pasada semana)", days_on(-7)),
    *_CALENDAR_FORMS,
)

DAYS: Final = DayWords(
    forms=(*dates.ENGLISH.forms, *_FORMS),
    not_then=dates.ENGLISH.not_then | words_in(
        "para hasta antes desde cada todos los próximo proximo otro mi mis nuestro un unos "
        "algún algun ningún ese aquel toca"
    ),
    counted=dates.ENGLISH.counted | words_in(
        "grado grados módulo modulo parte capítulo capitulo capítulos semana semanas unidad sesión "
        "sesion lección leccion clase nivel página páginas pagina paginas aula año grupo cap"
    ),
    counted_by=dates.ENGLISH.counted_by | words_in(
        "hora horas día días dia dias de grado grados estudiantes alumnos docentes páginas paginas"
    ),
    planning=_either(
        dates.ENGLISH.planning,
        r"\b(?:voy a|vamos a|quiero|queremos|planeo|planear|planeando|pienso|espero|próxim[oa]|"
        r"proxim[oa]|preparar|preparando|preparé|preparamos|usaré|haré|probaré|intentaré)\b",
    ),
    on=(*dates.ENGLISH.on, "el "),
    leaning=LEANING,
)  # fmt: skip


# Due days

_STRETCHES: Final = {"semana": "week", "mes": "month", "año": "year"}


def _end_of(match: re.Match[str], reckoning: Reckoning) -> date:
    stretch = match["stretch"]
    if stretch in _STRETCHES:
        return end_of_stretch(_STRETCHES[stretch], reckoning.today)
    return end_of_month(_number_of(_MONTHS, stretch) + 1, match["year"], reckoning.today)


def _in(match: re.Match[str], reckoning: Reckoning) -> date:
    return reckoning.today + _length_of(match)


def _first_of_month(match: re.Match[str], reckoning: Reckoning) -> date:
    month = _number_of(_MONTHS, match["month"]) + 1
    if match["year"]:
        return date(int(match["year"]), month, 1)
    return reckoning.month_day(month, 1)


DUE: Final = DueWords(
    clear=(
        *due.ENGLISH.clear,
        form("word", rf"(?:en|dentro de)(?: los próximos| las próximas)? {_SO_LONG}", _in),
        form(
            "vague",
            rf"(?:para |a |hacia |antes del? )?(?:el )?(?:fin(?:al)?(?:es)?) (?:del?|de este|de la|"
            rf"de esta) (?P<stretch>{_MONTH}|semana|mes|año)\b{_OF_YEAR}",
            _end_of,
        ),
    ),
    days=(
        *due.ENGLISH.days,
        form("word", r"(?<!la )(?<!esta )(?<!una )mañana", days_on(1)),
        form("word", r"hoy", days_on(0)),
        form(
            "weekday",
            rf"(?:el |este )?(?:próximo |proximo )?(?P<weekday>{_WEEKDAY})\b"
            r"(?: que viene| próximo| proximo)?",
            _weekday,
        ),
        form("vague", r"la (?:próxima semana|proxima semana|semana que viene)", days_on(7)),
        form(
            "vague",
            r"el (?:próximo mes|proximo mes|mes que viene)",
            next_month,
        ),
        *_CALENDAR_FORMS,
        form("vague", rf"(?P<month>{_MONTH})\b{_OF_YEAR}", _first_of_month),
    ),
    before=_either(
        due.ENGLISH.before,
        r"(?:(?:list[oa]|terminad[oa]) )?(?<!\w)(?:para|hasta|antes del?|a más tardar|a mas tardar|"
        r"fecha límite:?|fecha limite:?)(?: el)? ?$",
    ),
)


# Stretches of days


def _stretch(pattern: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.,:/#-])(?:en |durante )?(?:el |la |los |las )?{pattern}(?![\w/-]|[.:,]\d)"
    )


_FROM: Final = r"(?P<since>since|after|from|starting|desde|a partir de|después de|despues de)"
_UP_TO: Final = r"(?P<until>until|till|til|before|up to|to|hasta|antes de)"

RANGES: Final = RangeWords(
    days=DAYS,
    forms=(
        *day_ranges.ENGLISH.forms,
        *(
            (
                _stretch(rf"(?:(?P<which>est[ae]) {unit}|(?:{unit} pasad[ao]|pasad[ao] {unit}))"),
                this_or_last(reading, frozenset({"esta", "este"})),
            )
            for unit, reading in (("semana", week_of), ("mes", this_month), ("año", this_year))
        ),
        (
            _stretch(rf"[uú]ltim[oa]s {_SO_LONG}"),
            lambda match, today: DayRange(today - _length_of(match) + timedelta(days=1), today),
        ),
        (
            _stretch(rf"(?P<month>{_MONTH})\b\.?{_OF_YEAR}(?!,?\s?\d{{1,2}}\b)"),
            lambda match, today: last_month_named(
                _number_of(_MONTHS, match["month"]) + 1, match["year"], today
            ),
        ),
    ),
    months=_either(day_ranges.ENGLISH.months, _MONTH),
    bounds=re.compile(rf"(?<!\w)(?:{_FROM}|{_UP_TO})(?:l| the| el| la)? $"),
    between=_either(day_ranges.ENGLISH.between, r" ?(?:a|al|hasta|hasta el|y|-) ?"),
)


# If-then plans

PLANS: Final = (
    if_then.ENGLISH,
    re.compile(
        r"(?:(?<=[\s,;.:(])|^)(?:y )?(?:cuando|cada vez que|siempre que|si)\s+(?P<moment>[^\n]+?)"
        r"(?:,?\s+entonces\s+|\s*,?\s+(?=(?:voy\s+a|\w+[aei]ré)\b))(?P<deed>.+?)[\s.!)]*$",
        re.DOTALL,
    ),
)


# Plain words

_NETWORK: Final = (
    r" (?:una?|la|las|mi|nuestra|otra|dos|tres|\d)\b(?: [\w'#&-]+){0,3}?"
    r" ?\b(?:red(?:es)?|comunidad(?:es)?|plns?)\b"
)
_DISTRICT: Final = r"(?:del|de (?:el|mi|nuestro)) (?:propio )?distrito\b"
_IN: Final = r"en (?:el|mi|nuestro) (?:propio )?distrito\b"

SAID: Final = SaidWords(
    alone=said.alone(
        rf"{said.ALONE}|visible para (?:mis |los )?l[ií]deres"
        r"|visible para (?:todos )?(?:mis )?colegas|s[oó]lo (?:mis )?l[ií]deres|mis l[ií]deres"
        r"|s[oó]lo yo|(?:en )?privado|privada"
        r"|(?:dentro|fuera)(?: del distrito)?|cread[ao]|me un[ií]|mantenid[ao]"
    ),
    bare_at_end=said.ENGLISH.bare_at_end
    | {"privado", "privada", "en privado", "solo yo", "sólo yo"},
    phrases=(
        *said.ENGLISH.phrases,
        *(
            (section, key, re.compile(rf"\b{pattern}"))
            for section, key, pattern in (
                ("reaches", "within", rf"(?:dentro {_DISTRICT}|{_IN})"),
                ("reaches", "outside", rf"fuera {_DISTRICT}"),
                ("network_acts", "created", rf"(?:cre[eé]|creamos|fund[eé]|fundamos){_NETWORK}"),
                (
                    "network_acts",
                    "joined",
                    rf"(?:me un[ií]|nos unimos|me sum[eé]|nos sumamos) a{_NETWORK}",
                ),
                ("network_acts", "sustained", rf"(?:mantuve|mantuvimos|sostuve){_NETWORK}"),
            )
        ),
    ),
    leaning=LEANING,
)
