"""Guessing channels: by common names, never one that everybody can read."""

from __future__ import annotations

import pytest

from bot.policy.channel_names import COMMON_NAMES, Room, guess


def room(name: str, number: int = 1, *, private: bool = True, usable: bool = True) -> Room:
    return Room(id=number, name=name, private=private, usable=usable)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("mod-queue", "queue_channel"),
        ("🔨│mod-queue", "queue_channel"),
        ("Mod_Log", "log_channel"),
        ("faculty", "faculty_channel"),
    ],
)
def test_common_names_are_found_with_their_decoration(name: str, setting: str) -> None:
    assert guess([room(name)]) == {setting: 1}


@pytest.mark.parametrize("name", ["general", "modern-queue-theory", "log", "", "🔨"])
def test_other_channels_are_left_alone(name: str) -> None:
    assert guess([room(name)]) == {}


def test_a_channel_in_the_open_is_never_taken() -> None:
    assert guess([room("mod-queue", private=False), room("reports", 2)]) == {"queue_channel": 2}


def test_where_we_can_write_comes_first_then_the_likelier_name() -> None:
    rooms = [room("mod-queue", 1, usable=False), room("reports", 2), room("modqueue", 3)]
    assert guess(rooms) == {"queue_channel": 3}
    assert guess(reversed(rooms)) == {"queue_channel": 3}


def test_no_name_stands_for_two_things() -> None:
    names = [name for group in COMMON_NAMES.values() for name in group]
    assert len(names) == len(set(names))
