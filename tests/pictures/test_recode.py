"""A picture is made anew from its pixels, whatever the file says besides, and never costs too much."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from bot.pictures import recode
from bot.pictures.recode import FRAMES, Recoded
from bot.pictures.signatures import image_type
from tests.pictures.samples import bomb, encoded

RED = Image.new("RGB", (12, 8), "red")
SECRET = b"GPS 52.52 13.40"


def opened(made: object) -> Image.Image:
    assert isinstance(made, Recoded)
    return Image.open(io.BytesIO(made.body))


def with_secrets() -> list[bytes]:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    return [
        encoded(RED, "JPEG", exif=exif, comment=SECRET),
        encoded(RED, "PNG", exif=exif, pnginfo=text, icc_profile=SECRET),
        encoded(RED, "WEBP", exif=exif, xmp=SECRET, icc_profile=SECRET),
        encoded(RED, "GIF", comment=SECRET),
        encoded(RED, "PNG") + SECRET,
    ]


@pytest.mark.parametrize("body", with_secrets(), ids=["jpeg", "png", "webp", "gif", "after the end"])
def test_only_the_pixels_are_kept(body: bytes) -> None:
    assert SECRET in body
    made = recode.recode(body)
    assert isinstance(made, Recoded)
    assert SECRET not in made.body
    assert image_type(made.body) == made.media_type
    seen = opened(made)
    assert seen.size == RED.size
    red, green, blue = seen.convert("RGB").getpixel((5, 5))  # type: ignore[misc]  # three bands
    assert red > 240
    assert green < 20
    assert blue < 20


def test_a_turned_photograph_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(recode.recode(encoded(RED, "JPEG", exif=exif))).size == (8, 12)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixel_can_be_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    grey = Image.new("L", (9, 9), 90)
    picture = Image.new("I;16", (9, 9), 9_000) if mode == "I;16" else grey.convert(mode)
    assert opened(recode.recode(encoded(picture, kind))).size == (9, 9)


def test_an_animation_keeps_its_first_frames() -> None:
    colours = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in range(0, 200, 2)]
    for kind in ("GIF", "WEBP", "PNG"):
        made = recode.recode(encoded(colours[0], kind, save_all=True, append_images=colours[1:]))
        assert isinstance(made, Recoded)
        assert made.shortened
        # WebP may join frames that look alike.
        assert getattr(opened(made), "n_frames", 1) in ((1,) if kind == "PNG" else range(2, FRAMES + 1))


def test_what_would_unfold_into_too_much_is_not_opened() -> None:
    assert recode.recode(bomb()) == "bomb"
    assert recode.recode(bomb(7_000)) == "bomb"


def test_half_a_picture_is_better_than_none() -> None:
    noise = Image.effect_noise((64, 64), 90)
    body = encoded(noise, "PNG")
    assert opened(recode.recode(body[: len(body) // 2])).size == (64, 64)
    assert recode.recode(body[:30]) == "broken"


@settings(max_examples=150)
@given(st.data())
@example(None)
def test_no_file_makes_it_stumble(data: st.DataObject | None) -> None:
    bodies = [encoded(RED, kind) for kind in ("PNG", "JPEG", "GIF", "WEBP")]
    if data is None:
        assert recode.recode(b"") == "broken"
        return
    body = bytearray(data.draw(st.sampled_from(bodies)))
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, len(body) - 1), st.integers(0, 255)))):
        body[place] = value
    made = recode.recode(bytes(body[: data.draw(st.integers(0, len(body)))]))
    if isinstance(made, str):
        assert made in ("bomb", "broken")
    else:
        assert image_type(made.body) == made.media_type
