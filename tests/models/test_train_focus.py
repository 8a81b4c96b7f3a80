"""Which sentences a short stage dwells on, judged by the published model."""

import pytest

from bot.models.train_rows import OWN, Row, own_labels
from bot.paths import data_dir

pytest.importorskip("torch", reason="needs the extra 'train'")

PUBLIC = Row(text="good morning everyone", source="civil_safe", labels=own_labels(()))
KNOWN = [
    Row(text=text, source=OWN, labels=own_labels(()), pattern=text)
    for text in ("good morning everyone", "can somebody share the notes?", "see you at the match tonight")
]
MISJUDGED = Row(
    text="good evening everyone", source=OWN, labels=own_labels(("threat",)), pattern="good evening everyone"
)


@pytest.mark.parametrize(("easy", "stay"), [(0.0, [PUBLIC, MISJUDGED]), (1.0, [PUBLIC, *KNOWN, MISJUDGED])])
def test_what_the_model_judges_surely_goes_and_what_it_misjudges_stays(easy: float, stay: list[Row]) -> None:
    from bot.models.train_encoder import taught
    from bot.models.train_focus import focused

    model = taught(data_dir() / "models" / "text")
    assert focused([PUBLIC, *KNOWN, MISJUDGED], model, easy=easy, seed=1, bfloat16=False) == stay
