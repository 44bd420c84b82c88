"""The prompt bank as an admin sees it: the prompts of an element, and the form for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    OverflowMenuElement,
    StaticSelectElement,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import Origin, choice_input, modal, options, reading_modal, text_input
from bot.messages.labels import choices, label, said
from bot.messages.language import say
from bot.messages.message import context, header, section, typed
from domain.words import later
from rubric_data import Rubric
from storage.prompts import LONGEST, BankPrompt

MOST_SHOWN: Final = 60
MOST_RETIRED: Final = 30
AUDIENCES: Final = (("both", later("Everyone")), ("leaders", later("Only leaders")))


def bank_modal(bank: Sequence[BankPrompt], rubric: Rubric, element: str) -> dict[str, Any]:
    """The prompts of one element: those that are asked, then those that are retired."""
    offered = options(choices(rubric.elements))
    chosen = next(each for each in offered if each.value == element)
    asked = [each for each in bank if each.element == element and each.retired_at is None]
    retired = [each for each in bank if each.element == element and each.retired_at is not None]
    blocks: list[Block] = [
        ActionsBlock(
            block_id="bank",
            elements=[
                StaticSelectElement(
                    action_id=Action.BANK_ELEMENT, options=offered, initial_option=chosen
                ),
                ButtonElement(text=say("Add a prompt"), action_id=Action.ADD_PROMPT, value=element),
            ],
        ),
        *(_line(prompt) for prompt in asked[:MOST_SHOWN]),
    ]
    if not asked:
        blocks.append(section(say("Nothing is asked about this element: add a prompt.")))
    if retired:
        blocks.append(header(say("Retired")))
        blocks += [_line(prompt) for prompt in retired[:MOST_RETIRED]]
    if len(asked) > MOST_SHOWN or len(retired) > MOST_RETIRED:
        blocks.append(context(say("“plnudge prompt list --all” shows them all.")))
    return reading_modal(say("Prompt bank"), blocks)


def _line(prompt: BankPrompt) -> Block:
    is_retired = prompt.retired_at is not None
    if is_retired:
        menu = [("back", say("Ask it again"))]
    else:
        menu = [("edit", say("Edit")), ("retire", say("Ask it no more"))]
    facts = [] if prompt.is_built_in else [say("your own")]
    if prompt.audience == "leaders":
        facts.append(say("only for leaders"))
    small = f"\n_{', '.join(facts)}_" if facts else ""
    return section(
        f"{typed(prompt.text, LONGEST + 200)}{small}",
        block_id=f"prompt-{prompt.id}",
        accessory=OverflowMenuElement(
            action_id=Action.PROMPT_MENU,
            options=options((f"{choice}:{prompt.id}", words) for choice, words in menu),
        ),
    )


def prompt_form(prompt: BankPrompt | None, element: str, rubric: Rubric) -> dict[str, Any]:
    """A new prompt, or one to be edited; a built-in one stays beside the workspace's own."""
    about = prompt.element if prompt else element
    blocks: list[Block] = [
        text_input(
            "text",
            say("Question"),
            value=prompt.text if prompt else None,
            placeholder=say("What did you try this week that you learned from a colleague?"),
            is_multiline=True,
            most=LONGEST,
        ),
        choice_input("element", say("Element"), choices(rubric.elements), value=about),
        choice_input(
            "audience",
            say("Who is asked"),
            said(AUDIENCES),
            value="leaders" if prompt and prompt.audience == "leaders" else "both",
        ),
    ]
    if prompt is not None and prompt.is_built_in:
        blocks.append(
            context(
                say(
                    "This prompt came with the rubric's “{element}”. Yours takes its place "
                    "from now on; answers to it stay with its own words.",
                    element=label(rubric.elements, about),
                )
            )
        )
    return modal(
        Form.PROMPT,
        title=say("Edit a prompt") if prompt else say("Add a prompt"),
        submit=say("Keep it") if prompt else say("Add it"),
        blocks=blocks,
        origin=Origin(said={"prompt": prompt.id} if prompt else None),
    )
