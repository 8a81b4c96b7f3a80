"""What the moderators' log says about cases and channels: who, what and by whom.

Never what was written in a case (F35); the reason for what is done to a channel stands nowhere else, and
personal data in it is hidden.
"""

from collections.abc import Sequence

from bot.clock import from_ms
from bot.policy.actions import ActionState
from bot.policy.card import Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.ids import PersonId
from bot.policy.phrase import Value
from bot.policy.records import StoredAction
from bot.services.orders import CaseFile
from bot.services.words_cases import CaseWords
from bot.services.words_kept import masked


async def log_card(words: CaseWords, file: CaseFile, action: StoredAction) -> Card:
    """Return a line for the log, as an action asks for it."""
    name = str(action.payload["log"])
    decision = next((each for each in file.decisions if each.id == action.decision), None)
    if decision is not None:
        lines = [await words.decision(decision, file, with_reason=False)]
    elif name in ("lifted", "by_hand"):
        lines = await _taken_back(words, file)
    else:
        lines = await _put_back(words, action)
    about = _text(words, "log.about", person=await words.mention(file.case.person))
    return Card(
        title=_text(words, f"log.{name}", number=file.case.number),
        text="\n".join([about, *lines]),
        tone=Tone.GRAVE if name == "act_failed" else Tone.NEUTRAL,
    )


async def channel_card(words: CaseWords, action: StoredAction, acts: Sequence[StoredAction]) -> Card:
    """Return the line on a channel that somebody closed, opened, slowed down or purged of messages.

    ``acts`` are what it took.
    """
    said, by = action.payload, PersonId(str(action.payload["by"]))
    person, until = await words.people.get(by), said.get("until")
    reason = "" if person is None else person.open(bytes.fromhex(str(said["why"])) or None)
    lines = [_text(words, "channel.log.where", channel=f"<#{said['channel']}>", by=await words.mention(by))]
    if said["log"] == "slowmode":
        lines.append(_text(words, "channel.log.pause", count=int(str(said["seconds"]))))
    if isinstance(until, int):
        lines.append(_text(words, "case.until", moment=stamp_moment(from_ms(until))))
    if reason:
        lines.append(_text(words, "case.reason", reason=masked(reason)))
    what = _text(words, f"channel.{said['log']}", count=int(str(said.get("count", 0))))
    failed = dict.fromkeys(words.act(act) for act in acts if act.state is not ActionState.DONE)
    return Card(
        title=_text(words, "channel.log.failed", what=what) if failed else what,
        text="\n".join([*lines, *failed]),
        tone=Tone.GRAVE if failed else Tone.NEUTRAL,
    )


async def _taken_back(words: CaseWords, file: CaseFile) -> list[str]:
    note = next((each for each in reversed(file.notes) if each.kind == "lifted"), None)
    if note is None:
        return []
    what = _text(words, f"sanction.{note.data['kind']}")
    return [_text(words, "log.lifted_by", what=what, by=await words.mention(note.actor))]


async def _put_back(words: CaseWords, action: StoredAction) -> list[str]:
    by, acts = action.payload.get("by"), action.payload.get("acts")
    lines = [_text(words, "log.changed_by", by=await words.mention(PersonId(str(by))))] if by else []
    for act in acts if isinstance(acts, list) else []:
        kind, where = str(act).split(" ", 1)
        lines.append(f"– {_text(words, f'act.{kind}')} {where}".rstrip())
    return lines


def _text(words: CaseWords, key: str, **values: Value) -> str:
    return words.catalogue.text(key, words.locale, **values)
