"""The encoder in training: six layers, mean and maximum pooling, one sigmoid per label.

Written as functions over a dictionary of tensors: what is exported later is exactly this dictionary, and no
export machinery of the training package is needed. Start point: a MiniLM of six layers (see the model card).
"""

import json
import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import torch
from torch.nn import functional

from bot.models.arrays import Tensor

LAYERS: Final = 6
WIDTH: Final = 384
HEADS: Final = 12

Tensors: TypeAlias = dict[str, Tensor]

_NAMES: Final = {
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "norm1",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm2",
}


def read_safetensors(path: Path) -> Tensors:
    """Read a file of named tensors: eight bytes of length, a JSON header, then the numbers."""
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    tensors: Tensors = {}
    for name, entry in json.loads(raw[8 : 8 + size]).items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(bytearray(raw[8 + size + begin : 8 + size + end]), dtype=torch.float32)
        tensors[name] = flat.reshape(entry["shape"])
    return tensors


def start_point(path: Path, keep: list[int], labels: int, seed: int) -> Tensors:
    """Return our parameters from the start point's, with the vocabulary cut down to ``keep``."""
    raw = {name.removeprefix("bert."): tensor for name, tensor in read_safetensors(path).items()}
    ours: Tensors = {
        "words": raw["embeddings.word_embeddings.weight"][keep].clone(),
        "places": (
            raw["embeddings.position_embeddings.weight"][:64]
            + raw["embeddings.token_type_embeddings.weight"][0]
        ),
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
    }
    for number in range(LAYERS):
        source = f"encoder.layer.{number}."
        for kind in ("weight", "bias"):
            parts = [raw[f"{source}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            ours[f"{number}.qkv.{kind}"] = torch.cat(parts)
            for theirs, name in _NAMES.items():
                ours[f"{number}.{name}.{kind}"] = raw[f"{source}{theirs}.{kind}"].clone()
    chance = torch.Generator().manual_seed(seed)
    ours["head.weight"] = torch.randn(labels, 2 * WIDTH, generator=chance) * 0.02
    ours["head.bias"] = torch.full((labels,), -2.0)
    return ours


def rounded(weight: Tensor) -> Tensor:
    """Return the weight as it will be in int8, while gradients pass as if it weren't."""
    scale = weight.detach().abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
    return weight + ((weight / scale).round() * scale - weight).detach()


class Dropout:
    """Drops out with slices of one long mask: drawing a new mask for each tensor took a third of a step."""

    def __init__(self, drop: float, seed: int, size: int = 1 << 23) -> None:
        chance = torch.Generator().manual_seed(seed)
        kept = torch.rand(size, generator=chance) >= drop
        self._mask = (kept / (1 - drop)).to(torch.bfloat16)
        self._places = random.Random(seed)  # noqa: S311 - not for secrets

    def __call__(self, x: Tensor) -> Tensor:
        """Return ``x`` with some of its numbers zero and the others larger by as much."""
        start = self._places.randrange(len(self._mask) - x.numel())
        return x * self._mask[start : start + x.numel()].view(x.shape)


def _as_it_is(x: Tensor) -> Tensor:
    return x


def forward(
    tensors: Tensors, ids: Tensor, *, dropout: Callable[[Tensor], Tensor] = _as_it_is, as_int8: bool = False
) -> Tensor:
    """Return the logits of a batch of piece numbers (0 is padding)."""

    def linear(x: Tensor, name: str) -> Tensor:
        weight = tensors[f"{name}.weight"]
        return functional.linear(x, rounded(weight) if as_int8 else weight, tensors[f"{name}.bias"])

    def norm(x: Tensor, name: str) -> Tensor:
        return functional.layer_norm(x, (WIDTH,), tensors[f"{name}.weight"], tensors[f"{name}.bias"], 1e-12)

    mask = ids != 0
    hidden = norm(tensors["words"][ids] + tensors["places"][: ids.shape[1]], "norm")
    hidden = dropout(hidden)
    shift = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
    batch, length = ids.shape
    for number in range(LAYERS):
        both = linear(hidden, f"{number}.qkv").view(batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = both.permute(2, 0, 3, 1, 4)
        # Written out: the fused attention's backward pass is many times slower on a CPU in bfloat16.
        weights = torch.softmax(query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + shift, dim=-1)
        mixed = (dropout(weights) @ value.to(weights.dtype)).transpose(1, 2)
        mixed = dropout(linear(mixed.reshape(batch, length, WIDTH), f"{number}.out"))
        hidden = norm(hidden + mixed, f"{number}.norm1")
        wide = linear(functional.gelu(linear(hidden, f"{number}.up")), f"{number}.down")
        hidden = norm(hidden + dropout(wide), f"{number}.norm2")
    return functional.linear(dropout(pooled(hidden, mask)), tensors["head.weight"], tensors["head.bias"])


def pooled(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return mean and maximum over the words, side by side: the gist, and the one word that matters."""
    hidden = hidden.float()
    known = mask[:, :, None]
    mean = (hidden * known).sum(1) / known.sum(1).clamp(min=1)
    return torch.cat([mean, hidden.masked_fill(~known, -1e4).amax(1)], dim=1)


def masked_loss(logits: Tensor, targets: Tensor, smoothing: float = 0.02) -> Tensor:
    """Return the cross entropy over known labels; -1 in ``targets`` is unknown and costs nothing."""
    known = targets >= 0
    soft = targets.clamp(min=0) * (1 - 2 * smoothing) + smoothing
    loss = functional.binary_cross_entropy_with_logits(logits.float(), soft, reduction="none")
    return (loss * known).sum() / targets.shape[0]


def disagreement(one: Tensor, other: Tensor) -> Tensor:
    """Return how far two logits of the same texts are apart: a mean over texts, 0 where they are equal.

    The Kullback-Leibler divergence of the probabilities, both ways, summed over labels (Liang et al. 2021,
    "R-Drop", arXiv:2106.14448). It needs no targets, so that labels nobody knows are steadied too.
    """
    apart = (torch.sigmoid(one.float()) - torch.sigmoid(other.float())) * (one.float() - other.float())
    return apart.sum() / (2 * one.shape[0])


def parameter_groups(tensors: Tensors, body: float, head: float, fixed: int) -> list[dict[str, Tensor]]:
    """Mark what learns and return it with its rates; word pieces and ``fixed`` layers stay as they were."""
    frozen = ("words", "places", "norm.", *(f"{number}." for number in range(fixed)))
    groups: dict[str, list[Tensor]] = {"body": [], "plain": [], "head": []}
    for name, tensor in tensors.items():
        tensor.requires_grad_(not name.startswith(frozen))
        if tensor.requires_grad:
            kind = "head" if name.startswith("head") else "plain" if tensor.ndim == 1 else "body"
            groups[kind].append(tensor)
    return [
        {"params": groups["body"], "lr": body, "weight_decay": 0.01},
        {"params": groups["plain"], "lr": body, "weight_decay": 0.0},
        {"params": groups["head"], "lr": head, "weight_decay": 0.01},
    ]
