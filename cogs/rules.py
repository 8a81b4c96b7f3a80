"""/rules: look at them, try them on a text, and change them for the server, a category or a channel (M46)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.clock import to_ms
from bot.policy.card import Card, Tone
from bot.policy.ids import UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Mode
from bot.services.rules import Changed, RuleVersion
from bot.services.trials import trial
from cogs.back_tests import Tester
from cogs.ui import answers, pages, rule_pages, rule_places, rule_words
from cogs.ui.answers import Interaction, text
from cogs.ui.rule_places import Named, Place

if TYPE_CHECKING:
    from bot.client import StewardBot

_WEEK: Final = timedelta(days=7)
_CHOICES: Final = 25
_MODES: Final = [app_commands.Choice(name=mode.value, value=mode.value) for mode in Mode]
_PLACE: Final = "A category, channel or thread; leave it out for the whole server"
_LAST: Final = "How many messages to look back; 200 when you leave it out"
_CHANNEL: Final = "A channel or thread; leave it out for the one you are in"
_HERE: Final = "A category, channel or thread; leave it out for the one you are in"


class RulesCog(commands.Cog):
    """Lets those who look after a place set its rules."""

    rules = app_commands.Group(
        name="rules",
        description="The rules that messages are judged by.",
        guild_only=True,
        # Who manages one channel may set its rules; what exactly is checked for each place.
        default_permissions=discord.Permissions(manage_channels=True),
    )

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self.tester = Tester()

    @rules.command(name="list", description="See the rules that hold in a place, and how often they hit.")
    @app_commands.describe(place=_HERE)
    async def list_(self, interaction: Interaction, place: Named | None = None) -> None:
        """List the rules of a place."""
        await interaction.response.defer(ephemeral=True)
        where = rule_places.to_look(interaction, place)
        if isinstance(where, Phrase):
            await answers.refuse(interaction, where)
            return
        standing = self.services.rules.standing(where.guild_id, where.ids)
        counts = await self._counts(where)
        precision = await self.services.noticing.hit_reviews.precision(where.guild_id)
        await answers.say(interaction, rule_pages.listing(interaction, where, standing, counts, precision))

    @rules.command(description="Look at one rule: why it is there, what it matches, where it comes from.")
    @app_commands.describe(rule="The id of the rule", place=_HERE)
    async def show(self, interaction: Interaction, rule: str, place: Named | None = None) -> None:
        """Show one rule."""
        await interaction.response.defer(ephemeral=True)
        where = rule_places.to_look(interaction, place)
        if isinstance(where, Phrase):
            await answers.refuse(interaction, where)
            return
        standing = self.services.rules.standing(where.guild_id, where.ids)
        found = next((each for each in standing if each.spec.id == rule), None)
        if found is None:
            await answers.refuse(interaction, rule_words.unknown(rule))
            return
        precision = (await self.services.noticing.hit_reviews.precision(where.guild_id)).get(rule)
        counts = await self._counts(where)
        await answers.say(interaction, rule_pages.one(interaction, found, counts, precision))

    @rules.command(description="Try a text: which rules would hold, and why. Nothing is written or sent.")
    @app_commands.rename(words="text")
    @app_commands.describe(words="What somebody might write", rule="Only this rule", place=_HERE)
    async def test(
        self,
        interaction: Interaction,
        words: app_commands.Range[str, 1, 2000],
        rule: str | None = None,
        place: Named | None = None,
    ) -> None:
        """Try the rules of a place on a text."""
        await interaction.response.defer(ephemeral=True)
        where = rule_places.to_look(interaction, place)
        if isinstance(where, Phrase):
            await answers.refuse(interaction, where)
            return
        standing = [each.spec for each in self.services.rules.standing(where.guild_id, where.ids)]
        if rule is not None and rule not in {each.id for each in standing}:
            await answers.refuse(interaction, rule_words.unknown(rule))
            return
        tried = await trial(
            self.services.rules,
            self.services.text_model,
            where.guild_id,
            where.ids,
            words,
            academic=where.academic,
        )
        of_model = frozenset(each.id for each in standing if each.detector == "classifier" and each.mode.rank)
        await answers.say(interaction, rule_pages.trial(interaction, tried, words, rule, of_model))

    @rules.command(description="Try the rules on what was written here: what would have come of it?")
    @app_commands.describe(rule="Only this rule, even one that is off", last=_LAST, place=_CHANNEL)
    async def backtest(
        self,
        interaction: Interaction,
        rule: str | None = None,
        last: app_commands.Range[int, 1, 1000] = 200,
        place: Named | None = None,
    ) -> None:
        """Try the rules of a channel on its last messages."""
        await interaction.response.defer(ephemeral=True)
        found = await self.tester.run(interaction, place, rule, last)
        if isinstance(found, Card):
            await answers.say(interaction, found)
        else:
            await answers.refuse(interaction, found)

    @rules.command(description="Add a rule of your own, or change one: words or a pattern to look for.")
    @app_commands.rename(rule="id")
    @app_commands.describe(
        rule="A short name in small letters, like “spoilers” or “exam.answers”",
        clause="The clause of the code that it stands for",
        description="Why the rule is there; members it meets will read this",
        words="Words or phrases, with commas between them",
        pattern="A pattern (RE2) instead of words",
        mode="How far it goes; “flag” asks people to look",
        allow="Words and phrases that are fine although one of the words stands in them",
        severity="1 (mild) to 5 (dangerous); leave it out to take the clause's",
        place=_PLACE,
    )
    @app_commands.choices(mode=_MODES)
    async def add(
        self,
        interaction: Interaction,
        rule: app_commands.Range[str, 1, 60],
        clause: str,
        description: app_commands.Range[str, 1, 500],
        words: str | None = None,
        pattern: str | None = None,
        mode: str = Mode.FLAG.value,
        allow: str | None = None,
        severity: app_commands.Range[int, 1, 5] | None = None,
        place: Named | None = None,
    ) -> None:
        """Add a rule to a place."""
        await interaction.response.defer(ephemeral=True)
        where = rule_places.to_change(interaction, place)
        cited = self.services.conduct.clause(clause)
        refusal: Phrase | None = None
        if isinstance(where, Phrase):
            refusal = where
        elif cited is None or not cited.citable:
            refusal = phrase("reply.no_such_clause", clause=clause[:60])
        elif (words is None) is (pattern is None):
            refusal = phrase("rules.neither" if words is None else "rules.both")
        if refusal is not None or isinstance(where, Phrase) or cited is None:
            await answers.refuse(interaction, refusal or phrase("reply.not_allowed"))
            return
        written = {
            "id": rule.strip(),
            "description": description,
            "clause": clause,
            "mode": mode,
            "severity": severity or cited.severity,
            **rule_words.sought(words, pattern, allow),
        }
        changed = await self.services.rules.add(
            where.guild_id, where.ids, written, UserId(interaction.user.id)
        )
        said = {"rule": rule, "place": where.name, "mode": rule_words.mode_word(mode)}
        await self._tell(interaction, changed, phrase("rules.saved_add", **said))

    @rules.command(description="Remove a rule that was made here.")
    @app_commands.describe(rule="The id of the rule", place=_PLACE)
    async def remove(self, interaction: Interaction, rule: str, place: Named | None = None) -> None:
        """Remove a place's own rule."""
        await interaction.response.defer(ephemeral=True)
        where = rule_places.to_change(interaction, place)
        if isinstance(where, Phrase):
            await answers.refuse(interaction, where)
            return
        changed = await self.services.rules.remove(
            where.guild_id, where.ids, rule, UserId(interaction.user.id)
        )
        await self._tell(interaction, changed, phrase("rules.saved_remove", rule=rule, place=where.name))

    @rules.command(description="Switch a rule: off, shadow (counted), flag (people look) or enforce (acts).")
    @app_commands.describe(rule="The id of the rule", mode="How far it goes from now on", place=_PLACE)
    @app_commands.choices(mode=_MODES)
    async def mode(self, interaction: Interaction, rule: str, mode: str, place: Named | None = None) -> None:
        """Switch a rule in a place."""
        await interaction.response.defer(ephemeral=True)
        where = rule_places.to_change(interaction, place)
        if isinstance(where, Phrase):
            await answers.refuse(interaction, where)
            return
        changed = await self.services.rules.set_mode(
            where.guild_id, where.ids, rule, Mode(mode), UserId(interaction.user.id)
        )
        said = phrase("rules.saved_mode", rule=rule, place=where.name, mode=rule_words.mode_word(mode))
        await self._tell(interaction, changed, said)

    @rules.command(description="Take the last change back, or bring an earlier version back.")
    @app_commands.describe(version="The version to bring back, 0 for how it began", place=_PLACE)
    async def undo(
        self,
        interaction: Interaction,
        version: app_commands.Range[int, 0] | None = None,
        place: Named | None = None,
    ) -> None:
        """Take back a change to the rules of a place."""
        await interaction.response.defer(ephemeral=True)
        where = rule_places.to_change(interaction, place)
        if isinstance(where, Phrase):
            await answers.refuse(interaction, where)
            return
        changed = await self.services.rules.undo(
            where.guild_id, where.ids[0], UserId(interaction.user.id), version=version
        )
        await self._tell(interaction, changed, rule_words.undone(changed, where))

    @rules.command(description="See who changed the rules of a place, when, and what.")
    @app_commands.describe(place=_PLACE)
    async def history(self, interaction: Interaction, place: Named | None = None) -> None:
        """Show the versions of a place's rules."""
        await interaction.response.defer(ephemeral=True)
        where = rule_places.to_look_back(interaction, place)
        if isinstance(where, Phrase):
            await answers.refuse(interaction, where)
            return
        versions = await self.services.rules.history(where.guild_id, where.ids[0])
        await answers.say(interaction, await rule_pages.history(interaction, where, versions))

    @add.autocomplete("clause")
    async def _clauses(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return pages.clause_choices(self.services.conduct, typed)

    @show.autocomplete("rule")
    @test.autocomplete("rule")
    @backtest.autocomplete("rule")
    @mode.autocomplete("rule")
    async def _known(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return self._suggest(interaction, typed, own=False)

    @remove.autocomplete("rule")
    async def _own(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return self._suggest(interaction, typed, own=True)

    def _suggest(self, interaction: Interaction, typed: str, *, own: bool) -> list[app_commands.Choice[str]]:
        place = rule_places.typed_in(interaction)
        if place is None:
            return []
        fitting = [
            f"{each.spec.id} ({each.spec.mode.value})"
            for each in self.services.rules.standing(place.guild_id, place.ids)
            if typed.strip().lower() in each.spec.id and not (own and each.origin == "pack")
        ]
        return [app_commands.Choice(name=name[:100], value=name.split(" ")[0]) for name in fitting][:_CHOICES]

    async def _counts(self, place: Place) -> rule_pages.Counts:
        return await self.services.rules.counts(place.guild_id, to_ms(self.services.clock.now() - _WEEK))

    async def _tell(self, interaction: Interaction, changed: Changed, said: Phrase) -> None:
        if not isinstance(changed, RuleVersion):
            await answers.refuse(interaction, rule_words.why_not(changed))
            return
        title = text(interaction, "rules.saved", version=changed.version)
        words = self.services.catalogue.say(said, str(interaction.locale))
        await answers.say(interaction, Card(title=title, text=words, tone=Tone.GOOD))
