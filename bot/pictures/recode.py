"""Makes a picture anew from its pixels, so that nothing else in the file is kept: place, device, thumbnails.

Runs in a child process only (``bot.pictures.worker``).
"""

import io
from dataclasses import dataclass
from typing import Final, TypeAlias

from PIL import Image, ImageFile, ImageOps, ImageSequence

PIXELS: Final = 40_000_000
"""Of one frame; a phone's photograph has 12 to 50 million, a screenshot up to 15."""
FRAMES: Final = 30
"""Of an animated picture; what it shows, it shows in the first ones."""
ALL_PIXELS: Final = 120_000_000
"""Of all frames together."""
FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
_QUALITY: Final = 90

# Half a picture is better evidence than none.
ImageFile.LOAD_TRUNCATED_IMAGES = True
Image.MAX_IMAGE_PIXELS = PIXELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoded:
    """A picture made anew."""

    media_type: str
    body: bytes
    shortened: bool = False
    """Whether it had more frames than were kept."""


Refused: TypeAlias = str
"""``bomb``: it would unfold into too much; ``broken``: nothing in it can be read."""


def open_picture(body: bytes) -> Image.Image | Refused:
    """Return a picture whose frames are small enough, not yet decoded, or why not."""
    try:
        picture = Image.open(io.BytesIO(body), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "bomb"
    except Exception:
        return "broken"
    width, height = picture.size
    return "bomb" if width * height > PIXELS else picture


def recode(body: bytes) -> Recoded | Refused:
    """Return the picture made anew from its pixels, or why there is none."""
    picture = open_picture(body)
    if isinstance(picture, str):
        return picture
    try:
        frames, shortened = frames_of(picture)
        return _written(picture, frames, shortened)
    except (Image.DecompressionBombError, MemoryError):
        return "bomb"
    except Exception:
        return "broken"


def frames_of(picture: Image.Image, most: int = FRAMES) -> tuple[list[Image.Image], bool]:
    """Return the first frames as plain pixels, and whether there are more."""
    frames: list[Image.Image] = []
    pixels = 0
    for frame in ImageSequence.Iterator(picture):
        pixels += frame.width * frame.height
        if frames and (len(frames) >= most or pixels > ALL_PIXELS):
            return frames, True
        frames.append(_plain(frame))
    return frames, False


def _plain(frame: Image.Image) -> Image.Image:
    """Return the pixels alone, turned as the file says, without what the file says besides."""
    seen = "transparency" in frame.info or frame.mode in ("RGBA", "LA", "PA", "RGBa", "La")
    mode = "RGBA" if seen else "L" if frame.mode in ("L", "1") else "RGB"
    plain = ImageOps.exif_transpose(frame).convert(mode)
    plain.info = {}
    return plain


def _written(picture: Image.Image, frames: list[Image.Image], shortened: bool) -> Recoded:
    kind = picture.format or "PNG"
    # Only the animated kinds stay animated; a still GIF is a picture like any other.
    if kind == "PNG" or (kind == "GIF" and len(frames) == 1):
        kind, frames, shortened = "PNG", frames[:1], shortened or len(frames) > 1
    out = io.BytesIO()
    first, more = frames[0], frames[1:]
    match kind:
        case "JPEG":
            first.convert("RGB").save(out, "JPEG", quality=_QUALITY)
        case "PNG":
            first.save(out, "PNG", compress_level=3)
        case "GIF":
            first.save(out, "GIF", save_all=True, append_images=more, duration=100, loop=0)
        case _:
            rest = {"save_all": True, "append_images": more, "duration": 100} if more else {}
            first.save(out, "WEBP", quality=_QUALITY, method=2, **rest)
    return Recoded(media_type=f"image/{kind.lower()}", body=out.getvalue(), shortened=shortened)
