"""The classic disguises of one word, as functions, so that any word can be put through them."""

import unicodedata
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

_LEET: Final = str.maketrans("aeiost", "4310$7")
_CYRILLIC: Final = str.maketrans("aceopxyisj", "асеорхуіѕј")
_SMALL_CAPS: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ")
_TURNED: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥıɾʞlɯuodbɹsʇnʌʍxʎz")


def _shifted(first: str) -> Callable[[str], str]:
    return lambda word: "".join(chr(ord(first) + ord(letter) - ord("a")) for letter in word)


def _between(sign: str) -> Callable[[str], str]:
    return lambda word: sign.join(word)


def _masked(word: str) -> str:
    return word[0] + "*" * (len(word) - 2) + word[-1]


STRICT: Final[dict[str, Callable[[str], str]]] = {
    "capitals": str.upper,
    "leet": lambda word: word.translate(_LEET),
    "spaces": _between(" "),
    "dots": _between("."),
    "underscores": _between("_"),
    "new lines": _between("\n"),
    "emoji between": _between("🙂"),
    "zero-width": _between("\u200b"),
    "soft hyphens": _between("\u00ad"),
    "full-width": _shifted("ａ"),
    "full-width leet": lambda word: "".join(chr(ord(sign) + 0xFEE0) for sign in word.translate(_LEET)),
    "bold mathematics": _shifted("𝐚"),
    "circled letters": _shifted("ⓐ"),
    "regional indicators": lambda word: " ".join(_shifted("🇦")(word)),
    "Cyrillic look-alikes": lambda word: word.translate(_CYRILLIC),
    "small capitals": lambda word: word.translate(_SMALL_CAPS),
    "combining marks": _between("\u0336"),
    "accents": lambda word: unicodedata.normalize("NFC", "".join(letter + "\u0301" for letter in word)),
    "bold splits": lambda word: "".join(f"**{letter}**" for letter in word),
    "spoilers": lambda word: "".join(f"||{letter}||" for letter in word),
    "repeated letters": lambda word: "".join(letter * 4 for letter in word),
    "percent-encoding": lambda word: "".join(f"%{ord(letter):02x}" for letter in word),
    "HTML references": lambda word: "".join(f"&#{ord(letter)};" for letter in word),
    "mixed": lambda word: "\u200b.".join(_shifted("𝐚")(word)).upper(),
    "quoted encoding": lambda word: quote(word[0]) + "".join(f"%{ord(letter):02X}" for letter in word[1:]),
}
"""What the strict view must see through."""

LOOSE: Final[dict[str, Callable[[str], str]]] = {
    "reversed": lambda word: word[::-1],
    "upside down": lambda word: word.translate(_TURNED)[::-1],
    "masked": _masked,
    "cut in two by a sign": lambda word: f"{word[:2]}-{word[2:]}",
}
"""What only the loose view may guess."""
