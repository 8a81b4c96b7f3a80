"""Names for the types of numbers in bulk, in one place."""

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""A numpy array; shapes and number kinds are told where they matter."""

Tensor: TypeAlias = Any
"""A tensor of the training package, which is not there when types are checked."""
