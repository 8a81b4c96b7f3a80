"""What besides a message may be judged: somebody who shows up under a name, or a mention taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.policy.ids import GuildId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """One member who comes in."""

    guild_id: GuildId
    user_id: UserId
    name: str
    account_created_at: datetime
    """Aware UTC."""
    joined_at: datetime
    """Aware UTC."""
    has_avatar: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinFacts:
    """What is known of the last joins, this one included, as seconds ago."""

    ages: tuple[float, ...] = ()
    alike_ages: tuple[float, ...] = ()
    alike: tuple[UserId, ...] = ()
    """Who came with a name like this one, for acting on all of them."""
    recent: tuple[UserId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How a member of the staff looks to others."""

    name: str
    picture: str = ""
    """Discord's hash of it, which is the same for the same picture; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """A member, none of the staff, shows up under the names that the content holds: new, or newly named."""

    picture: str = ""
    staff: tuple[Face, ...] = ()
    join: Join | None = None
    """For who has just come."""
    joined: JoinFacts = JoinFacts()


@dataclass(frozen=True, slots=True, kw_only=True)
class GhostPing:
    """A mention that was deleted or edited away, so that people were rung at and find nothing."""

    people: int
    groups: int = 0
    """Roles, and everyone."""
    seconds: float = 0.0
    """How long it stood."""
    times: int = 1
    """How often the author did so within ten minutes, this one included."""


Occasion: TypeAlias = Introduction | GhostPing
