"""The pronouns of those around a case of misgendering, as they set them: context for moderators (M9)."""

import re
from collections.abc import Mapping
from typing import Final

from bot.i18n import Catalogue
from bot.policy.ids import PersonId, UserId
from bot.services.conversation import conversation
from bot.services.orders import CaseFile
from bot.services.people import People

CLAUSE: Final = "misgendering"
_MENTION: Final = re.compile(r"<@!?(\d{15,20})>")
_SHOWN: Final = 5


async def about_pronouns(
    catalogue: Catalogue, locale: str, people: People, file: CaseFile, known: Mapping[UserId, str]
) -> list[tuple[str, str]]:
    """Return a field with the pronouns of whom it may be about; none where it is about something else."""
    categories = {file.case.clause, *(report.category for report in file.reports)}
    categories |= {str(note.data.get("clause")) for note in file.notes if note.kind == "hit"}
    if not known or CLAUSE not in categories:
        return []
    lines = [
        catalogue.text("pronouns.line", locale, who=f"<@{who}>", pronouns=known[who])
        for who in await _around(people, file)
        if who in known
    ]
    return [(catalogue.text("pronouns.heading", locale), "\n".join(lines[:_SHOWN]))] if lines else []


async def _around(people: People, file: CaseFile) -> list[UserId]:
    """Return those whom the words were aimed at or mention, then those who wrote around them."""
    found = [UserId(int(each)) for said in file.said for each in _MENTION.findall(said)]
    codes = {str(note.data["whom"]) for note in file.notes if note.data.get("whom")}
    found += [who for code in sorted(codes) if (who := await people.user_id(PersonId(code))) is not None]
    person = await people.get(file.case.person)
    for item in file.evidence:
        if person is not None and item.kind == "context":
            found += [UserId(int(line["author"])) for line in conversation(person.open(item.body))]
    return [each for each in dict.fromkeys(found) if person is None or each != person.user_id]
