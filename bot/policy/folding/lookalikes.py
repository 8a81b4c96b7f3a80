"""Letters that look like Latin ones but are not, where neither Unicode's forms nor its names say so."""

from typing import Final

_GROUPS: Final = {
    "a": "аαɑ٨ᎪⲀ", "b": "вьβᏴƄъ", "c": "сϲᏟⲤ¢ↄ", "d": "ԁᎠժɗ", "e": "еєεҽᎬℯ℮€", "f": "ғϝƒքғ", "g": "ԍɡɢᏀց",
    "h": "һнհᎻⲎ", "i": "іїιɩӏᎥⲒıյ", "j": "јϳᎫʝ", "k": "кκᏦⲔқ", "l": "ⅼʟᏞⳐլ£", "m": "мμᎷⲘʍ", "n": "пηոռռ",
    "o": "оοσօ๐০०੦ᎾⲞөøо", "p": "рρᏢⲢ", "q": "ԛգզϙ", "r": "гᏒɾᴦ", "s": "ѕꜱᏚտ§", "t": "тτᎢⲦ", "u": "υսᴜ∪џ",
    "v": "νѵᏙⴸ", "w": "шщωԝաᎳ", "x": "хχⲬ×", "y": "уγүყᎽ¥ү", "z": "ᏃⲌʐ",
}  # fmt: skip
"""Small letters and caseless signs; capitals are looked up after lowering."""

LOOKALIKES: Final = {ord(sign): letter for letter, signs in _GROUPS.items() for sign in signs}

ROTATED: Final = {
    ord(sign): letter for sign, letter in zip("ɐǝɟɥıʞɯɹʇʌʍʎɔƃɓɾןʃ˥", "aefhikmrtvwycggjlll", strict=True)
}
"""Letters standing on their head; such text is written backwards."""

TURNED_PAIRS: Final = str.maketrans("unpdbq69", "nudpqb96")
"""Ordinary letters that read as another one when the line is turned round."""

PUNCTUATION: Final = {
    ord(sign): plain
    for signs, plain in (("‘’‚‛′＇`´ʼ", "'"), ("“”„‟«»″", '"'), ("‐‑‒–—―−", "-"), ("•·․‧∙⋅…", "."))
    for sign in signs
    if ord(sign) > 127
}
"""Typographic signs and their plain forms, so that “don’t” reads as "don't"."""
