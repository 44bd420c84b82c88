"""What pages of the docs draw from the code: the command line, the reference, rooms, excerpts.

`make drawn` writes it; `tests/test_docs.py` fails where a page says something else.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeGuard

import typer

from plnudge.cli import COMMANDS
from plnudge.manifest import BOT_EVENTS, SCOPES
from storage.tables import Table

ROOT: Final = Path(__file__).parent.parent
ROOMS: Final = {
    "plnudge": "the front door: settings, the command line, the web server, and `house.py`, which "
    "puts the rooms together",
    "jobs": "what happens without anyone asking: planning, delivery, roster sync",
    "bot": "what people see and touch in Slack: `listeners/` read and keep, `messages/` draw, "
    "`attachments/` are files; the sender that paces itself",
    "storage": "tables, migrations, and one module a topic; who may see a row is decided here",
    "domain": "the rules, pure: reading a line, cadence, turns, weeks, credit, the privacy floor",
    "rubric_data": "the rubric as data, and the loader that checks a district's own file",
    "sandbox": "the local Slack and its page; it knows Slack and nothing of us",
    "tests": "mirrors the rooms; `tests/journeys/` walks through the whole house from outside",
    "bench": "what is measured, with what it may not fall below",
    "scripts": "what makes these pages: pictures, and what they draw from the code",
}
"""From the front door down, then what stands beside."""
BESIDE: Final = {"tests", "bench", "scripts"}
"""They may import any room, and none imports them."""
BEGIN: Final = "<!-- drawn: {} -->"
END: Final = "<!-- /drawn -->"
EXCERPT: Final = re.compile(r"<!-- drawn: ([\w/]+\.py):(.+) -->")
EVERYWHERE: Final = {"--json", "--workspace"}
"""Options that are explained once for all."""


def draw(page: str, name: str, drawn: str) -> str:
    """The page with what stands between the marks of that name drawn anew."""
    begin, end = BEGIN.format(name), END
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if len(found.findall(page)) != 1:
        raise LookupError(f"There is no single place for “{name}”.")
    return found.sub(lambda _: f"{begin}\n\n{drawn.strip()}\n\n{end}", page)


def drawn_pages() -> dict[Path, str]:
    """Each page that holds something drawn, as it should be."""
    parts = {
        "commands.md": {"commands": command_line()},
        "reference.md": {
            "scopes": scopes(),
            "events": events(),
            "tables": tables(),
        },
        "contributing.md": {"rooms": rooms()},
    }
    pages = {}
    for name, drawings in parts.items():
        path = ROOT / "docs" / name
        page = path.read_text()
        for place, drawn in drawings.items():
            page = draw(page, place, drawn)
        for path_in, what in EXCERPT.findall(page):
            page = draw(page, f"{path_in}:{what}", excerpt(path_in, what))
        pages[path] = page
    return pages


def rows(columns: tuple[str, ...], lines: Iterator[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    cells = [columns, tuple("---" for _ in columns), *lines]
    return "\n".join(
        f"| {' | '.join(each.replace('|', chr(92) + '|') for each in line)} |" for line in cells
    )


def excerpt(path: str, what: str) -> str:
    """A piece of the code: the function of that name, or, behind two dots, the first statement
    that has those words in it."""
    text = (ROOT / path).read_text()
    for node in ast.walk(ast.parse(text)):
        if _is_meant(node, what, text):
            lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
            said = "\n".join(lines)
            return f"```python\n# {path}\n{textwrap.dedent(said)}\n```"
    raise LookupError(f"There is no {what} in {path}.")


def _is_meant(node: ast.AST, what: str, text: str) -> TypeGuard[ast.stmt | ast.expr]:
    if what.startswith(".. "):
        is_simple = isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign)
        return is_simple and what[3:] in (ast.get_source_segment(text, node) or "")
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == what


def command_line() -> str:
    """Every command of `plnudge` with its arguments and options."""
    return "\n\n".join(part for name in COMMANDS for part in _command(name))


def _command(name: str) -> Iterator[str]:
    command: Any = typer.main.get_command(import_module(f"plnudge.commands.{name}").app)
    inside = getattr(command, "commands", None)
    yield f"## `plnudge {name}`"
    yield COMMANDS[name]
    for word, each in inside.items() if inside else [("", command)]:
        if inside:
            yield f"### `{' '.join(['plnudge', name, word])}`"
        yield from _told(each, ["plnudge", name, word], is_single=not inside)


def _told(command: Any, words: list[str], *, is_single: bool) -> Iterator[str]:
    told = " ".join(command.help.split()) if command.help else ""
    if told and not is_single:
        yield told
    elif told:
        _, _, more = command.help.partition("\n\n")
        if more:
            yield " ".join(more.split())
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    given = [each.metavar or each.name.upper() for each in arguments]
    line = " ".join([*filter(None, words), *given])
    yield f"```sh\n{line}\n```"
    lines = [
        (f"`{_sign(each, typer.Context(command))}`", each.help or "")
        for each in command.params
        if not each.hidden and not EVERYWHERE & set(each.opts)
    ]
    if lines:
        yield rows(("argument or option", "what it is"), iter(lines))


def _sign(param: Any, context: typer.Context) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    sign = ", ".join(param.opts + param.secondary_opts)
    kind = param.metavar or param.display_type(context).strip("<>")
    kind = "N" if kind in {"int", "int range", "float"} else kind
    return sign if param.is_flag else f"{sign} {kind}"


def scopes() -> str:
    return rows(("scope", "what for"), ((f"`{scope}`", why) for scope, why in SCOPES.items()))


def events() -> str:
    return ", ".join(f"`{event}`" for event in BOT_EVENTS)


def tables() -> str:
    """Each table of the database, by the topic that its module is about."""
    by_module: dict[str, list[type[Table]]] = {}
    for mapper in sorted(Table.registry.mappers, key=lambda each: each.class_.__tablename__):
        by_module.setdefault(mapper.class_.__module__, []).append(mapper.class_)
    parts = []
    for name in sorted(by_module):
        parts.append(f"### {_first_line(import_module(name).__doc__).rstrip('.')}")
        lines = ((f"`{each.__tablename__}`", _first_line(each.__doc__)) for each in by_module[name])
        parts.append(rows(("table", "a row is"), lines))
    return "\n\n".join(parts)


def rooms() -> str:
    """Each room with the rooms that it imports, and how many lines it has."""
    return rows(
        ("room", "what lives there", "it imports"),
        (
            (f"`{room}/`", about, "any" if room in BESIDE else _named(_imports(room)))
            for room, about in ROOMS.items()
        ),
    )


def _imports(room: str) -> list[str]:
    found = set()
    for module in _modules(room):
        for node in ast.walk(ast.parse(module.read_text())):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            found |= {name.partition(".")[0] for name in names}
    return [each for each in ROOMS if each in found and each != room]


def _modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def _named(found: list[str]) -> str:
    return ", ".join(f"`{each}`" for each in found) or "none"


def _first_line(told: str | None) -> str:
    return " ".join((told or "").partition("\n\n")[0].split())


def main() -> None:
    for path, page in drawn_pages().items():
        path.write_text(page)


if __name__ == "__main__":
    main()
