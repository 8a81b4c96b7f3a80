"""What the moderators' log says about cases: who, what and by whom; never what was written (F35)."""

from bot.policy.card import Card, Tone
from bot.policy.ids import PersonId
from bot.policy.phrase import Value
from bot.policy.records import StoredAction
from bot.services.orders import CaseFile
from bot.services.words_cases import CaseWords


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
