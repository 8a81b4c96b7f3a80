"""What is said to a member in a channel: a warning given there, and a post that is shown again.

Others read it, so it says what the code asks for and what was decided, never who reported it.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from bot.i18n import Catalogue
from bot.policy.actions import Json
from bot.policy.card import Button, Card, Letter, Tone
from bot.policy.conduct import Conduct
from bot.policy.durations import stamp_day
from bot.policy.records import Decision, Evidence, StoredAction
from bot.policy.withheld import EVENT_COPY, POST_COPY
from bot.services.people import Person

LARGEST_SENT: Final = 10 * 1024 * 1024
MOST_FILES: Final = 10
"""Bytes of all files of one message, and files in it:
https://docs.discord.com/developers/reference#uploading-files"""
_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWords:
    """Speaks in the channels of one server."""

    catalogue: Catalogue
    conduct: Conduct
    locale: str

    def letter(
        self, action: StoredAction, decision: Decision, person: Person, kept: Sequence[Evidence]
    ) -> Letter:
        """Return what an action says in its channel."""
        channel = int(str(action.payload["channel"]))
        if action.payload["say"] == "restored":
            ours = [item for item in kept if item.created_at == decision.decided_at]
            files, too_large = _files(ours, person)
            card = self._restored(decision, person, _copy(ours, person, POST_COPY), too_large)
            return Letter(card=card, channel_id=channel, files=files)
        return Letter(card=self._warning(decision, person), channel_id=channel)

    def _warning(self, decision: Decision, person: Person) -> Card:
        clause = self.conduct.clause(decision.clause)
        return Card(
            title=self._text("public.warning"),
            text=f"<@{person.user_id}>\n{decision.reason}",
            fields=((self._text("public.clause"), clause.title if clause else decision.clause),),
            tone=Tone.NOTICE,
            footer=self._text("public.footer"),
            buttons=(acknowledge(self.catalogue, self.locale, decision),),
        )

    def _restored(self, decision: Decision, person: Person, about: Json, too_large: int) -> Card:
        by = f"<@{person.user_id}>"
        if isinstance(about, dict):
            # Named in words: nobody is called back to something that is long past.
            day = stamp_day(datetime.fromisoformat(str(about["at"])))
            by = self.catalogue.text("public.restored_by", self.locale, author=str(about["author"]), day=day)
        lines = [by, decision.facts]
        if too_large:
            lines.append(self.catalogue.text("public.restored_without", self.locale, count=too_large))
        return Card(
            title=self._text("public.restored"),
            text="\n".join(lines),
            tone=Tone.GOOD,
            footer=self._text("public.restored_footer"),
        )

    def _text(self, key: str) -> str:
        return self.catalogue.text(key, self.locale)


def acknowledge(catalogue: Catalogue, locale: str, decision: Decision) -> Button:
    """Return the button with which a member says that they have read a decision."""
    # The server stands in it, as a private message belongs to none.
    custom_id = f"ack:{decision.guild_id}:{decision.case}"
    return Button(custom_id=custom_id, label=catalogue.text("public.acknowledge", locale))


def event_form(decision: Decision, person: Person, kept: Sequence[Evidence]) -> dict[str, Json] | None:
    """Return the fields from which a withheld event is made again, None when its copy is gone."""
    ours = [item for item in kept if item.created_at == decision.decided_at]
    form = _copy(ours, person, EVENT_COPY)
    if not isinstance(form, dict):
        return None
    cover = next((item for item in ours if item.kind == "attachment" and item.body), None)
    if cover is None or cover.body is None or person.key is None:
        return dict(form)
    body = base64.b64encode(person.key.open(cover.body)).decode()
    return {**form, "image": f"data:{cover.media_type};base64,{body}"}


def _copy(kept: Sequence[Evidence], person: Person, media_type: str) -> Json:
    found = next((item for item in kept if item.media_type == media_type), None)
    if found is None or found.body is None or person.key is None:
        return None
    read: Json = orjson.loads(person.key.open(found.body))
    return read


def _files(kept: Sequence[Evidence], person: Person) -> tuple[tuple[tuple[str, bytes], ...], int]:
    """Return the files that can be shown again, and how many are too large for that."""
    files: list[tuple[str, bytes]] = []
    too_large, room = 0, LARGEST_SENT
    for item in kept:
        if item.kind != "attachment" or not item.body or person.key is None:
            continue
        if item.size > room or len(files) == MOST_FILES:
            too_large += 1
            continue
        room -= item.size
        ending = _ENDINGS.get(item.media_type.partition(";")[0], "bin")
        files.append((f"{len(files) + 1}.{ending}", person.key.open(item.body)))
    return tuple(files), too_large
