"""/webhook: administrators let outside systems hear of decisions (mission row M36)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import app_commands
from discord.ext import commands

from bot.policy.card import Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.hooks import LONGEST_ADDRESS, SUBSCRIBABLE, Hook, HookEvent, HookState
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import Phrase
from bot.services.orders import Unmoved
from cogs.ui import answers
from cogs.ui.answers import Interaction, text

if TYPE_CHECKING:
    from bot.client import StewardBot

_EVERYTHING: Final = "everything"


@app_commands.guild_only()
@app_commands.default_permissions(administrator=True)
class WebhooksCog(
    commands.GroupCog, group_name="webhook", group_description="Outside systems that hear of decisions"
):
    """Adds, shows, tries and removes web hooks."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(description="Tell an outside system of decisions, with signed messages.")
    @app_commands.describe(
        address="Where the messages go, beginning with https://", events="What it is told of"
    )
    @app_commands.choices(
        events=[app_commands.Choice(name=each, value=each) for each in (_EVERYTHING, *SUBSCRIBABLE)]
    )
    async def add(
        self,
        interaction: Interaction,
        address: app_commands.Range[str, 1, LONGEST_ADDRESS],
        events: str = _EVERYTHING,
    ) -> None:
        """Add a web hook and show its secret, this once."""
        if not await answers.admit_administrator(interaction):
            return
        wanted = SUBSCRIBABLE if events == _EVERYTHING else (HookEvent(events),)
        guild_id, by = GuildId(interaction.guild_id or 0), UserId(interaction.user.id)
        hook = await self.services.neighbours.hooks.add(guild_id, by, address.strip(), wanted)
        if isinstance(hook, Phrase):
            await answers.refuse(interaction, hook)
            return
        fields = (
            (
                text(interaction, "hook.secret"),
                f"||`{hook.secret}`||\n{text(interaction, 'hook.secret_text')}",
            ),
            (text(interaction, "hook.next"), text(interaction, "hook.next_text", id=hook.id)),
        )
        title = text(interaction, "hook.added", address=hook.shown)
        await answers.say(interaction, Card(title=title, fields=fields, tone=Tone.GOOD))

    @app_commands.command(name="list", description="Show which outside systems hear of decisions.")
    async def show(self, interaction: Interaction) -> None:
        """Show the server's web hooks."""
        if not await answers.admit_administrator(interaction):
            return
        found = await self.services.neighbours.hooks.of(GuildId(interaction.guild_id or 0))
        says = "" if found else text(interaction, "hook.none")
        fields = tuple((f"{each.id} · {each.shown}", _state(interaction, each)) for each in found)
        await answers.say(interaction, Card(title=text(interaction, "hook.list"), text=says, fields=fields))

    @app_commands.command(description="Send a message that means nothing, to see whether it arrives.")
    @app_commands.describe(hook="Which one")
    async def ping(self, interaction: Interaction, hook: str) -> None:
        """Try a web hook; one that was paused goes on when this arrives."""
        if not await answers.admit_administrator(interaction):
            return
        key = f"cmd:{interaction.id}"
        found = await self.services.neighbours.hooks.ping(GuildId(interaction.guild_id or 0), hook, key)
        if found is None:
            await answers.refuse(interaction, Unmoved(key="no_such_hook"))
            return
        after, problem = found
        if problem is None:
            title = text(interaction, "hook.arrived", address=after.shown)
            await answers.say(interaction, Card(title=title, tone=Tone.GOOD))
            return
        says = text(interaction, "hook.why", reason=text(interaction, f"refused.{problem}"))
        title = text(interaction, "hook.not_arrived", address=after.shown)
        await answers.say(interaction, Card(title=title, text=says, tone=Tone.NOTICE))

    @app_commands.command(description="Tell an outside system nothing more.")
    @app_commands.describe(hook="Which one")
    async def remove(self, interaction: Interaction, hook: str) -> None:
        """Remove a web hook."""
        if not await answers.admit_administrator(interaction):
            return
        guild_id, by = GuildId(interaction.guild_id or 0), UserId(interaction.user.id)
        if not await self.services.neighbours.hooks.remove(guild_id, by, hook):
            await answers.refuse(interaction, Unmoved(key="no_such_hook"))
            return
        await answers.say(interaction, Card(title=text(interaction, "hook.removed"), tone=Tone.GOOD))

    @ping.autocomplete("hook")
    @remove.autocomplete("hook")
    async def _hooks(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if not interaction.permissions.administrator:
            return []
        found = await self.services.neighbours.hooks.of(GuildId(interaction.guild_id or 0))
        named = [(f"{each.id} · {each.shown}"[:100], each.id) for each in found]
        return [app_commands.Choice(name=name, value=value) for name, value in named if typed in name]


def _state(interaction: Interaction, hook: Hook) -> str:
    lines = [", ".join(each.value for each in hook.events)]
    if hook.heard_at is not None:
        lines.append(text(interaction, "hook.heard", moment=stamp_moment(hook.heard_at)))
    if hook.state is HookState.PAUSED:
        lines.append(text(interaction, "hook.paused", id=hook.id))
    elif hook.failures:
        lines.append(text(interaction, "hook.failing", count=hook.failures))
    return "\n".join(lines)
