"""What people do with the bot's commands and controls: slash, menus, buttons, selects, forms."""

from collections.abc import Mapping
from typing import Any, Final

import simcord
from simcord.enums import ComponentType, OptionType

from bot.sandbox import simcord_acts as deeds
from bot.sandbox import simcord_private as inner
from bot.sandbox.asking import Ask, Refused
from bot.sandbox.people import Person
from bot.sandbox.stage import Stage

NO_ANSWER: Final = "The application did not respond."
"""Discord's own words for an interaction that the bot left without an answer."""


async def slash(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Call a slash command with typed options."""
    channel, path = person.channel(ask.number("channel")), ask.text("command")
    declared = _declared(stage, person, channel.id, path)
    raw = ask.mapping("options")
    unknown = raw.keys() - declared.keys()
    if unknown:
        raise Refused(f"/{path} has no option called {min(unknown)}.")
    options = {name: _option(stage, ask, path, declared[name], value) for name, value in raw.items()}
    missing = [name for name, each in declared.items() if each.get("required") and name not in options]
    if missing:
        raise Refused(f"/{path} also needs: {', '.join(missing)}.")
    if channel.guild is None:
        result = await person.user.slash(path, **options)
    else:
        result = await person.member.slash(channel, path, **options)
    stage.used[inner.interaction_id(result)] = f"/{path}"
    return _answer(stage, result)


async def autocomplete(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Ask the bot for suggestions while somebody types into an option."""
    channel, path = person.channel(ask.number("channel")), ask.text("command")
    declared, raw = _declared(stage, person, channel.id, path), ask.mapping("options")
    option, typed = ask.text("option"), ask.text("value", "")
    filled: dict[str, Any] = {}
    for name, value in raw.items():
        if name in declared and name != option and declared[name]["type"] != OptionType.ATTACHMENT:
            try:
                filled[name] = _option(stage, ask, path, declared[name], value)
            except simcord.SetupError:
                continue  # half-typed values of other options are left out, as Discord does
    if channel.guild is None:
        return {"choices": await person.user.autocomplete(path, option, typed, **filled)}
    return {"choices": await person.member.autocomplete(channel, path, option, typed, **filled)}


async def menu(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Use a command of the right-click menu on a message or a member."""
    channel, name = person.channel(ask.number("channel")), ask.text("command")
    message, whom = ask.optional("message"), ask.optional("member")
    if message is None and whom is None:
        raise Refused("Choose a message or a member first.")
    if message is None:
        target = inner.member(stage.env, stage.world.guild, ask.number("member"))
        return _answer(stage, await person.member.context_menu(channel, name, target))
    found = inner.message(stage.env, channel.id, message)
    if channel.guild is None:
        return _answer(stage, await deeds.menu_in_private(stage.env, person.user, name, found))
    return _answer(stage, await person.member.context_menu(channel, name, found))


async def click(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Press a button under a message."""
    channel = person.channel(ask.number("channel"))
    found = inner.message(stage.env, channel.id, ask.number("message"))
    return _answer(stage, await person.actor(channel).click(found, custom_id=ask.text("component")))


async def select(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Choose from a list under a message."""
    channel = person.channel(ask.number("channel"))
    found = inner.message(stage.env, channel.id, ask.number("message"))
    kind = ComponentType(ask.number("type"))
    values = [_chosen(stage, kind, each) for each in ask.texts("values")]
    actor = person.actor(channel)
    return _answer(stage, await actor.select(found, values, custom_id=ask.text("component")))


async def modal(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Send a filled form."""
    shown = stage.shown.get(ask.text("modal"))
    if shown is None:
        raise Refused("That form is no longer open. Please start again.")
    values: dict[str, Any] = {}
    for name, given in ask.mapping("values").items():
        if not isinstance(given, dict):
            raise Refused("The page sent a wrong form.")
        values[name] = _form_value(stage, ask, given)
    actor = person.member if inner.asked_in_server(shown) else person.user
    result = await actor.submit_modal(shown, values)
    stage.shown.pop(ask.text("modal"), None)
    return _answer(stage, result)


def _declared(stage: Stage, person: Person, channel_id: int, path: str) -> dict[str, inner.Json]:
    kind = inner.AppCommandType.CHAT_INPUT
    for command in inner.commands(stage.env, person.user.id, channel_id, kind):
        for names, leaf in inner.leaves(command):
            if " ".join(names) == path:
                return {each["name"]: each for each in leaf.get("options") or []}
    raise Refused(f"There is no command /{path} for you here.")


def _option(stage: Stage, ask: Ask, path: str, option: inner.Json, raw: object) -> object:
    kind = option["type"]
    if kind == OptionType.ATTACHMENT:
        return ask.file(raw)
    if kind in (OptionType.USER, OptionType.ROLE, OptionType.CHANNEL, OptionType.MENTIONABLE):
        return _entity(stage, str(raw))
    return inner.parse_option(path, option, raw)


def _entity(stage: Stage, raw: str) -> object:
    """Return the handle of whatever has this id; ids are unique across kinds."""
    if not raw.isdecimal():
        raise Refused("Choose somebody or something from the list.")
    env, guild, wanted = stage.env, stage.world.guild, int(raw)
    if inner.stored_member(env, guild, wanted) is not None:
        return inner.member(env, guild, wanted)
    if wanted in inner.stored_guild(env, guild).roles:
        return inner.role(env, guild, wanted)
    if inner.stored_channel(env, wanted) is not None:
        return inner.channel(env, guild, wanted)
    return inner.user(env, wanted)


def _chosen(stage: Stage, kind: ComponentType, value: str) -> object:
    return value if kind == ComponentType.STRING_SELECT else _entity(stage, value)


def _form_value(stage: Stage, ask: Ask, given: Mapping[str, Any]) -> object:
    kind, value = ComponentType(int(given.get("type", 0))), given.get("value")
    if kind == ComponentType.FILE_UPLOAD and isinstance(value, list):
        return [ask.file(token) for token in value]
    if isinstance(value, list):
        return [_chosen(stage, kind, str(each)) for each in value]
    return value


def _answer(stage: Stage, result: inner.InteractionResult) -> inner.Json:
    if result.modal is not None:
        key = str(id(result))
        stage.shown[key] = result
        return {"modal": {"id": key, "form": result.modal}}
    return {} if result.acknowledged else {"silent": NO_ANSWER}
