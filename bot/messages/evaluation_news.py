"""News of an evaluation: what another did, and the way to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action
from bot.messages.evaluation import move_button, read_button
from bot.messages.labels import day_in_words
from bot.messages.language import say
from bot.messages.message import Message, context, section, typed, unstyled
from bot.messages.quoting import quoted_whole
from domain.keys import News
from storage.fresh_news import FreshNews


def evaluation_news_message(news: FreshNews, today: date) -> Message:
    """Who did what, in a sentence, and what can be done next."""
    words = _WORDS[news.news](news, today)
    blocks: list[Block] = [section(words)]
    if news.words:
        blocks += quoted_whole(news.words)
    if buttons := _BUTTONS[news.news](news):
        blocks.append(ActionsBlock(block_id="news", elements=buttons))
    blocks.append(context(typed(news.cycle, 100)))
    return Message(unstyled(words), blocks)


def _submitted(news: FreshNews, today: date) -> str:
    words = say("*{name}* has submitted their evaluation for you to read.", name=_educator(news))
    if today > news.respond_by:
        return words
    day = day_in_words(news.respond_by, today)
    return f"{words} {say('A response is hoped for by {day}.', day=day)}"


def _commented(news: FreshNews, _today: date) -> str:
    name = typed(news.by, 80)
    if news.is_own:
        return say("*{name}* has commented on your evaluation.", name=name)
    return say("*{name}* has commented on their evaluation.", name=name)


def _decided(news: FreshNews, _today: date) -> str:
    if news.state == "agreed":
        return say("*{name}* agrees with where their evaluation stands.", name=_educator(news))
    return say(
        "*{name}* sees their evaluation differently, and has put it into words. "
        "They stay beside your response.",
        name=_educator(news),
    )


def _educator(news: FreshNews) -> str:
    return typed(news.educator, 80)


_WORDS: Final[Mapping[News, Callable[[FreshNews, date], str]]] = {
    "submitted": _submitted,
    "withdrawn": lambda news, _today: say(
        "*{name}* has withdrawn their evaluation to change it. There is nothing to "
        "do: you will hear when it is back.",
        name=_educator(news),
    ),
    "responded": lambda news, _today: say(
        "*{name}* has responded to your evaluation. Next: read it, and talk about it together.",
        name=typed(news.by, 80),
    ),
    "response-changed": lambda news, _today: say(
        "*{name}* has changed their response to your evaluation.", name=typed(news.by, 80)
    ),
    "response-taken-back": lambda news, _today: say(
        "*{name}* has taken their response back. Your evaluation awaits one again; "
        "there is nothing to do.",
        name=typed(news.by, 80),
    ),
    "talked": lambda news, _today: say(
        "*{name}* says that you have talked about your evaluation. Next: say whether "
        "you agree, or how you see it differently.",
        name=typed(news.by, 80),
    ),
    "decided": _decided,
    "commented": _commented,
    "peer-asked": lambda news, _today: say(
        "*{name}* asks you to read their evaluation as a peer, and to comment. "
        "They can see that you read it.",
        name=_educator(news),
    ),
}


def _reading(news: FreshNews) -> list[ButtonElement]:
    return [_primary(read_button(news.evaluation_id, news.educator)), _comment(news)]


def _awaiting(news: FreshNews) -> list[ButtonElement]:
    respond = ButtonElement(
        text=say("Respond"), action_id=Action.RESPOND, value=str(news.evaluation_id)
    )
    return [_primary(read_button(news.evaluation_id, news.educator)), respond]


def _answered(news: FreshNews) -> list[ButtonElement]:
    return [
        _primary(read_button(news.evaluation_id, text=say("Read the response"))),
        move_button(news.evaluation_id, "discuss", say("We have talked")),
        _see(news),
    ]


def _comment(news: FreshNews) -> ButtonElement:
    return ButtonElement(
        text=say("Comment"), action_id=Action.COMMENT, value=str(news.evaluation_id)
    )


def _see(news: FreshNews) -> ButtonElement:
    return ButtonElement(
        text=say("See your evaluation"), action_id=Action.OPEN_EVALUATION, value=str(news.cycle_id)
    )


def _primary(button: ButtonElement) -> ButtonElement:
    button.style = "primary"
    return button


_BUTTONS: Final[Mapping[News, Callable[[FreshNews], list[ButtonElement]]]] = {
    "submitted": _awaiting,
    "withdrawn": lambda _news: [],
    "responded": _answered,
    "response-changed": _answered,
    "response-taken-back": lambda news: [_see(news)],
    "talked": lambda news: [_primary(_see(news))],
    "decided": _reading,
    "commented": _reading,
    "peer-asked": _reading,
}
