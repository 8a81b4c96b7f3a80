"""Reading many settings and keeping every mistake, so that an operator corrects them all in one go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from typing_extensions import override

from bot.setting_forms import Mistake

T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One setting that can't be used: which, and what to write instead. It never repeats the value."""

    key: str
    clause: str
    """Follows the key in a sentence: "must be a whole number …"."""

    @override
    def __str__(self) -> str:
        return f"{self.key} {self.clause}"


class SettingReader:
    """Parses values one by one and collects what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[SettingProblem] = []

    def __call__(self, key: str, parse: Callable[[str], T | Mistake], default: D) -> T | D:
        """Return the parsed value; the default where it is absent, empty or wrong."""
        text = self._env.get(key, "").strip()
        if not text:
            return default
        value = parse(text)
        if isinstance(value, Mistake):
            self.problems.append(SettingProblem(key, value.clause))
            return default
        return value
