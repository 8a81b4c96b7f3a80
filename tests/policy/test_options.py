"""Reading a rule's table: forgiving where the meaning is plain, complete where it is not."""

from dataclasses import dataclass, field

from bot.policy.detectors import options
from bot.policy.detectors.protocol import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One field of each type."""

    on: bool = True
    most: int = field(default=5, metadata={"least": 1})
    share: float = 0.5
    word: str = ""
    kinds: tuple[str, ...] = field(default=("a",), metadata={"choices": ("alpha", "beta")})


def problems(**table: object) -> tuple[Problem, ...]:
    """Return the problems of a table that must have some."""
    result = options.read(Sample, table)
    assert isinstance(result, tuple)
    return result


def test_an_empty_table_gives_the_defaults() -> None:
    assert options.read(Sample, {}) == Sample()


def test_what_is_plainly_meant_is_understood() -> None:
    read = options.read(Sample, {"share": 1, "word": 123, "kinds": "alpha"})
    assert read == Sample(share=1.0, word="123", kinds=("alpha",))


def test_every_mistake_is_told_at_once() -> None:
    told = problems(moost=3, on="yes", most=True, share="half", kinds=["alpha", "betta"])
    assert [problem.key for problem in told] == ["moost", "on", "most", "share", "kinds"]
    assert told[0].hint == "Did you mean “most”?"
    assert told[-1].hint == "Did you mean “beta”?"


def test_numbers_have_a_floor() -> None:
    assert problems(most=0)[0].message == "“most” must be at least 1."
    assert problems(share=-0.1)[0].message == "“share” must be at least 0."


def test_a_list_of_something_else_is_refused() -> None:
    assert problems(kinds=[["alpha"]])[0].message == "“kinds” must be a list of texts."
