"""What the text model costs: ``python -m bench.model [FOLDER]``.

Prints the milliseconds that a message waits for its scores (p50, p95, p99; one by one, and in bursts), the
memory that the model adds, the microseconds of the gate, and how many ordinary messages pass it.
"""

import asyncio
import gc
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

from bot.models.canonical import canonical
from bot.models.text import ModelMissing, TextModel
from bot.paths import data_dir

MODEL: Final = data_dir() / "models" / "text"
CHAT: Final = Path(__file__).with_name("chat.txt")
CONCERNED: Final = (
    "people like you should not be allowed to speak here, you are a disgrace to this whole course",
    "i will find out where you live and then we will see who is laughing",
    "please don't call each other names, nobody here is an idiot",
    "can someone send me the answers to the graded quiz before the deadline tonight?",
    "women are welcome in this channel like everybody else",
)


def resident() -> float:
    """Return the megabytes of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def ordinary() -> list[str]:
    """Return everyday messages; the model never learnt from them."""
    holes = {"{name}": "Sam", "{topic}": "statistics", "{thing}": "notebook", "{n}": "3", "{time}": "6 pm"}
    lines = [
        line for line in CHAT.read_text("utf-8").splitlines() if line.strip() and not line.startswith("# ")
    ]
    for hole, value in holes.items():
        lines = [line.replace(hole, value) for line in lines]
    return lines


def percentiles(values: Sequence[float]) -> str:
    """Return p50, p95 and p99 as text."""
    cuts = statistics.quantiles(values, n=100)
    return f"p50 {cuts[49]:.2f}  p95 {cuts[94]:.2f}  p99 {cuts[98]:.2f}"


def per_text(look: Callable[[str], object], texts: Sequence[str], rounds: int) -> float:
    """Return microseconds a text."""
    began = perf_counter()
    for _ in range(rounds):
        for text in texts:
            look(text)
    return (perf_counter() - began) / rounds / len(texts) * 1e6


async def waits(model: TextModel, texts: Sequence[str], together: int) -> list[float]:
    """Return the milliseconds each text waited, ``together`` of them asked at once."""
    found: list[float] = []

    async def ask(text: str) -> None:
        began = perf_counter()
        if await model.score(text) is not None:
            found.append((perf_counter() - began) * 1e3)

    for start in range(0, len(texts), together):
        await asyncio.gather(*map(ask, texts[start : start + together]))
    return found


def main() -> None:
    """Measure and print."""
    before = resident()
    model = TextModel.load(Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL, deadline=5.0)
    if isinstance(model, ModelMissing):
        sys.exit(f"No model: {model.reason}")
    chat = ordinary()
    mixed = [text for pair in zip(chat, CONCERNED * len(chat), strict=False) for text in pair][:1000]
    asyncio.run(waits(model, mixed[:50], 1))
    gc.collect()
    print(f"memory: {resident() - before:.0f} MB more, with numpy and onnxruntime")
    print(f"one by one, ms: {percentiles(asyncio.run(waits(model, mixed, 1)))}")
    print(f"sixteen at once, ms: {percentiles(asyncio.run(waits(model, mixed, 16)))}")
    long = [(text + " ") * 12 for text in CONCERNED] * 20
    print(f"long texts (about 900 characters), ms: {percentiles(asyncio.run(waits(model, long, 1)))}")
    ready = [canonical(text) for text in chat]
    gate = model.gate
    glance, both = per_text(gate.glance.score, ready, 20), per_text(gate.wants, ready, 20)
    print(f"gate, µs a message: {both:.1f}, of which the glance {glance:.1f}")
    passed = [text for text in chat if model.wants(text)]
    share = len(passed) / len(chat)
    print(f"ordinary messages that reach the model: {len(passed)} of {len(chat)} = {share:.1%}")
    print(f"memory at the end: {resident() - before:.0f} MB more")
    model.close()


if __name__ == "__main__":
    main()
