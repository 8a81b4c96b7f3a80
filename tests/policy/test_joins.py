"""Raids: young accounts, bursts, names alike."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.detectors.joins import Config, Join, JoinFacts, JoinWindow, judge, stem
from bot.policy.ids import GuildId, UserId
from tests.policy.factories import NOW, said


def join(
    user: int = 1,
    *,
    name: str = "Ada",
    seconds: float = 0,
    age: timedelta = timedelta(days=900),
    avatar: bool = True,
) -> Join:
    """Make a join some seconds after ``NOW`` of an account of some age."""
    at = NOW + timedelta(seconds=seconds)
    return Join(
        guild_id=GuildId(11),
        user_id=UserId(user),
        name=name,
        account_created_at=at - age,
        joined_at=at,
        has_avatar=avatar,
    )


def last_reasons(*joins: Join, config: Config | None = None) -> list[str]:
    """Let all come in and return what is striking about the last."""
    window, facts = JoinWindow(), JoinFacts()
    for one in joins:
        facts = window.observe(one, one.joined_at)
    return [finding.matched for finding in judge(joins[-1], facts, config or Config())]


def test_an_ordinary_join_is_clean() -> None:
    assert last_reasons(join()) == []


def test_young_accounts() -> None:
    assert last_reasons(join(age=timedelta(hours=3))) == ["young:3"]
    assert last_reasons(
        join(age=timedelta(minutes=-5), avatar=False), config=Config(without_avatar=True)
    ) == [
        "young:0",
        "no_avatar",
    ]


def test_a_burst_counts_those_who_came_together() -> None:
    joins = [join(number, name=f"Name{chr(97 + number)}", seconds=number) for number in range(10)]
    assert last_reasons(*joins) == ["burst:10"]
    late = join(99, name="Zoe", seconds=500)
    assert last_reasons(*joins, late) == []


def test_names_alike_give_each_other_away() -> None:
    names = ("raider_01", "R4ider 2", "raіder-77", "RAIDER")
    assert len({stem(name) for name in names}) == 1
    joins = [join(number, name=name, seconds=number) for number, name in enumerate(names)]
    assert last_reasons(*joins) == ["alike:4"]
    window = JoinWindow()
    facts = [window.observe(one, one.joined_at) for one in joins][-1]
    assert facts.alike == facts.recent == (0, 1, 2, 3)


def test_a_second_delivery_counts_once() -> None:
    window = JoinWindow()
    window.observe(join(), NOW)
    assert window.observe(join(), NOW).ages == (0.0,)


def test_names_of_digits_only_are_not_alike() -> None:
    assert last_reasons(*(join(number, name="1234", seconds=number) for number in range(5))) == []


def test_an_hour_later_all_is_forgotten() -> None:
    window = JoinWindow()
    window.observe(join(), NOW)
    late = join(2, seconds=3601)
    assert window.observe(late, late.joined_at).recent == (2,)


def test_findings_are_explained() -> None:
    facts = JoinFacts(ages=(0.0,) * 12, alike_ages=(0.0,) * 5)
    findings = judge(join(age=timedelta(hours=2), avatar=False), facts, Config(without_avatar=True))
    assert [said(finding.explanation) for finding in findings] == [
        "This account is only 2 hours old.",
        "This young account has no picture.",
        "12 accounts joined within a short time.",
        "5 accounts with names alike joined within a short time.",
    ]


@given(st.lists(st.tuples(st.integers(1, 9), st.text(max_size=10), st.integers(0, 9000)), max_size=60))
def test_any_names_are_judged(drawn: list[tuple[int, str, int]]) -> None:
    window = JoinWindow()
    for user, name, seconds in drawn:
        one = join(user, name=name, seconds=seconds)
        facts = window.observe(one, one.joined_at)
        assert len(facts.ages) <= 500
        judge(one, facts, Config())


def test_memory_is_bounded_over_servers_and_joins() -> None:
    window = JoinWindow()
    for number in range(600):
        facts = window.observe(join(number), NOW)
    assert len(facts.ages) == 500
    for guild in range(6000):
        other = Join(
            guild_id=GuildId(guild + 100), user_id=UserId(1), name="x", account_created_at=NOW, joined_at=NOW
        )
        window.observe(other, NOW)
    assert len(window.observe(join(1), NOW).ages) == 1
