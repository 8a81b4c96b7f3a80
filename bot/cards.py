"""Renders cards as Discord messages; the one place that knows Discord's limits on embeds.

Limits: https://discord.com/developers/docs/resources/message#embed-object-embed-limits
"""

from typing import Any, Final

import discord

from bot.policy.card import Button, ButtonStyle, Card, Letter, Tone

TITLE, TEXT, FIELD_NAME, FIELD, FOOTER, FIELDS = 256, 4096, 256, 1024, 2048, 25
TOTAL: Final = 6000

_COLOURS: Final = {
    Tone.NEUTRAL: discord.Colour(0x5B6B82),
    Tone.GOOD: discord.Colour(0x2E8B6F),
    Tone.NOTICE: discord.Colour(0xC98A1B),
    Tone.GRAVE: discord.Colour(0xB2453D),
}
_STYLES: Final = {
    ButtonStyle.PRIMARY: discord.ButtonStyle.primary,
    ButtonStyle.SECONDARY: discord.ButtonStyle.secondary,
    ButtonStyle.DANGER: discord.ButtonStyle.danger,
}


def cut(text: str, most: int) -> str:
    """Return the text, shortened with an ellipsis where it is too long."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def embed_of(card: Card) -> discord.Embed:
    """Return a card as an embed within all of Discord's limits, also the one on the whole."""
    embed = discord.Embed(
        title=cut(card.title, TITLE), description=cut(card.text, TEXT) or None, colour=_COLOURS[card.tone]
    )
    if card.footer:
        embed.set_footer(text=cut(card.footer, FOOTER))
    for name, value in card.fields[:FIELDS]:
        left = TOTAL - len(embed) - len(cut(name, FIELD_NAME))
        if left < 2:
            break
        embed.add_field(name=cut(name, FIELD_NAME), value=cut(value, min(FIELD, left)) or "–", inline=False)
    return embed


def calling(letter: Letter) -> dict[str, Any]:
    """Return the text that calls people and the leave to notify exactly them; an embed notifies nobody."""
    roles = [discord.Object(role) for role in letter.roles]
    people = [discord.Object(person) for person in letter.people]
    called = [f"<@&{role.id}>" for role in roles] + [f"<@{person.id}>" for person in people]
    allowed = discord.AllowedMentions(everyone=False, users=people, roles=roles, replied_user=False)
    return {"content": " ".join(called), "allowed_mentions": allowed}


def view_of(card: Card) -> discord.ui.View | None:
    """Return the card's buttons, or None; their presses are handled by ``DynamicItem``s in the cogs."""
    if not card.buttons:
        return None
    view = discord.ui.View(timeout=None)
    for button in card.buttons:
        view.add_item(_button(button))
    return view


def _button(button: Button) -> discord.ui.Button[discord.ui.View]:
    if button.url is not None:
        return discord.ui.Button(url=button.url, label=cut(button.label, 80))
    return discord.ui.Button(
        custom_id=button.custom_id,
        label=cut(button.label, 80),
        style=_STYLES[button.style],
        disabled=button.disabled,
    )
