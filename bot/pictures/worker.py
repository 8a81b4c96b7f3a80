"""The child process: one picture in on standard input, one line of JSON and perhaps bytes out.

``python -m bot.pictures.worker TASK``. Nothing is imported before the limits stand. What goes wrong in here
ends this process and nothing else.
"""

import json
import sys
from collections.abc import Callable
from typing import Final

GIGABYTE: Final = 1 << 30
MEMORY: Final = {"recode": GIGABYTE, "read": 6 * GIGABYTE, "nudity": 6 * GIGABYTE}
"""Bytes of address space, which is more than what is used: a runtime reserves far more than it touches."""
SECONDS: Final = 60
"""Of processor time; the parent stops waiting before that."""
LARGEST: Final = 26 * 1024 * 1024


def main(task: str) -> int:
    """Do one task and end."""
    _limit(MEMORY[task])
    body = sys.stdin.buffer.read(LARGEST + 1)
    told, made = ({"problem": "bomb"}, b"") if len(body) > LARGEST else TASKS[task](body)
    out = sys.stdout.buffer
    out.write(json.dumps(told).encode() + b"\n")
    out.write(made)
    out.flush()
    return 0


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such limits; the bounds on pixels and the parent's clock hold there too.
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _recode(body: bytes) -> tuple[dict[str, object], bytes]:
    from bot.pictures.recode import Recoded, recode

    made = recode(body)
    if not isinstance(made, Recoded):
        return {"problem": made}, b""
    return {"media_type": made.media_type, "shortened": made.shortened}, made.body


def _read(body: bytes) -> tuple[dict[str, object], bytes]:
    from bot.pictures.reading import read

    return read(body), b""


def _nudity(body: bytes) -> tuple[dict[str, object], bytes]:
    from bot.pictures.nudity import look

    return look(body), b""


TASKS: Final[dict[str, Callable[[bytes], tuple[dict[str, object], bytes]]]] = {
    "recode": _recode,
    "read": _read,
    "nudity": _nudity,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
