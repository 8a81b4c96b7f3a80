"""What was written around something that is kept, as opposed to a copy of one thing, such as an event."""

from typing import TypedDict

import orjson


class Around(TypedDict):
    """One message around."""

    author: str
    text: str


def conversation(opened: str) -> list[Around]:
    """Return the messages of opened evidence of the kind ``context``; none where it is a copy of a thing."""
    found = orjson.loads(opened) if opened else []
    return found if isinstance(found, list) else []
