"""A name for each case, easier to say and to remember than a number: two plain words, never about anybody.

The name is computed from the number alone, so it is stable and tells nothing.
"""

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_HOW: Final = _words("""
    amber autumn bold bright calm clear copper coral crisp distant early eastern even fair fresh gentle golden
    green high hidden hollow indigo ivory late level light little lively lone long low mellow mild misty
    narrow new northern old open pale patient plain quick quiet red rising round shady silent silver small
    soft southern spring steady still summer sunny swift tall warm western winter woven
""")
_WHAT: Final = _words("""
    anchor arbour arch barn bay beacon bell birch bridge brook cedar chapel cliff clover compass cove creek
    dale dune elm falls fern field fjord ford forest garden gate glade grove harbour hearth heath hill island
    lake lantern lighthouse maple meadow mill moor oak orchard path pier pine plain pond port quarry reed
    ridge river rock sail shore spruce stone stream tower valley wharf willow
""")
_STRIDE: Final = 1021
"""Has no factor in common with the number of names, so that neighbours sound different and none comes twice
before all were used."""


def code_name(number: int) -> str:
    """Return the name of a case by its number, such as ``quiet harbour``; later rounds carry a figure."""
    names = len(_HOW) * len(_WHAT)
    rounds, place = divmod(number - 1, names)
    how, what = divmod(place * _STRIDE % names, len(_WHAT))
    name = f"{_HOW[how]} {_WHAT[what]}"
    return name if rounds == 0 else f"{name} {rounds + 1}"
