"""The command line's door: read the settings, run the command, turn every known fault into one sentence."""

import logging
import sys
from collections.abc import Sequence

from bot.cli.parser import build_parser
from bot.errors import StewardError
from bot.exit_codes import ExitCode
from bot.settings import SettingProblem, Settings, read_environment


def load_settings() -> Settings | tuple[SettingProblem, ...]:
    """Return the settings of this process, or every problem in them."""
    env = read_environment()
    return (env,) if isinstance(env, SettingProblem) else Settings.from_env(env)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    asked = build_parser().parse_args(arguments)
    settings = load_settings()
    if not isinstance(settings, Settings):
        print("These settings (from the environment or the file .env) can't be used:", file=sys.stderr)
        print(*(f"  - {problem}" for problem in settings), sep="\n", file=sys.stderr)
        return ExitCode.SETTINGS
    logging.basicConfig(level=settings.log_level, format="{asctime} {levelname} {name}: {message}", style="{")
    try:
        return int(asked.command.run(settings, asked))
    except StewardError as error:
        print(error, file=sys.stderr)
        return ExitCode.SETTINGS if error.lasting else ExitCode.FAULT
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
