"""The page shows what people typed as they typed it, and charts with all their values."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import district
from sandbox.page import charts
from sandbox.page.mrkdwn import to_html, to_plain

WORKSPACE = district.workspace()
ALLOWED = {"a", "blockquote", "br", "code", "em", "pre", "s", "span", "strong"}
CHART = {
    "type": "data_visualization",
    "title": "Minutes",
    "chart": {
        "type": "bar",
        "series": [
            {"name": "Now", "data": [{"label": "A", "value": 30}, {"label": "B", "value": 0}]},
            {"name": "Before", "data": [{"label": "A", "value": 12.5}, {"label": "B", "value": 7}]},
        ],
        "axis_config": {"categories": ["A", "B"], "x_label": "x", "y_label": "y"},
    },
}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.addresses += [value or "" for name, value in attributes if name == "href"]
        assert {name for name, _ in attributes} <= {"href", "rel", "target", "class"}


def tags_of(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


@given(st.text() | st.text(alphabet="<>&;*_~`|:@#!\n\"'= ahtps/cdript"))
def test_whatever_is_typed_makes_no_tag_of_its_own(text: str) -> None:
    tags = tags_of(to_html(text, WORKSPACE))
    assert tags.seen <= ALLOWED
    assert all(each.startswith(("http://", "https://", "mailto:")) for each in tags.addresses)


@pytest.mark.parametrize(
    ("mrkdwn", "html"),
    [
        (
            "*bold* and _slant_ and ~gone~",
            "<strong>bold</strong> and <em>slant</em> and <s>gone</s>",
        ),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("`a *b*`", "<code>a *b*</code>"),
        ("&gt; no\n>quoted\n>lines\nafter", "<blockquote> no<br>quoted<br>lines</blockquote>after"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<@U0EDU00008>", '<span class="mention">@Maya Castellanos</span>'),
        ("<!channel>", '<span class="mention">@channel</span>'),
        ("*2 <!date^0^{_}|*> 3*", "<strong>2 * 3</strong>"),
        (":seedling: :nope:", "🌱 :nope:"),
    ],
)
def test_markup_reads_as_slack_shows_it(mrkdwn: str, html: str) -> None:
    assert to_html(mrkdwn, WORKSPACE) == html


def test_a_link_keeps_its_label_and_no_script() -> None:
    shown = to_html(
        "<https://a.example/?x=1&amp;y=2|the *talk*> <javascript:alert(1)|x>", WORKSPACE
    )
    assert 'href="https://a.example/?x=1&amp;y=2"' in shown
    assert '<a href="javascript' not in shown


def test_plain_text_has_emoji_and_nothing_else() -> None:
    assert to_plain(":tada: *not bold*") == "🎉 *not bold*"


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_a_chart_says_every_value_in_words_too(kind: str) -> None:
    block = {**CHART, "chart": {**CHART["chart"], "type": kind}}  # type: ignore[dict-item]
    assert charts.rows(block) == [["", "Now", "Before"], ["A", "30", "12.5"], ["B", "0", "7"]]
    assert charts.legend(block) == ["Now", "Before"]
    assert charts.to_svg(block).count("c1") >= 1


@pytest.mark.parametrize("values", [[1, 3], [0, 0], [5, 0]])
def test_a_pie_is_drawn_whatever_its_shares(values: list[int]) -> None:
    segments = [{"label": label, "value": value} for label, value in zip("AB", values, strict=True)]
    block = {"title": "Share", "chart": {"type": "pie", "segments": segments}}
    assert "<svg" in charts.to_svg(block)
    assert len(charts.rows(block)) == 3
