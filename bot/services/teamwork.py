"""What moderators do with cases besides deciding them, and what is done so that none is forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.services.bystanders import Bystanders, Team
from bot.services.carrying import Carrying
from bot.services.casebook import Casebook
from bot.services.contacts import Contacts
from bot.services.escalation import Escalation
from bot.services.handing import Handing
from bot.services.joining import Joining
from bot.services.moderation import Moderation
from bot.services.outside import Outside
from bot.services.recusal import Recusal
from bot.services.showing import Opened, Showing
from bot.services.splitting import Splitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Teamwork:
    """The services behind “More…” under a case, and the outside panel."""

    handing: Handing
    joining: Joining
    splitting: Splitting
    carrying: Carrying
    showing: Showing
    outside: Outside
    escalation: Escalation
    bystanders: Bystanders


def teamwork(
    moderation: Moderation,
    casebook: Casebook,
    recusal: Recusal,
    alarm: Callable[[datetime], None],
    team: Team,
    opened: Opened,
    contacts: Contacts,
) -> Teamwork:
    """Make them on what moderating stands on."""
    database, clock, servers = moderation.database, moderation.clock, moderation.servers
    people, enforcement = moderation.people, moderation.enforcement
    outside = Outside(database, clock, people, enforcement, recusal, team)
    return Teamwork(
        handing=Handing(database, clock, people, servers, enforcement, recusal),
        joining=Joining(database, clock, people, servers, enforcement),
        splitting=Splitting(database, clock, people, servers, enforcement, moderation.conduct),
        carrying=Carrying(
            database=database,
            clock=clock,
            people=people,
            servers=servers,
            enforcement=enforcement,
            recusal=recusal,
            conduct=moderation.conduct,
            contacts=contacts,
        ),
        showing=Showing(database, people, casebook, opened),
        outside=outside,
        bystanders=Bystanders(team=team, look=outside.look),
        escalation=Escalation(database, clock, servers, alarm, outside.look),
    )
