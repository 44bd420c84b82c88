"""The pages of an install, in the browser: on a phone and on a desk, by day and by night."""

from __future__ import annotations

from typing import Final, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Route

from bot.messages.language import Language, language, reading_in
from plnudge.pages import PAGE_HEADERS
from tests.bot.pseudo import PSEUDO
from tests.page.people import ON_ITS_LOOP
from tests.plnudge.test_pages import every_page

pytestmark = ON_ITS_LOOP

KNOWN_LANGUAGE: Final = {"rules": {"html-lang-valid": {"enabled": False}}}
"""Nobody speaks the one in which all is longer."""


@pytest.mark.parametrize("spoken", [language("en"), language("es"), PSEUDO], ids=lambda it: it.code)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_they_fit_a_phone_and_a_desk_and_axe_finds_nothing(
    browser: Browser, spoken: Language, scheme: Literal["light", "dark"]
) -> None:
    with reading_in(spoken):
        pages = every_page("Unified School District of the Counties of Harborside and Lakeview")
    shown = iter(pages)

    async def serve(route: Route) -> None:
        if route.request.url.endswith("/page"):
            await route.fulfill(body=next(shown), headers=PAGE_HEADERS)
        else:
            await route.fulfill(status=404)

    context = await browser.new_context(color_scheme=scheme)
    await context.route("**/*", serve)
    page, axe, wrong = await context.new_page(), Axe(), []
    for number in range(len(pages)):
        await page.goto("https://plnudge.example/page")
        found = await axe.run(page, options=KNOWN_LANGUAGE)
        wrong += [(number, each["id"]) for each in found.response["violations"]]
        for width in (360, 1280):
            await page.set_viewport_size({"width": width, "height": 740})
            style = "getComputedStyle(document.body).maxWidth"
            assert await page.evaluate(style) == "640px", "its own rules let it have its style"
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"page {number} is {wide} px wide"
    assert wrong == []
    await context.close()
