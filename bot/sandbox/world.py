"""The little college the sandbox plays in: its people, roles and channels.

Small enough to learn in a minute, and still with everybody the code of conduct speaks of: members, a
newcomer, moderators, somebody who looks after one channel, two administrators, and an owner.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import discord
import simcord

from bot.sandbox import simcord_private as inner

GUILD_NAME: Final = "Lantern College"
BOT_NAME: Final = "Steward"
HOURS_BEFORE: Final = 3
"""The first messages are this old, so that the place looks lived in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody the visitor can be."""

    key: str
    name: str
    part: str
    about: str
    roles: tuple[str, ...] = ()
    in_server: bool = True


FOUNDERS: Final = (
    Persona(
        key="mira", name="Mira", part="Member", about="Writes a lot, sometimes too fast", roles=("Member",)
    ),
    Persona(key="jonas", name="Jonas", part="Member", about="Reads along and cares", roles=("Member",)),
    Persona(key="pip", name="Pip", part="Newcomer", about="Has not joined yet", in_server=False),
    Persona(
        key="amara", name="Amara", part="Moderator", about="Works the queue", roles=("Moderator", "Member")
    ),
    Persona(
        key="teo",
        name="Teo",
        part="Moderator",
        about="The second pair of eyes",
        roles=("Moderator", "Member"),
    ),
    Persona(
        key="noor",
        name="Noor",
        part="Channel admin",
        about="Looks after #academic",
        roles=("Academic lead", "Faculty", "Member"),
    ),
    Persona(
        key="ines", name="Ines", part="Admin", about="Runs the server", roles=("Admin", "Faculty", "Member")
    ),
)

LATER: Final = (
    Persona(key="kofi", name="Kofi", part="Admin", about="Runs it with Ines", roles=("Admin", "Member")),
)
"""Those who came to the college later; they are made last, so that nobody's id changes."""
PERSONAS: Final = FOUNDERS + LATER

ROLES_LOWEST_FIRST: Final = ("Member", "Faculty", "Academic lead", "Moderator", BOT_NAME, "Admin")

SEEDS: Final = (
    (
        "general",
        # Nobody of the team: what they take part in is covered in the moderators' channel.
        "Noor",
        "Welcome to Lantern College! Say hello, and have a look at the code of conduct: **/conduct**",
    ),
    ("general", "Jonas", "Hello all :) Is anybody else new to the evening course?"),
    ("general", "Mira", "Me! First week and I already lost my *notes*."),
    ("academic", "Noor", "Reading for Thursday: chapters 3 and 4.\n> Bring one question each."),
    ("academic", "Jonas", "Mine will be about chapter 4, `the part on memory`."),
    ("faculty", "Noor", "Exam dates are set. I will post them on Monday."),
    ("mod-queue", "Amara", "Quiet morning so far."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The built college; people by persona key."""

    guild: simcord.GuildHandle
    people: dict[str, simcord.UserHandle]
    bot_id: int

    def key_of(self, user_id: int) -> str | None:
        """Return the persona key of a user, ``bot`` for the bot, None for anybody else."""
        if user_id == self.bot_id:
            return "bot"
        return next((key for key, person in self.people.items() if person.id == user_id), None)


def build(env: simcord.Env, present: datetime) -> World:
    """Make the college in an environment that has not started, with the clock at ``present`` in the end.

    Simcord makes ids from its clock, so everybody and everything is made before the clock moves: then ids
    are the same each time, and a database from an earlier sandbox still fits.
    """
    bot = inner.name_bot(env, BOT_NAME)
    # The owner is nobody the visitor plays: owners pass every check, which would hide mistakes.
    guild = env.create_guild(GUILD_NAME, owner=env.create_user("dean", global_name="Dean Halloran"))
    _roles(env, guild)
    people = _people(env, guild, FOUNDERS)
    _channels(guild)
    people |= _people(env, guild, LATER)
    _voice(guild)
    behind = (present - timedelta(hours=HOURS_BEFORE) - env.now()).total_seconds()
    inner.move_clock_unseen(env, max(0.0, behind))
    _seed(env, guild, people)
    return World(guild=guild, people=people, bot_id=bot)


def _people(
    env: simcord.Env, guild: simcord.GuildHandle, personas: tuple[Persona, ...]
) -> dict[str, simcord.UserHandle]:
    people = {each.key: env.create_user(each.key, global_name=each.name) for each in personas}
    roles = guild.roles
    for each in personas:
        if each.in_server:
            guild.add_member(people[each.key], roles=[roles[name] for name in each.roles])
    return people


def _roles(env: simcord.Env, guild: simcord.GuildHandle) -> None:
    moderator = discord.Permissions(
        moderate_members=True,
        manage_messages=True,
        kick_members=True,
        ban_members=True,
        view_audit_log=True,
        manage_threads=True,
        mute_members=True,
        move_members=True,
        manage_events=True,
    )
    guild.create_role(
        "Admin", permissions=discord.Permissions(administrator=True), hoist=True, color=0xC0564B
    )
    guild.create_role("Moderator", permissions=moderator, hoist=True, color=0x2F8F83)
    guild.create_role("Academic lead", hoist=True, color=0x8A63C9)
    guild.create_role("Faculty", color=0xB07A2A)
    guild.create_role("Member", permissions=discord.Permissions(create_events=True))
    # Below Admin and above Moderator, where the invitation guide tells people to drag the bot's role.
    inner.order_roles(env, guild, ROLES_LOWEST_FIRST)


def _channels(guild: simcord.GuildHandle) -> None:
    roles = guild.roles
    hall = guild.create_category("Common rooms")
    guild.create_text_channel("general", topic="For everybody, about anything", category=hall)
    lead = discord.PermissionOverwrite(manage_channels=True, manage_messages=True)
    guild.create_text_channel(
        "academic",
        topic="Courses, reading, questions",
        category=hall,
        overwrites={roles["Academic lead"]: lead},
    )
    guild.create_forum_channel("ideas")
    staff = guild.create_category("Staff")
    for name, topic, reader in (
        ("mod-queue", "What waits for a decision", "Moderator"),
        ("mod-log", "What was done, by whom and why", "Moderator"),
        ("faculty", "Teachers only", "Faculty"),
    ):
        open_to = discord.PermissionOverwrite(view_channel=True, send_messages=True)
        closed = discord.PermissionOverwrite(view_channel=False)
        guild.create_text_channel(
            name,
            topic=topic,
            category=staff,
            overwrites={guild.default_role: closed, roles[reader]: open_to, roles[BOT_NAME]: open_to},
        )


def _voice(guild: simcord.GuildHandle) -> None:
    hall = guild.channels["Common rooms"]
    guild.create_voice_channel("lounge", category=hall)
    guild.create_stage_channel("lecture-hall", category=hall)


def _seed(env: simcord.Env, guild: simcord.GuildHandle, people: dict[str, simcord.UserHandle]) -> None:
    by_name = {each.name: people[each.key] for each in PERSONAS}
    channels = guild.channels
    pause = HOURS_BEFORE * 3600 / len(SEEDS)
    for channel, author, text in SEEDS:
        inner.say_unseen(env, channels[channel].id, by_name[author].id, text)
        inner.move_clock_unseen(env, pause)
