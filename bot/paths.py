"""Where files are: what ships with the program, and what a running bot writes.

In a checkout both are under ``data/``. Installed from a wheel, the shipped files lie inside the package,
which may be read-only, so what the bot writes goes into the user's own data folder.
"""

from pathlib import Path
from typing import Final

import platformdirs

PACKAGE: Final = Path(__file__).resolve().parent
CHECKOUT: Final = PACKAGE.parent
DATABASE_NAME: Final = "steward.sqlite3"


def in_checkout() -> bool:
    """Tell whether this program runs from its source tree rather than from an installed wheel."""
    return (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "data").is_dir()


def data_dir() -> Path:
    """Return the folder of the files that ship with the program: codes of conduct, packs, catalogues."""
    return CHECKOUT / "data" if in_checkout() else PACKAGE / "_data"


def state_dir() -> Path:
    """Return the folder that the bot may write to; it need not exist yet."""
    if in_checkout():
        return CHECKOUT / "data" / "state"
    return platformdirs.user_data_path("steward", appauthor=False)


def default_database() -> Path:
    """Return where the SQLite file goes when no ``DATABASE`` is set."""
    return state_dir() / DATABASE_NAME
