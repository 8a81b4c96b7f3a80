"""One run: a world, a bot, people who want things, and everything going wrong at once; then the count."""

import asyncio
import base64
import functools
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import discord

from bot.policy.conduct import FALLBACK_CLAUSE
from bot.policy.sanctions import SuspensionMethod
from bot.policy.server import ServerSettings
from bot.storage.port import Database, open_database
from tests.faults import contract, disturb, records
from tests.faults.deeds import Deed, deeds_of
from tests.faults.judge import Verdict, judge
from tests.faults.keeper import Keeper
from tests.faults.people import People
from tests.faults.server import TOKEN, Server
from tests.faults.stores import end_lease, locked, prepared
from tests.faults.things import Guild
from tests.faults.trouble import SKEW, Machine, trouble, word_for
from tests.faults.worker import BOT, Worker, copy_code
from tests.faults.world import new_guild, new_role

OFFENCE = "you can write to me at someone.private@example.com or call +1 202 555 0143"
"""Personal data in public: removed under every rule pack."""
TROUBLE_SECONDS = 6.0
"""Between two troubles of the bot's machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How long and how hard a run is; the same seed gives the same wishes and the same dice."""

    intents: int
    kills: int
    seed: int
    store: str
    folder: Path
    pauses: int = 0
    hasty: bool = False
    """Whether the lease of a paused bot is ended by hand; to wait for it takes 15 s."""
    damages: int = 0
    """How often the database turns to rubbish under the bot; on SQLite only."""
    rate: float = 0.08
    """Share of requests that get a fault."""
    pause: float = 0.6
    """Seconds between two disturbances of gateway, servers and permissions; 0 for none."""
    members: int = 12
    """In each of the three servers."""
    crowd: int = 12
    offend: float = 0.0
    """Share of messages that break a rule."""
    troubles: tuple[str, ...] = ()
    """What goes wrong on the bot's machine: ``disk``, ``lock``, ``clock``; the first two on SQLite only."""
    look_ahead: float = 90.0
    """Sanctions that end within so many seconds are waited for, so that their ends are judged too."""
    settle: float = 240.0
    """Seconds that the bot gets at the end to finish."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run came to."""

    verdict: Verdict
    figures: dict[str, int]
    faults: dict[str, int]
    troubles: dict[str, int] = field(default_factory=dict)
    """How often each trouble that was named fell into the run."""
    problems: list[str] = field(default_factory=list)
    """Requests that Discord would refuse, and ends of the bot that nobody caused."""


async def run(order: Order) -> Outcome:
    """Carry out one run and count."""
    async with Server(seed=order.seed, rate=order.rate) as server:
        roles: dict[int, int] = {}
        settings = dict(_servers(server, order.members, roles))
        async with prepared(order.store, order.folder, settings) as url, reading(url) as database:
            keeper = _keeper(server, order, url)
            deeds = _deeds(server, order)
            people = People(
                world=server.world,
                gateway=server.gateway,
                database=database,
                clause=FALLBACK_CLAUSE,
                crowd=asyncio.Semaphore(order.crowd),
                offence=OFFENCE,
            )
            keeping = asyncio.get_running_loop().create_task(keeper.keep())
            try:
                await _storm(server, order, keeper, people, deeds)
                left = await _calm(server, order, database)
                code = await keeper.stop()
            finally:
                keeper.stopping = True
                keeping.cancel()
                await keeper.worker.kill()
            found = await records.read(database)
    return _outcome(server, keeper, people, deeds, found, roles, left, code, order.troubles)


def _servers(server: Server, members: int, roles: dict[int, int]) -> list[tuple[int, ServerSettings]]:
    """Make three servers, one for each way to suspend; fills in the suspended role of each."""
    made: list[tuple[int, ServerSettings]] = []
    for method in SuspensionMethod:
        guild = new_guild(server.world, method.value, ("general", "queue", "log"), members)
        role = _suspended_role(guild)
        roles[guild.id] = role
        _, queue, log = guild.channels
        staff = next(one.id for one in guild.roles.values() if one.name == "moderators")
        chosen = ServerSettings(
            queue_channel=queue,
            log_channel=log,
            moderator_roles=(staff,),
            suspended_role=role,
            suspension_method=method,
        )
        made.append((guild.id, chosen))
        # Some people's doors are closed: a notice to them is refused for good.
        for index, member in enumerate(guild.members.values()):
            member.user.takes_private_messages = index % 5 != 4
    return made


def _suspended_role(guild: Guild) -> int:
    """Make the role of suspended members, lowest of all: above the moderators it would protect its holder."""
    role = new_role(guild, "suspended", 0)
    for other in guild.roles.values():
        other.position += other.id != guild.id
    role.position = 1
    return role.id


def settings_of(server: Server, url: str, seed: int = 0) -> dict[str, str]:
    """Return the environment of a bot that works on this small Discord and database."""
    return {
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_BASE": server.api_base,
        "DISCORD_GATEWAY_URL": server.gateway_url,
        "DATABASE": url,
        "STEWARD_KEY": base64.b64encode(random.Random(seed).randbytes(32)).decode(),
        # The model is no part of this trial and takes seconds to load at each of the many starts.
        "TEXT_MODEL": "off",
        "OCR": "off",
        "VISION": "off",
    }


def _keeper(server: Server, order: Order, url: str) -> Keeper:
    environment = settings_of(server, url, order.seed)
    if "clock" in order.troubles:
        clock = Machine(folder=order.folder, ledger=server.ledger).clock
        clock.write_text("0")
        environment |= {"PYTHONPATH": str(SKEW), "STEWARD_FAULTS_CLOCK": str(clock)}

    code = copy_code(order.folder)

    def make(name: str) -> Worker:
        return Worker(BOT, environment, order.folder / name, code)

    run_out = functools.partial(end_lease, url) if order.hasty else None
    return Keeper(
        make=make,
        gateway=server.gateway,
        worker=make("bot.log"),
        locked=functools.partial(locked, url),
        run_out=run_out,
    )


def _deeds(server: Server, order: Order) -> list[list[Deed]]:
    """Return the deeds by member; all members get about the same number."""
    dice = random.Random(order.seed)
    targets = [
        (guild, member.user)
        for guild in server.world.guilds.values()
        for member in guild.members.values()
        if member.user.name.rpartition("-")[2].isdigit()
    ]
    deeds: list[list[Deed]] = []
    for place, (guild, user) in enumerate(targets):
        low, high = (order.intents * at // len(targets) for at in (place, place + 1))
        deeds.append(deeds_of(server.world, guild, user, range(low, high), dice, order.offend))
    return deeds


async def _storm(
    server: Server, order: Order, keeper: Keeper, people: People, deeds: list[list[Deed]]
) -> None:
    """Let people act while everything goes wrong, until each deed was answered or given up."""
    if not await keeper.connected():
        raise RuntimeError(f"the bot never connected; its log:\n{keeper.worker.tail()}")
    await _registered(server, keeper)
    over = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        if order.pause:
            tasks.create_task(disturb.disturb(server, order.seed, order.pause, over))
        machine = Machine(folder=order.folder, ledger=server.ledger)
        tasks.create_task(trouble(machine, order.troubles, order.seed + 2, TROUBLE_SECONDS, over))
        tasks.create_task(_harm(server, keeper, people, order, over))
        async with asyncio.TaskGroup() as crowd:
            for mine in deeds:
                crowd.create_task(people.carry_out(mine))
        over.set()


async def _registered(server: Server, keeper: Keeper) -> None:
    for _ in range(600):
        if any(server.world.commands.values()):
            return
        await asyncio.sleep(0.05)
    raise RuntimeError(f"the bot registered no commands; its log:\n{keeper.worker.tail()}")


async def _harm(server: Server, keeper: Keeper, people: People, order: Order, over: asyncio.Event) -> None:
    """Kill, pause and rob the bot at moments spread over the deeds, and not between two of them."""
    dice = random.Random(order.seed + 1)
    marks = [(dice.randrange(max(1, order.intents)), "kill") for _ in range(order.kills)]
    marks += [(dice.randrange(max(1, order.intents)), "pause") for _ in range(order.pauses)]
    marks += [(dice.randrange(max(1, order.intents)), "damage") for _ in range(order.damages)]
    harms = {"kill": keeper.kill, "pause": keeper.pause}
    harms["damage"] = lambda: keeper.damage(order.folder / "steward.sqlite3", lambda: _touch(server))
    for mark, what in sorted(marks):
        await people.reached(mark, over)
        await keeper.connected()
        # Long enough at times for work to be under way, short enough at times to hit the start.
        await asyncio.sleep(dice.uniform(0.0, 3.0))
        await harms[what]()


def _touch(server: Server) -> None:
    for guild in server.world.guilds.values():
        disturb.come_back(server, guild)


async def _calm(server: Server, order: Order, database: Database) -> int:
    """Stop all faults and wait until nothing is left to do; return what still is when time is up."""
    server.script.quiet = True
    loop = asyncio.get_running_loop()
    end = loop.time() + order.settle
    left = 1
    while loop.time() < end:
        await asyncio.sleep(1.0)
        until = discord.utils.utcnow().timestamp() + order.look_ahead
        left = await records.outstanding(database, int(until * 1000))
        silent = discord.utils.utcnow().timestamp() - server.ledger.quiet_since > 2.0
        if not left and silent:
            break
    return left


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[Database]:
    """Open the bot's database beside it, for reading."""
    database = await open_database(url, read_only=True)
    try:
        yield database
    finally:
        await database.close()


def _outcome(
    server: Server, keeper: Keeper, people: People, deeds: list[list[Deed]], found: records.Records,
    roles: dict[int, int], left: int, code: int | None, troubles: tuple[str, ...],
) -> Outcome:  # fmt: skip
    now = discord.utils.utcnow().timestamp()
    every = [deed for mine in deeds for deed in mine]
    problems = server.ledger.problems + contract.broken(server.ledger) + keeper.exits
    if code not in (0, None):
        problems.append(f"asked to stop, the bot ended with {code}")
    kinds: dict[str, int] = defaultdict(int)
    for act in server.ledger.acts:
        kinds[f"acts: {act.kind}"] += act.by_bot
    figures = {
        "intents": len(every),
        "tries": people.tries,
        "kills": keeper.kills,
        "pauses": keeper.pauses,
        "damages": keeper.damages,
        "starts of a session": server.gateway.identified,
        "resumes": server.gateway.resumed,
        "requests": len(server.ledger.requests),
        "faults": sum(server.ledger.faults.values()),
        "left to do": left,
        "further answers": sum(len(one.replies[1:]) for one in server.world.interactions.values()),
        **kinds,
    }
    verdict = judge(server.world, every, found, now, roles)
    faults = dict(server.ledger.faults)
    fell = {name: faults.get(word_for(name), 0) for name in troubles}
    problems += [f"no trouble with the {name} fell into the run" for name, count in fell.items() if not count]
    return Outcome(verdict=verdict, figures=figures, faults=faults, troubles=fell, problems=problems)
