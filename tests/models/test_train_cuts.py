"""Parts of harmless texts: of everyday talk only, and never more than was there."""

import random

from bot.models.train_cuts import cut_out, everyday
from bot.models.train_rows import OWN, Row


def test_a_part_stands_in_the_text() -> None:
    chance = random.Random(1)
    text = "we meet at the big door before the lecture and then walk over"
    parts = {cut_out(text, chance) for _ in range(50)}
    assert len(parts) > 20
    assert all(f" {part} " in f" {text} " and len(part.split()) <= 9 for part in parts)
    assert cut_out("yes", chance) == "yes"


def test_only_everyday_talk_is_cut() -> None:
    assert everyday(Row(text="see you", source=OWN, phenomenon="ordinary"))
    assert everyday(Row(text="fine weather", source="cad", labels={"toxicity": 0}))
    assert not everyday(Row(text='he wrote "get lost"', source=OWN, phenomenon="counter-speech"))
    assert not everyday(Row(text="women voted", source=OWN, phenomenon="ordinary", group="women"))
    assert not everyday(Row(text="get lost", source="cad", labels={"toxicity": 1}))
    assert not everyday(Row(text="no label", source="cad"))
