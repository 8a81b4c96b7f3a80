"""Message events as Discord sends them, made up from ``chat.txt``; the shares of each kind stand in ``MIX``.

Both are our own guess at ordinary chat: mostly short plain lines, every fifth one a reply, now and then a
mention, a link, a picture or a sticker. Nothing in it breaks a rule, but some of it needs a second look.
As two hundred lines soon come again, there are also thousands that don't: the ordinary chat that the text
model learnt from.
"""

import random
import time
from pathlib import Path
from typing import Any, Final

from bot.cli.evaluation import compile_pack, verdict_on
from bot.models.train_sentences import read_own
from bot.paths import data_dir

SENTENCES: Final = data_dir() / "models" / "sentences"
GUILD, EVERYONE = 1 << 40, 1 << 40
CHANNELS: Final = tuple((1 << 40) + 1 + number for number in range(20))
ROLES: Final = tuple((1 << 40) + 100 + number for number in range(12))
MEMBERS: Final = tuple((1 << 40) + 1000 + number for number in range(200))
EPOCH_MS: Final = 1_420_070_400_000
START_MS: Final = 1_700_000_000_000
STEP_MS: Final = 7_000
"""One server of two hundred members in which somebody writes every seven seconds. Closer together, the
lines of ``chat.txt`` would come again within the ten minutes for which copies are remembered."""
MIX: Final = {"reply": 0.20, "mention": 0.04, "picture": 0.06, "sticker": 0.01, "embed": 0.01}
"""Shares of messages with more than words; the texts themselves are as mixed as in ``chat.txt``."""
_FILLINGS: Final = {
    "name": "Ada Grace Alan Linus Katherine Emmy Sofia Ravi Mei Tomás Zoë Kofi Priya Noah Lena Omar".split(),  # noqa: SIM905
    "thing": "list graph tree table function matrix queue index loop dictionary string counter".split(),  # noqa: SIM905
    "topic": [
        "recursion", "binary search", "hash tables", "graph traversal", "probability", "big O", "pointers",
        "regular expressions", "dynamic programming", "the normal distribution", "SQL joins", "decorators",
        "gradient descent", "Bayes' theorem", "sorting algorithms", "unit testing", "linear algebra",
        "neural networks",
    ],
    "time": ["5pm", "18:30", "noon", "10am", "7 o'clock", "23:59", "half past four"],
}  # fmt: skip


def lines() -> list[str]:
    """Return the lines of ``chat.txt``; a block of code is one line here."""
    text = (Path(__file__).parent / "chat.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def varied() -> list[str]:
    """Return some thousand different lines of ordinary chat that are clean."""
    rules = compile_pack("standard", ())
    rows = [row for part in ("chat", "train") for row in read_own(SENTENCES / part, draws=1, seed=1)]
    texts = dict.fromkeys(row.text for row in rows if row.phenomenon == "ordinary")
    return [text for text in texts if verdict_on(text, rules, None) is None]


class Chatter:
    """Makes message events, each later than the one before."""

    def __init__(self, seed: int, given: list[str] | None = None) -> None:
        """Draw from the lines of ``chat.txt``, or from ``given`` ones."""
        self._chance = random.Random(seed)
        self._lines = given or lines()
        self._deck: list[str] = []
        self._number = 0

    def text(self) -> str:
        """Return the next text: every line comes once before any comes again."""
        if not self._deck:
            self._deck = self._chance.sample(self._lines, len(self._lines))
        line = self._deck.pop()
        while "{" in line and (slot := line.partition("{")[2].partition("}")[0]) in (*_FILLINGS, "n", "id"):
            line = line.replace(f"{{{slot}}}", self._filling(slot), 1)
        return line

    def _filling(self, slot: str) -> str:
        if slot == "n":
            return str(self._chance.randint(2, 60))
        if slot == "id":
            return str(self._chance.choice(MEMBERS) << 20)
        return self._chance.choice(_FILLINGS[slot])

    def events(self, count: int) -> list[dict[str, Any]]:
        """Return the next events."""
        return [self.event() for _ in range(count)]

    def event(self) -> dict[str, Any]:
        """Return the next event."""
        chance = self._chance
        found = self.message(self.text())
        if chance.random() < MIX["reply"]:
            answered = self.message(self.text(), ago=60_000)
            del answered["member"]
            found |= {"type": 19, "referenced_message": answered}
            found["message_reference"] = {
                "type": 0,
                "message_id": answered["id"],
                "channel_id": found["channel_id"],
                "guild_id": str(GUILD),
            }
        if chance.random() < MIX["mention"]:
            other = chance.choice(MEMBERS)
            found["content"] += f" <@{other}>"
            found["mentions"] = [user(other) | {"member": member(other)}]
        if chance.random() < MIX["picture"]:
            found["attachments"] = [picture(int(found["id"]))]
        if chance.random() < MIX["sticker"]:
            found["sticker_items"] = [{"id": "749054660769218631", "name": "Wave", "format_type": 3}]
        if chance.random() < MIX["embed"]:
            found["embeds"] = [{"type": "article", "title": "Graphs", "description": "An introduction."}]
        return found

    def skip(self, messages: int) -> None:
        """Let the time of so many messages pass."""
        self._number += messages

    def message(self, text: str, ago: int = 0) -> dict[str, Any]:
        """Return a plain message, ``ago`` milliseconds before the one that is due."""
        self._number += 1
        sent = START_MS + self._number * STEP_MS - ago
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(sent // 1000))
        author = self._chance.choice(MEMBERS)
        return {
            "type": 0,
            "tts": False,
            "timestamp": f"{stamp}.{sent % 1000:03}000+00:00",
            "pinned": False,
            "nonce": str((sent - EPOCH_MS) << 22),
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "member": member(author),
            "id": str((sent - EPOCH_MS) << 22 | self._number % 4096),
            "flags": 0,
            "embeds": [],
            "edited_timestamp": None,
            "content": text,
            "components": [],
            "channel_id": str(self._chance.choice(CHANNELS)),
            "channel_type": 0,
            "author": user(author),
            "attachments": [],
            "guild_id": str(GUILD),
        }


def user(number: int) -> dict[str, Any]:
    """Return a user with all the fields that Discord fills with nothing."""
    return {
        "username": f"member{number % 1000}",
        "public_flags": 0,
        "primary_guild": None,
        "id": str(number),
        "global_name": f"Member {number % 1000}",
        "display_name_styles": None,
        "discriminator": "0",
        "collectibles": None,
        "clan": None,
        "avatar_decoration_data": None,
        "avatar": f"{number * 0x9E3779B97F4A7C15 % (1 << 128):032x}",
    }


def member(number: int) -> dict[str, Any]:
    """Return a member with two to four roles."""
    roles = [str(ROLES[(number + step * 5) % len(ROLES)]) for step in range(2 + number % 3)]
    return {
        "roles": roles,
        "premium_since": None,
        "pending": False,
        "nick": None,
        "mute": False,
        "joined_at": "2023-02-01T10:00:00.000000+00:00",
        "flags": 0,
        "deaf": False,
        "communication_disabled_until": None,
        "banner": None,
        "avatar": None,
    }


def picture(number: int) -> dict[str, Any]:
    """Return an attachment."""
    place = f"attachments/{CHANNELS[0]}/{number}/screenshot.png"
    return {
        "id": str(number),
        "filename": "screenshot.png",
        "size": 48_213,
        "url": f"https://cdn.discordapp.com/{place}?ex=66f1&is=66ef&hm=5b8c",
        "proxy_url": f"https://media.discordapp.net/{place}?ex=66f1&is=66ef&hm=5b8c",
        "width": 1280,
        "height": 720,
        "content_type": "image/png",
        "content_scan_version": 1,
        "placeholder": "9/cFDYKHiHd4d4h/h3d3d4CGCA==",
        "placeholder_version": 1,
    }


def guild() -> dict[str, Any]:
    """Return the server that the messages are in."""
    return {
        "id": str(GUILD),
        "name": "Bench",
        "owner_id": str(MEMBERS[0]),
        "roles": [_role(EVERYONE, 0), *(_role(role, place + 1) for place, role in enumerate(ROLES))],
        "channels": [_channel(channel, place) for place, channel in enumerate(CHANNELS)],
        "members": [member(each) | {"user": user(each)} for each in (1, *MEMBERS)],
        "threads": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "emojis": [],
        "stickers": [],
        "features": [],
        "member_count": len(MEMBERS) + 1,
        "large": False,
        "unavailable": False,
        "joined_at": "2023-02-01T10:00:00.000000+00:00",
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "premium_tier": 0,
        "nsfw_level": 0,
        "preferred_locale": "en-US",
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "premium_progress_bar_enabled": False,
    }


def _role(number: int, position: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "name": "@everyone" if position == 0 else f"role {position}",
        "permissions": "1071698660929",
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def _channel(number: int, position: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "name": f"channel-{position}",
        "type": 0,
        "position": position,
        "permission_overwrites": [],
        "parent_id": None,
    }
