"""Words that are bad in one sense and harmless in another, told apart by the company they keep.

"A dyke against the flood" speaks of a wall, "kill yourself at spawn" of a game. Only what has no bad sense
beside such words stands here; who puts them beside a slur on purpose is still read by the text model.
"""

import re
from typing import Final

_COMPANY: Final = {
    "telling somebody to hurt themselves": (
        r"(?:re)?spawn(?:s|ed)?|loot|checkpoints?|ammo|speed ?runs?|revived?|lava|npcs?|grenades?"
        r"|in[- ]game|in the game|shortcut|curtains?|posters?|coats?|hooks?|slices?|slack"
    ),
    "chink": r"armou?r|light|wall|curtains?|fence|doors?|blinds?|shutters?|clouds?|ice",
    "coon": r"raccoons?|maine|cats?|hounds?|dogs?|trees?|possums?|trash ?cans?",
    "dyke": r"floods?|seas?|rivers?|dams?|dutch|netherlands|holland|embankment|water|canals?|polders?",
    "fag": (
        r"giv(?:e|en|ing) up|quit(?:ting)?|cigarettes?|smok(?:e|ed|es|ing)|lighters?|packets?|ash ?trays?"
        r"|tobacco"
    ),
    "faggot": r"meatballs?|gravy|firewood|bundles? of (?:sticks|twigs)|bassoon",
    "gyp": r"gypsum|plaster",
    "hoe": r"gardens?|rakes?|soil|weeds?|shovels?|spades?|vegetables?|farm(?:ers?|ing)?",
    "homo": r"sapiens|erectus|habilis|neanderthals?|genus|species|economicus|ludens|faber",
    "midget": r"subs?|submarines?|racing|cars?|mg",
    "negro": r"río|rio|monte|spanish|español|vino|café|league|spirituals?",
    "queers": r"pitch",
    "retard": r"fire|flames?|growth|corrosion|spark|ignition|timing|progress",
    "spic": r"span",
    "spastic": r"paralysis|cerebral|palsy|muscles?|colon|gait",
    "squaw": r"valley|peak|ski(?:ing)?",
    "tranny": r"gear(?:s|box)?|clutch|cars?|trucks?|engine|fluid|mechanic|rebuild|torque",
    "yid": r"spurs|tottenham",
}
_AROUND: Final = {word: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for word, words in _COMPANY.items()}
_NEAR: Final = 80
"""How many characters before and after the word its company may stand."""


def harmless_sense(term: str, text: str, start: int, end: int) -> bool:
    """Say whether a listed ``term``, found there, stands among words of its other sense.

    Of patterns it is their label.
    """
    company = _AROUND.get(term)
    return company is not None and bool(
        company.search(text[max(0, start - _NEAR) : start]) or company.search(text[end : end + _NEAR])
    )
