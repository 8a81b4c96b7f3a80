"""The private notices to members, put into words from what is recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.clock import from_ms
from bot.i18n import Catalogue
from bot.policy.actions import Json
from bot.policy.card import Button, Card, Tone
from bot.policy.conduct import Conduct, Topic
from bot.policy.durations import stamp_day, stamp_moment
from bot.policy.phrase import Phrase
from bot.policy.reasons import (
    Machine,
    PriorRecord,
    Redress,
    StatementOfReasons,
    render,
)
from bot.policy.records import Decision
from bot.policy.sanctions import LASTING, Sanction, SanctionKind
from bot.services.words_public import acknowledge

_FACTS_SHOWN = 700
_REWRITES = ("profanity", "disruption")
"""Clauses with a hint of their own on how to put it otherwise."""
_KEEPS_NOBODY_OUT = (SanctionKind.NO_CONTACT, SanctionKind.ROLE_REMOVAL, SanctionKind.STAFF_REMOVAL)
"""What keeps nobody from taking part, so that its end is no welcome back."""
_REMOVING = (SanctionKind.SUSPENSION, SanctionKind.EXPULSION, SanctionKind.KICK)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWords:
    """Speaks to one member on behalf of one server."""

    catalogue: Catalogue
    conduct: Conduct
    server: str
    locale: str
    appeal_link: Callable[[Decision], str | None] = lambda decision: None
    """Makes the personal address of a page to appeal on, where there are pages."""

    def decision(
        self,
        decision: Decision,
        imposed: Sequence[Sanction],
        prior: Sequence[tuple[Sanction, str]],
        *,
        scope: str = "",
        changed: tuple[Phrase, ...] = (),
        more: tuple[Button, ...] = (),
        how: str | None = "appeal",
    ) -> Card:
        """Return the statement of reasons: what, until when, which clause and why, and what to do.

        ``scope`` names the place, role or person that it is about, ``changed`` is what the person can't do
        any more, ``more`` are further buttons; ``how`` is the way to object, None where there is none left.
        """
        statement = replace(self._statement(decision, imposed, prior, scope, how), restricted=changed)
        return Card(
            title=self._text(f"notice.title.{decision.kind}", server=self.server),
            text=self._text("notice.intro", server=self.server),
            fields=render(statement, self.catalogue, self.locale),
            tone=Tone.NOTICE if decision.kind == SanctionKind.WARNING else Tone.GRAVE,
            footer=self._text("notice.footer", server=self.server),
            buttons=(*more, *self._read(decision), self._appeal(decision), *self._page(decision)),
        )

    def _read(self, decision: Decision) -> tuple[Button, ...]:
        if decision.kind not in (SanctionKind.WARNING, SanctionKind.DIRECTION):
            return ()
        return (acknowledge(self.catalogue, self.locale, decision),)

    def _appeal(self, decision: Decision) -> Button:
        # The server stands in it, as a private message belongs to none.
        custom_id = f"appeal:{decision.guild_id}:{decision.id}:make"
        return Button(custom_id=custom_id, label=self._text("appeal.button"))

    def _page(self, decision: Decision) -> tuple[Button, ...]:
        # For those who may share no server with the bot any more, and then reach it in no other way.
        link = self.appeal_link(decision) if decision.kind in _REMOVING else None
        return () if link is None else (Button(url=link, label=self._text("page.button")),)

    def correction(self, decision: Decision) -> Card:
        """Return the word that a step which was announced did not happen."""
        return Card(
            title=self._text("notice.correction.title", server=self.server),
            text=self._text("notice.correction.text", case=decision.case),
            tone=Tone.NOTICE,
        )

    def released(self, sanction: Sanction, *, early: bool) -> Card:
        """Return the word that a sanction is over."""
        what = self._text(f"sanction.{sanction.kind.value}")
        how = "lifted" if early else "ended"
        # What kept nobody from anything can't be followed by a welcome.
        said = f"notice.{how}" if sanction.kind in LASTING else "notice.taken_back"
        if sanction.kind is SanctionKind.ROLE_BAR:
            said = "notice.role_open"
        if sanction.kind in _KEEPS_NOBODY_OUT:
            said = "notice.holds_no_more"
        if sanction.kind is SanctionKind.TAKEDOWN:
            said = "notice.shown_again"
        return Card(
            title=self._text(f"{said}.title", server=self.server),
            text=self._text(f"{said}.text", what=what, server=self.server, day=stamp_day(sanction.starts_at)),
            tone=Tone.GOOD,
        )

    def simple(self, name: str, payload: Mapping[str, Json]) -> Card:
        """Return a notice that needs no record: an offer of help, an outcome for a reporter."""
        if name == "care":
            return self._care()
        if name == "reporter_paused":
            return self._paused(payload)
        first, more = str(payload.get("report", "")), payload.get("more")
        codes = [first, *(map(str, more) if isinstance(more, list) else ())]
        values: dict[str, str | int] = {"server": self.server, "count": len(codes)}
        reports = ", ".join(f"`{code}`" for code in codes)
        return Card(
            title=self._text(f"notice.{name}.title", **values),
            text=self._text(f"notice.{name}.text", **values, report=first, reports=reports),
            tone=Tone.NEUTRAL,
        )

    def _paused(self, payload: Mapping[str, Json]) -> Card:
        until = from_ms(int(str(payload["until"])))
        # The server stands in it, as a private message belongs to none.
        custom_id = f"pause:{payload['guild']}:{payload['number']}:ask"
        return Card(
            title=self._text("notice.reporter_paused.title", server=self.server),
            text=self._text(
                "notice.reporter_paused.text",
                server=self.server,
                report=str(payload["report"]),
                moment=stamp_moment(until),
            ),
            tone=Tone.NOTICE,
            buttons=(Button(custom_id=custom_id, label=self._text("pause.ask")),),
        )

    def nudge(self, clause_id: str, *, removed: bool) -> Card:
        """Return the friendly note about a message; ``removed`` says whether it was taken away."""
        said = "removed" if removed else "text"
        hint = clause_id if clause_id in _REWRITES else "rewrite"
        clause = self.conduct.clause(clause_id)
        return Card(
            title=self._text("notice.nudge.title", server=self.server),
            text=self._text(f"notice.nudge.{said}", clause=clause.title if clause else clause_id),
            fields=((self._text("notice.nudge.heading"), self._text(f"notice.nudge.{hint}")),),
            tone=Tone.NEUTRAL,
        )

    def _care(self) -> Card:
        resources = self.conduct.resources_for(Topic.CARE)
        return Card(
            title=self._text("notice.care.title"),
            text=self._text("notice.care.text", server=self.server),
            fields=tuple((each.title, f"{each.text}\n{each.url}") for each in resources),
            tone=Tone.GOOD,
        )

    def _statement(
        self,
        decision: Decision,
        imposed: Sequence[Sanction],
        prior: Sequence[tuple[Sanction, str]],
        scope: str,
        how: str | None,
    ) -> StatementOfReasons:
        clause = self.conduct.clause(decision.clause)
        redress = Redress(how=how, until=decision.appeal_until) if how else None
        sanction = next((each for each in imposed if each.decision == decision.id), None)
        machine = Machine.DECIDED if decision.machine_decided else Machine.NONE
        if decision.machine_found and not decision.machine_decided:
            machine = Machine.NOTICED
        return StatementOfReasons(
            reference=str(decision.case),
            kind=SanctionKind(decision.kind),
            scope=scope,
            starts_at=decision.decided_at,
            ends_at=sanction.ends_at if sanction else None,
            until_lifted=_until_lifted(sanction),
            facts=decision.facts[:_FACTS_SHOWN] or decision.reason,
            facts_at=decision.decided_at,
            trigger=decision.trigger,
            machine=machine,
            clause_id=decision.clause,
            clause_title=clause.title if clause else decision.clause,
            conduct_version=decision.conduct_version,
            why=decision.reason if decision.facts else "",
            heard=decision.heard,
            unheard=decision.unheard,
            record=tuple(self._prior(sanction, under) for sanction, under in prior),
            redress=redress,
        )

    def _prior(self, sanction: Sanction, clause_id: str) -> PriorRecord:
        clause = self.conduct.clause(clause_id)
        return PriorRecord(
            kind=sanction.kind,
            clause_title=clause.title if clause else clause_id,
            at=sanction.starts_at,
        )

    def _text(self, key: str, **values: str | int) -> str:
        return self.catalogue.text(key, self.locale, **values)


def _until_lifted(sanction: Sanction | None) -> bool:
    timeless = (SanctionKind.WARNING, SanctionKind.DIRECTION, SanctionKind.KICK)
    return sanction is not None and sanction.ends_at is None and sanction.kind not in timeless
