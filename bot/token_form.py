"""The shape of a bot token, so that the usual mix-ups get a sentence instead of Discord's "401".

The developer portal shows four secrets side by side; people paste the wrong one, or more than the token.
Nothing here repeats any part of what was pasted.
"""

import base64
import binascii
import re
from typing import Final

WHERE: Final = (
    "Copy the token from the developer portal: your application, page Bot, button Reset Token."
    " It has three parts with dots between them."
)
SNOWFLAKE: Final = re.compile(r"\d{15,20}", re.ASCII)
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,}={0,2}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{20,}", re.ASCII)

# Looked at in this order: the first shape that fits names the mistake.
_MISTAKES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"""^["'].*|.*["']$"""), "has quotes around it; write it without them."),
    (re.compile(r"(?i)^(bot|bearer)\s.*"), "begins with a word such as “Bot”; write the token alone."),
    (re.compile(r".*\s.*", re.DOTALL), "has a space or a line break in it; paste it again in one piece."),
    (
        re.compile(r"https?://.*"),
        "is an address, perhaps of a web hook or an invitation; a token is not one.",
    ),
    (re.compile(r"[0-9a-f]{64}"), "is the application's public key, not its token."),
    (re.compile(r"\d{15,20}", re.ASCII), "is an id, not a token."),
    (re.compile(r"[A-Za-z0-9_-]{32}"), "is the client secret (it serves signing in), not the bot's token."),
    (re.compile(r"mfa\..*"), "is the token of a person's account; Discord forbids bots to use one."),
)


def token_mistake(token: str) -> str | None:
    """Return a clause that says what is wrong with the form of a token, or None if the form is right.

    A token is ``base64(id of the bot).time.signature``: https://discord.com/developers/docs/reference.
    The right form does not mean that Discord accepts it; ``steward check`` asks Discord.
    """
    for shape, clause in _MISTAKES:
        if shape.fullmatch(token):
            return clause
    if _TOKEN.fullmatch(token) is None or bot_id(token) is None:
        return "does not look like a bot token; it may be cut off."
    return None


def bot_id(token: str) -> int | None:
    """Return the bot's user id that the first part of a token holds, or None where it holds none."""
    first = token.partition(".")[0].rstrip("=")
    try:
        digits = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
    except (binascii.Error, ValueError):
        return None
    return int(digits) if SNOWFLAKE.fullmatch(digits) else None
