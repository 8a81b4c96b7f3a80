"""What a trial of the rules says beyond which of them hold."""

from tests.cogs.sanctioning import said
from tests.conftest import Town


async def test_a_trial_says_where_a_hit_goes_and_what_was_not_asked(town: Town) -> None:
    nudge = said(await town.admin.slash(town.general, "rules test", text="what the fuck is this"))
    assert "flag – only the author reads a friendly note" in nudge
    traded = "I pay 20 euros if someone writes my peer review for me"
    assert "flag – it goes to the teachers" in said(
        await town.admin.slash(town.general, "rules test", text=traded)
    )
    despair = said(await town.admin.slash(town.general, "rules test", text="I want to end my life"))
    assert "flag – the author is offered help" in despair
    clean = said(await town.admin.slash(town.general, "rules test", text="Good morning"))
    assert "The text model is switched off" in clean
    why = said(await town.admin.slash(town.general, "rules test", text="Good morning", rule="slurs"))
    assert "text model" not in why
