"""A small bot that uses every part of Discord the sandbox shows; stands in for Steward in these tests."""

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands, tasks
from typing_extensions import override

BAD = "idiot"
CATEGORIES = ("Insult", "Advertising", "Something else")


class QueueView(ui.View):
    """Buttons under a queue message; persistent, so they outlive a restart."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Suspend for a day", style=discord.ButtonStyle.danger, custom_id="queue:suspend")
    async def suspend(self, interaction: discord.Interaction[Any], button: ui.Button[Any]) -> None:
        assert interaction.message is not None
        assert interaction.guild is not None
        footer = interaction.message.embeds[0].footer.text or "0"
        member = await interaction.guild.fetch_member(int(footer))
        await interaction.response.defer()
        await suspend(member, timedelta(days=1), "Decided from the queue")
        await interaction.edit_original_response(
            content=f"Suspended by {interaction.user.mention}", view=None
        )

    @ui.button(label="Nothing to do", style=discord.ButtonStyle.secondary, custom_id="queue:none")
    async def nothing(self, interaction: discord.Interaction[Any], button: ui.Button[Any]) -> None:
        await interaction.response.edit_message(content="Closed", view=None)


class ReportForm(ui.Modal, title="Report a message"):
    """The form behind the right-click command."""

    category: ui.Label[Any] = ui.Label(
        text="What is it about?",
        component=ui.Select(options=[discord.SelectOption(label=each) for each in CATEGORIES]),
    )
    words: ui.Label[Any] = ui.Label(
        text="In your words",
        description="Only moderators read this.",
        component=ui.TextInput(style=discord.TextStyle.paragraph, required=False, max_length=500),
    )
    proof: ui.Label[Any] = ui.Label(
        text="Screenshot", component=ui.FileUpload(required=False, min_values=0, max_values=2)
    )

    def __init__(self, message: discord.Message) -> None:
        super().__init__()
        self.message = message

    @override
    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        assert isinstance(self.category.component, ui.Select)
        assert isinstance(self.words.component, ui.TextInput)
        assert isinstance(self.proof.component, ui.FileUpload)
        embed = discord.Embed(title="Report 1", description=self.message.content, color=0xD9A441)
        embed.add_field(name="About", value=self.message.author.mention)
        embed.add_field(name="Category", value=self.category.component.values[0])
        embed.add_field(name="Words", value=self.words.component.value or "none", inline=False)
        embed.set_footer(text=str(self.message.author.id))
        files = [await each.to_file() for each in self.proof.component.values]
        assert interaction.guild is not None
        await channel(interaction.guild, "mod-queue").send(embed=embed, view=QueueView(), files=files)
        await interaction.response.send_message("Thank you. Your report is **R-7K3F**.", ephemeral=True)


class CaseView(ui.LayoutView):
    """A case as Components V2."""

    def __init__(self, number: int) -> None:
        super().__init__()
        box: ui.Container[Any] = ui.Container(accent_colour=0x3A7D6E)
        box.add_item(ui.TextDisplay(f"### Case {number}\nEverything about it."))
        box.add_item(ui.Separator())
        more: ui.Button[Any] = ui.Button(label="More", custom_id=f"case:{number}:more")
        box.add_item(ui.Section("**Clause** 2.1 Insults", accessory=more))
        self.add_item(box)


def channel(guild: discord.Guild, name: str) -> discord.TextChannel:
    found = discord.utils.get(guild.text_channels, name=name)
    assert found is not None
    return found


async def suspend(member: discord.Member, length: timedelta, reason: str) -> None:
    await member.timeout(length, reason=reason)
    until = discord.utils.format_dt(discord.utils.utcnow() + length, "R")
    await member.send(f"You are suspended; it ends {until}. Reason: {reason}")
    await channel(member.guild, "mod-log").send(f"{member.mention} suspended until {until}")


class Demo(commands.Cog):
    """Commands and listeners."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self.bot = bot
        self.held: set[int] = set()

    @override
    async def cog_load(self) -> None:
        self.sweep.start()

    @override
    async def cog_unload(self) -> None:
        self.sweep.cancel()

    @tasks.loop(hours=1)
    async def sweep(self) -> None:
        for guild in self.bot.guilds:
            for member in guild.members:
                if member.is_timed_out():
                    self.held.add(member.id)
                elif member.id in self.held:
                    self.held.discard(member.id)
                    await channel(guild, "mod-log").send(f"Suspension of {member.mention} is over")

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot or message.guild is None or BAD not in message.content.casefold():
            return
        await message.delete()
        embed = discord.Embed(title="Your message was removed", color=0xC0564B)
        embed.description = f"It was in {message.channel.mention}:\n> {message.content}"  # type: ignore[union-attr]
        embed.add_field(name="Why", value="Clause 2.1 **Insults**")
        await message.author.send(embed=embed)
        await channel(message.guild, "mod-log").send(f"Removed a message of {message.author.mention}")

    @app_commands.command(description="Suspend a member for a while")
    @app_commands.describe(member="Who", length="For how long", reason="Why", notify="Tell them")
    @app_commands.default_permissions(moderate_members=True)
    async def suspend(
        self,
        interaction: discord.Interaction[Any],
        member: discord.Member,
        length: str,
        reason: str = "No reason given",
        notify: bool = True,
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        days = int(length.removesuffix("d"))
        await suspend(member, timedelta(days=days), reason)
        await interaction.followup.send(f"{member.mention} is suspended for {days} day(s).", ephemeral=True)

    @suspend.autocomplete("length")
    async def lengths(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=f"{days} day(s)", value=f"{days}d")
            for days in (1, 3, 7)
            if current in f"{days}d"
        ]

    @app_commands.command(description="Tell the moderators about something")
    @app_commands.choices(category=[app_commands.Choice(name=each, value=each) for each in CATEGORIES])
    async def report(
        self,
        interaction: discord.Interaction[Any],
        category: app_commands.Choice[str],
        text: app_commands.Range[str, 3, 500],
        who: discord.Member | None = None,
        screenshot: discord.Attachment | None = None,
        times: app_commands.Range[int, 1, 20] = 1,
    ) -> None:
        files = [await screenshot.to_file()] if screenshot is not None else []
        assert interaction.guild is not None
        about = who.mention if who is not None else "nobody"
        words = f"{category.value} about {about} ×{times}: {text}"
        await channel(interaction.guild, "mod-queue").send(words, files=files)
        await interaction.response.send_message("Thank you.", ephemeral=True)

    case = app_commands.Group(name="case", description="Cases")

    @case.command(description="Show a case")
    async def show(self, interaction: discord.Interaction[Any], number: int) -> None:
        await interaction.response.send_message(view=CaseView(number))

    @case.command(description="Hand a case to somebody")
    async def assign(self, interaction: discord.Interaction[Any]) -> None:
        view = ui.View()
        choose: ui.UserSelect[Any] = ui.UserSelect(placeholder="Who takes it?", custom_id="assign")
        view.add_item(choose)

        async def chosen(answer: discord.Interaction[Any]) -> None:
            await answer.response.edit_message(content=f"Taken by {choose.values[0].mention}", view=None)

        setattr(choose, "callback", chosen)  # noqa: B010
        await interaction.response.send_message("Who?", view=view)

    @app_commands.command(description="Fail on purpose")
    async def fail(self, interaction: discord.Interaction[Any]) -> None:
        raise RuntimeError("on purpose")


class DemoBot(commands.AutoShardedBot):
    """The bot of these tests."""

    def __init__(self) -> None:
        super().__init__("!", intents=discord.Intents.all(), allowed_mentions=discord.AllowedMentions.none())

    @override
    async def setup_hook(self) -> None:
        await self.add_cog(Demo(self))
        self.add_view(QueueView())
        self.tree.add_command(app_commands.ContextMenu(name="Report message", callback=report_message))
        self.tree.add_command(app_commands.ContextMenu(name="Record", callback=record))
        await self.tree.sync()


async def report_message(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    await interaction.response.send_modal(ReportForm(message))


async def record(interaction: discord.Interaction[Any], member: discord.Member) -> None:
    await interaction.response.send_message(f"{member.display_name} has a clean record.", ephemeral=True)
