"""Which words of a text count when it is held beside another."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from domain.wording import common_letters, fold, stems


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@example("Two studies")
@example("Planning: naïve Öfen, İstanbul’s ﬁnes")
def test_every_text_says_the_letters_that_all_with_its_stems_have_in_common(text: str) -> None:
    if words := stems(text):
        assert common_letters(words) in fold(text)


def test_texts_that_tell_of_the_same_thing_have_their_letters_in_common() -> None:
    one, other = "PLC: study of podcasts, week 3", "Studies of podcasting – PLC (weeks)"
    assert stems(one) == stems(other)
    assert common_letters(stems(one)) in fold(other)
