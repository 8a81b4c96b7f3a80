"""Personal links by which a decision can be appealed without an account (mission row M40).

Somebody who was expelled shares no server with the bot, so neither a command nor, often, a private message
reaches them afterwards. The notice that goes out before therefore holds a link that only its reader has. A
link is no row anywhere: it names a decision and the number of the appeal it is for, signed with the master
key. It makes one appeal; from then on it only shows how that one stands.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Final

from bot.policy.appeals import Answer, Appeal
from bot.policy.ids import GuildId, UserId
from bot.policy.records import Decision
from bot.services.appeals import Appealable, Appeals, NewAppeal
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.vault import Vault
from bot.storage import decisions
from bot.storage.port import Database

PATH: Final = "/appeal/"
_SIGNATURE: Final = 16
"""Bytes of HMAC-SHA-256 that are kept; 128 bits are its least strength by NIST SP 800-107, section 5.3.4."""
_SHAPE: Final = (8, 8, 1, _SIGNATURE)
"""Bytes of guild id, decision, which appeal, signature."""
_DECISION: Final = "d-"
_MOST_APPEALS: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the reader of a link may see and do."""

    guild_id: GuildId
    user_id: UserId
    matter: Appealable
    made: Appeal | None
    """The appeal that this link was for, once there is one."""
    again: str | None
    """The address for the next appeal, where one can be made now."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a link names."""

    guild_id: GuildId
    decision: str
    round: int
    """How many appeals there were before."""


@dataclass(slots=True)
class AppealLinks:
    """Makes links, and lets in who holds one."""

    database: Database
    vault: Vault
    people: People
    appeals: Appeals
    base: str | None
    """Where the pages are reached from outside, without a slash at its end; None when there are none."""

    def address(self, decision: Decision) -> str | None:
        """Return the link for the first appeal against a decision, or None when there are no pages."""
        return self._address(_Place(decision.guild_id, decision.id, 0))

    def made_here(self, token: str) -> bool:
        """Return whether this is a link of ours, without looking anything up."""
        return self._read(token) is not None

    async def open(self, token: str) -> Visit | None:
        """Return what a link leads to; None for a link that we did not make or whose person was erased."""
        place = self._read(token)
        if place is None:
            return None
        async with self.database.reading() as reader:
            row = await decisions.get(reader, place.guild_id, place.decision)
        user_id = None if row is None else await self.people.user_id(row["person"])
        if user_id is None:
            return None
        matter = await self.appeals.of(place.guild_id, user_id, place.decision)
        if isinstance(matter, Unmoved):
            return None
        made = matter.appeals[place.round] if len(matter.appeals) > place.round else None
        following = _Place(place.guild_id, place.decision, len(matter.appeals))
        again = self._address(following) if made is not None and matter.hindrance is None else None
        return Visit(guild_id=place.guild_id, user_id=user_id, matter=matter, made=made, again=again)

    async def send(self, token: str, answers: tuple[Answer, ...]) -> Visit | Unmoved | None:
        """Make the appeal of a link; sent twice it is made once, and None means as in ``open``."""
        visit = await self.open(token)
        if visit is None or visit.made is not None:
            return visit
        decision = visit.matter.decision
        made = await self.appeals.make(
            NewAppeal(
                key=f"link:{decision.id}:{len(visit.matter.appeals)}",
                guild_id=visit.guild_id,
                user_id=visit.user_id,
                decision=decision.id,
                answers=answers,
            )
        )
        return made if isinstance(made, Unmoved) else await self.open(token)

    def _address(self, place: _Place) -> str | None:
        if self.base is None or place.round >= _MOST_APPEALS:
            return None
        named = place.guild_id.to_bytes(8) + bytes.fromhex(place.decision[2:]) + bytes([place.round])
        token = base64.urlsafe_b64encode(named + self._sign(place)).decode().rstrip("=")
        return f"{self.base}{PATH}{token}"

    def _read(self, token: str) -> _Place | None:
        try:
            held = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(held) != sum(_SHAPE):
            return None
        place = _Place(GuildId(int.from_bytes(held[:8])), f"{_DECISION}{held[8:16].hex()}", held[16])
        return place if hmac.compare_digest(held[17:], self._sign(place)) else None

    def _sign(self, place: _Place) -> bytes:
        digest = self.vault.digest("appeal link", place.guild_id, place.decision, place.round)
        return bytes.fromhex(digest)[:_SIGNATURE]
