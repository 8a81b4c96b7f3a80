"""The form of the panel: the reason, and for another step than the proposed one, which, how long and why."""

from __future__ import annotations

from typing import Any, Final, TypeAlias, cast

import discord
from typing_extensions import override

from bot.cards import cut
from bot.policy.ids import UserId
from bot.policy.ladder import Proposal
from bot.policy.phrase import phrase
from bot.policy.sanctions import SanctionKind
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import Form, Input, paragraph
from cogs.ui.impose import impose
from cogs.ui.mutes import Existing, mute_again
from cogs.ui.wishes import Wish, find_person

_STEPS: Final = (
    SanctionKind.WARNING,
    SanctionKind.DIRECTION,
    SanctionKind.MUTE,
    SanctionKind.VOICE_MUTE,
    SanctionKind.SUSPENSION,
    SanctionKind.KICK,
)
_TIMED: Final = frozenset({SanctionKind.MUTE, SanctionKind.VOICE_MUTE, SanctionKind.SUSPENSION})
_LONGEST, _OPEN = 1000, 3600.0
_Menu: TypeAlias = "discord.ui.Select[discord.ui.LayoutView]"


class PanelForm(Form):
    """Asks for what is needed, and does it."""

    def __init__(
        self,
        interaction: Interaction,
        user: UserId,
        link: str | None,
        clause: str,
        proposal: Proposal,
        *,
        otherwise: bool,
        muted: bool,
    ) -> None:
        super().__init__(title=text(interaction, "panel.form.title"), timeout=_OPEN)
        self.user, self.link, self.clause, self.proposal = user, link, clause, proposal
        self.step: _Menu | None = None
        self.length: Input | None = None
        self.existing: _Menu | None = None
        self.why: Input | None = None
        if otherwise:
            kinds = (*_STEPS, SanctionKind.TAKEDOWN) if link else _STEPS
            names = {kind.value: text(interaction, f"sanction.{kind.value}") for kind in kinds}
            self.step = _menu("step", names)
            self.length = discord.ui.TextInput(custom_id="length", required=False, max_length=60)
            self._add(interaction, "step", self.step)
            self._add(interaction, "length", self.length)
        if otherwise and muted:
            ways = {each.value: text(interaction, f"panel.form.{each.value}") for each in Existing}
            self.existing = _menu("existing", ways, chosen=Existing.UNTIL)
            self._add(interaction, "existing", self.existing)
        self.reason = paragraph("reason", _LONGEST)
        self._add(interaction, "reason", self.reason)
        if otherwise and proposal.kind is not None:
            self.why = paragraph("why", _LONGEST)
            self._add(interaction, "why", self.why)

    def _add(self, interaction: Interaction, name: str, item: discord.ui.Item[Any]) -> None:
        hint = "" if name in ("step", "existing") else text(interaction, f"panel.form.{name}_hint")
        self.ask(item, text(interaction, f"panel.form.{name}"), hint)

    @override
    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        member = await find_person(sent, self.user)
        if member is None:
            await answers.refuse(sent, phrase("restrict.no_author"))
            return
        kind = self._kind()
        if kind in _TIMED and self.length is not None and not self.length.value.strip():
            await answers.refuse(sent, phrase("queue.problem.length_missing"))
            return
        scope = ":".join(self.link.split("/")[-2:]) if self.link and kind is SanctionKind.TAKEDOWN else ""
        wish = Wish(
            kind=kind,
            member=member,
            reason=self.reason.value,
            clause=self.clause,
            duration=self._duration(kind),
            message=self.link,
            scope=scope,
            deviation=self.why.value if self.why else "",
            looked=True,
        )
        if self.existing is not None and kind is SanctionKind.MUTE:
            await mute_again(sent, wish, Existing(self.existing.values[0]))
        else:
            await impose(sent, wish)

    def _kind(self) -> SanctionKind:
        if self.step is not None:
            return SanctionKind(self.step.values[0])
        assert self.proposal.kind is not None  # noqa: S101 - no button leads here without one
        return self.proposal.kind

    def _duration(self, kind: SanctionKind) -> str | None:
        if self.length is not None:
            return self.length.value if kind in _TIMED else None
        length = self.proposal.duration
        return None if length is None else f"{int(length.total_seconds())} seconds"


def _menu(name: str, options: dict[str, str], chosen: str = "") -> _Menu:
    return discord.ui.Select(
        custom_id=name,
        options=[
            discord.SelectOption(label=cut(label, 100), value=value, default=value == chosen)
            for value, label in options.items()
        ],
    )
