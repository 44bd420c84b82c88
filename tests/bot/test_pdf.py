"""A PDF shows what was typed, in any script, to eyes and to screen readers; it runs none of it."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from bot.attachments import pdf
from bot.attachments.pdf import (
    Bar,
    BarChart,
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Figures,
    Heading,
    Listing,
    NewPage,
    Paragraph,
    PdfNotMade,
    Quote,
    Table,
    render_pdf,
    render_pdf_aside,
)

# Scripts whose letters PDFium gives back one for one; Arabic and Thai are told below.
TYPED = {
    "Latin": "Zoë Ångström, Łódź, Nguyễn Thị Ánh",
    "Cyrillic": "Съешь ещё этих мягких булок",
    "Greek": "Καλημέρα σας",
    "Hebrew": "שלום",
    "Chinese": "今天我和同事一起备课",
    "Japanese": "今日は生徒と話しました",
    "Korean": "오늘은 좋은 수업이었다",
    "Georgian": "ქართული",
    "Armenian": "հայերեն",
    "emoji": "🎉",
}
SHAPED = {
    "Arabic": "مرحبا بالعالم",
    "Devanagari": "नमस्ते क्षत्रिय",
    "Thai": "สวัสดีครับ",
    "Tamil": "வணக்கம்",
    "Bengali": "নমস্কার",
    "Amharic": "ሰላም ለዓለም",
}
HOSTILE = (
    '#read("/etc/passwd")',
    '#eval("1+1")',
    '#import "@preview/cetz:0.3.0"',
    '#image("document.typ")',
    "$x^2$ \\ #[*bold*] _i_ `raw` <label> @ref",
    "= No heading",
    "/* no comment */ // nor this",
    '"); #panic("x")',
    "{{ 7*7 }} ${7*7} %(x)s",
    "](https://x.example)",
    "x" * 3000,
    "e\u0301\u0323" * 400,
    "\u202egnp.exe\u2066 and on",
    "a\x00b\x1b[31mc\x7f",
    "\ud800 alone",
    "https://example.org/" + "path/" * 300,
)
SIGNS = "#$\\*_`<>@[]{}()\"'=/-+~|&^%;:,.! ax1\n\r\t\u202e\u2066\u200f"


def document(*blocks: Block, **more: Any) -> Document:
    return Document(title="A portfolio", author="Zoë Ångström", blocks=blocks, **more)


def words_of(made: bytes) -> str:
    pages = pypdfium2.PdfDocument(made)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    finally:
        pages.close()
    # PDFium marks where a word may end a line, and ends each line of the page.
    return re.sub(r"[\u200b\ufffe]", "", text).replace("\r\n", "\n")


def root_of(made: bytes) -> Any:
    return PdfReader(BytesIO(made)).trailer["/Root"]


def fonts_of(made: bytes) -> set[str]:
    pages: list[Any] = list(PdfReader(BytesIO(made)).pages)
    return {
        str(font.get_object()["/BaseFont"])
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }


def links_of(made: bytes) -> list[str]:
    pages: list[Any] = list(PdfReader(BytesIO(made)).pages)
    annotations = [each.get_object() for page in pages for each in page.get("/Annots", ())]
    return [each["/A"]["/URI"] for each in annotations if "/URI" in each.get("/A", ())]


def tags_of(made: bytes) -> list[Any]:
    """Every structure element, in reading order."""

    def walk(node: Any) -> list[Any]:
        if isinstance(node, IndirectObject):
            node = node.get_object()
        if isinstance(node, ArrayObject):
            return [each for kid in node for each in walk(kid)]
        if not isinstance(node, DictionaryObject):
            return []
        own = [node] if "/S" in node else []
        return [*own, *walk(node.get("/K"))]

    return walk(root_of(made)["/StructTreeRoot"]["/K"])


def names_of(made: bytes) -> list[str]:
    return [str(tag["/S"]) for tag in tags_of(made)]


@pytest.fixture
def typesetter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another program in its place, to be written by the test."""
    program = tmp_path / "typesetter.py"
    monkeypatch.setattr(pdf, "_TYPESETTER", str(program))
    return program


def test_what_was_typed_comes_out_in_order_whatever_its_script() -> None:
    text = words_of(
        render_pdf(
            document(
                *(Quote(words, source=name) for name, words in TYPED.items()),
                Table((Column("Script"), Column("Words")), tuple(TYPED.items())),
            )
        )
    )
    assert "\ufffd" not in text
    at = 0
    for name, words in [*TYPED.items(), *((words, name) for name, words in TYPED.items())]:
        assert name in text[at:], name
        assert words in text, words
        at = text.index(name, at)


def test_scripts_whose_letters_join_are_drawn_with_fonts_that_have_them() -> None:
    made = render_pdf(document(*(Paragraph(words) for words in SHAPED.values())))
    fonts = fonts_of(made)
    for script in ("Arabic", "Devanagari", "Thai", "Tamil", "Bengali", "Ethiopic"):
        assert any(f"NotoSans{script}" in font for font in fonts), script
    assert b"pdfuaid" in root_of(made)["/Metadata"].get_data()


def test_words_that_run_from_right_to_left_begin_at_the_right() -> None:
    lefts = []
    for words in ("abc", "שלום"):
        page = pypdfium2.PdfDocument(render_pdf(document(Quote(words))))[0]
        left, *_ = page.get_textpage().get_charbox(len("A portfolio\r\n"))
        lefts.append(left)
    assert lefts[0] < 100
    assert lefts[1] > 400


def test_a_screen_reader_finds_language_title_outline_and_tags() -> None:
    made = render_pdf(
        document(
            Heading("Goals"),
            Heading("Two conferences", 2),
            Facts((("State", "met"),)),
            Paragraph("One.\n\nTwo."),
            Listing(("a point", Cell("a link", url="https://example.org"))),
            Table((Column("When"), Column("Minutes", is_number=True)), (("Sep 3", "45"),)),
            BarChart("Hours by month", "Hours by month: Sep 3, Oct 7.", (Bar("Sep", 3, "3 h"),)),
            front=(Figures((("42 h", "logged"),)),),
            has_contents=True,
        )
    )
    reader = PdfReader(BytesIO(made))
    root = root_of(made)
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("A portfolio", "Zoë Ångström")
    assert b"pdfuaid" in root["/Metadata"].get_data()
    outline = reader.outline
    assert [str(entry.title) for entry in outline if not isinstance(entry, list)] == ["Goals"]
    names = names_of(made)
    for name in ("/H1", "/H2", "/P", "/L", "/LI", "/Link", "/Table", "/TR", "/TH", "/TD", "/TOC"):
        assert name in names, name
    alts = [tag["/Alt"] for tag in tags_of(made) if tag["/S"] == "/Figure"]
    assert alts == ["Hours by month: Sep 3, Oct 7."]


def test_a_word_in_another_language_is_marked_as_such() -> None:
    made = render_pdf(document(Quote("今日は生徒と話しました"), Quote("שלום")))
    assert {tag["/Lang"] for tag in tags_of(made) if "/Lang" in tag} >= {"ja", "he"}


def test_nothing_that_is_typed_is_run_or_read() -> None:
    made = render_pdf(
        document(
            *(Quote(words, source=words) for words in HOSTILE),
            Heading(HOSTILE[0]),
            Facts(tuple((words, Cell(words, words, words)) for words in HOSTILE)),
            Figures(tuple((words[:40], words[:40]) for words in HOSTILE)),
            Table((Column(HOSTILE[1]),), tuple((Cell(words),) for words in HOSTILE), HOSTILE[2]),
            Listing(HOSTILE),
            BarChart(HOSTILE[3], HOSTILE[4], (Bar(HOSTILE[5], 1, HOSTILE[6]),)),
            subtitle=HOSTILE[0],
            running_head=HOSTILE[1],
            colophon=HOSTILE[2],
            has_contents=True,
        )
    )
    text = words_of(made)
    assert "root:" not in text
    assert '#read("/etc/passwd")' in text
    assert "$x^2$ \\ #[*bold*] _i_ `raw` <label> @ref" in text
    assert "/* no comment */ // nor this" in text
    assert "{{ 7*7 }} ${7*7} %(x)s" in text
    assert "gnp.exe and on" in text
    assert "\x1b" not in text
    links = links_of(made)
    assert links
    assert all(link.startswith("https://example.org/path/") for link in links)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.text(
                alphabet="#$\\*_`<>@[]{}()\"'=/-+~|&^%;:,.! ax1\n\r\t\u202e\u2066\u200f",
                max_size=60,
            ),
            st.sampled_from(HOSTILE),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_is_typed_makes_a_document(texts: list[str]) -> None:
    made = render_pdf(
        document(
            *(Quote(text, text) for text in texts),
            *(Heading(text) for text in texts),
            Table((Column("One"), Column("Two")), tuple((text, text) for text in texts)),
        )
    )
    text = words_of(made)
    for typed in texts:
        for word in re.findall(r"[a-z0-9]{1,19}", typed):
            assert word in text


def test_a_word_of_three_thousand_letters_stays_on_the_page() -> None:
    made = render_pdf(
        document(
            Quote("x" * 3000),
            Table((Column("One"), Column("Two"), Column("Three")), (("a" * 300, "b", "c"),)),
        )
    )
    for page in pypdfium2.PdfDocument(made):
        text = page.get_textpage()
        width, _ = page.get_size()
        boxes = [text.get_charbox(number) for number in range(text.count_chars())]
        assert boxes
        assert all(left >= 0 and right <= width for left, _, right, _ in boxes)


def test_a_chart_stays_on_the_page_of_its_title() -> None:
    chart = BarChart("The title", "Nothing.", tuple(Bar(f"Bar {n}", n, "n") for n in range(8)))
    for lines in range(20, 34):  # so that it would come to lie across the end of a page
        made = render_pdf(document(*(Paragraph("line") for _ in range(lines)), chart))
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)]
        [on] = [text for text in pages if "The title" in text]
        assert "Bar 0" in on
        assert "Bar 7" in on


def test_what_no_font_can_draw_is_marked_and_told() -> None:
    typed = (Quote("before \U000f0000 after\nand ❤️ on"), Quote("𐎀 too"))
    text = words_of(render_pdf(document(*typed)))
    assert "before \ufffd after" in text
    assert text.count("\ufffd") <= 3, "its own line tells of it, and nothing else is marked"
    assert "no font here can draw" in text.replace("\n", " ")
    assert "U+F0000" in text


def test_a_document_that_takes_too_long_is_given_up(typesetter: Path) -> None:
    typesetter.write_text("import time; time.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(PdfNotMade, match=r"longer than 0\.5 seconds"):
        render_pdf(document(), timeout_seconds=0.5)
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    "program",
    ["raise SystemExit(1)", "print('no PDF')", "import os; os.abort()", "import nothing_like_it"],
)
def test_a_typesetter_that_fails_is_said_in_a_sentence(typesetter: Path, program: str) -> None:
    typesetter.write_text(program)
    with pytest.raises(PdfNotMade, match="the typesetter failed"):
        render_pdf(document())


def test_a_document_that_takes_too_much_memory_ends_the_typesetter_and_nothing_else(
    typesetter: Path,
) -> None:
    typesetter.write_text(
        "from bot.attachments import typesetter\n"
        "typesetter.MEMORY_BYTES = 400 * 2**20\n"
        "typesetter.main()\n"
    )
    assert render_pdf(document(Paragraph("short"))).startswith(b"%PDF-")
    with pytest.raises(PdfNotMade, match="the typesetter failed"):
        render_pdf(document(*(Paragraph("words " * 500) for _ in range(3000))))


def test_a_typesetter_that_cannot_start_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(PdfNotMade, match="can't be started"):
        render_pdf(document())


def test_the_typesetter_is_told_no_token(typesetter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    typesetter.write_text("import os; print('%PDF-', sorted(os.environ))")
    assert b"SLACK" not in render_pdf(document())


async def test_the_app_goes_on_while_a_document_is_made() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.005)

    ticking = asyncio.create_task(tick())
    blocks = [Paragraph(f"Paragraph {number} " * 20) for number in range(300)]
    made = await asyncio.gather(*(render_pdf_aside(document(*blocks)) for _ in range(3)))
    ticking.cancel()
    assert all(each.startswith(b"%PDF-") for each in made)
    assert ticks > 10
    # Its memory is not ours to keep.
    assert "typst" not in sys.modules


@pytest.fixture
def slow_typesetter(typesetter: Path) -> None:
    """One that takes ten minutes for a document that says “slow”."""
    typesetter.write_text(
        "import sys, time\ntime.sleep(600 if 'slow' in sys.stdin.read() else 0)\nprint('%PDF-')\n"
    )


@pytest.mark.usefixtures("slow_typesetter")
async def test_a_document_ends_with_whoever_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, has_begun = asyncio.get_running_loop(), asyncio.Event()

    def render(document: Document, *, on_start: Callable[[pdf.Child], object]) -> bytes:
        def note(child: pdf.Child) -> None:
            on_start(child)
            loop.call_soon_threadsafe(has_begun.set)

        return render_pdf(document, on_start=note)

    monkeypatch.setattr(pdf, "render_pdf", render)
    waiting = [asyncio.create_task(render_pdf_aside(document(Paragraph("slow"))))
               for _ in range(pdf.AT_ONCE + 1)]  # fmt: skip
    await has_begun.wait()
    for each in waiting:
        each.cancel()
    assert all(
        isinstance(each, asyncio.CancelledError)
        for each in await asyncio.gather(*waiting, return_exceptions=True)
    )
    # Their places are free at once, so no thread waits for the ten minutes.
    async with asyncio.timeout(60):
        await render_pdf_aside(document(Paragraph("quick")))


def test_an_empty_document_and_empty_words_are_no_fault() -> None:
    made = render_pdf(
        Document(
            title="",
            author="",
            blocks=(
                Heading(""),
                Paragraph(""),
                Quote("\n\n"),
                Facts(()),
                Table((Column(""),), ()),
                Listing(()),
                NewPage(),
                BarChart("None", "Nothing yet.", (Bar("Sep", 0, "0 h"),), is_upright=True),
                BarChart("None", "Nothing yet.", (Bar("Sep", 0, "0 h"),)),
            ),
        )
    )
    assert made.startswith(b"%PDF-")


def test_paper_is_as_wide_as_it_is_said_to_be() -> None:
    sizes = [
        pypdfium2.PdfDocument(render_pdf(document(paper=paper)))[0].get_size()
        for paper in ("us-letter", "a4")
    ]
    assert [(round(width), round(height)) for width, height in sizes] == [(612, 792), (595, 842)]
