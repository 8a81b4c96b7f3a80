import asyncio
import threading
from collections.abc import Sequence

from bot.models.batcher import BATCH, WAITING_MOST, Batcher


class Slow:
    """A model that waits until it is let go, and remembers its batches."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.batches: list[list[str]] = []
        self.threads: set[str] = set()

    def __call__(self, texts: Sequence[str]) -> list[dict[str, float]]:
        self.threads.add(threading.current_thread().name)
        self.go.wait(5)
        self.batches.append(list(texts))
        if "bad" in texts:
            raise ValueError("a bad text")
        return [{"length": float(len(text))} for text in texts]


async def test_texts_that_come_together_run_together_on_one_other_thread() -> None:
    model = Slow()
    batcher = Batcher(model)
    asked = [asyncio.ensure_future(batcher.ask("x" * n, 5)) for n in range(1, 31)]
    await asyncio.sleep(0.05)
    model.go.set()
    answers = await asyncio.gather(*asked)
    assert answers == [{"length": float(n)} for n in range(1, 31)]
    assert len(model.batches) <= 4
    assert max(map(len, model.batches)) <= BATCH
    assert len(model.threads) == 1
    assert threading.current_thread().name not in model.threads
    batcher.close()


async def test_past_the_deadline_there_is_no_score_and_the_text_is_dropped() -> None:
    model = Slow()
    batcher = Batcher(model)
    first = asyncio.ensure_future(batcher.ask("first", 5))
    await asyncio.sleep(0.02)
    assert await batcher.ask("late", 0.02) is None
    model.go.set()
    assert await first == {"length": 5.0}
    assert await batcher.ask("next", 5) == {"length": 4.0}
    assert ["late"] not in model.batches
    batcher.close()


async def test_a_failure_costs_its_batch_only_and_is_told() -> None:
    model = Slow()
    model.go.set()
    batcher = Batcher(model)
    assert await batcher.ask("bad", 5) is None
    assert batcher.failure == "ValueError: a bad text"
    assert await batcher.ask("good", 5) == {"length": 4.0}
    assert batcher.failure == ""
    batcher.close()


async def test_a_raid_does_not_pile_up_work() -> None:
    model = Slow()
    batcher = Batcher(model)
    asked = [asyncio.ensure_future(batcher.ask(f"{n}", 5)) for n in range(WAITING_MOST + BATCH + 50)]
    await asyncio.sleep(0.05)
    refused = [future for future in asked if future.done()]
    assert refused
    assert all(future.result() is None for future in refused)
    model.go.set()
    await asyncio.gather(*asked)
    batcher.close()


async def test_closed_is_quiet() -> None:
    model = Slow()
    batcher = Batcher(model)
    running = asyncio.ensure_future(batcher.ask("running", 5))
    await asyncio.sleep(0.02)
    waiting = asyncio.ensure_future(batcher.ask("waiting", 5))
    await asyncio.sleep(0.02)
    model.go.set()
    batcher.close()
    assert await batcher.ask("after", 5) is None
    assert await running in (None, {"length": 7.0})
    assert await waiting in (None, {"length": 7.0})
