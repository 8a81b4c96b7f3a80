"""The list of open cases, page by page, and the buttons that turn it or take the next case."""

from __future__ import annotations

import discord
from typing_extensions import override

from bot.cards import embed_of, view_of
from bot.policy.authority import Act, Standing, may
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.case_names import code_name
from bot.policy.durations import stamp_moment
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import phrase
from bot.policy.queue import Show
from bot.policy.records import Case, CaseRoute
from bot.services.orders import Unmoved
from bot.services.queue import Page, Wanted
from cogs import convert
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.press import Press

_ANY = "any"


class QueueButton(
    Press,
    template=r"queue:(?P<act>open|turn|next):(?P<show>[a-z]{1,10}):(?P<team>[a-z]{1,10}):(?P<offset>[0-9]{1,9})",
):
    """Opens the list, turns its page in place, or takes the first case that is free."""

    @override
    async def press(self, pressed: Interaction) -> None:
        # Turning renews the message that was pressed; all else is answered with one of its own.
        if self.act == "turn":
            await pressed.response.defer()
        else:
            await pressed.response.defer(ephemeral=True, thinking=True)
        if not moderates(pressed):
            await answers.refuse(pressed, phrase("queue.not_moderator"))
        elif self.act == "next":
            await _take_next(pressed)
        else:
            await show_page(pressed, self._wanted(), in_place=self.act == "turn")

    def _wanted(self) -> Wanted:
        show, team = self.said["show"], self.said["team"]
        return Wanted(
            show=Show(show) if show in list(Show) else Show.ALL,
            route=CaseRoute(team) if team in list(CaseRoute) else None,
            offset=int(self.said["offset"]),
        )


def moderates(interaction: Interaction) -> bool:
    """Return whether who asks takes part in moderating this server."""
    settings = interaction.client.services.servers.of(GuildId(interaction.guild_id or 0))
    return isinstance(interaction.user, discord.Member) and convert.may_moderate(interaction.user, settings)


async def show_page(interaction: Interaction, wanted: Wanted, *, in_place: bool = False) -> None:
    """Show a page of the queue to who asked; without what they are involved in."""
    services = interaction.client.services
    page = await services.queue.page(GuildId(interaction.guild_id or 0), UserId(interaction.user.id), wanted)
    card = await _list(interaction, page) if page.cases else _empty(interaction, wanted)
    if in_place:
        await interaction.edit_original_response(embed=embed_of(card), view=view_of(card))
    else:
        await answers.say(interaction, card)


def _empty(interaction: Interaction, wanted: Wanted) -> Card:
    channel = interaction.client.services.servers.of(GuildId(interaction.guild_id or 0)).queue_channel
    title = text(interaction, "queue.title_none")
    if wanted != Wanted():
        says = text(interaction, "queue.empty_here")
        button = Button(custom_id=_id("turn", Wanted()), label=text(interaction, "queue.see_all"))
        return Card(title=title, text=says, tone=Tone.GOOD, buttons=(button,))
    if channel is None:
        return Card(title=title, text=text(interaction, "queue.empty_unset"), tone=Tone.GOOD)
    return Card(title=title, text=text(interaction, "queue.empty", channel=f"<#{channel}>"), tone=Tone.GOOD)


async def _list(interaction: Interaction, page: Page) -> Card:
    entries = [await _entry(interaction, case) for case in page.cases]
    first = page.wanted.offset
    title = text(interaction, "queue.title", count=page.total)
    kind = text(interaction, f"queue.show.{page.wanted.show}")
    return Card(
        title=title if page.wanted.show is Show.ALL else f"{title}: {kind}",
        text="\n\n".join(entries),
        footer=text(interaction, "queue.place", first=first + 1, last=first + len(entries))
        if first or page.following
        else "",
        tone=Tone.GRAVE if page.cases[0].severity >= 4 else Tone.NOTICE,
        buttons=_buttons(interaction, page),
    )


def _buttons(interaction: Interaction, page: Page) -> tuple[Button, ...]:
    wanted = page.wanted
    take = Button(
        custom_id=_id("next", Wanted()), label=text(interaction, "queue.take_next"), style=ButtonStyle.PRIMARY
    )
    found = [take]
    if wanted.offset:
        start = Wanted(show=wanted.show, route=wanted.route)
        found.append(Button(custom_id=_id("turn", start), label=text(interaction, "queue.first_page")))
    if page.following is not None:
        onward = Wanted(show=wanted.show, route=wanted.route, offset=page.following)
        found.append(Button(custom_id=_id("turn", onward), label=text(interaction, "queue.next_page")))
    return tuple(found)


def _id(act: str, wanted: Wanted) -> str:
    return f"queue:{act}:{wanted.show}:{wanted.route or _ANY}:{wanted.offset}"


async def _entry(interaction: Interaction, case: Case) -> str:
    services, speaker = interaction.client.services, pages.words(interaction)
    clause = services.conduct.clause(case.clause)
    held = link = ""
    now = services.clock.now()
    if case.claimed_by is not None and case.claimed_until is not None and case.claimed_until > now:
        held = text(interaction, "queue.held", by=await speaker.mention(case.claimed_by))
    if case.post_channel is not None and case.post_message is not None:
        place = f"{case.guild_id}/{case.post_channel}/{case.post_message}"
        link = text(interaction, "queue.link", link=f"https://discord.com/channels/{place}")
    late = ""
    if case.due_at is not None:
        key = "queue.late" if case.due_at <= now else "queue.due"
        late = text(interaction, key, moment=stamp_moment(case.due_at))
    return text(
        interaction,
        "queue.entry",
        number=case.number,
        name=code_name(case.number),
        clause=clause.title if clause else case.clause,
        grade=text(interaction, f"ladder.grade.{case.severity}"),
        person=await speaker.mention(case.person),
        moment=stamp_moment(case.created_at),
        rest="".join(f" {part}" for part in (late, held, link) if part),
    )


async def _take_next(interaction: Interaction) -> None:
    """Claim the first case that is free for who pressed, and show it whole."""
    services, guild = interaction.client.services, interaction.guild
    assert guild is not None  # noqa: S101 - ``moderates`` looked
    guild_id, who = GuildId(guild.id), UserId(interaction.user.id)
    case = await services.queue.next_free(guild_id, who)
    if case is None:
        await answers.refuse(interaction, phrase("queue.none_free"))
        return
    settings = services.servers.of(guild_id)
    actor = convert.standing(interaction.user, guild, settings)
    nobody = Standing(user_id=UserId(0), present=False)
    refusal = may(actor, Act.DECIDE_CASE, nobody, convert.standing(guild.me, guild, settings))
    if refusal is not None:
        await answers.refuse(interaction, refusal)
        return
    taken = await services.casebook.claim(guild_id, case.number, who, f"btn:{interaction.id}")
    if isinstance(taken, Unmoved):
        await answers.refuse(interaction, taken)
        return
    await pages.show_case(interaction, case.number)
