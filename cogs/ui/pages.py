"""What commands and buttons show: cards made from recorded outcomes, never from what was meant (F11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from discord import app_commands

from bot.policy.actions import ActionKind, ActionState
from bot.policy.authority import Act, Standing, may
from bot.policy.card import Card, Tone
from bot.policy.conduct import Conduct
from bot.policy.durations import stamp_day, stamp_moment
from bot.policy.ids import GuildId, UserId
from bot.policy.records import Decision, StoredAction
from bot.policy.sanctions import LASTING, Sanction, SanctionKind, SanctionState
from bot.services.casebook import Record
from bot.services.orders import Decided, Unmoved
from bot.services.own_record import entries
from bot.services.words_cases import CaseWords
from cogs import convert
from cogs.ui import answers
from cogs.ui.answers import Interaction, text

_CHOICES: Final = 25
_SILENT: Final = frozenset({ActionKind.POST_CASE, ActionKind.POST_LOG, ActionKind.POST_ITEM})
"""Acts that moderators are only told of when they failed."""


def words(interaction: Interaction) -> CaseWords:
    """Return the words for cases in the language of the person who asked."""
    services = interaction.client.services
    here = None if interaction.guild_id is None else services.servers.of(GuildId(interaction.guild_id))
    return CaseWords(
        catalogue=services.catalogue,
        conduct=services.conduct,
        people=services.people,
        locale=str(interaction.locale),
        pronouns=services.pronouns.known,
        panel=here is not None and bool(here.panel_roles),
    )


def clause_choices(conduct: Conduct, typed: str) -> list[app_commands.Choice[str]]:
    """Return clauses that fit what was typed; all that can be cited when nothing was."""
    found = [clause for clause in conduct.search(typed) if clause.citable] if typed else conduct.citable
    return [app_commands.Choice(name=clause.title[:100], value=clause.id) for clause in found][:_CHOICES]


def decided(interaction: Interaction, outcome: Decided, target: UserId) -> Card:
    """Return the answer to a decision: what was written down, and what became of each act."""
    decision = outcome.decision
    title = _title(interaction, decision.clause)
    lines = [_headline(interaction, outcome, target), text(interaction, "case.under", clause=title)]
    lines += acts(interaction, outcome.actions)
    if outcome.repeated:
        lines.append(text(interaction, "reply.repeated"))
    failed = any(act.state in (ActionState.REFUSED, ActionState.DEAD) for act in outcome.actions)
    return Card(
        title=text(
            interaction,
            "reply.decided",
            number=outcome.case.number,
            what=text(interaction, f"sanction.{decision.kind}"),
        ),
        text="\n".join(lines),
        tone=Tone.NOTICE if failed else Tone.GOOD,
    )


def _title(interaction: Interaction, clause_id: str) -> str:
    clause = interaction.client.services.conduct.clause(clause_id)
    return clause.title if clause else clause_id


def _headline(interaction: Interaction, outcome: Decided, target: UserId) -> str:
    sanction = next((each for each in outcome.sanctions if each.decision == outcome.decision.id), None)
    if sanction is None or sanction.ends_at is None:
        return f"<@{target}>"
    return text(interaction, "reply.until", member=f"<@{target}>", moment=stamp_moment(sanction.ends_at))


def acts(interaction: Interaction, actions: Sequence[StoredAction]) -> list[str]:
    """Return what became of each act, one line each."""
    speaker = words(interaction)
    return [
        speaker.act(act)
        for act in actions
        if act.state in (ActionState.REFUSED, ActionState.DEAD) or not (act.kind in _SILENT or _spared(act))
    ]


def _spared(act: StoredAction) -> bool:
    """Return whether an act had no object: most who are muted are on no stage, most barred have no role."""
    return act.kind in (ActionKind.MOVE_TO_AUDIENCE, ActionKind.REMOVE_ROLE) and "idle" in act.result


async def lifted(interaction: Interaction, sanctions: Sequence[Sanction], target: UserId) -> Card:
    """Return the answer to /lift: each sanction with its state now; of takedowns, what is shown again."""
    lines = sanction_lines(interaction, sanctions)
    for sanction in sanctions:
        if sanction.kind is SanctionKind.TAKEDOWN:
            lines += await _shown_again(interaction, sanction)
    return Card(
        title=text(interaction, "reply.lifted"),
        text="\n".join([f"<@{target}>", *lines]),
        tone=Tone.GOOD if all(each.state == "ended" for each in sanctions) else Tone.NOTICE,
    )


async def _shown_again(interaction: Interaction, sanction: Sanction) -> list[str]:
    file = await interaction.client.services.casebook.file(sanction.guild_id, sanction.case)
    acted = () if file is None else file.actions
    back = [act for act in acted if act.sanction == sanction.id and _brings_back(act)]
    lines = acts(interaction, back)
    kinds = {act.kind for act in back if act.state is ActionState.DONE and "idle" not in act.result}
    if ActionKind.POST_PUBLIC in kinds:
        lines.append(text(interaction, "takedown.post_again"))
    if ActionKind.CREATE_EVENT in kinds:
        lines.append(text(interaction, "takedown.event_again"))
    return lines


def _brings_back(act: StoredAction) -> bool:
    return act.kind is ActionKind.PIN or "release" in act.payload


async def show_case(interaction: Interaction, number: int) -> None:
    """Show a case to somebody who may see it; to others it does not exist."""
    services, guild = interaction.client.services, interaction.guild
    assert guild is not None  # noqa: S101 - the command is for servers only
    settings = services.servers.of(GuildId(guild.id))
    actor, me = (convert.standing(each, guild, settings) for each in (interaction.user, guild.me))
    # For looking at papers it makes no difference whom they are about; the right comes before the number.
    if refusal := may(actor, Act.VIEW_CASE, Standing(user_id=UserId(0), present=False), me):
        await answers.refuse(interaction, refusal)
        return
    file = await services.casebook.file(GuildId(guild.id), number)
    if file is None or await services.recusal.involved(file.case, actor.user_id):
        await answers.refuse(interaction, Unmoved(key="no_such_case", values={"number": str(number)}))
        return
    await services.casebook.looked_into(GuildId(guild.id), number, actor.user_id)
    proposal = await services.casebook.proposal(file.case)
    await answers.say(interaction, await words(interaction).card(file, proposal))


async def show_record(interaction: Interaction, user_id: UserId) -> None:
    """Show a member's record to a moderator."""
    record = await record_of(interaction, user_id)
    await answers.say(interaction, record_card(interaction, record, f"<@{user_id}>"))


async def record_of(interaction: Interaction, user_id: UserId) -> Record:
    """Return a member's record as who asked may see it: without the cases they are involved in (M41)."""
    services, guild_id = interaction.client.services, GuildId(interaction.guild_id or 0)
    record = await services.casebook.record(guild_id, user_id)
    return await services.recusal.visible(record, UserId(interaction.user.id))


def record_card(interaction: Interaction, record: Record, who: str) -> Card:
    """Return a record: what is in force, then the decisions, newest first."""
    if not record.cases and not record.sanctions:
        nothing = text(interaction, "record.empty")
        return Card(title=text(interaction, "record.title"), text=nothing, tone=Tone.GOOD)
    fields = []
    if holding := _in_force(interaction, record):
        fields.append((text(interaction, "record.in_force"), "\n".join(holding)))
    still_open = [case for case in record.cases if case.state == "open"]
    if still_open:
        numbers = ", ".join(str(case.number) for case in still_open)
        fields.append((text(interaction, "record.open"), numbers))
    for decision in record.decisions[:10]:
        fields.append(_decision_field(interaction, decision))
    return Card(
        title=text(interaction, "record.title"),
        text=who,
        fields=tuple(fields),
    )


def _in_force(interaction: Interaction, record: Record) -> list[str]:
    """Return a line for each sanction that holds; a warning holds nobody, but counts for a time."""
    now = interaction.client.services.clock.now()
    fading = {each.sanction.id: each.fades_at for each in entries(record)}
    lines: list[str] = []
    for each in record.sanctions:
        until = fading.get(each.id, now)
        if each.kind in LASTING or each.kind is SanctionKind.TAKEDOWN:
            holds = each.state in (SanctionState.ACTIVE, SanctionState.LIFTING)
            lines += [_sanction_line(interaction, each)] if holds else []
        elif each.state is SanctionState.ACTIVE and each.kind is not SanctionKind.KICK and until > now:
            what = text(interaction, f"sanction.{each.kind.value}")
            lines.append(text(interaction, "record.counts", what=what, day=stamp_day(until)))
    return lines


def _decision_field(interaction: Interaction, decision: Decision) -> tuple[str, str]:
    heading = text(
        interaction,
        "record.decision",
        number=decision.case,
        what=text(interaction, f"sanction.{decision.kind}"),
    )
    lines = [
        text(
            interaction,
            "record.under",
            clause=_title(interaction, decision.clause),
            day=stamp_day(decision.decided_at),
        ),
        decision.reason,
    ]
    return heading, "\n".join(line for line in lines if line)


def sanction_lines(interaction: Interaction, sanctions: Sequence[Sanction]) -> list[str]:
    """Return a line for each sanction with the state that it has now."""
    return [_sanction_line(interaction, each) for each in sanctions]


def _sanction_line(interaction: Interaction, sanction: Sanction) -> str:
    what = text(interaction, f"sanction.{sanction.kind.value}")
    state = text(interaction, f"case.sanction_state.{sanction.state.value}")
    if sanction.ends_at is None or sanction.state is not SanctionState.ACTIVE:
        return f"– {what}: {state}"
    until = text(interaction, "case.until", moment=stamp_moment(sanction.ends_at))
    return f"– {what}: {state} {until}"
