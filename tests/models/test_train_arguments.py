"""What the training command asks for."""

import pytest

from bot.models.train import arguments

GIVEN = ("--data", "texts", "--out", "model", "--easy", "0.2")


def test_leaving_out_what_is_known_asks_by_which_model(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        arguments(GIVEN)
    assert ended.value.code == 2
    assert "--easy needs --init" in capsys.readouterr().err
    assert arguments([*GIVEN, "--init", "earlier"]).easy == 0.2
