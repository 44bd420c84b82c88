"""The pictures of the docs, taken from the demo's page: `make pictures`.

The demo begins at a set moment and its people are the same each time, so a picture changes where
what it shows has changed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from plnudge.demo import open_demo
from sandbox.district import PEOPLE
from sandbox.server import LocalSlack

BEGINS_AT: Final = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""A Tuesday, noon in Chicago: the next prompt is tomorrow's, the next digest Monday's."""
FOLDER: Final = Path(__file__).parent.parent / "docs" / "pictures"
LARGEST_KILOBYTES: Final = 120
COLOURS: Final = 128
"""A page has few, and a palette makes the file small."""
WIDE: Final = ViewportSize(width=1180, height=780)
TALL: Final = ViewportSize(width=1060, height=2400)
"""So that a long message is whole."""
FORM: Final = ViewportSize(width=1060, height=1000)
MARGIN: Final = 14
"""Pixels of the page beside and below a part of it. Above is the line that parts the days."""
PATIENCE_MILLISECONDS: Final = 120_000
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--force-color-profile=srgb")
LINE: Final = "/pln log 45m EdCamp session on student podcasting #ownership #collaboration"
OUTCOME: Final = "Nineteen of 24 families came to a conference that their child led."
NEXT_LINE: Final = "/pln goal Run two student-led conferences by March 20 #skills"
REFLECTION: Final = (
    "Two students recorded a talk about their volcano. The quiet one spoke the most, so next week "
    "everyone gets a turn with the recorder."
)


@dataclass(frozen=True)
class Camera:
    """The demo, and a browser to look at it with."""

    browser: Browser
    slack: LocalSlack

    async def look(self, who: str, place: str = "dm", size: ViewportSize = TALL) -> Page:
        """That person's Slack."""
        page = await self.browser.new_page(viewport=size, device_scale_factor=1.25)
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        await page.goto(f"{self.slack.url}/as/{PEOPLE[who].id}/{place}")
        return page


async def say(page: Page, line: str) -> Locator:
    """Types a line; gives the message that answers it."""
    messages = page.locator(".message")
    before = await messages.count()
    await page.fill("#words", line)
    await page.keyboard.press("Enter")
    await expect(messages).not_to_have_count(before)
    return messages.last


async def log_in_one_line(camera: Camera) -> dict[str, bytes]:
    page = await camera.look("maya", size=WIDE)
    await expect(await say(page, LINE)).to_contain_text("Logged.")
    await page.fill("#words", NEXT_LINE)
    await page.evaluate("document.activeElement.blur()")
    return {"log": await page.screenshot()}


async def answer_a_prompt(camera: Camera) -> dict[str, bytes]:
    page = await camera.look("maya")
    await page.get_by_role("button", name="To the next prompt").click()
    prompt = page.locator(".message", has=page.get_by_role("button", name="Reflect", exact=True))
    await expect(prompt).to_have_count(1)
    asked = await shoot(prompt)
    await prompt.get_by_role("button", name="Reflect", exact=True).click()
    await page.fill("dialog [name=text]", REFLECTION)
    await page.get_by_role("button", name="Save").click()
    answered = page.locator(".message", has_text="Answered ·")
    await expect(answered).to_have_count(1)
    return {"prompt": asked, "reflection": await shoot(answered)}


async def open_home(camera: Camera) -> dict[str, bytes]:
    page = await camera.look("maya", "home")
    await expect(page.get_by_text("Hi Maya")).to_be_visible()
    return {"home": await shoot(page.locator(".home"))}


async def make_a_schedule(camera: Camera) -> dict[str, bytes]:
    page = await camera.look("priya", "home", FORM)
    await page.get_by_role("button", name="Admin").click()
    await page.get_by_role("button", name="New schedule").click()
    await page.fill("dialog [name=name]", "Friday thought")
    return {"schedule": await shoot_form(page)}


async def evaluate(camera: Camera) -> dict[str, bytes]:
    fatima = await camera.look("fatima")
    own = await say(fatima, "/pln evaluation")
    maya = await camera.look("maya")
    begun = await say(maya, "/pln evaluation")
    await begun.get_by_role("button", name="Note an indicator").click()
    await maya.fill("dialog [name=text]", OUTCOME)
    await maya.locator("dialog [name=kind]").select_option("student-engagement")
    await maya.get_by_role("button", name="Save").click()
    await maya.get_by_role("button", name="Choose evidence").click()
    ruth = await camera.look("ruth")
    await say(ruth, "/pln evaluations")
    await ruth.get_by_role("button", name="Read it").first.click()
    await expect(ruth.locator("dialog, .message", has_text="Respond").last).to_be_visible()
    return {
        "evaluation": await shoot(own),
        "evaluation-evidence": await shoot_form(maya),
        "evaluation-reading": await shoot(ruth.locator("dialog, .message").last),
    }


async def read_the_digest(camera: Camera) -> dict[str, bytes]:
    page = await camera.look("dana")
    digest = await say(page, "/pln digest last week")
    await expect(page.locator("figure.chart")).to_have_count(2)
    return {"digest": await shoot(digest)}


async def open_a_dashboard(camera: Camera) -> dict[str, bytes]:
    page = await camera.look("dana", "home")
    await page.get_by_role("button", name="My groups").click()
    await expect(page.get_by_text("Where the district stands")).to_be_visible()
    return {"dashboard": await shoot(page.locator(".home"))}


async def make_a_portfolio(camera: Camera) -> dict[str, bytes]:
    page = await camera.look("maya")
    await page.fill("#words", "/pln portfolio last 8 weeks")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Go on").click()
    link = page.get_by_role("link", name="Your portfolio", exact=True)
    await expect(link).to_be_visible()
    answer = await page.request.get(f"{camera.slack.url}{await link.get_attribute('href')}")
    pages = [
        sheet.render(scale=0.9).to_pil().convert("RGB")
        for sheet in list(pypdfium2.PdfDocument(await answer.body()))[:2]
    ]
    side_by_side = Image.new(
        "RGB", (sum(each.width for each in pages) + 24, pages[0].height + 16), "#d8d8d8"
    )
    for place, each in enumerate(pages):
        side_by_side.paste(each, (8 + place * (each.width + 8), 8))
    return {"portfolio": _as_png(side_by_side)}


SITTINGS: Final[tuple[Callable[[Camera], Awaitable[dict[str, bytes]]], ...]] = (
    log_in_one_line,
    make_a_schedule,
    evaluate,
    read_the_digest,
    open_a_dashboard,
    answer_a_prompt,
    open_home,
    make_a_portfolio,
)
"""In the order in which the clock passes them."""


async def shoot(part: Locator, margin: int = MARGIN) -> bytes:
    """That part of the page, with a little of what is around it."""
    box = {"height": 0.0}
    while not box["height"]:
        # In one go, and again where the page was drawn anew meanwhile.
        await expect(part).to_be_visible()
        box = await part.evaluate(
            "part => { part.scrollIntoView({block: 'center'});"
            " return part.getBoundingClientRect().toJSON(); }"
        )
    return await part.page.screenshot(
        animations="disabled",
        caret="hide",
        clip={
            "x": max(0, box["x"] - margin),
            "y": box["y"],
            "width": box["width"] + 2 * margin,
            "height": box["height"] + margin,
        },
    )


async def shoot_form(page: Page) -> bytes:
    """The form that is open; it is put away."""
    form = page.locator("dialog")
    await page.evaluate("document.activeElement.blur()")
    picture = await shoot(form, margin=0)
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    return picture


def shrink(picture: bytes) -> bytes:
    """The same in few colours."""
    return _as_png(
        Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    )


def _as_png(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _with_our_fonts(folder: Path) -> dict[str, str | float | bool]:
    """The environment of a browser that writes in the fonts that PDFs have, emoji too.

    So a picture does not hang on what else is on the machine.
    """
    config = folder / "fonts.conf"
    config.write_text(
        "<fontconfig>"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{files('manimgx_fonts')}</dir><cachedir>{folder}</cachedir>"
        '<match target="pattern"><test name="family" compare="contains">'
        "<string>system-ui</string></test>"
        '<edit name="family" mode="prepend" binding="strong"><string>Noto Sans</string></edit>'
        "</match></fontconfig>"
    )
    return {**os.environ, "FONTCONFIG_FILE": str(config)}


async def take_pictures(chromium: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="plnudge-") as records:
        async with open_demo(0, Path(records), BEGINS_AT) as (slack, _), async_playwright() as play:
            browser = await play.chromium.launch(
                executable_path=chromium, args=FLAGS, env=_with_our_fonts(Path(records))
            )
            for sit in SITTINGS:
                for name, picture in (await sit(Camera(browser, slack))).items():
                    small = shrink(picture)
                    (folder / f"{name}.png").write_bytes(small)
                    kilobytes = len(small) / 1000
                    sys.stdout.write(f"{name}.png  {kilobytes:.0f} kB\n")
                    if kilobytes > LARGEST_KILOBYTES:
                        raise ValueError(f"{name}.png is larger than {LARGEST_KILOBYTES} kB.")
            await browser.close()


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no Chromium; “make test” installs it.")
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    FOLDER.mkdir(exist_ok=True)
    asyncio.run(take_pictures(chromium, FOLDER))


if __name__ == "__main__":
    main()
