"""The form behind “Report message” and “Report member”: what it is about, words, pictures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias, cast

import discord
from typing_extensions import override

from bot.cards import cut
from bot.policy.conduct import FALLBACK_CLAUSE, Conduct
from cogs.intake import Sighting, Told
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import Form, paragraph

LONGEST: Final = 1500
"""Characters of a reporter's own words; more belongs into a conversation."""
PICTURES: Final = 3
OPEN: Final = 3600.0
"""Seconds; a form that somebody closed without sending it tells us nothing, and must not be kept for ever."""
_OPTION = 100
"""Discord's limits: https://discord.com/developers/docs/components/reference#label"""

Submit: TypeAlias = Callable[[Interaction, Told], Awaitable[None]]
View: TypeAlias = discord.ui.LayoutView


class ReportForm(Form):
    """Asks for the rest of a report whose message or member is known by the click."""

    def __init__(
        self,
        interaction: Interaction,
        conduct: Conduct,
        submit: Submit,
        *,
        sighting: Sighting | None = None,
        who: discord.Member | discord.User | None = None,
        more: str = "",
    ) -> None:
        """``more`` is the key of a sentence that follows the notice."""
        key = "report.form.message" if sighting else "report.form.member"
        super().__init__(title=text(interaction, key), timeout=OPEN)
        self.submit = submit
        self.sighting = sighting
        self.who = who
        self.category: discord.ui.Select[View] = clauses(interaction, conduct)
        # A message speaks for itself; about a member we know nothing but what is told.
        self.words = paragraph("words", LONGEST, required=sighting is None)
        self.pictures: discord.ui.FileUpload[View] = discord.ui.FileUpload(
            custom_id="pictures", required=False, min_values=0, max_values=PICTURES
        )
        keys = ("report.form.notice", more) if more else ("report.form.notice",)
        notice = "\n\n".join(text(interaction, key) for key in keys)
        self.add_item(discord.ui.TextDisplay(notice))
        for name, item in (("category", self.category), ("words", self.words), ("pictures", self.pictures)):
            self.ask(
                item, text(interaction, f"report.form.{name}"), text(interaction, f"report.form.{name}_hint")
            )

    @override
    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        chosen = self.category.values
        told = Told(
            sighting=self.sighting,
            who=self.who,
            words=self.words.value,
            files=tuple(self.pictures.values),
            clause=chosen[0] if chosen else FALLBACK_CLAUSE,
        )
        await self.submit(cast(Interaction, interaction), told)


def clauses(interaction: Interaction, conduct: Conduct) -> discord.ui.Select[View]:
    """Return the list of what a report can be about."""
    options = [
        discord.SelectOption(label=cut(clause.title, _OPTION), value=clause.id) for clause in conduct.citable
    ]
    return discord.ui.Select(
        custom_id="category",
        placeholder=text(interaction, "report.form.category_unsure"),
        options=options[:25],
        required=False,
    )
