"""Whoever reads something reads it in their own language."""

from __future__ import annotations

from plnudge.house import House
from sandbox.server import LocalSlack
from storage.policies import set_policy
from tests.journeys.conftest import Seen


async def speaks(slack: LocalSlack, house: House, who: str, locale: str) -> None:
    """They choose that language for Slack, and the app hears of it."""
    slack.change_person(who, locale=locale)
    await slack.settled()
    await house.bot.afterwards.drain()


async def test_slack_s_language_is_what_answers_refusals_and_messages_are_in(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await speaks(slack, house, "maya", "es-LA")
    maya, ben = slack.person("maya"), slack.person("ben")
    logged = await (await maya.command("/pln log 20m webinar on feedback")).message()
    assert "Registrado." in logged.plain()
    assert "20 min · hoy" in logged.plain()
    refused = await (await maya.command("/pln log 20m webinar yesterday 2026-02-30")).message()
    assert "El calendario no tiene “2026-02-30”" in refused.plain()
    await seen("maya", "soy PLNudge")
    answer = await ben.command("/pln log 20m webinar on feedback")
    assert "Logged." in (await answer.message()).plain()


async def test_the_rubric_s_words_and_its_questions_are_in_the_reader_s_language(
    slack: LocalSlack, house: House
) -> None:
    await speaks(slack, house, "maya", "es-LA")
    maya, ben = slack.person("maya"), slack.person("ben")
    logged = await (await maya.command("/pln log 20m webinar on feedback #ownership")).message()
    assert "Seminario web" in logged.plain()
    assert "Corresponsabilidad" in logged.plain()
    form = await (await maya.command("/pln log")).opened()
    assert "Observación entre pares" in str(form.blocks)
    questions = {each.text for each in house.rubric.in_language("es").prompts}
    asked = await (await maya.command("/pln reflect")).message()
    assert any(question in asked.plain() for question in questions)
    asked = await (await ben.command("/pln reflect")).message()
    assert not any(question in asked.plain() for question in questions)


async def test_why_a_prompt_did_not_come_is_told_in_the_reader_s_language(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await speaks(slack, house, "maya", "es-LA")
    maya = slack.person("maya")
    await maya.press(await (await maya.command("/pln reflect")).message(), "prompt_skip")
    await maya.press(await seen("maya", "¿Quieres decir por qué?"), "prompt_why_1")
    await seen("maya", "Gracias, eso ayuda.")
    told = (await (await maya.command("/pln why")).message()).plain()
    assert "omitida por el docente: no viene al caso" in told
    assert "skipped" not in told and "relevant" not in told


async def test_built_in_ways_to_learn_are_in_the_reader_s_language(
    slack: LocalSlack, house: House
) -> None:
    await speaks(slack, house, "maya", "es-LA")
    maya, ben = slack.person("maya"), slack.person("ben")
    found = await (await maya.command("/pln discover capítulo")).message()
    assert "Lee un capítulo con dos colegas" in found.plain()
    found = await (await ben.command("/pln discover chapter")).message()
    assert "Read one chapter with two colleagues" in found.plain()


async def test_what_is_chosen_in_settings_holds_at_once_and_over_slack_s(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    form = await (await maya.command("/pln settings")).opened()
    assert "As usual: English" in form.plain()
    assert (await maya.submit({"language": "es"})).closed
    await seen("maya", "Las preguntas llegan")
    await speaks(slack, house, "maya", "en-GB")
    assert "Tus ajustes" in (await (await maya.command("/pln settings")).opened()).plain()
    assert (await maya.submit({"language": "usual"})).closed
    await seen("maya", "Prompts come")


async def test_whoever_s_language_is_not_spoken_reads_in_their_workspace_s(
    slack: LocalSlack, house: House
) -> None:
    await speaks(slack, house, "maya", "fr-FR")
    maya = slack.person("maya")
    assert "Logged." in (await (await maya.command("/pln log 20m webinar")).message()).plain()
    await house.database.write(
        lambda session: set_policy(session, house.workspace_id, "language", "es")
    )
    assert "Registrado." in (await (await maya.command("/pln log 20m podcast")).message()).plain()
