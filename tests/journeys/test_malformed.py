"""What is signed as Slack signs, but is not as Slack makes it, gets a plain answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from random import Random
from typing import Any, Final

from sandbox.record import Delivery
from tests.access.cast import Stage
from tests.access.test_matrix import tries
from tests.conftest import NOW

SEED: Final = 20261129
ROLE: Final = "admin"
LONG: Final = 200_000
ODD: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 1.5, 10**400, "", " ", "0", "x", "\0", "﷽" * 3000, "<!channel>",
    "-5", "9" * 400, "2026-02-30", "25:61", "{", "null", "[]", '{"row": "x"}', '{"nobody": 1}',
    [], {}, [[]], [None], ["x"], [{}], {"id": 5}, {"id": "U0EDU00008"}, {"value": None},
)  # fmt: skip
"""What takes the place of something."""
UNPAIRED: Final = "\ud800"
"""Half of a character, which JSON can tell and a form can't."""

Json = dict[str, Any]


async def test_what_is_spoilt_gets_a_plain_answer_and_never_an_error(
    stage: Stage, at_full_size: bool
) -> None:
    size = 8000 if at_full_size else 400
    chance = Random(SEED)  # noqa: S311 (repeatable, not secret)
    whole = await everything(stage)
    statuses = Counter[int | None]()
    wrong = []
    for _ in range(size):
        delivery = chance.choice(whole)
        spoilt = deepcopy(delivery.payload)
        odd = ODD if delivery.kind == "slash_commands" else (*ODD, UNPAIRED)
        what = [spoil(spoilt, odd, chance) for _ in range(chance.choice((1, 1, 2, 4)))]
        again = Delivery(0, delivery.kind, delivery.type, {}, NOW)
        attempt = await stage.slack.platform.courier.hand_over(again, spoilt)
        statuses[attempt.status] += 1
        said = json.dumps(attempt.body)
        if attempt.status is None or attempt.status >= 500 or "Traceback" in said:
            wrong.append(f"{attempt.status} {attempt.reason}: {delivery.type} with {what}")
    await stage.settle()
    print(  # noqa: T201 (figures for whoever asks for them)
        f"{size} spoilt deliveries out of {len(whole)}: answered {dict(statuses)}"
    )
    assert not wrong, "\n".join(wrong)
    # The rest of the app is as well as before.
    assert "Logged." in (await stage.slack.person("maya").command("/pln log 20m webinar")).plain()


async def everything(stage: Stage) -> list[Delivery]:
    """One of each that Slack may make: every press, form, search, shortcut, command and event."""
    ids = await stage.lay_out()
    for each in tries(stage, ROLE):
        await each.act(ids)
    maya = stage.slack.person("maya")
    await maya.open_home()
    stage.slack.change_person("maya", real_name="Maya Ellison")
    await stage.settle()
    return list(stage.slack.deliveries)


def spoil(payload: Json, odd: Sequence[Any], chance: Random) -> str:
    """Something in it is left out, or is something else; says what."""
    places = list(find_places(payload))
    if not places:
        return "nothing left"
    holder, key, path = chance.choice(places)
    roll = chance.random()
    if roll < 0.3:
        del holder[key]
        return f"no {path}"
    if roll < 0.35 and isinstance(holder[key], str):
        holder[key] = "long " * (LONG // 5)
        return f"a long {path}"
    if roll < 0.4 and isinstance(holder, dict):
        holder["odd" * 99] = holder.pop(key)
        return f"another name for {path}"
    holder[key] = deepcopy(chance.choice(odd))  # it may be spoilt in its turn
    return f"{str(holder[key])[:40]!r} as {path}"


def find_places(inside: Any, path: str = "") -> Any:
    """Each place in it, as what holds it, its key there, and how one gets there."""
    pairs = inside.items() if isinstance(inside, dict) else enumerate(inside)
    for key, value in list(pairs):
        here = f"{path}.{key}"
        yield inside, key, here
        if isinstance(value, dict | list):
            yield from find_places(value, here)
