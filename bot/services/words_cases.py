"""What moderators read about a case: the queue message and the log line, made from what is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.i18n import Catalogue
from bot.policy.actions import ActionKind, ActionState
from bot.policy.aim import Target
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.case_names import code_name
from bot.policy.clocks import Step
from bot.policy.conduct import Conduct
from bot.policy.durations import format_duration, stamp_moment
from bot.policy.ids import PersonId, UserId
from bot.policy.ladder import Proposal
from bot.policy.phrase import Value
from bot.policy.records import Case, CaseState, Decision, Delivery, StoredAction
from bot.policy.sanctions import LASTING, Sanction, SanctionState
from bot.services.hit_words import HitWords
from bot.services.orders import CaseFile, NoteView, ReportView
from bot.services.people import People
from bot.services.words_federation import offered
from bot.services.words_history import history
from bot.services.words_kept import last_said, masked
from bot.services.words_links import hits_of, link_fields
from bot.services.words_motions import waiting
from bot.services.words_pronouns import about_pronouns
from bot.services.words_questions import talk
from bot.services.words_reporters import about_reporters, pause_buttons

_SHOWN: Final = 3
_QUOTE: Final = 300
_TONES: Final = {
    CaseState.OPEN: Tone.NOTICE,
    CaseState.DECIDED: Tone.NEUTRAL,
    CaseState.NO_VIOLATION: Tone.GOOD,
    CaseState.VOID: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWords:
    """Speaks to the moderators of one server."""

    catalogue: Catalogue
    conduct: Conduct
    people: People
    locale: str
    panel: bool
    """Whether there is an outside panel to be told of what is late."""
    pronouns: Mapping[UserId, str] = field(default_factory=dict)
    """What people set for themselves, for cases of misgendering."""

    async def card(self, file: CaseFile, proposal: Proposal | None) -> Card:
        """Return a case as it stands now, with the buttons that fit; only an open one needs a proposal."""
        case = file.case
        state = "joined" if case.merged_into is not None else case.state.value
        fields = [
            (self._text("case.heading.person"), await self.mention(case.person)),
            (self._text("case.heading.clause"), self._clause(case)),
        ]
        fields += link_fields(file, self.catalogue, self.locale)
        fields += await self._happened(file)
        fields += await waiting(self.catalogue, self.locale, file, self.mention)
        if case.state is CaseState.OPEN and proposal is not None:
            fields.append((self._text("case.heading.proposal"), self.proposal(proposal)))
            if case.claimed_by is not None and case.claimed_until is not None:
                until = stamp_moment(case.claimed_until)
                by = await self.mention(case.claimed_by)
                fields.append(
                    (self._text("case.heading.claimed"), self._text("case.claimed", by=by, moment=until))
                )
            if case.due_at is not None:
                fields.append((self._text("case.heading.due"), self._due(case, case.due_at)))
        for decision in file.decisions:
            heading = self._text("case.heading.decision")
            fields.append((heading, await self.decision(decision, file)))
        failed = [act for act in file.actions if act.state in (ActionState.REFUSED, ActionState.DEAD)]
        lines = [self.act(act) for act in failed if act.kind is not ActionKind.POST_LOG]
        if lines:
            fields.append((self._text("case.heading.failed"), "\n".join(lines)))
        return Card(
            title=self._text("case.title", number=case.number, state=self._text(f"case.state.{state}")),
            text=self._where(case),
            fields=tuple(fields),
            tone=Tone.GRAVE if case.state is CaseState.OPEN and case.severity >= 4 else _TONES[case.state],
            footer=code_name(case.number),
            buttons=(
                *self._buttons(case, proposal),
                *self._kept(file),
                *self._wrong(file),
                *pause_buttons(self.catalogue, self.locale, case.guild_id, case.number, file.notes),
            ),
        )

    async def decision(self, decision: Decision, file: CaseFile, *, with_reason: bool = True) -> str:
        """Return one decision in a few lines: what, until when, by whom, why, and whether it was told."""
        sanction = next((each for each in file.sanctions if each.decision == decision.id), None)
        what = self._text(f"sanction.{decision.kind}")
        lines = [self._text("case.decided", what=what, by=await self.mention(decision.actor))]
        lines += [self._text("case.proposed", by=await self.mention(by)) for by in _proposer(decision, file)]
        if decision.clause != file.case.clause:
            clause = self.conduct.clause(decision.clause)
            lines.append(self._text("case.under", clause=clause.title if clause else decision.clause))
        if sanction is not None and sanction.ends_at is not None:
            lines.append(self._text("case.until", moment=stamp_moment(sanction.ends_at)))
        if sanction is not None and (sanction.kind in LASTING or sanction.state is SanctionState.VOID):
            lines += self._ended(sanction)
        if with_reason and decision.reason:
            lines.append(self._text("case.reason", reason=_quote(decision.reason)))
        if with_reason and decision.unheard:
            lines.append(self._text("motion.unheard_why", why=_quote(decision.unheard)))
        lines.append(self._delivery(decision))
        return "\n".join(lines)

    def _ended(self, sanction: Sanction) -> tuple[str, ...]:
        if sanction.state is SanctionState.ACTIVE:
            return ()
        return (self._text(f"case.sanction_state.{sanction.state.value}"),)

    def _delivery(self, decision: Decision) -> str:
        said = self._text(f"case.delivery.{decision.delivery.value}")
        if decision.delivery is not Delivery.NOT_DELIVERED or not decision.delivery_detail:
            return said
        # Nobody is left untold without a reason that others can read (M39).
        reason = self._text(f"refused.{decision.delivery_detail}")
        return self._text("case.delivery.why", said=said, reason=reason)

    def proposal(self, proposal: Proposal) -> str:
        """Return what the ladder proposes and why."""
        reasons = [f"– {self.catalogue.say(reason, self.locale)}" for reason in proposal.reasons]
        return "\n".join([f"**{self.step(proposal)}**", *reasons])

    def step(self, proposal: Proposal) -> str:
        """Return the proposed step in a word or two."""
        if proposal.kind is None:
            return self._text("case.no_step")
        what = self._text(f"sanction.{proposal.kind.value}")
        if proposal.duration is None:
            return what
        length = self.catalogue.say(format_duration(proposal.duration), self.locale)
        return self._text("case.step", what=what, length=length)

    def act(self, action: StoredAction) -> str:
        """Return what became of one act."""
        told = "ask" if "question" in action.payload else "tell"
        to_reporter = "report" in action.payload
        what = self._text(f"act.{told}_reporter" if to_reporter else f"act.{action.kind.value}")
        if action.state is ActionState.DONE and action.result.get("later"):
            return self._text("act_state.later", what=what)
        if action.state is ActionState.DONE and (idle := action.result.get("idle")):
            return self._text(f"act_state.{idle}", what=what)
        if action.state is ActionState.DONE:
            return self._text("act_state.done", what=what)
        if action.state in (ActionState.REFUSED, ActionState.DEAD):
            reason = self._text(f"refused.{action.result.get('reason', 'rejected')}")
            return self._text("act_state.refused", what=what, reason=reason)
        return self._text("act_state.pending", what=what)

    async def mention(self, code: PersonId | None) -> str:
        """Return a person for moderators' eyes; the machine and erased people have words of their own."""
        if code in ("machine", None):
            return self._text("case.machine")
        user_id = await self.people.user_id(code)
        return f"<@{user_id}>" if user_id else self._text("case.erased")

    def _clause(self, case: Case) -> str:
        clause = self.conduct.clause(case.clause)
        grade = self._text(f"ladder.grade.{case.severity}")
        return f"{clause.title if clause else case.clause} · {grade}"

    async def _happened(self, file: CaseFile) -> list[tuple[str, str]]:
        fields = []
        if any(note.kind == "acknowledged" for note in file.notes):
            fields.append((self._text("case.heading.acknowledged"), self._text("case.acknowledged")))
        hits = hits_of(file)
        if hits:
            speaker = HitWords(catalogue=self.catalogue, locale=self.locale)
            wrong = _found_wrong(file.notes)
            lines = [
                "\n".join((speaker.line(note, wrong=note.data.get("rule") in wrong), *await self._aim(note)))
                for note in _telling(hits)
            ]
            heading = self._text("case.heading.hits", count=len(hits))
            fields.append((heading, "\n\n".join(lines)))
        edited = masked(file.edits[-1]) if file.edits else ""
        for name, words in (("said", last_said(file)), ("edits", edited)):
            # A picture comes without words, and an erased person leaves none.
            if quoted := _quote(words):
                fields.append((self._text(f"case.heading.{name}"), f"||{quoted}||"))
        fields += [
            (self._text("case.heading.report", number=report.reporter_number), self._report(report))
            for report in file.reports[-_SHOWN:]
        ]
        fields += offered(self.catalogue, self.conduct, self.locale, file.notes)
        fields += talk(self.catalogue, self.locale, file.notes)
        fields += await about_pronouns(self.catalogue, self.locale, self.people, file, self.pronouns)
        fields += about_reporters(self.catalogue, self.locale, file.notes)
        return fields + await history(self.catalogue, self.locale, file, self.mention)

    async def _aim(self, note: NoteView) -> tuple[str, ...]:
        """Return a line on whom the words were aimed at, where that is known."""
        at, way, whom = (str(note.data.get(key) or "") for key in ("aimed", "way", "whom"))
        if at == Target.WORK:
            return (self._text("aimed.work"),)
        if at != Target.PERSON:
            return ()
        if not whom:
            return (self._text("aimed.unnamed"),)
        who = await self.mention(PersonId(whom))
        return (self._text("aimed.person", who=who, way=self._text(f"aimed.by.{way}")),)

    def _report(self, report: ReportView) -> str:
        clause = self.conduct.clause(report.category)
        title = clause.title if clause else report.category
        proof = self._text(f"case.{report.proof}")
        words = f"\n> {_quote(masked(report.words))}" if report.words else ""
        return f"`{report.code}` · {title} · {proof}{words}"

    def _due(self, case: Case, due_at: datetime) -> str:
        moment = stamp_moment(due_at)
        if not case.escalated:
            return self._text("case.due", moment=moment)
        steps = [step for step in range(1, case.escalated + 1) if self.panel or step != Step.PANEL]
        told = ", ".join(self._text(f"clock.told.{step}") for step in steps)
        return self._text("case.late", moment=moment, told=told)

    def _where(self, case: Case) -> str:
        if case.channel_id is None or case.message_id is None:
            return ""
        link = f"https://discord.com/channels/{case.guild_id}/{case.channel_id}/{case.message_id}"
        return self._text("case.where", channel=f"<#{case.channel_id}>", link=link)

    def _buttons(self, case: Case, proposal: Proposal | None) -> tuple[Button, ...]:
        record = Button(custom_id=f"case:{case.number}:record", label=self._text("button.record"))
        more = Button(custom_id=f"more:{case.number}:menu", label=self._text("more.button"))
        if case.state is not CaseState.OPEN or proposal is None:
            return (record, more)
        step = self._text("button.propose", step=self.step(proposal))
        propose = Button(custom_id=f"case:{case.number}:propose", label=step, style=ButtonStyle.DANGER)
        return (
            Button(
                custom_id=f"case:{case.number}:claim",
                label=self._text("button.claim"),
                style=ButtonStyle.PRIMARY,
            ),
            *((propose,) if proposal.kind is not None else ()),
            Button(custom_id=f"case:{case.number}:dismiss", label=self._text("button.dismiss")),
            Button(custom_id=f"talk:{case.number}:menu", label=self._text("talk.button")),
            record,
            more,
        )

    def _kept(self, file: CaseFile) -> tuple[Button, ...]:
        if not any(item.kind in ("attachment", "screenshot") for item in file.evidence):
            return ()
        return (Button(custom_id=f"kept:{file.case.number}", label=self._text("kept.button")),)

    def _wrong(self, file: CaseFile) -> tuple[Button, ...]:
        if not any(note.kind == "hit" for note in file.notes):
            return ()
        return (Button(custom_id=f"hit:{file.case.number}:list:0", label=self._text("hit.button")),)

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)


def _proposer(decision: Decision, file: CaseFile) -> list[PersonId]:
    """Return who proposed what somebody else agreed to; empty for what one person decided alone."""
    proposed = [
        note.actor
        for note in file.notes
        if note.kind == "motion_proposed"
        and note.data.get("kind") == decision.kind
        and note.at <= decision.decided_at
        and note.actor != decision.actor
    ]
    return proposed[-1:]


def _telling(hits: Sequence[NoteView]) -> list[NoteView]:
    """Return the few hits that tell most, oldest first: the latest of each rule, then the latest of all."""
    last = set({note.data.get("rule"): place for place, note in enumerate(hits)}.values())
    ranked = sorted(range(len(hits)), key=lambda place: (place in last, place))
    return [hits[place] for place in sorted(ranked[-_SHOWN:])]


def _found_wrong(notes: tuple[NoteView, ...]) -> set[object]:
    """Return the rules that stand as wrong in a case: a later word takes an earlier one back."""
    last = {note.data.get("rule"): note.kind for note in notes if note.kind in ("rule_wrong", "rule_right")}
    return {rule for rule, kind in last.items() if kind == "rule_wrong"}


def _quote(text: str) -> str:
    line = " ".join(text.replace("|", "¦").split())
    return line if len(line) <= _QUOTE else f"{line[: _QUOTE - 1]}…"
