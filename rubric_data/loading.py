"""Reading a rubric file, and saying where it is wrong and what to put there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from rubric_data.checks import check_rubric, check_tags, tag_owners
from rubric_data.refusals import first_refusal
from rubric_data.rubric import Misfit, Rubric
from rubric_data.translation import Translation, borrow_words, translate

try:
    from yaml import CSafeLoader as YamlLoader
except ImportError:  # PyYAML was built without libyaml: the same, slower
    from yaml import SafeLoader as YamlLoader  # type: ignore[assignment]

BUILT_IN: Final = Path(__file__).with_name("rubric.yaml")

Shape = TypeVar("Shape", bound=BaseModel)


class RubricError(Exception):
    """A rubric file can't be used: `sentence` names the file, the line and what to put there."""

    def __init__(self, path: Path, sentence: str, line: int | None = None) -> None:
        place = f"{path}, line {line}" if line else f"{path}"
        super().__init__(f"{place}: {sentence}")
        self.path = path
        self.line = line
        self.sentence = f"{place}: {sentence}"


def load_rubric(path: Path | None = None) -> Rubric:
    """The rubric of that file, or the built-in one, with its words in other languages.

    Sections that the file leaves out stay the built-in ones. In another language its words are
    those of the file beside it that has the language in its name (`maple.yaml`,
    `maple.es.yaml`), else the built-in one's where it says the same, else its own. Raises
    RubricError for a file that can't be read, is no YAML, or doesn't say what it must.
    """
    return _built_in() if path is None else _build_own(path, _built_in())


@cache
def _built_in() -> Rubric:
    rubric = build_rubric(BUILT_IN)
    files = _translations_beside(BUILT_IN)
    rubric.speak({code: build_translation(file, rubric, rubric) for code, file in files.items()})
    return rubric


def _build_own(path: Path, built_in: Rubric) -> Rubric:
    rubric = build_rubric(path, {name: getattr(built_in, name) for name in Rubric.model_fields})
    files, spoken = _translations_beside(path), {}
    for code in sorted({*files, *built_in.languages}):
        borrowed = borrow_words(rubric, built_in, built_in.in_language(code))
        spoken[code] = (
            build_translation(files[code], rubric, borrowed) if code in files else borrowed
        )
    rubric.speak(spoken)
    return rubric


def _translations_beside(path: Path) -> dict[str, Path]:
    """Files by the language in their name: `rubric.es.yaml` beside `rubric.yaml`."""
    name = re.compile(rf"{re.escape(path.stem)}\.([a-z]{{2}}){re.escape(path.suffix)}")
    found = [(name.fullmatch(each.name), each) for each in sorted(path.parent.iterdir())]
    return {match[1]: each for match, each in found if match}


def build_rubric(path: Path, inherited: Mapping[str, Any] = MappingProxyType({})) -> Rubric:
    """The rubric of a file, with those sections where it leaves them out. Raises RubricError."""
    root, given = _read(path)
    rubric = _validated(Rubric, {**inherited, **given}, path, root)
    with _naming_lines(path, root):
        check_rubric(rubric, inherited=frozenset(inherited) - frozenset(given))
    return rubric


def build_translation(path: Path, rubric: Rubric, known: Rubric) -> Rubric:
    """The rubric in the words of that file, and in those that are `known` where it has none.

    Raises RubricError.
    """
    root, given = _read(path)
    translation = _validated(Translation, given, path, root)
    with _naming_lines(path, root):
        translated = translate(known, translation)
        check_tags(translation, tag_owners(rubric))
    return translated


def _validated(shape: type[Shape], given: dict[str, Any], path: Path, root: yaml.Node) -> Shape:
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        sentence, place = first_refusal(error, shape, lambda place: _line(root, place))
        raise RubricError(path, sentence, _line(root, place)) from None


@contextmanager
def _naming_lines(path: Path, root: yaml.Node) -> Iterator[None]:
    try:
        yield
    except Misfit as misfit:
        raise RubricError(path, misfit.sentence, _line(root, misfit.place)) from None


def _read(path: Path) -> tuple[yaml.Node, dict[str, Any]]:
    """The file's nodes, which know their lines, and what they say."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RubricError(
            path, "there is no such file: put the path of your rubric in PLNUDGE_RUBRIC."
        ) from None
    except UnicodeDecodeError as error:
        bad_line = error.object.count(b"\n", 0, error.start) + 1
        raise RubricError(
            path, "this is not UTF-8: save the file as UTF-8 text.", bad_line
        ) from None
    except OSError as error:
        reason = (error.strerror or "it can't be opened").lower()
        raise RubricError(
            path, f"the file can't be read ({reason}): name a file that PLNudge may read."
        ) from None
    loader = YamlLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise RubricError(
                path, "the file is empty: copy the built-in rubric.yaml and change it."
            )
        _refuse_repeated_fields(path, root)
        given = loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise RubricError(path, _yaml_sentence(text, line, error), line) from None
    except yaml.YAMLError:
        raise RubricError(
            path, "this is not YAML text: remove characters that can't be printed."
        ) from None
    except (ValueError, RecursionError):  # such as the date 2026-13-45
        raise RubricError(
            path, "a value is not what it looks like: put dates and long numbers in quotes."
        ) from None
    finally:
        loader.dispose()
    if not isinstance(given, dict):
        raise RubricError(path, "a rubric has sections: begin with `title:` or `elements:`.", 1)
    return root, given


def _refuse_repeated_fields(path: Path, root: yaml.Node) -> None:
    """YAML would let the last one win without a word."""
    waiting, met = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in met:
            continue
        met.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            names = set[str]()
            for name, value in node.value:
                waiting.append(value)
                if not isinstance(name, yaml.ScalarNode):
                    continue
                if name.value in names:
                    raise RubricError(
                        path,
                        f"“{name.value}” is here for the second time: keep one of them.",
                        name.start_mark.line + 1,
                    )
                names.add(name.value)


def _yaml_sentence(text: str, line: int, error: yaml.MarkedYAMLError) -> str:
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return "YAML takes no tabs at the start of a line: put spaces there."
    problem = error.problem or "it can't be read"
    return (
        f"this is not YAML ({problem}): look here and at the line above for a missing colon, "
        "quote or bracket."
    )


def _line(root: yaml.Node, place: tuple[str | int, ...]) -> int:
    """The line, from 1, of the deepest node on that path.

    Where the path ends in a field that is there, the line is that of its name.
    """
    node, line = root, root.start_mark.line + 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((name, value) for name, value in node.value if name.value == step), None)
            if found is None:
                return line
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            return line
    return line
