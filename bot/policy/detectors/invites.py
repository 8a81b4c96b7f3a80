"""Invitations to other Discord servers, however they are written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.policy.detectors import options
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding, View

_SPACE: Final = r"[\s\u200b-\u200d\u2060|*_`\\]{0,3}"
_DOT: Final = rf"{_SPACE}(?:\.|\[\.\]|\(\.\)|\bdot\b){_SPACE}"
_SLASH: Final = rf"{_SPACE}/{_SPACE}"
# Discord's own hosts, the directories whose addresses lead straight to a server, and ".gg/code" alone.
_INVITE: Final = re.compile(
    rf"(?i)(?:(?<![\w-])(?:discord(?:app)?{_DOT}com{_SLASH}invite|(?:discord|dsc|invite){_DOT}gg"
    rf"|discord{_DOT}(?:io|me|li|link)|disboard{_DOT}org/server/join|top{_DOT}gg/servers)|(?<![\w.])\.gg)"
    rf"{_SLASH}(?P<code>[\w-]{{2,32}})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Which invitations may stand."""

    allow: tuple[str, ...] = ()
    """Invite codes, or whole links, that never count: the server's own and those of friends."""


class Invites:
    """The compiled detector."""

    needs: Final = Needs(text=(r"(?s)(?:gg|discord|dsc|invite|disboard).*/",))

    def __init__(self, config: Config) -> None:
        """Keep the allowed codes; Discord's codes know capitals, so they are compared as they are."""
        self._allow = frozenset(entry.rstrip("/").rpartition("/")[2] for entry in config.allow)

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding for each invitation that is not allowed."""
        found: tuple[Finding, ...] = ()
        for index, part in enumerate(scan.content.parts):
            if "/" in part.text:
                found += tuple(
                    [
                        _finding(match, index, scan)
                        for match in _INVITE.finditer(part.text)
                        if match["code"] not in self._allow
                    ]
                )
        return found


def _finding(match: re.Match[str], index: int, scan: Scan) -> Finding:
    return Finding(
        detector="invites",
        part=scan.content.parts[index].kind,
        part_index=index,
        start=match.start(),
        end=match.end(),
        view=View.RAW,
        matched="invite",
        explanation=_WHY,
    )


_WHY: Final = phrase("detector.invites")


class InvitesDetector:
    """The detector ``invites``."""

    name = "invites"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Invites(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say that it is an invitation."""
        return _WHY


DETECTOR: Final = InvitesDetector()
