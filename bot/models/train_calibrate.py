"""Turns log odds into honest probabilities and chooses the thresholds, on rows not learnt from."""

import logging
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import torch

from bot.models.arrays import Array, Tensor
from bot.models.calibration import Calibration, Thresholds, sigmoid, write
from bot.models.canonical import canonical
from bot.models.encoder import Encoder
from bot.models.families import FAMILIES, LABELS, TOXICITY
from bot.models.figures import best_threshold, threshold_at
from bot.models.gate import Gate, Glance, SecondLook, both
from bot.models.linear import LinearModel
from bot.models.scorer import CALIBRATION, ENCODER, GLANCE, LINEAR, SECOND_LOOK, SMALL, read_vocabulary
from bot.models.train_cuts import everyday
from bot.models.train_quiet import parted, quieted
from bot.models.train_rows import NEAR_MISS, OWN, Row
from bot.models.wordpiece import WordPieces

log = logging.getLogger(__name__)

ENCODER_SHARE: Final = 0.8
"""Most to the encoder: the linear model alone falls for near-misses, but steadies odd spellings."""

GLANCE_SHARE: Final = 0.58
"""Ordinary talk (``sentences/chat`` and lines set aside: it teaches nothing) that may cost a second look."""

GATE_SHARE: Final = 0.075
"""Of the same talk, what may reach the model. It is denser than what is said in a chat, half of it written to
be hard for a filter: of other lists of ordinary chat half as much passes, about 4 %."""

_ALARMS: Final = 0.02
"""Negatives (public ones, near-misses) that may be flagged; of plain talk the gate stops 19 in 20 before."""

_NEAR_ALARMS: Final = 0.03
_GROUP_ALARMS: Final = 0.02
"""The mission's bound on false alarms when an identity group is merely mentioned."""

_PLAIN_ALARMS: Final = 0.019
"""Of that talk, what may be flagged, by whichever family; of most other lists it is a third as much."""

_LEFT: Final = frozenset({TOXICITY, "profanity_mild", "identity_attack"})
"""Labels whose threshold is not raised for that: two bring nothing to people, and contempt for a group that
only hints scores low, while ordinary talk hardly ever sounds like it."""

_SURE_ALARMS: Final = 0.001
_BOUNDS: Final = (0.4, 0.8)
"""Few sentences are left for this, so that a family's threshold is not believed beyond these."""

_GROUP_BOUND: Final = 0.65
"""The upper one for attacks on groups, of which there are sentences enough: mere mentions must stay quiet."""

_PARTED_BEST: Final = frozenset({"identity_attack", "toxicity", "harassment", "profanity_mild"})
"""Families with positives and negatives enough in public sets to look for the best parting."""

_NEVER: Final = 1.01
_PEOPLE_ONLY: Final = frozenset(
    {"self_harm_disclosure", "dangerous_speech", "academic_integrity", "retaliation"}
)
"""The mission holds these for people: the machine never acts on them by itself."""


def calibrate(out: Path, rows: Sequence[Row], chat: Sequence[Row], version: str) -> Calibration:
    """Fit slopes and thresholds on ``rows`` for the model files in ``out`` and write ``model.json``.

    The gate's thresholds are set on ordinary messages that nothing learnt from, ``chat`` and those of
    ``rows``, and those of the families are raised until these messages, and most near-misses of the family,
    are left alone.
    """
    texts = [canonical(row.text) for row in rows]
    mixed, linear = _log_odds(out, texts)
    targets = np.array([row.target() for row in rows])
    own = np.array([row.source == OWN for row in rows])
    named = np.array([bool(row.group) for row in rows]) & own
    lines = [_platt(mixed[:, n], targets[:, n]) for n in range(len(LABELS))]
    alone = [_platt(linear[:, n], targets[:, n]) for n in range(len(LABELS))]
    ordinary = [row for row in rows if row.source == OWN and everyday(row)]
    plain = [canonical(row.text) for row in (*chat, *ordinary)]
    pieces = WordPieces(read_vocabulary(out))
    looks = Glance.load(out / GLANCE), SecondLook.load([out / name for name in SECOND_LOOK], pieces)
    glance, second = gate_thresholds(*looks, plain)
    gate = Gate(*looks, at_glance=glance, at_second=second)
    scores = np.stack([_probabilities(mixed[:, n], line) for n, line in enumerate(lines)], axis=1)
    chosen = [_thresholds(label, scores[:, n], targets[:, n], own, named) for n, label in enumerate(LABELS)]
    flags = {n: each.flag for n, each in enumerate(chosen)}
    attacks = {n: scores[own & (targets[:, n] == 1), n] for n in flags if LABELS[n] not in _LEFT}
    flags |= {n: parted(flags[n], scores[_alike(rows, LABELS[n]), n], yes) for n, yes in attacks.items()}
    plain_scores = _plain_scores(out, plain, lines, gate)
    flags |= quieted({n: flags[n] for n in attacks}, plain_scores, attacks, share=_PLAIN_ALARMS)
    calibration = Calibration(
        version=version,
        labels=LABELS,
        encoder_share=ENCODER_SHARE,
        slopes=tuple(a for a, _ in lines),
        offsets=tuple(b for _, b in lines),
        linear_slopes=tuple(a for a, _ in alone),
        linear_offsets=tuple(b for _, b in alone),
        glance=glance,
        gate=second,
        thresholds={family: _raised(chosen[n], flags[n]) for n, family in enumerate(LABELS)},
        digests={n: _digest(out / n) for n in (*SMALL, ENCODER) if (out / n).exists()},
    )
    write(out / CALIBRATION, calibration)
    return calibration


def _log_odds(out: Path, texts: Sequence[str]) -> tuple[Array, Array]:
    """Return the log odds of both models together and of the linear one alone."""
    model = LinearModel.load(out / LINEAR)
    linear = np.stack([model.logits(text) for text in texts])
    if not (out / ENCODER).exists():
        return linear, linear
    encoded = Encoder(out / ENCODER, read_vocabulary(out)).logits(texts)
    return ENCODER_SHARE * encoded + (1 - ENCODER_SHARE) * linear, linear


def _plain_scores(out: Path, texts: Sequence[str], lines: Sequence[tuple[float, float]], gate: Gate) -> Array:
    """Return the probabilities of ordinary texts by label, 0 for those that the gate stops."""
    scores = np.zeros((len(texts), len(LABELS)))
    asked = [n for n, text in enumerate(texts) if gate.wants(text)]
    if asked:
        mixed, _ = _log_odds(out, [texts[n] for n in asked])
        scores[asked] = np.stack([_probabilities(mixed[:, n], line) for n, line in enumerate(lines)], axis=1)
    return scores


def _alike(rows: Sequence[Row], label: str) -> Array:
    """Return which rows were written to look like a family and are none of it."""
    marked: Array = np.array([row.phenomenon.startswith(NEAR_MISS + label) for row in rows])
    return marked


def _raised(found: Thresholds, flag: float) -> Thresholds:
    """Return the thresholds with a higher one for flagging; nothing is enforced below that."""
    return Thresholds(flag=flag, enforce=max(found.enforce, flag))


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def gate_thresholds(glance: Glance, second: SecondLook, chat: Sequence[str]) -> tuple[float, float]:
    """Return the thresholds of both looks that let through the shares of ordinary chat above."""
    first = [glance.score(text) for text in chat]
    at_glance = threshold_at(first, GLANCE_SHARE)
    later = [
        both(score, second.score(text)) if score >= at_glance else -99.0
        for text, score in zip(chat, first, strict=True)
    ]
    return at_glance, threshold_at(later, GATE_SHARE)


def _platt(logits: Array, targets: Array) -> tuple[float, float]:
    """Fit probability = sigmoid(a · logit + b) on known labels, drawn towards a = 1, b = 0."""
    known = targets >= 0
    x, y = torch.tensor(logits[known], dtype=torch.float64), torch.tensor(targets[known], dtype=torch.float64)
    if not 0 < float(y.sum()) < len(y):
        return 1.0, 0.0
    line = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    # Both kinds weigh alike, so that 0.5 means "as likely as not" where a family comes up at all.
    weight = torch.where(y == 1, 0.5 / y.sum(), 0.5 / (1 - y).sum())
    solver = torch.optim.LBFGS([line], max_iter=60, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        solver.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            line[0] * x + line[1], y, weight=weight, reduction="sum"
        )
        loss = loss + 0.002 * ((line[0] - 1) ** 2 + line[1] ** 2)
        loss.backward()
        return loss

    solver.step(closure)
    return float(line[0].detach()), float(line[1].detach())


def _probabilities(logits: Array, line: tuple[float, float]) -> Array:
    return np.array([sigmoid(line[0] * float(value) + line[1]) for value in logits])


def _thresholds(family: str, scores: Array, truth: Array, own: Array, named: Array) -> Thresholds:
    """Flag where both kinds part best, or where few of the negatives alarm; enforce only when sure.

    ``own`` marks sentences of ours, ``named`` those of them that name an identity group.
    """
    near = scores[(truth == 0) & (named if family == "identity_attack" else own)]
    negatives = scores[truth == 0]
    if family in _PARTED_BEST:
        # What is hostile in general was labelled by many people in the public rows; ours say less of it.
        known = (truth >= 0) & ~own if family == TOXICITY else truth >= 0
        flag = best_threshold(truth[known].tolist(), scores[known].tolist())
        # Public labels are noisy; our own near-misses (neutral mentions, negation) must stay quiet.
        flag = flag if family == TOXICITY else max(flag, threshold_at(near, _GROUP_ALARMS))
    else:
        flag = max(threshold_at(negatives, _ALARMS), threshold_at(near, _NEAR_ALARMS))
    least, most = _BOUNDS
    flag = float(np.clip(flag, least, _GROUP_BOUND if family == "identity_attack" else most))
    sure = max(threshold_at(negatives, _SURE_ALARMS), flag)
    return Thresholds(
        flag=flag, enforce=_NEVER if family in _PEOPLE_ONLY else float(np.clip(sure, 0.9, 0.999))
    )


def summary(calibration: Calibration) -> str:
    """Return the thresholds as lines of text."""
    rows = [
        f"{name:24} flag {t.flag:.3f}  enforce {t.enforce:.3f}" for name, t in calibration.thresholds.items()
    ]
    return "\n".join(
        [*rows, f"glance {calibration.glance:.2f}, gate {calibration.gate:.2f}", f"families {len(FAMILIES)}"]
    )
