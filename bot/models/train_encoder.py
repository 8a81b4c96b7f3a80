"""The long run: teaches the encoder, keeps a checkpoint, and goes on where it was stopped."""

import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import torch

from bot.models.arrays import Tensor
from bot.models.families import LABELS
from bot.models.train_batches import ahead, batches, cut_vocabulary
from bot.models.train_network import (
    Dropout,
    Tensors,
    disagreement,
    forward,
    masked_loss,
    parameter_groups,
    start_point,
)
from bot.models.train_published import published
from bot.models.train_rows import Row
from bot.models.wordpiece import WordPieces

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run is made of; a checkpoint of another plan is not taken up."""

    steps: int = 6000
    batch: int = 64
    own: float = 0.4
    """Share of the draws that are sentences of ours."""
    body_rate: float = 1.2e-4
    head_rate: float = 1e-3
    fixed: int = 1
    """Lower layers that stay as they were; more of them learn faster and forget less."""
    warm_up: float = 0.06
    drop: float = 0.1
    consistency: float = 0.0
    """How much it counts that two readings with other dropouts agree; with 0 each text is read once."""
    int8_from: float = 0.6
    """Part of the run after which weights are rounded as they will be in the exported file."""
    vocabulary: int = 20000
    seed: int = 7
    bfloat16: bool = True
    save_every: int = 250


def rate(step: int, plan: Plan) -> float:
    """Return the factor on the learning rates: linear warm-up, then linear decay to a fiftieth."""
    warm = max(1, int(plan.steps * plan.warm_up))
    if step < warm:
        return (step + 1) / warm
    return max(0.02, (plan.steps - step) / max(1, plan.steps - warm))


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Where the weights come from: the first of these that is given."""

    init: Path | None = None
    """The folder of an earlier run or of a published model, whose weights are taught on."""
    start: Path | None = None
    """The start point's folder (``model.safetensors``, ``vocab.txt``)."""


@dataclass(frozen=True, slots=True)
class Learner:
    """What changes from step to step."""

    tensors: dict[str, Tensor]
    optimizer: Tensor
    dropout: Dropout


def train_encoder(rows: Sequence[Row], beginning: Beginning, out: Path, plan: Plan) -> dict[str, Tensor]:
    """Teach until the plan's last step and return the tensors; ``out`` holds checkpoint and vocabulary."""
    torch.manual_seed(plan.seed)
    out.mkdir(parents=True, exist_ok=True)
    vocabulary, tensors = _begin(rows, beginning, out, plan)
    groups = parameter_groups(tensors, plan.body_rate, plan.head_rate, plan.fixed)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    bases = [group["lr"] for group in optimizer.param_groups]
    first = _resume(out / "checkpoint.pt", plan, tensors, optimizer)
    pieces = WordPieces(vocabulary)
    source = ahead(batches(rows, pieces, size=plan.batch, own=plan.own, seed=plan.seed, skip=first))
    learner = Learner(tensors, optimizer, Dropout(plan.drop, plan.seed + first))
    mean, began = 0.0, time.monotonic()
    for step in range(first, plan.steps):
        for group, base in zip(optimizer.param_groups, bases, strict=True):
            group["lr"] = base * rate(step, plan)
        loss = _step(next(source), learner, plan, step)
        mean = loss if step == first else 0.98 * mean + 0.02 * loss
        if (step + 1) % 50 == 0:
            speed = (step + 1 - first) * plan.batch / (time.monotonic() - began)
            log.info("step %d of %d, loss %.4f, %.0f samples/s", step + 1, plan.steps, mean, speed)
        if (step + 1) % plan.save_every == 0 or step + 1 == plan.steps:
            _save(out / "checkpoint.pt", plan, tensors, optimizer, step + 1)
    return tensors


def _step(batch: tuple[Tensor, Tensor], learner: Learner, plan: Plan, step: int) -> float:
    ids, targets = torch.tensor(batch[0]), torch.tensor(batch[1], dtype=torch.float32)
    with torch.autocast("cpu", torch.bfloat16, enabled=plan.bfloat16):
        as_int8 = step >= plan.int8_from * plan.steps
        logits = forward(learner.tensors, ids, dropout=learner.dropout, as_int8=as_int8)
        loss = masked_loss(logits, targets)
        if plan.consistency:
            again = forward(learner.tensors, ids, dropout=learner.dropout, as_int8=as_int8)
            loss = (loss + masked_loss(again, targets)) / 2 + plan.consistency * disagreement(logits, again)
    loss.backward()
    torch.nn.utils.clip_grad_norm_([t for t in learner.tensors.values() if t.requires_grad], 1.0)
    learner.optimizer.step()
    learner.optimizer.zero_grad()
    return float(loss.detach())


def _begin(rows: Sequence[Row], beginning: Beginning, out: Path, plan: Plan) -> tuple[list[str], Tensors]:
    known = out / "vocabulary.json"
    if beginning.init is not None:
        vocabulary, tensors = taught(beginning.init)
        known.write_bytes(orjson.dumps([vocabulary, []]))
        return vocabulary, tensors
    if beginning.start is None:
        raise ValueError("nothing to begin with")
    full = (beginning.start / "vocab.txt").read_text("utf-8").splitlines()
    if known.exists():
        vocabulary, keep = orjson.loads(known.read_bytes())
    else:
        vocabulary, keep = cut_vocabulary(full, rows, most=plan.vocabulary)
        known.write_bytes(orjson.dumps([vocabulary, keep]))
    return vocabulary, start_point(beginning.start / "model.safetensors", keep, len(LABELS), plan.seed)


def _resume(path: Path, plan: Plan, tensors: dict[str, Tensor], optimizer: Tensor) -> int:
    if not path.exists():
        return 0
    saved = torch.load(path, weights_only=True)
    if saved["plan"] != asdict(plan):
        log.warning("the checkpoint is of another plan and is not taken up")
        return 0
    with torch.no_grad():
        for name, tensor in saved["tensors"].items():
            tensors[name].copy_(tensor)
    optimizer.load_state_dict(saved["optimizer"])
    return int(saved["step"])


def _save(path: Path, plan: Plan, tensors: dict[str, Tensor], optimizer: Tensor, step: int) -> None:
    part = path.with_suffix(".part")
    plain = {name: tensor.detach() for name, tensor in tensors.items()}
    torch.save(
        {"plan": asdict(plan), "step": step, "tensors": plain, "optimizer": optimizer.state_dict()}, part
    )
    part.replace(path)  # a run that is killed while writing leaves the last good one


def taught(folder: Path) -> tuple[list[str], Tensors]:
    """Return vocabulary and tensors of an earlier run's last checkpoint, or else of a published model."""
    run = folder / "encoder"
    if not (run / "checkpoint.pt").exists():
        return published(folder)
    vocabulary, _ = orjson.loads((run / "vocabulary.json").read_bytes())
    return vocabulary, torch.load(run / "checkpoint.pt", weights_only=True)["tensors"]


def averaged(one: dict[str, Tensor], other: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the mean of two stages; it forgets less than the later one alone."""
    return {name: (tensor + other[name]) / 2 for name, tensor in one.items()}
