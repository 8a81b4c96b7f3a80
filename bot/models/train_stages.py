"""The stages of a training run, in order; see ``train`` for the command."""

import argparse
import logging
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import torch

from bot.models.scorer import ENCODER, GLANCE, LINEAR, SECOND_LOOK, VOCABULARY
from bot.models.train import DRAWS, log_progress, start_folder
from bot.models.train_batches import labels_seen
from bot.models.train_calibrate import calibrate, summary
from bot.models.train_encoder import Beginning, Plan, averaged, taught, train_encoder
from bot.models.train_export import export
from bot.models.train_focus import focused
from bot.models.train_gate import train_glance
from bot.models.train_linear import train_linear, write_linear
from bot.models.train_pool import make_pool
from bot.models.train_rows import Row, read_public
from bot.models.train_second_look import train_second_look
from bot.models.train_sentences import read_own
from bot.models.train_split import split

log = logging.getLogger(__name__)


def gather(data: Path, sentences: Path, seed: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Return rows to learn from, to calibrate on and to test on.

    Leaves with the reason when there are no sentences of ours: a model without them knows half the families,
    and would look like a good one until somebody asked it.
    """
    own = read_own(sentences / "train", draws=DRAWS, seed=seed)
    if not own:
        sys.exit(
            f"No sentences of ours in {sentences / 'train'}: train from a checkout with its pyproject.toml, "
            "or give --sentences."
        )
    path = data / "train.jsonl.gz" if data.is_dir() else data
    rows = list(read_public(path))
    log.info("%d public rows, %d rows from sentences of ours", len(rows), len(own))
    return split([*rows, *own])


def run(options: argparse.Namespace) -> None:
    """Run the stages that ``options.stages`` names."""
    torch.set_num_threads(options.threads)
    learn, held, _ = gather(options.data, options.sentences, options.seed)
    for label, (yes, no) in labels_seen(learn).items():
        log.info("%-24s %7d yes %7d no", label, yes, no)
    if "linear" in options.stages:
        options.out.mkdir(parents=True, exist_ok=True)
        write_linear(
            options.out / LINEAR, *train_linear(learn, draws=options.linear_draws, seed=options.seed)
        )
    if "encoder" in options.stages:
        plan = Plan(
            steps=options.steps,
            own=options.own,
            body_rate=options.body_rate,
            fixed=options.fixed,
            consistency=options.consistency,
            vocabulary=options.vocabulary,
            seed=options.seed,
            bfloat16=not options.no_bfloat16,
        )
        train_encoder(_dwelt_on(learn, options), _beginning(options), options.out / "encoder", plan)
    if "gate" in options.stages:
        _teach_gate(learn, options)
    if "export" in options.stages:
        vocabulary, tensors = taught(options.out)
        if options.average is not None:
            tensors = averaged(tensors, taught(options.average)[1])
        export(tensors, options.out / ENCODER)
        (options.out / VOCABULARY).write_text("\n".join(vocabulary), "utf-8")
    if "calibrate" in options.stages:
        chat = read_own(options.sentences / "chat", draws=1, seed=options.seed)
        log.info("%s", summary(calibrate(options.out, held, chat, options.version)))


def _dwelt_on(learn: Sequence[Row], options: argparse.Namespace) -> Sequence[Row]:
    if options.easy >= 1:
        return learn
    known = taught(options.init)
    return focused(learn, known, easy=options.easy, seed=options.seed, bfloat16=not options.no_bfloat16)


def _teach_gate(learn: Sequence[Row], options: argparse.Namespace) -> None:
    train_glance(learn, options.out / GLANCE, draws=options.linear_draws * 2 // 3, seed=options.seed)
    teacher = taught(options.out)
    bfloat16 = not options.no_bfloat16
    pool = make_pool(learn, teacher, size=options.pool, seed=options.seed, bfloat16=bfloat16)
    # The ears know nothing of each other, so that each may have a processor core.
    with ProcessPoolExecutor(options.threads, get_context("spawn"), _alone) as workers:
        taught_ears = [
            workers.submit(
                train_second_look,
                pool,
                options.out / name,
                teacher[1]["words"].detach(),
                steps=options.gate_steps,
                seed=options.seed + number,
            )
            for number, name in enumerate(SECOND_LOOK)
        ]
    for ear in taught_ears:
        ear.result()


def _alone() -> None:
    """Prepare a process of its own, which inherits neither the threads' number nor how progress is told."""
    torch.set_num_threads(1)
    log_progress()


def _beginning(options: argparse.Namespace) -> Beginning:
    if options.init is not None:
        return Beginning(init=options.init)
    return Beginning(start=start_folder(options.start))
