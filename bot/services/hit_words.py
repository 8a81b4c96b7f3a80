"""What a rule found, told to moderators: rule, reading, the words meant, how sure, from what on it counts.

The words of the member and the sentence about them are sealed in the case's history; all else stands there in
the open, so that it can be counted.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final

import orjson

from bot.i18n import Catalogue
from bot.policy.content import PartKind
from bot.policy.excerpt import Excerpt, excerpt
from bot.policy.masking import mask, spans_of
from bot.policy.phrase import Value, restored, stored
from bot.policy.verdict import Finding, Hit, View
from bot.services.orders import Incident, NoteView

_WHY: Final = 180
"""Characters of an explanation; three hits have to fit into one field."""


def written(hit: Hit, incident: Incident) -> str:
    """Return what is sealed about a hit: the first finding's explanation, and the words it means."""
    first = hit.findings[0] if hit.findings else None
    found = None if first is None else _excerpt(first, incident)
    why = None if first is None else first.explanation
    document = {"why": why and stored(why), "excerpt": found and asdict(found)}
    # Half of a surrogate pair is in no JSON, and must not cost us the rest.
    return orjson.dumps(_whole(document)).decode()


def _excerpt(finding: Finding, incident: Incident) -> Excerpt | None:
    parts = incident.parts or (incident.text,)
    if finding.part_index >= len(parts):
        return None
    text = parts[finding.part_index]
    # What was removed to protect somebody is not written down again, not even for a few (F35), whichever
    # rule tells of the words.
    spans = spans_of((each for every in incident.hits for each in every.findings), finding.part_index)
    masked = mask(text, spans)
    if finding.detector == "personal_data":
        return excerpt(masked, 0, len(masked))
    start, end = (min(len(mask(text[:place], spans)), len(masked)) for place in (finding.start, finding.end))
    return excerpt(masked, start, end)


def _whole(value: Any) -> Any:  # noqa: ANN401 - a tree of JSON
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return {key: _whole(each) for key, each in value.items()} if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class HitWords:
    """Tells of hits in one language."""

    catalogue: Catalogue
    locale: str

    def line(self, note: NoteView, *, wrong: bool = False) -> str:
        """Return a few lines on one hit; ``wrong`` when a moderator found the rule wrong here."""
        rule, mode = str(note.data.get("rule", "")), str(note.data.get("mode", ""))
        head = self._text("hit.rule", rule=rule, mode=self._text(f"hit.mode.{mode}"))
        if weakened := str(note.data.get("weakened") or ""):
            why = weakened.replace(" ", "_")
            head = f"{head} ({self._text(f'hit.weakened.{why}')})"
        sealed: dict[str, Any] = orjson.loads(note.body) if note.body else {}
        lines = [f"~~{head}~~ {self._text('hit.was_wrong')}" if wrong else head]
        told = sealed.get("why")
        lines.append(" ".join(filter(None, (self._why(told)[:_WHY], self._how(note, told)))))
        if found := sealed.get("excerpt"):
            lines.append(f"||{Excerpt(**found).marked()}||")
        return "\n".join(filter(None, lines))

    def _why(self, sealed: Any) -> str:  # noqa: ANN401 - a tree of JSON
        """Return the explanation; a plain sentence, as cases held it before, stays as it is."""
        if not isinstance(sealed, dict):
            return str(sealed or "")
        try:
            return self.catalogue.say(restored(sealed), self.locale)
        except KeyError:
            # A sentence that this version has no more; the rule and the words still tell enough.
            return ""

    def _how(self, note: NoteView, sealed: Any) -> str:  # noqa: ANN401 - a tree of JSON
        """Return how the text was read, how sure that is unless the explanation says it, and what counts."""
        findings: Any = note.data.get("findings") or [{}]
        view, score = str(findings[0].get("view", "")), float(findings[0].get("score", 1.0))
        threshold = float(findings[0].get("threshold", 0.0))
        part = str(findings[0].get("part", PartKind.BODY))
        told = [] if part == PartKind.BODY else [self._text(f"hit.part.{part}")]
        # That a name looks like another is said already, and it may be the very same.
        posing = findings[0].get("detector") == "impersonation"
        told += [] if posing or view in ("", View.NONE) else [self._text(f"hit.view.{view}")]
        said = isinstance(sealed, dict) and "score" in sealed.get("values", {})
        if score < 1 and not said:
            told.append(self._text("hit.sure", score=f"{score:.0%}"))
        if threshold > 1:
            told.append(self._text("hit.from_count", count=round(threshold)))
        elif threshold:
            told.append(self._text("hit.from_share", least=f"{threshold:.0%}"))
        return f"({'; '.join(told)})" if told else ""

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)
