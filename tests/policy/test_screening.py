"""The cheap first look takes short cuts; each must give what the long way would."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.policy import screening

WORDS = st.text(alphabet="abcft1 ", max_size=40).map(screening.word_form)
SIGNED = st.text(alphabet="aBcf.-_' 1?/é", max_size=40)
TOKEN = re.compile(r"[^\W_]+(?:[-./,:;'\"+=_#~^&*%?$]+[^\W_]+)+")


@given(WORDS)
def test_pieces_are_joined_as_if_the_whole_text_were_searched(words: str) -> None:
    joined: list[str] = []
    for before, pieces, after in screening._PIECES.findall(words):
        piece = pieces.replace(" ", "")
        joined += (before + piece, piece + after, before + piece + after)
    assert screening.joined_fragments(words) == f" {' '.join(joined)} "


@given(SIGNED)
def test_words_with_joints_are_found_as_if_every_letter_were_tried(text: str) -> None:
    assert screening.jointed_tokens(text) == TOKEN.findall(text.lower())


@given(st.text(max_size=40))
def test_the_word_form_is_one_to_one(text: str) -> None:
    form = screening.word_form(text)
    assert len(form) == len(text) + 2
    # Folded as Unicode folds case, for which Cherokee's capitals are the plain form.
    assert form == form.casefold()
    # Plain ASCII goes another way, which must lead to the same place.
    assert form.strip() == screening.word_form(text + "é")[:-2].strip()


@given(st.text(alphabet="eox ", max_size=30))
def test_squeezing_leaves_no_pair(text: str) -> None:
    squeezed = screening.squeeze(screening.word_form(text))
    assert not re.search(r"([eox ])\1", squeezed)
