"""How the program ends, so that a service supervisor knows whether starting it again can help.

With systemd: ``RestartPreventExitStatus=2 78``. A restart loop on a wrong token would burn the day's session
starts, after which Discord resets the token.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit status of the process."""

    OK = 0
    FAULT = 1
    """Something failed that may work later: the network, the disk, a lock."""
    USAGE = 2
    """The command line was not understood, as argparse has it."""
    SETTINGS = 78
    """A person must do something first: about a setting, the token, an intent, a damaged database.

    EX_CONFIG of sysexits.h.
    """
    INTERRUPTED = 130
