"""Gives a process under trial a clock that can be set from outside; loaded by Python itself at its start.

The worker puts this folder first into PYTHONPATH and names a file with the seconds to add. Only discord.py's
clock is moved, which is the one the bot is given: the machine's own can't be set in a test.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

import discord.utils

_true_now = discord.utils.utcnow
_file = Path(os.environ["STEWARD_FAULTS_CLOCK"])


def _moved_now() -> datetime:
    return _true_now() + timedelta(seconds=float(_file.read_text() or 0))


discord.utils.utcnow = _moved_now
