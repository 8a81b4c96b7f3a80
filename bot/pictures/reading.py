"""Reads the text in a picture; runs in a child process, and where the extra ``ocr`` is installed."""

from typing import Any, Final

from bot.pictures.recode import frames_of, open_picture

SIDE: Final = 1600
"""Pixels of the longer side; smaller can still be read, and what reading costs grows with the area."""
LONGEST: Final = 4000
"""Characters; as long as the longest message."""


def read(body: bytes) -> dict[str, object]:
    """Return ``text``, line by line as it stands in the picture, or ``problem``."""
    picture = open_picture(body)
    if isinstance(picture, str):
        return {"problem": picture}
    import numpy
    from rapidocr import RapidOCR

    frame = frames_of(picture, most=1)[0][0].convert("RGB")
    frame.thumbnail((SIDE, SIDE))
    settings = {"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    found: Any = RapidOCR(params=settings)(numpy.asarray(frame))
    return {"text": "\n".join(found.txts or ())[:LONGEST]}
