"""Who may do what to whom; asked before every act of a person, a button or the machine, and never passed by.

Ranks are Discord's: the position of the highest role. What Discord itself would refuse is refused here first,
so that nothing is promised that can't be done (F11, F33).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Flag, StrEnum, auto
from typing import Final

from bot.policy.ids import UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.sanctions import SanctionKind, SuspensionMethod


class Permission(Flag):
    """The Discord permissions that matter here."""

    NONE = 0
    MODERATE = auto()
    """Time out members."""
    BAN = auto()
    MANAGE_ROLES = auto()
    """Also needed to change what one member may do in a channel."""
    MANAGE_CHANNELS = auto()
    MANAGE_MESSAGES = auto()
    MUTE_VOICE = auto()
    KICK = auto()
    ADMIN = auto()
    """Holds all the others."""


class Act(StrEnum):
    """What somebody wants to do: impose a sanction of that name, or work on a case."""

    WARNING = "warning"
    DIRECTION = "direction"
    MUTE = "mute"
    VOICE_MUTE = "voice_mute"
    NO_CONTACT = "no_contact"
    CHANNEL_BAN = "channel_ban"
    TAKEDOWN = "takedown"
    ROLE_REMOVAL = "role_removal"
    ROLE_BAR = "role_bar"
    SUSPENSION = "suspension"
    KICK = "kick"
    EXPULSION = "expulsion"
    STAFF_REMOVAL = "staff_removal"
    LIFT = "lift"
    VIEW_CASE = "view_case"
    DECIDE_CASE = "decide_case"
    DECIDE_APPEAL = "decide_appeal"
    UNSEAL = "unseal"

    @classmethod
    def impose(cls, kind: SanctionKind) -> "Act":
        """Return the act of imposing a kind of sanction."""
        return cls(kind.value)


class Refusal(StrEnum):
    """Why not; ``phrase`` is the sentence for the person who asked."""

    SELF = "self"
    ME = "me"
    OTHER_BOT = "other_bot"
    OWNER = "owner"
    RECUSED = "recused"
    DECIDED_BEFORE = "decided_before"
    MACHINE = "machine"
    ACTOR_LACKS_PERMISSION = "actor_lacks_permission"
    ABSENT = "absent"
    OUTRANKED = "outranked"
    ROLE_ABOVE_ACTOR = "role_above_actor"
    ME_LACKS_PERMISSION = "me_lacks_permission"
    TARGET_IS_ADMIN = "target_is_admin"
    ME_OUTRANKED = "me_outranked"
    ROLE_ABOVE_ME = "role_above_me"

    @property
    def phrase(self) -> Phrase:
        """Return the sentence, as a catalogue key under ``authority.``."""
        return phrase(f"authority.{self.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a person or a bot counts for in one server, at the moment of asking."""

    user_id: UserId
    top_role: int = 0
    """Position of the highest role, 0 (@everyone) upwards; 0 for people who are not here."""
    is_owner: bool = False
    is_bot: bool = False
    is_me: bool = False
    permissions: Permission = Permission.NONE
    present: bool = True
    """Whether the person is a member of the server now."""
    is_staff: bool = False
    """Whether the bot's own staff list names the person."""
    by_panel: bool = False
    """Whether the person acts for the outside panel, in a case that was handed to it: rank is not asked."""

    def can(self, any_of: Permission) -> bool:
        """Return whether the person holds at least one of the permissions."""
        return self.is_admin or bool(self.permissions & any_of)

    def holds(self, all_of: Permission) -> bool:
        """Return whether the person holds every one of the permissions."""
        return self.is_admin or self.permissions & all_of == all_of

    @property
    def moderates(self) -> bool:
        """Return whether the person reads what is written for the moderators."""
        return self.is_staff or self.can(Permission.MODERATE | Permission.BAN)

    @property
    def is_admin(self) -> bool:
        """Return whether nothing is denied to the person."""
        return self.is_owner or Permission.ADMIN in self.permissions


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """What one act asks for."""

    actor: Permission
    """Any of these; the bot's own staff need none, unless ``admin_only``."""
    me: Permission = Permission.NONE
    """All of these, for the bot."""
    admin_only: bool = False
    present: bool = False
    outrank: bool = True
    """Whether the actor's rank has to be above the target's."""
    me_outrank: bool = False
    """Whether Discord compares the bot's rank with the target's."""
    beats_admin: bool = True
    """Whether Discord lets it work on a member with the administrator permission."""


_P: Final = Permission
_NEEDS: Final = {
    Act.WARNING: _Need(actor=_P.MODERATE),
    Act.DIRECTION: _Need(actor=_P.MODERATE, present=True),
    # Timing out an administrator fails: https://discord.com/developers/docs/resources/guild#modify-guild-member
    Act.MUTE: _Need(actor=_P.MODERATE, me=_P.MODERATE, me_outrank=True, beats_admin=False),
    Act.VOICE_MUTE: _Need(actor=_P.MODERATE | _P.MUTE_VOICE, me=_P.MUTE_VOICE),
    Act.NO_CONTACT: _Need(actor=_P.MODERATE, me=_P.MANAGE_MESSAGES),
    Act.CHANNEL_BAN: _Need(
        actor=_P.MODERATE | _P.MANAGE_CHANNELS | _P.MANAGE_ROLES, me=_P.MANAGE_ROLES, beats_admin=False
    ),
    Act.TAKEDOWN: _Need(actor=_P.MODERATE | _P.MANAGE_MESSAGES, me=_P.MANAGE_MESSAGES),
    # For roles Discord compares the role with the bot's rank, not the member.
    Act.ROLE_REMOVAL: _Need(actor=_P.MANAGE_ROLES, me=_P.MANAGE_ROLES, present=True),
    Act.ROLE_BAR: _Need(actor=_P.MANAGE_ROLES, me=_P.MANAGE_ROLES),
    Act.KICK: _Need(actor=_P.KICK | _P.BAN, me=_P.KICK, present=True, me_outrank=True),
    Act.EXPULSION: _Need(actor=_P.BAN, me=_P.BAN, me_outrank=True),
    Act.STAFF_REMOVAL: _Need(actor=_P.ADMIN, me=_P.MANAGE_ROLES, admin_only=True),
    Act.LIFT: _Need(actor=_P.MODERATE | _P.BAN),
    # Looking at a case and deciding it are not acts against a person's rank: the sanction that follows is.
    Act.VIEW_CASE: _Need(actor=_P.MODERATE | _P.BAN, outrank=False),
    Act.DECIDE_CASE: _Need(actor=_P.MODERATE | _P.BAN, outrank=False),
    Act.DECIDE_APPEAL: _Need(actor=_P.MODERATE | _P.BAN, outrank=False),
    Act.UNSEAL: _Need(actor=_P.ADMIN, admin_only=True, outrank=False),
}
_SUSPENSIONS: Final = {
    SuspensionMethod.TIMEOUT: _Need(
        actor=_P.MODERATE | _P.BAN, me=_P.MODERATE, me_outrank=True, beats_admin=False
    ),
    SuspensionMethod.ROLE: _Need(actor=_P.MODERATE | _P.BAN, me=_P.MANAGE_ROLES, beats_admin=False),
    SuspensionMethod.BAN: _Need(actor=_P.MODERATE | _P.BAN, me=_P.BAN, me_outrank=True),
}

CASE_ACTS: Final = frozenset({Act.VIEW_CASE, Act.DECIDE_CASE, Act.DECIDE_APPEAL, Act.UNSEAL})
"""Acts on papers, not on people: they are allowed whoever the case is about."""
AUTOMATIC: Final = frozenset({Act.WARNING, Act.TAKEDOWN})
"""All that the machine does by itself; the rest it only proposes (mission row M3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What else decides, besides who acts on whom."""

    method: SuspensionMethod = SuspensionMethod.TIMEOUT
    """How the server suspends."""
    role_position: int | None = None
    """For role removal and role bar: where the role stands."""
    recused: bool = False
    """Whether the actor is a reporter, a target or named in the case."""
    decided_before: bool = False
    """Whether the actor took part in the decision that is appealed (F32)."""


PLAIN: Final = Circumstances()


def may(
    actor: Standing, act: Act, target: Standing, me: Standing, circumstances: Circumstances = PLAIN
) -> Refusal | None:
    """Return why ``actor`` may not do ``act`` to ``target``, or None when nothing stands against it.

    ``me`` is the bot's own standing. The first reason is the one that the person can do least about.
    """
    need = _SUSPENSIONS[circumstances.method] if act is Act.SUSPENSION else _NEEDS[act]
    return (
        _whom(actor, act, target)
        or _involved(act, circumstances)
        or _by_right(actor, act, need)
        or _by_rank(actor, target, need, circumstances)
        or _by_discord(me, target, need, circumstances)
    )


def _whom(actor: Standing, act: Act, target: Standing) -> Refusal | None:
    if act in CASE_ACTS:
        # A case about oneself is closed to oneself, whoever one is.
        return Refusal.RECUSED if actor.user_id == target.user_id else None
    if target.is_me:
        return Refusal.ME
    if actor.user_id == target.user_id:
        return Refusal.SELF
    if target.is_bot:
        return Refusal.OTHER_BOT
    return Refusal.OWNER if target.is_owner else None


def _involved(act: Act, circumstances: Circumstances) -> Refusal | None:
    if circumstances.recused:
        return Refusal.RECUSED
    return Refusal.DECIDED_BEFORE if act is Act.DECIDE_APPEAL and circumstances.decided_before else None


def _by_right(actor: Standing, act: Act, need: _Need) -> Refusal | None:
    if actor.is_me:
        return None if act in AUTOMATIC else Refusal.MACHINE
    # Somebody who left, or another bot, keeps no right from roles or lists.
    if not actor.present or actor.is_bot:
        return Refusal.ACTOR_LACKS_PERMISSION
    allowed = actor.can(need.actor) or (actor.is_staff and not need.admin_only)
    return None if allowed else Refusal.ACTOR_LACKS_PERMISSION


def _by_rank(actor: Standing, target: Standing, need: _Need, circumstances: Circumstances) -> Refusal | None:
    if need.present and not target.present:
        return Refusal.ABSENT
    if actor.is_owner or actor.is_me or actor.by_panel:
        return None
    if need.outrank and target.present and target.top_role >= actor.top_role:
        # People without any role are equal only in having none: staff by list may act on them.
        return None if target.top_role == 0 and not target.is_staff else Refusal.OUTRANKED
    role = circumstances.role_position
    return Refusal.ROLE_ABOVE_ACTOR if role is not None and role >= actor.top_role else None


def _by_discord(me: Standing, target: Standing, need: _Need, circumstances: Circumstances) -> Refusal | None:
    if not me.holds(need.me):
        return Refusal.ME_LACKS_PERMISSION
    if target.present and target.is_admin and not need.beats_admin:
        return Refusal.TARGET_IS_ADMIN
    if need.me_outrank and target.present and target.top_role >= me.top_role:
        return Refusal.ME_OUTRANKED
    role = circumstances.role_position
    return Refusal.ROLE_ABOVE_ME if role is not None and role >= me.top_role else None


LONG_SUSPENSION: Final = timedelta(days=30)
HOLD: Final = timedelta(hours=24)
"""The longest that one moderator alone may keep somebody out while the second is asked (mission row M41)."""


def needs_second(act: Act, length: timedelta | None, longest_alone: timedelta = LONG_SUSPENSION) -> bool:
    """Return whether two people have to agree; ``length`` None is until lifted."""
    if act in {Act.EXPULSION, Act.UNSEAL, Act.STAFF_REMOVAL}:
        return True
    return act is Act.SUSPENSION and (length is None or length > longest_alone)
