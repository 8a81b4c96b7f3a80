"""A short run of the harness with the real bot, on SQLite; the long runs are started by hand."""

from pathlib import Path

from tests.faults.driver import Order, run


async def test_a_short_run_loses_nothing(tmp_path: Path) -> None:
    order = Order(
        intents=30,
        kills=1,
        pauses=1,
        hasty=True,
        damages=1,
        seed=3,
        store="sqlite",
        folder=tmp_path,
        rate=0.05,
        members=6,
        look_ahead=0,
        settle=90,
    )
    outcome = await run(order)

    verdict = outcome.verdict
    assert verdict.summary == "lost 0 duplicate 0 wrong 0 reordered 0", verdict
    assert outcome.problems == []
    assert [outcome.figures[harm] for harm in ("kills", "pauses", "damages")] == [1, 1, 1]
    assert outcome.figures["faults"] > 0
