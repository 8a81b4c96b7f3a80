"""Takes up training where a published model stands: the weights of its int8 file, as numbers with fractions.

The checkpoints of the published model's training are not kept in the repository. Its weights were rounded in
training already, so that next to nothing is lost: what is read here scores as the file does.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from bot.models.arrays import Array
from bot.models.scorer import ENCODER, read_vocabulary
from bot.models.train_network import LAYERS, Tensors


def published(folder: Path) -> tuple[list[str], Tensors]:
    """Return the vocabulary and the tensors of the model files in ``folder``.

    Raises OSError when a file is missing and KeyError when the encoder is not one that ``export`` wrote.
    """
    constants = {
        each.name: numpy_helper.to_array(each) for each in onnx.load(str(folder / ENCODER)).graph.initializer
    }
    values: dict[str, Array] = {
        "words": constants["pieces"].astype(np.float32) * constants["pieces.scale"],
        "places": constants["places"],
        "head.weight": constants["head.w"].T,
        "head.bias": constants["head.b"],
    }
    norms = {"norm": "hidden"}
    for number in range(LAYERS):
        norms |= {f"{number}.norm1": f"{number}.n1", f"{number}.norm2": f"{number}.n2"}
        for part in ("qkv", "out", "up", "down"):
            name = f"{number}.{part}"
            values[f"{name}.weight"] = (constants[f"{name}.w"].astype(np.float32) * constants[f"{name}.s"]).T
            values[f"{name}.bias"] = constants[f"{name}.b"]
    for ours, theirs in norms.items():
        values[f"{ours}.weight"], values[f"{ours}.bias"] = constants[f"{theirs}.w"], constants[f"{theirs}.b"]
    tensors = {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in values.items()}
    return read_vocabulary(folder), tensors
