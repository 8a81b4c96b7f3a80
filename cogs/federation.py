"""/federation: servers that trust each other, and decisions offered to the others (mission row M36)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.federation import INVITATION, LONGEST_NAME, LONGEST_SUMMARY, OfferState, Seat
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import phrase
from bot.services.offers import Draft
from bot.services.orders import Unmoved
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import Form, paragraph
from cogs.ui.press import Press

if TYPE_CHECKING:
    from bot.client import StewardBot

_OPEN: Final = 1800.0


class OfferButton(Press, template=r"offer:(?P<number>[0-9]{1,15}):write"):
    """Stands under the preview of an offer; who presses it is checked anew."""

    @override
    async def press(self, pressed: Interaction) -> None:
        if not pressed.permissions.administrator:
            await answers.refuse(pressed, phrase("reply.not_allowed"))
            return
        await pressed.response.send_modal(OfferForm(pressed, self.number))


class OfferForm(Form):
    """Asks for the words that the other servers read; sending them is the confirmation."""

    def __init__(self, interaction: Interaction, number: int) -> None:
        super().__init__(title=text(interaction, "federation.form.title"), timeout=_OPEN)
        self.number = number
        self.summary = paragraph("summary", LONGEST_SUMMARY)
        self.add_item(discord.ui.TextDisplay(text(interaction, "federation.form.notice")))
        self.ask(self.summary, text(interaction, "federation.form.summary"))

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        made = await sent.client.services.neighbours.offers.offer(
            GuildId(sent.guild_id or 0),
            self.number,
            UserId(sent.user.id),
            self.summary.value,
            f"cmd:{sent.id}",
        )
        if isinstance(made, Unmoved):
            await answers.refuse(sent, made)
            return
        name = sent.client.services.scribe.server_name
        lines = [
            text(sent, f"federation.offer.{each.state.value}", server=name(each.target)) for each in made
        ]
        good = all(each.state is OfferState.DELIVERED for each in made)
        title = text(sent, "federation.offer.title", number=self.number)
        await answers.say(
            sent, Card(title=title, text="\n".join(lines), tone=Tone.GOOD if good else Tone.NOTICE)
        )


@app_commands.guild_only()
@app_commands.default_permissions(administrator=True)
class FederationCog(
    commands.GroupCog, group_name="federation", group_description="Servers that tell each other of decisions"
):
    """Links servers, and offers decisions to them."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self.federation = bot.services.neighbours.federation
        self.offers = bot.services.neighbours.offers

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(OfferButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(OfferButton)

    @app_commands.command(description="Begin a federation; other servers join it by a code.")
    @app_commands.describe(name="What the servers have in common")
    async def create(self, interaction: Interaction, name: app_commands.Range[str, 1, LONGEST_NAME]) -> None:
        """Begin a federation."""
        if not await answers.admit_administrator(interaction):
            return
        made = await self.federation.found(_here(interaction), _who(interaction), name.strip())
        await _done(interaction, made, "federation.created")

    @app_commands.command(description="Get a code by which one other server can join your federation.")
    async def invite(self, interaction: Interaction) -> None:
        """Give out a code."""
        if not await answers.admit_administrator(interaction):
            return
        code = await self.federation.invite(_here(interaction), _who(interaction))
        if isinstance(code, Unmoved):
            await answers.refuse(interaction, code)
            return
        until = stamp_moment(self.services.clock.now() + INVITATION)
        says = text(interaction, "federation.invited_text", code=code, moment=until)
        await answers.say(
            interaction, Card(title=text(interaction, "federation.invited"), text=says, tone=Tone.GOOD)
        )

    @app_commands.command(description="Join a federation with a code from another server.")
    @app_commands.describe(code="The code, like F-7K3F9Q2MXW4H")
    async def join(self, interaction: Interaction, code: app_commands.Range[str, 1, 40]) -> None:
        """Take a seat by a code."""
        if not await answers.admit_administrator(interaction):
            return
        made = await self.federation.join(_here(interaction), _who(interaction), code)
        await _done(interaction, made, "federation.joined")

    @app_commands.command(description="Show your federation and the servers in it.")
    async def show(self, interaction: Interaction) -> None:
        """Show who is in it."""
        if not await answers.admit_administrator(interaction):
            return
        found = await self.federation.seat(_here(interaction))
        if found is None:
            await answers.refuse(interaction, Unmoved(key="no_federation"))
            return
        seat, others = found
        names = [f"– {self.services.scribe.server_name(each.guild_id)}" for each in others]
        says = "\n".join(names) or text(interaction, "federation.alone")
        await answers.say(
            interaction, Card(title=text(interaction, "federation.title", name=seat.name), text=says)
        )

    @app_commands.command(description="Leave your federation; cases that came by it stay.")
    async def leave(self, interaction: Interaction) -> None:
        """Give the seat up."""
        if not await answers.admit_administrator(interaction):
            return
        left = await self.federation.leave(_here(interaction), _who(interaction))
        await _done(interaction, left, "federation.left")

    @app_commands.command(description="Offer a decision to the other servers; each decides for itself.")
    @app_commands.describe(case="The number of a case that was decided")
    async def offer(self, interaction: Interaction, case: app_commands.Range[int, 1]) -> None:
        """Show what would be offered, and to whom."""
        if not await answers.admit_administrator(interaction):
            return
        draft = await self.offers.draft(_here(interaction), case, _who(interaction))
        if isinstance(draft, Unmoved):
            await answers.refuse(interaction, draft)
            return
        await answers.say(interaction, await self._preview(interaction, draft))

    async def _preview(self, interaction: Interaction, draft: Draft) -> Card:
        user_id = await self.services.people.user_id(draft.case.person)
        clause = self.services.conduct.clause(draft.decision.clause)
        names = ", ".join(self.services.scribe.server_name(each.guild_id) for each in draft.to)
        what = text(interaction, f"sanction.{draft.decision.kind}")
        never = (
            text(interaction, "federation.preview.never"),
            text(interaction, "federation.preview.never_text"),
        )
        told = text(
            interaction,
            "federation.preview.told_text",
            member=f"<@{user_id}>",
            what=what,
            clause=clause.title if clause else draft.decision.clause,
        )
        return Card(
            title=text(interaction, "federation.preview.title", number=draft.case.number),
            text=text(interaction, "federation.preview.text"),
            fields=(
                (text(interaction, "federation.preview.to"), names),
                (text(interaction, "federation.preview.told"), told),
                never,
            ),
            tone=Tone.NOTICE,
            buttons=(
                Button(
                    custom_id=f"offer:{draft.case.number}:write",
                    label=text(interaction, "federation.preview.write"),
                    style=ButtonStyle.PRIMARY,
                ),
            ),
        )


async def _done(interaction: Interaction, seat: Seat | Unmoved, key: str) -> None:
    if isinstance(seat, Unmoved):
        await answers.refuse(interaction, seat)
        return
    title, says = text(interaction, key, name=seat.name), text(interaction, f"{key}_text")
    await answers.say(interaction, Card(title=title, text=says, tone=Tone.GOOD))


def _here(interaction: Interaction) -> GuildId:
    return GuildId(interaction.guild_id or 0)


def _who(interaction: Interaction) -> UserId:
    return UserId(interaction.user.id)
