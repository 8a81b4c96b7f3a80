"""Dangerous files: programs, programs that pose as documents, and far too many files at once.

Only names are looked at. Discord never runs a file, people do, and they see no more than the name either.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.policy.content import PartKind
from bot.policy.detectors import options
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding, View

_PROGRAMS: Final = """exe scr bat cmd com pif msi msp msix jar jse vbs vbe wsf wsh ps1 psm1 hta cpl lnk reg
    dll apk appx app dmg pkg iso img vhd vhdx gadget scf inf url application xll"""
_DOCUMENTS: Final = """pdf doc docx xls xlsx ppt pptx odt ods odp txt rtf csv png jpg jpeg gif webp bmp svg
    mp3 mp4 mov avi mkv wav zip rar 7z html htm epub"""
_DOCUMENT_ENDS: Final = frozenset(_DOCUMENTS.split())
# Turns the following letters round, so that "annexe‮fdp.exe" is shown as "annexeexe.pdf".
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_BLANK: Final = r"[\s\v\x1c-\x1f]"
_GAP: Final = re.compile(r"\s{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Which files count."""

    extensions: tuple[str, ...] = tuple(_PROGRAMS.split())
    """Ends of names that start something when opened; a leading dot may be written."""
    double: bool = True
    """Whether a program that looks like a document counts (``essay.pdf.exe``)."""
    hidden: bool = True
    """Whether signs that turn or stretch the name count."""
    most: int = field(default=0, metadata={"least": 0})
    """More files in one message than this count; 0 for no limit (Discord allows 10)."""


class Attachments:
    """The compiled detector."""

    def __init__(self, config: Config) -> None:
        """Keep the settings in the form that matching needs."""
        self._config = config
        self._extensions = frozenset(entry.lower().lstrip("*.") for entry in config.extensions)
        ends = "|".join(map(re.escape, sorted(self._extensions)))
        names = (rf"\.{_BLANK}*(?:{ends}){_BLANK}*[. ]*$", _TURNING.pattern, f"{_BLANK}{{3}}")
        self.needs = Needs(names=names, files=config.most > 0)

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding for each file that counts, and one when there are too many."""
        names = scan.content.attachment_names
        if not names:
            return ()
        kinds = [kind for name in names if (kind := self._kind(name))]
        if self._config.most and len(names) > self._config.most:
            kinds.append(f"count:{len(names)}")
        return tuple(_finding(kind) for kind in kinds)

    def _kind(self, name: str) -> str:
        if self._config.hidden and (_TURNING.search(name) or _GAP.search(name.strip())):
            return "hidden"
        end = extension(name)
        if self._config.double and is_double(name, self._extensions):
            return f"double:{end}"
        return f"extension:{end}" if end in self._extensions else ""


def extension(name: str) -> str:
    """Return what follows the last dot, in lower case; final dots and spaces fall away, as on Windows."""
    tidy = name.rstrip(". ")
    return tidy.rpartition(".")[2].lower() if "." in tidy else ""


def is_double(name: str, programs: frozenset[str] = frozenset(_PROGRAMS.split())) -> bool:
    """Tell whether the name of a program poses as a document: ``invoice.pdf.exe``."""
    labels = name.rstrip(". ").lower().split(".")
    return len(labels) > 2 and labels[-1].strip() in programs and labels[-2].strip() in _DOCUMENT_ENDS


def _finding(kind: str) -> Finding:
    return Finding(
        detector="attachments",
        part=PartKind.ATTACHMENT,
        view=View.NONE,
        matched=kind,
        explanation=explain_kind(kind),
    )


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence what is wrong with a file."""
    what, _, detail = kind.partition(":")
    if what == "count":
        return phrase("detector.attachments.count", count=int(detail))
    return phrase(f"detector.attachments.{what}", end=detail)


class AttachmentsDetector:
    """The detector ``attachments``."""

    name = "attachments"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Attachments(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say what is wrong with the file."""
        return explain_kind(finding.matched)


DETECTOR: Final = AttachmentsDetector()
