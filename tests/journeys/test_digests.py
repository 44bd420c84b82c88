"""What leaders get: the digest, the dashboard, and where the district stands."""

from __future__ import annotations

from plnudge.house import House
from sandbox.server import LocalSlack
from tests.journeys.conftest import Seen


async def test_leaders_rate_the_district_and_read_where_they_differ(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    ruth, edwin = slack.person("ruth"), slack.person("edwin")
    report = await (await ruth.command("/pln stage")).message()
    assert "Nobody has rated the district yet" in report.plain()
    assert "evaluation is participative" in report.plain()
    opened = await ruth.press(report, "stage_rate", "evaluation")
    assert "Possible next step" in (await opened.opened()).plain()
    refused = await ruth.submit({"score": "3", "reason": " "})
    assert "why" in refused.errors["reason"]
    assert (
        await ruth.submit({"reason": "Goals are set *for* teachers", "evidence": "Our policy"})
    ).closed
    saved = await seen("ruth", "Saved:")
    assert "Investigating" in saved.plain()

    again = await (await edwin.command("/pln stage")).message()
    await (await edwin.press(again, "stage_rate", "evaluation")).opened()
    assert edwin.view is not None
    assert "Goals are set" in edwin.view.plain()
    await edwin.submit({"score": "8", "reason": "Our school began self-evaluation"})
    await seen("edwin", "Saved:")
    told = (await (await slack.person("priya").command("/pln stage")).message()).plain()
    assert "55% of the way" in told
    assert "Raters differ: from 3 (Investigating) to 8 (Staging)" in told

    await ruth.press(saved, "stage_take_back")
    assert "80% of the way" in (await seen("ruth", "Taken back")).plain()


async def test_a_teacher_neither_rates_the_district_nor_reads_of_it(
    slack: LocalSlack, house: House
) -> None:
    answer = await slack.person("maya").command("/pln stage")
    assert "for those who lead a group" in (await answer.message()).plain()
    assert (
        "/pln stage"
        not in (await (await slack.person("maya").command("/pln help")).message()).plain()
    )
