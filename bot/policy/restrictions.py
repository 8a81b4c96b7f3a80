"""What a decision changes for somebody, in words: the difference between their state before and after (M39).

A mute beside a longer mute takes nothing away that was not gone already. Whoever reads the statement of
reasons learns what has changed for them, not what was meant.
"""

from typing import Final

from bot.policy.desired import FOREVER, MemberState
from bot.policy.durations import stamp_moment
from bot.policy.phrase import Phrase, phrase
from bot.policy.sanctions import LASTING, SanctionKind
from bot.policy.withheld import Thing, Withheld

_SAID_BY_KIND: Final = {
    SanctionKind.NO_CONTACT: "restricted.no_contact",
    SanctionKind.KICK: "restricted.kick",
}
"""What shows in no state of Discord: the one binds toward one person, the other is over at once."""


def restricted(kind: SanctionKind, before: MemberState, after: MemberState) -> tuple[Phrase, ...]:
    """Return what the person can't do any more because of a decision of this kind; sentences, gravest first.

    Empty for what restricts nobody, such as a warning.
    """
    if kind in _SAID_BY_KIND:
        return (phrase(_SAID_BY_KIND[kind]),)
    if after.banned and not before.banned:
        # Who is not on the server needs no list of what they can't do there.
        return (phrase("restricted.out"),)
    lines: list[Phrase] = []
    if _later(before, after) and after.timeout_until is not None:
        lasting = after.timeout_until == FOREVER
        until = {} if lasting else {"moment": stamp_moment(after.timeout_until)}
        lines.append(phrase("restricted.silent_until_lifted" if lasting else "restricted.silent", **until))
    elif before.timeout_until and after.timeout_until and after.timeout_until < before.timeout_until:
        # It took the place of a longer one, so that it gives something back.
        lines.append(phrase("restricted.sooner", moment=stamp_moment(after.timeout_until)))
    if after.voice_muted and not before.voice_muted:
        lines.append(phrase("restricted.voice"))
    if after.roles_given - before.roles_given:
        lines.append(phrase("restricted.suspended_role"))
    if after.roles_barred - before.roles_barred:
        lines.append(phrase("restricted.roles"))
    if after.channels_denied - before.channels_denied:
        lines.append(phrase("restricted.channels"))
    if not lines and kind in LASTING and before != MemberState():
        lines.append(phrase("restricted.nothing_new"))
    return tuple(lines)


def taken_down(scope: str) -> Phrase:
    """Return what became of what somebody posted, or of their nickname, from the scope of a takedown."""
    found = Withheld.of(scope)
    if found is None:
        return phrase("restricted.nickname")
    starter = found.thing is Thing.THREAD and found.more
    return phrase("restricted.starter" if starter else f"restricted.{found.thing.value}")


def _later(before: MemberState, after: MemberState) -> bool:
    if after.timeout_until is None:
        return False
    return before.timeout_until is None or after.timeout_until > before.timeout_until
