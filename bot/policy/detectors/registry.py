"""The list of all detectors: the one place to touch when a detector is added.

To add one: write ``bot/policy/detectors/<name>.py`` with a ``Config``, a matcher and a ``DETECTOR`` object
(see ``protocol``), then import the module here and list it in ``_ALL``. What it says of its findings stands
in ``data/locales/*/detectors.toml``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.policy.detectors import (
    attachments,
    classifier,
    flood,
    ghost_pings,
    hostility,
    impersonation,
    invites,
    joins,
    links,
    mentions,
    nudity,
    patterns,
    personal_data,
    pronouns,
    repetition,
    shouting,
    terms,
)
from bot.policy.detectors.protocol import Detector

_ALL: Final[tuple[Detector, ...]] = (
    attachments.DETECTOR,
    classifier.DETECTOR,
    flood.DETECTOR,
    ghost_pings.DETECTOR,
    hostility.DETECTOR,
    impersonation.DETECTOR,
    invites.DETECTOR,
    joins.DETECTOR,
    links.DETECTOR,
    mentions.DETECTOR,
    nudity.DETECTOR,
    patterns.DETECTOR,
    personal_data.DETECTOR,
    pronouns.DETECTOR,
    repetition.DETECTOR,
    shouting.DETECTOR,
    terms.DETECTOR,
)

DETECTORS: Final[Mapping[str, Detector]] = MappingProxyType({detector.name: detector for detector in _ALL})
"""Detectors by the name that rules use."""
