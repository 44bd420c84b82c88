from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.links import find_links, read_link


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (" http://example.org ", "http://example.org"),
        ("HTTPS://Example.org/A", "HTTPS://Example.org/A"),
        ("www.edutopia.org/x", "https://www.edutopia.org/x"),
        ("<https://example.org/a|an article>", "https://example.org/a"),
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2"),
        ("https://bücher.example/ü", "https://bücher.example/ü"),
        ("http://localhost:3000/x", "http://localhost:3000/x"),
        ("http://192.168.0.1/x", "http://192.168.0.1/x"),
    ],
)
def test_a_link_is_kept_as_a_browser_opens_it(typed: str, url: str) -> None:
    assert read_link(typed) == url


@pytest.mark.parametrize(
    "typed",
    ["http://", "https://nodot", "htp://x.y", "ftp://example.org", "example.org", "abc", "",
     "https://a b.org", "https://example.org:port/", "javascript://example.org", "https://[::1"],
)  # fmt: skip
def test_what_is_no_link_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_link(typed)
    assert refusal.value.field == "link"
    assert refusal.value.sentence == (
        f"“{typed}” is no link that opens: write it like https://example.org/page."
    )


def test_a_link_too_long_for_a_browser_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        read_link("https://example.org/" + "a" * 2000)
    assert refusal.value.sentence == (
        "That link has 2020 letters: use one of at most 2000, such as the page's own short link."
    )


@pytest.mark.parametrize(
    ("line", "urls"),
    [
        ("read https://a.example/x, then slept", ["https://a.example/x"]),
        ("(see https://a.example/x)", ["https://a.example/x"]),
        ("https://a.example/Foo_(bar)", ["https://a.example/Foo_(bar)"]),
        ("<https://a.example|A> and <https://b.example>", ["https://a.example", "https://b.example"]),
        ("<mailto:ana@a.example|Ana> wrote", []),
        ("<@U123> and <#C123|general> and <!here>", []),
        ("mail ana@www.example.org", []),
        ("ratio 3://4", []),
    ],
)  # fmt: skip
def test_links_are_found_in_a_line(line: str, urls: list[str]) -> None:
    assert [link.url for link in find_links(line)] == urls


def test_a_label_is_kept_unless_it_is_the_address_again() -> None:
    assert [link.label for link in find_links("<https://a.example/x|Good read>")] == ["Good read"]
    assert [link.label for link in find_links("<https://a.example/x|a.example/x>")] == [""]


@given(st.text(alphabet="htps:/w.<>|()ab é\n", max_size=60))
def test_any_line_has_links_that_open_or_is_refused(line: str) -> None:
    try:
        for link in find_links(line):
            assert read_link(link.url) == link.url
    except BadInput as refusal:
        assert refusal.field == "link"
