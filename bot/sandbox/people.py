"""One persona as an actor: in the server a member, in private messages a user.

Simcord has two kinds of actor, and a member who was banned is only the second kind; the acts ask here.
"""

from dataclasses import dataclass

import simcord

from bot.sandbox import simcord_private as inner
from bot.sandbox.asking import Refused
from bot.sandbox.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The persona who acts."""

    stage: Stage
    key: str
    user: simcord.UserHandle

    @property
    def member(self) -> simcord.MemberActor:
        """The person as a member; refuses when they are not in the server."""
        try:
            return inner.member(self.stage.env, self.stage.world.guild, self.user.id)
        except simcord.SetupError as error:
            raise Refused("You are not in this server.") from error

    def channel(self, channel_id: int) -> simcord.ChannelHandle:
        """Return a channel that this person can see; refuses others as if they did not exist."""
        if not inner.sees(self.stage.env, channel_id, self.user.id):
            raise Refused("You can't see that channel (any more).")
        return inner.channel(self.stage.env, self.stage.world.guild, channel_id)

    def actor(self, channel: simcord.ChannelHandle) -> simcord.MemberActor | simcord.UserHandle:
        """Return who acts in this channel."""
        return self.user if channel.guild is None else self.member


def person(stage: Stage, key: str) -> Person:
    """Return a persona by key; refuses unknown ones."""
    found = stage.world.people.get(key)
    if found is None:
        raise Refused("There is no such person.")
    return Person(stage=stage, key=key, user=found)
