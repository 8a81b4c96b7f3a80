"""What a person's client sends through Discord: slash commands and presses of buttons, as the bot gets them.

Commands are built from what the bot itself registered, so a renamed command or option fails here first.
"""

import asyncio
import secrets
from typing import Any

from tests.faults import payloads
from tests.faults.things import Channel, Guild, Interaction, Message, User, snowflake
from tests.faults.world import World

CHOICES_OF = {"user": 6, "channel": 7, "role": 8}
SUBCOMMAND, GROUP = 1, 2
ANSWER_SECONDS = 3.0
"""In which Discord wants the first answer."""


def command(
    world: World, guild: Guild, channel: Channel, by: User, path: str, options: dict[str, Any]
) -> Interaction:
    """Send a slash command: ``path`` is ``warn`` or ``rules add``; users and channels are given by id."""
    known = find(world, guild, path.split(" ")[0])
    leaf, wrap = _descend(known, path.split(" ")[1:])
    names = {option["name"]: option for option in leaf.get("options", ())}
    unknown = options.keys() - names.keys()
    missing = {name for name, option in names.items() if option.get("required")} - options.keys()
    if unknown or missing:
        raise ValueError(f"/{path}: no option {sorted(unknown)}, option missing {sorted(missing)}")
    given = [{"name": name, "type": names[name]["type"], "value": _wire(value, names[name]["type"])}
             for name, value in options.items()]  # fmt: skip
    data = {"id": known["id"], "name": known["name"], "type": 1, "options": wrap(given)}
    data["resolved"] = _resolved(world, guild, given)
    return _send(world, guild, channel, by, 2, data, None)


def press(world: World, guild: Guild, channel: Channel, by: User, on: Message, custom_id: str) -> Interaction:
    """Press a button of a message."""
    return _send(world, guild, channel, by, 3, {"custom_id": custom_id, "component_type": 2}, on)


def buttons(message: Message) -> dict[str, str]:
    """Return the labels of a message's buttons with their custom ids."""
    found: dict[str, str] = {}
    todo = list(message.components)
    while todo:
        component = todo.pop(0)
        todo += component.get("components", ())
        if component.get("type") == 2 and not component.get("disabled") and "custom_id" in component:
            found[str(component.get("label", ""))] = component["custom_id"]
    return found


def _send(
    world: World, guild: Guild, channel: Channel, by: User, kind: int, data: dict[str, Any],
    on: Message | None,
) -> Interaction:  # fmt: skip
    interaction = Interaction(
        id=snowflake(),
        token=secrets.token_urlsafe(32),
        kind=kind,
        guild_id=guild.id,
        channel_id=channel.id,
        user_id=by.id,
        deadline=asyncio.get_running_loop().time() + ANSWER_SECONDS,
        source=on,
    )
    world.interactions[interaction.token] = interaction
    world.emit("INTERACTION_CREATE", _payload(world, guild, channel, by, interaction, data), guild.id)
    return interaction


def _payload(
    world: World, guild: Guild, channel: Channel, by: User, interaction: Interaction, data: dict[str, Any]
) -> dict[str, Any]:
    member = guild.members[by.id]
    payload: dict[str, Any] = {
        "id": str(interaction.id),
        "application_id": str(world.me.id),
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "locale": "en-US",
        "channel_id": str(channel.id),
        "channel": payloads.channel(channel) | {"permissions": "0"},
        "member": payloads.member(member) | {"permissions": str(world.permissions(guild, member).value)},
        "app_permissions": str(world.permissions(guild, guild.members[world.me.id]).value),
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(guild.id)},
        "context": 0,
        "attachment_size_limit": 10 * 1024 * 1024,
        "data": data,
    }
    if interaction.source is not None:
        payload["message"] = payloads.message(interaction.source)
    return payload


def find(world: World, guild: Guild, name: str) -> dict[str, Any]:
    """Return a command as the bot registered it; raises LookupError when it did not."""
    registered: dict[str, Any]
    for registered in (*world.commands.get(guild.id, ()), *world.commands.get(None, ())):
        if registered["name"] == name and registered["type"] == 1:
            return registered
    raise LookupError(f"the bot has registered no /{name}")


def _descend(known: dict[str, Any], rest: list[str]) -> tuple[dict[str, Any], Any]:
    """Return the (sub)command meant and what puts its options into the layers above it."""
    layers: list[dict[str, Any]] = []
    leaf = known
    for name in rest:
        leaf = next(
            option
            for option in leaf.get("options", ())
            if option["name"] == name and option["type"] in (SUBCOMMAND, GROUP)
        )
        layers.append({"name": name, "type": leaf["type"]})

    def wrap(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for layer in reversed(layers):
            options = [layer | {"options": options}]
        return options

    return leaf, wrap


def _wire(value: Any, kind: int) -> Any:
    return str(value) if kind in CHOICES_OF.values() else value


def _resolved(world: World, guild: Guild, given: list[dict[str, Any]]) -> dict[str, Any]:
    resolved: dict[str, dict[str, Any]] = {}
    for option in given:
        if option["type"] == CHOICES_OF["user"]:
            user = world.users[int(option["value"])]
            resolved.setdefault("users", {})[str(user.id)] = payloads.user(user)
            member = guild.members.get(user.id)
            if member is not None:
                seen = {key: value for key, value in payloads.member(member).items() if key != "user"}
                seen["permissions"] = str(world.permissions(guild, member).value)
                resolved.setdefault("members", {})[str(user.id)] = seen
        elif option["type"] == CHOICES_OF["channel"]:
            channel = payloads.channel(world.channels[int(option["value"])])
            resolved.setdefault("channels", {})[channel["id"]] = channel | {"permissions": "0"}
        elif option["type"] == CHOICES_OF["role"]:
            role = payloads.role(guild.roles[int(option["value"])])
            resolved.setdefault("roles", {})[role["id"]] = role
    return resolved
