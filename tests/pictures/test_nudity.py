"""The extra for pictures, as it is installed: with its own weights, in a child."""

from __future__ import annotations

import pytest
from PIL import Image

from bot.pictures.workshop import Workshop
from bot.services.glance import SECONDS, installed
from tests.pictures.samples import bomb, encoded, pieces


@pytest.mark.skipif(not installed(), reason="the extra vision is not installed")
async def test_a_plain_picture_is_no_nudity_and_an_animation_ends() -> None:
    shop = Workshop(at_once=1)
    plain = [Image.new("RGB", (64, 48), (shade, 90, 120)) for shade in range(0, 250, 10)]
    film = encoded(plain[0], "GIF", save_all=True, append_images=plain[1:])
    async with shop.job("nudity", pieces(film), 4 * SECONDS["nudity"]) as made:
        assert 0.0 <= float(made.told["nudity"]) < 0.3
    async with shop.job("nudity", pieces(bomb()), SECONDS["nudity"]) as made:
        assert made.told == {"problem": "bomb"}
