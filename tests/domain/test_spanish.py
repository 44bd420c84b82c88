"""Quick entries of those who read in Spanish, who may write in either language."""

from __future__ import annotations

from datetime import date

import pytest

from domain.day_ranges import DayRange
from domain.entry_filter import read_filter
from domain.errors import BadInput
from domain.if_then import IfThen
from domain.quick_entry import QuickEntry, read_quick_entry
from domain.quick_goal import read_quick_goal
from domain.typed_length import read_minutes
from rubric_data import Rubric

TODAY = date(2026, 11, 24)
"""A Tuesday."""


@pytest.fixture
def spanish(rubric: Rubric) -> Rubric:
    return rubric.in_language("es")


def read(line: str, rubric: Rubric) -> QuickEntry:
    return read_quick_entry(line, rubric=rubric, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45 min", 45),
        ("45 minutos", 45),
        ("1 hora", 60),
        ("una hora", 60),
        ("2 horas", 120),
        ("2 hs", 120),
        ("1,5 horas", 90),
        ("hora y media", 90),
        ("una hora y media", 90),
        ("1 hora y media", 90),
        ("2 h y media", 150),
        ("dos horas y cuarto", 135),
        ("hora y cuarto", 75),
        ("media hora", 30),
        ("un cuarto de hora", 15),
        ("tres cuartos de hora", 45),
        ("3/4 de hora", 45),
        ("1 hora 20 minutos", 80),
        ("1 hora y 20 min", 80),
        ("2 horas con 15 minutos", 135),
        ("cuarenta y cinco minutos", 45),
        ("veinte minutos", 20),
        ("unos 40 minutos", 40),
        ("casi dos horas", 120),
        ("por 30 minutos", 30),
        ("durante una hora", 60),
        ("4 horas en total", 240),
        ("me tomó 2 horas", 120),
        ("2 sesiones de 45 minutos", 90),
        ("tres encuentros de una hora", 180),
        ("de 30 a 45 minutos", 30),
        ("1h30", 90),
    ],
)
def test_a_length_of_time_at_the_line_s_end(typed: str, minutes: int, spanish: Rubric) -> None:
    entry = read(f"lectura sobre fracciones, {typed}", spanish)
    assert (entry.minutes, entry.text) == (minutes, "lectura sobre fracciones")


@pytest.mark.parametrize(
    "line",
    [
        "preparé clases de 45 minutos",
        "leer 20 minutos al día con mi grupo",
        "20 minutos diarios de lectura con el grupo",
        "lectura sobre la hora de clase",
        "una conversación sobre horas de oficina",
    ],
)
def test_what_only_looks_like_a_length_is_text(line: str, spanish: Rubric) -> None:
    entry = read(line, spanish)
    assert (entry.minutes, entry.text) == (None, line)


def test_a_length_within_the_line_is_understood_and_stays(spanish: Rubric) -> None:
    entry = read("Webinar de 45 minutos sobre Canva", spanish)
    assert (entry.minutes, entry.text) == (45, "Webinar de 45 minutos sobre Canva")


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("hoy", date(2026, 11, 24)),
        ("esta mañana", date(2026, 11, 24)),
        ("ayer", date(2026, 11, 23)),
        ("ayer por la tarde", date(2026, 11, 23)),
        ("ayer en la noche", date(2026, 11, 23)),
        ("anoche", date(2026, 11, 23)),
        ("anteayer", date(2026, 11, 22)),
        ("antier", date(2026, 11, 22)),
        ("antes de ayer", date(2026, 11, 22)),
        ("el lunes", date(2026, 11, 23)),
        ("lunes", date(2026, 11, 23)),
        ("lunes pasado", date(2026, 11, 23)),
        ("el lunes pasado", date(2026, 11, 23)),
        ("el pasado jueves", date(2026, 11, 19)),
        ("el miércoles por la tarde", date(2026, 11, 18)),
        ("el miercoles", date(2026, 11, 18)),
        ("el sábado", date(2026, 11, 21)),
        ("este sabado", date(2026, 11, 21)),
        ("el martes", date(2026, 11, 17)),
        ("viernes de la semana pasada", date(2026, 11, 20)),
        ("hace dos días", date(2026, 11, 22)),
        ("hace una semana", date(2026, 11, 17)),
        ("hace un mes", date(2026, 10, 24)),
        ("3 días atrás", date(2026, 11, 21)),
        ("la semana pasada", date(2026, 11, 17)),
        ("el fin de semana", date(2026, 11, 21)),
        ("20 nov", date(2026, 11, 20)),
        ("20 de noviembre", date(2026, 11, 20)),
        ("el 20 de noviembre", date(2026, 11, 20)),
        ("viernes 20 de noviembre", date(2026, 11, 20)),
        ("el 1ro de octubre", date(2026, 10, 1)),
        ("1º de octubre", date(2026, 10, 1)),
        ("noviembre 20", date(2026, 11, 20)),
        ("2 de septiembre de 2025", date(2025, 9, 2)),
        ("2 de setiembre del 2025", date(2025, 9, 2)),
        ("el 20", date(2026, 11, 20)),
        ("el 20/11", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("yesterday", date(2026, 11, 23)),
    ],
)
def test_a_day_at_the_line_s_end(typed: str, on: date, spanish: Rubric) -> None:
    entry = read(f"lectura sobre fracciones, {typed}", spanish)
    assert (entry.happened_on, entry.text) == (on, "lectura sobre fracciones")


@pytest.mark.parametrize(
    "line",
    [
        "preparación para el lunes",
        "plan de lectura hasta el 20 de diciembre",
        "club de lectura cada lunes",
        "club de lectura los lunes",
        "voy a probarlo el próximo lunes",
        "planeé la clase de mañana",
        "trabajé toda la mañana en mi portafolio",
        "leí sobre el mar y el sol",
        "leí el capítulo 3/4",
    ],
)
def test_what_is_no_day_on_which_it_was_done_is_text(line: str, spanish: Rubric) -> None:
    entry = read(line, spanish)
    assert (entry.happened_on, entry.text) == (TODAY, line)


@pytest.mark.parametrize("typed", ["mañana", "15 de diciembre"])
def test_a_day_to_come_is_refused(typed: str, spanish: Rubric) -> None:
    with pytest.raises(BadInput, match=f"“{typed}” is still to come"):
        read(f"lectura sobre fracciones, {typed}", spanish)


def test_a_day_that_no_calendar_has_is_refused(spanish: Rubric) -> None:
    with pytest.raises(BadInput, match="30 de febrero"):
        read("taller, 30 de febrero", spanish)


def test_a_day_is_understood_within_the_line_and_stays(spanish: Rubric) -> None:
    entry = read("en la reunión del lunes vimos rúbricas, 50 min", spanish)
    assert entry.happened_on == date(2026, 11, 23)
    assert entry.text == "en la reunión del lunes vimos rúbricas"


@pytest.mark.parametrize(
    ("typed", "field", "key"),
    [
        ("privado", "visibility", "private"),
        ("solo yo", "visibility", "private"),
        ("sólo yo", "visibility", "private"),
        ("mis líderes", "visibility", "leaders"),
        ("visible para mis lideres", "visibility", "leaders"),
        ("visible para todos mis colegas", "visibility", "colleagues"),
        ("dentro del distrito", "reach", "within"),
        ("fuera del distrito", "reach", "outside"),
        ("fuera", "reach", "outside"),
    ],
)
def test_plain_words_that_stand_alone(typed: str, field: str, key: str, spanish: Rubric) -> None:
    entry = read(f"lectura sobre fracciones, {typed}", spanish)
    assert getattr(entry, field) == key
    assert field not in entry.suggested


@pytest.mark.parametrize(
    ("line", "field", "key"),
    [
        ("me uní a una red de maestras de ciencias", "network_act", "joined"),
        ("creamos una comunidad de práctica en línea", "network_act", "created"),
        ("conversé con colegas de fuera de mi distrito sobre tareas", "reach", "outside"),
    ],
)
def test_phrases_are_understood_and_stay(line: str, field: str, key: str, spanish: Rubric) -> None:
    entry = read(line, spanish)
    assert (getattr(entry, field), entry.text) == (key, line)
    assert field not in entry.suggested


@pytest.mark.parametrize(
    ("tag", "field", "key"),
    [
        ("#tecnología", "skills", ("technology",)),
        ("#tecnologia", "skills", ("technology",)),
        ("#pensamiento-critico", "skills", ("critical-thinking",)),
        ("#evaluación", "elements", ("evaluation",)),
        ("#ownership", "elements", ("ownership",)),
        ("#taller", "kind", "workshop"),
        ("#observación", "kind", "peer-observation"),
        ("#presencial", "mode", "in-person"),
        ("#privado", "visibility", "private"),
        ("#fuera", "reach", "outside"),
    ],
)
def test_tags_have_spanish_names(tag: str, field: str, key: object, spanish: Rubric) -> None:
    entry = read(f"lectura sobre fracciones {tag}", spanish)
    assert (getattr(entry, field), entry.text) == (key, "lectura sobre fracciones")
    assert field not in entry.suggested


@pytest.mark.parametrize("typed", ["meta:2", "goal:2", "#meta:2"])
def test_a_goal_by_its_number(typed: str, spanish: Rubric) -> None:
    entry = read(f"lectura sobre fracciones {typed}", spanish)
    assert (entry.goal, entry.text) == ("2", "lectura sobre fracciones")


def test_whoever_reads_in_english_writes_in_english_alone(rubric: Rubric) -> None:
    line = "lectura sobre fracciones, una hora y media, ayer"
    entry = read(line, rubric)
    assert (entry.minutes, entry.happened_on, entry.text) == (None, TODAY, line)


def test_a_word_of_both_languages_counts_for_a_kind_once(spanish: Rubric) -> None:
    assert read("webinar sobre podcasts", spanish).kind == "webinar"


def test_both_languages_are_read_in_one_line(spanish: Rubric) -> None:
    entry = read("webinar on fractions 45m, el lunes #ownership #colaboración", spanish)
    assert entry.text == "webinar on fractions"
    assert (entry.minutes, entry.happened_on) == (45, date(2026, 11, 23))
    assert (entry.kind, entry.elements, entry.skills) == (
        "webinar", ("ownership",), ("collaboration",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("para el 20 de marzo", date(2027, 3, 20)),
        ("antes del 15 de diciembre", date(2026, 12, 15)),
        ("para el viernes", date(2026, 11, 27)),
        ("antes del lunes que viene", date(2026, 11, 30)),
        ("en 6 semanas", date(2027, 1, 5)),
        ("dentro de dos meses", date(2027, 1, 24)),
        ("a fin de mes", date(2026, 11, 30)),
        ("para fin de año", date(2026, 12, 31)),
        ("a finales de marzo", date(2027, 3, 31)),
        ("hasta junio", date(2027, 6, 1)),
        ("para la próxima semana", date(2026, 12, 1)),
        ("by March 20", date(2027, 3, 20)),
    ],
)
def test_a_goal_s_due_day(typed: str, on: date, spanish: Rubric) -> None:
    goal = read_quick_goal(f"Probar la rutina con mi grupo {typed}", rubric=spanish, today=TODAY)
    assert (goal.due_on, goal.text) == (on, "Probar la rutina con mi grupo")


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("Dirigir dos reuniones con familias para el 20 de marzo", "2"),
        ("Registrar 10 horas de aprendizaje a fin de mes", "10 horas"),
        ("Que 80% de mi grupo entregue un borrador", "80%"),
        ("Probar el capítulo 3 con mi grupo", None),
    ],
)
def test_a_goal_s_number(line: str, target: str | None, spanish: Rubric) -> None:
    assert read_quick_goal(line, rubric=spanish, today=TODAY).target == target


@pytest.mark.parametrize(
    ("typed", "minutes"), [("media hora", 30), ("1 hora y media", 90), ("1h30", 90), ("45", 45)]
)
def test_a_length_in_a_form_is_read_in_either_language(typed: str, minutes: int) -> None:
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize(
    ("line", "text", "plan"),
    [
        (
            "Escribir más en mi blog: cuando termine una unidad, voy a publicar una entrada",
            "Escribir más en mi blog",
            IfThen("termine una unidad", "voy a publicar una entrada"),
        ),
        (
            "Escuchar mejor. Si nadie responde, esperaré cinco segundos.",
            "Escuchar mejor.",
            IfThen("nadie responde", "esperaré cinco segundos"),
        ),
        (
            "Pedir más opiniones, cada vez que cierre un tema, entonces una encuesta",
            "Pedir más opiniones",
            IfThen("cierre un tema", "una encuesta"),
        ),
        ("Saber qué hacer cuando un grupo se traba", "Saber qué hacer cuando un grupo se traba",
         None),
        ("Blog more, when a unit ends, I will write a post", "Blog more",
         IfThen("a unit ends", "write a post")),
    ],
)  # fmt: skip
def test_a_goal_s_plan(line: str, text: str, plan: IfThen | None, spanish: Rubric) -> None:
    goal = read_quick_goal(line, rubric=spanish, today=TODAY)
    assert (goal.text, goal.plan) == (text, plan)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("esta semana", date(2026, 11, 23), date(2026, 11, 29)),
        ("la semana pasada", date(2026, 11, 16), date(2026, 11, 22)),
        ("este mes", date(2026, 11, 1), date(2026, 11, 30)),
        ("el mes pasado", date(2026, 10, 1), date(2026, 10, 31)),
        ("este año", date(2026, 1, 1), date(2026, 12, 31)),
        ("los últimos 30 días", date(2026, 10, 26), TODAY),
        ("octubre", date(2026, 10, 1), date(2026, 10, 31)),
        ("noviembre de 2025", date(2025, 11, 1), date(2025, 11, 30)),
        ("desde el 1 de octubre", date(2026, 10, 1), None),
        ("desde octubre", date(2026, 10, 1), None),
        ("hasta el viernes", None, date(2026, 11, 20)),
        ("antes del 1 de octubre", None, date(2026, 9, 30)),
        ("1 de octubre a 15 de octubre", date(2026, 10, 1), date(2026, 10, 15)),
        ("del 1 de octubre al 15 de octubre", date(2026, 10, 1), date(2026, 10, 15)),
        ("ayer", date(2026, 11, 23), date(2026, 11, 23)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_what_is_looked_for_among_entries(
    typed: str, first: date | None, last: date | None, spanish: Rubric
) -> None:
    wanted = read_filter(f"fracciones #taller {typed}", rubric=spanish, today=TODAY)
    assert wanted.days == DayRange(first, last)
    assert wanted.tags == {"kinds": ("workshop",)}
    assert [each.typed for each in wanted.words] == ["fracciones"]
