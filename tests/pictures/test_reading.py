"""The extra for reading, as it is installed: with its own model, in a child, from a screenshot we draw."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.pictures.workshop import Workshop
from bot.policy.picture_words import Agreement, agreement
from bot.services.reading import SECONDS, installed
from tests.pictures.samples import bomb, encoded, pieces

WORDS = "Nobody here can stand you"


def screenshot(words: str) -> bytes:
    """Return a picture with words in it."""
    picture = Image.new("RGB", (480, 70), "white")
    ImageDraw.Draw(picture).text((10, 15), words, fill="black", font=ImageFont.load_default(size=30))
    return encoded(picture, "PNG")


@pytest.mark.skipif(not installed(), reason="the extra ocr is not installed")
async def test_a_screenshot_is_read() -> None:
    shop = Workshop(at_once=1)
    async with shop.job("read", pieces(screenshot(WORDS)), 3 * SECONDS) as made:
        assert agreement(str(made.told["text"]), WORDS) is Agreement.SAME
    async with shop.job("read", pieces(bomb()), SECONDS) as made:
        assert made.told == {"problem": "bomb"}
