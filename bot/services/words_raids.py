"""What moderators read about a raid: how many, how young, who, and what they can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import from_ms
from bot.i18n import Catalogue
from bot.policy.actions import Json
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.ids import PersonId, UserId
from bot.policy.phrase import Value
from bot.services.people import People
from bot.services.raids import RaidFile
from bot.storage.raids import RaidAct

_LISTED: Final = 20
_DEEDS: Final = 6
"""What was done that an alert names; the log has all of it."""
_YOUNG: Final = timedelta(days=7)
_FIRST_MS: Final = 1_420_070_400_000
"""Where Discord's ids begin to count time:
https://discord.com/developers/docs/reference#snowflakes"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaidWords:
    """Speaks to the moderators of one server."""

    catalogue: Catalogue
    people: People
    locale: str

    async def card(self, file: RaidFile) -> Card:
        """Return the alert as it stands now, with the buttons that fit."""
        raid = file.raid
        users = [(await self.people.user_id(each.person), each) for each in file.joins]
        known = [(user, each) for user, each in users if user is not None]
        young = sum(each.at - _made(user) < _YOUNG for user, each in known)
        held = sum(each.held_in is not None for each in file.joins)
        lines = [
            self._text("raid.line", member=f"<@{user}>", made=stamp_moment(_made(user)))
            + (f" · {self._text('raid.is_held')}" if each.held_in is not None else "")
            for user, each in known[-_LISTED:]
        ]
        if len(known) > _LISTED:
            lines.insert(0, self._text("raid.and_more", count=len(known) - _LISTED))
        told = self._text(
            f"raid.{raid.sign}",
            count=len(file.joins),
            first=stamp_moment(raid.started_at),
            last=stamp_moment(raid.last_at),
        )
        fields = [
            (self._text("raid.heading.young"), self._text("raid.young", young=young, count=len(file.joins))),
            (self._text("raid.heading.who"), "\n".join(lines)),
        ]
        if file.acts:
            done = "\n".join([f"– {await self._done(each)}" for each in file.acts[-_DEEDS:]])
            fields.append((self._text("raid.heading.done"), done))
        if raid.is_open:
            fields.append((self._text("raid.heading.proposal"), self._text("raid.proposal")))
        return Card(
            title=self._text("raid.title" if raid.is_open else "raid.title_closed", number=raid.number),
            text=told,
            fields=tuple(fields),
            tone=Tone.GRAVE if raid.is_open else Tone.NEUTRAL,
            footer=self._text("raid.footer") if raid.is_open and not file.acts else "",
            buttons=self._buttons(file, held),
        )

    async def log(self, payload: Mapping[str, Json]) -> Card:
        """Return the line of the log on what somebody did about a raid."""
        until = payload["until"]
        done = RaidAct(
            act=str(payload["log"]).removeprefix("raid_"),
            actor=PersonId(str(payload["actor"])),
            at=from_ms(0),
            count=int(str(payload["count"])),
            until=from_ms(until) if isinstance(until, int) else None,
        )
        title = self._text("raid.title_done", number=int(str(payload["raid"])))
        return Card(title=title, text=await self._done(done), tone=Tone.NEUTRAL)

    async def _done(self, done: RaidAct) -> str:
        user_id = await self.people.user_id(done.actor)
        by = self._text("case.erased") if user_id is None else f"<@{user_id}>"
        until = "" if done.until is None else stamp_moment(done.until)
        return self._text(f"raid.done.{done.act}", count=done.count, by=by, moment=until)

    def _buttons(self, file: RaidFile, held: int) -> tuple[Button, ...]:
        number, waiting = file.raid.number, len(file.joins) - held
        free = self._button(number, "free", self._text("raid.free", count=held))
        if not file.raid.is_open:
            return (free,) if held else ()
        hold = self._button(number, "hold", self._text("raid.hold", count=waiting), ButtonStyle.DANGER)
        return (
            *((hold,) if waiting else ()),
            self._button(number, "lock", self._text("raid.lock")),
            *((free,) if held else ()),
            self._button(number, "close", self._text("raid.close")),
        )

    def _button(
        self, number: int, act: str, label: str, style: ButtonStyle = ButtonStyle.SECONDARY
    ) -> Button:
        return Button(custom_id=f"raid:{number}:{act}", label=label, style=style)

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)


def _made(user: UserId) -> datetime:
    """Return when an account was made, as its id tells."""
    return from_ms((user >> 22) + _FIRST_MS)
