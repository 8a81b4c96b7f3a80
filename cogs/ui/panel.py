"""The panel of a right click: the record, the clause, what the ladder proposes and why, and how to act (M38).

Nothing is kept between presses: a custom id says whom and which message it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

import discord
from typing_extensions import override

from bot.cards import cut, embed_of
from bot.policy.card import Card, Tone
from bot.policy.conduct import Clause
from bot.policy.durations import stamp_moment
from bot.policy.ids import GuildId, UserId
from bot.policy.ladder import Proposal
from bot.policy.phrase import phrase
from bot.policy.sanctions import SanctionKind
from cogs import convert
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import guarded
from cogs.ui.mutes import in_force_now
from cogs.ui.panel_form import PanelForm

_WHOM = r"(?P<user>[0-9]{15,20}):(?P<channel>[0-9]{1,20}):(?P<message>[0-9]{1,20})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom, and which message, a panel is about; zeros where there is no message."""

    user: int
    channel: int = 0
    message: int = 0

    @property
    def key(self) -> str:
        """Return it as a part of a custom id."""
        return f"{self.user}:{self.channel}:{self.message}"

    def link(self, guild_id: int) -> str | None:
        """Return the link to the message."""
        if not self.message:
            return None
        return f"https://discord.com/channels/{guild_id}/{self.channel}/{self.message}"


async def open_panel(interaction: Interaction, subject: Subject) -> None:
    """Show the record of a member with the choice of a clause."""
    if not _moderates(interaction):
        await answers.refuse(interaction, phrase("queue.not_moderator"))
        return
    await interaction.response.defer(ephemeral=True)
    record = await pages.record_of(interaction, UserId(subject.user))
    card = pages.record_card(interaction, record, f"<@{subject.user}>")
    hint = Card(title=text(interaction, "panel.choose"), text=text(interaction, "panel.first"))
    view = discord.ui.View(timeout=None)
    view.add_item(ClauseMenu(_clauses(interaction, subject), subject))
    await interaction.followup.send(embeds=[embed_of(card), embed_of(hint)], view=view, ephemeral=True)


class ClauseMenu(discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=rf"mod:{_WHOM}"):
    """The choice of a clause."""

    def __init__(self, select: discord.ui.Select[discord.ui.View], subject: Subject) -> None:
        super().__init__(select)
        self.subject = subject

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> ClauseMenu:
        return cls(cast("discord.ui.Select[discord.ui.View]", item), _subject(match))

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        chosen: Interaction = interaction
        async with guarded(chosen):
            clause = chosen.client.services.conduct.clause(self.item.values[0])
            if clause is None or not _moderates(chosen):
                await answers.refuse(chosen, phrase("queue.not_moderator"))
                return
            await chosen.response.defer(ephemeral=True, thinking=True)
            await _propose(chosen, self.subject, clause)


class PanelButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=rf"modact:{_WHOM}:(?P<clause>[a-z0-9_.-]+):(?P<act>do|else)",
):
    """Follows the proposal, or asks for another step."""

    def __init__(
        self, button: discord.ui.Button[discord.ui.View], subject: Subject, clause: str, act: str
    ) -> None:
        super().__init__(button)
        self.subject = subject
        self.clause = clause
        self.act = act

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> PanelButton:
        button = cast("discord.ui.Button[discord.ui.View]", item)
        return cls(button, _subject(match), match["clause"], match["act"])

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        pressed: Interaction = interaction
        async with guarded(pressed):
            if not _moderates(pressed):
                await answers.refuse(pressed, phrase("queue.not_moderator"))
                return
            user = UserId(self.subject.user)
            proposal = await pressed.client.services.casebook.proposal_about(
                GuildId(pressed.guild_id or 0), user, self.clause
            )
            otherwise = self.act == "else" or not _alone(proposal)
            muted = bool(await in_force_now(pressed, user)) if otherwise else False
            link = self.subject.link(pressed.guild_id or 0)
            form = PanelForm(pressed, user, link, self.clause, proposal, otherwise=otherwise, muted=muted)
            await pressed.response.send_modal(form)


async def _propose(interaction: Interaction, subject: Subject, clause: Clause) -> None:
    services = interaction.client.services
    user = UserId(subject.user)
    proposal = await services.casebook.proposal_about(GuildId(interaction.guild_id or 0), user, clause.id)
    lines = [f"<@{user}>", pages.words(interaction).proposal(proposal)]
    if proposal.kind is SanctionKind.EXPULSION:
        lines.append(text(interaction, "panel.expel"))
    for mute in (await in_force_now(interaction, user))[:1]:
        if mute.ends_at is None:
            lines.append(text(interaction, "panel.muted_open"))
        else:
            lines.append(text(interaction, "panel.muted", moment=stamp_moment(mute.ends_at)))
    card = Card(
        title=text(interaction, "panel.title", clause=clause.title), text="\n".join(lines), tone=Tone.NOTICE
    )
    view = discord.ui.View(timeout=None)
    if _alone(proposal):
        view.add_item(_button(interaction, subject, clause.id, "do"))
    view.add_item(_button(interaction, subject, clause.id, "else"))
    await interaction.followup.send(embed=embed_of(card), view=view, ephemeral=True)


def _button(interaction: Interaction, subject: Subject, clause: str, act: str) -> PanelButton:
    label = text(interaction, "panel.act" if act == "do" else "panel.else")
    style = discord.ButtonStyle.danger if act == "do" else discord.ButtonStyle.secondary
    custom_id = f"modact:{subject.key}:{clause}:{act}"
    button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
        label=label, style=style, custom_id=custom_id
    )
    return PanelButton(button, subject, clause, act)


def _clauses(interaction: Interaction, subject: Subject) -> discord.ui.Select[discord.ui.View]:
    citable = interaction.client.services.conduct_book.for_locale(str(interaction.locale)).citable
    options = [discord.SelectOption(label=cut(each.title, 100), value=each.id) for each in citable[:25]]
    return discord.ui.Select(
        custom_id=f"mod:{subject.key}", placeholder=text(interaction, "panel.choose"), options=options
    )


def _alone(proposal: Proposal) -> bool:
    """Return whether there is a step that can be taken from here; expulsion needs two people."""
    return proposal.kind is not None and proposal.kind is not SanctionKind.EXPULSION


def _moderates(interaction: Interaction) -> bool:
    settings = interaction.client.services.servers.of(GuildId(interaction.guild_id or 0))
    return isinstance(interaction.user, discord.Member) and convert.may_moderate(interaction.user, settings)


def _subject(match: re.Match[str]) -> Subject:
    return Subject(user=int(match["user"]), channel=int(match["channel"]), message=int(match["message"]))
