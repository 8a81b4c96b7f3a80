"""What a visitor can do besides talking: voice and stage, pins, the calendar, and acts by hand of staff."""

from typing import Any

from tests.sandbox.visitor import Visitor, visiting


async def inside(visitor: Visitor, name: str, holds: Any) -> None:
    def found() -> Any:
        return next(each["inside"] for each in visitor.parts["channels"] if each["name"] == name)

    await visitor.until(lambda: holds(found()))


async def test_the_newest_persona_and_rooms_changed_nobodys_id() -> None:
    """Databases of earlier sandboxes name people, roles and channels by these."""
    async with visiting() as visitor:
        await visitor.look("ines")
        people = [int(each["id"]) for each in visitor.parts["personas"]]
        assert people == sorted(people), "who came later is made later"
        assert [each["key"] for each in visitor.parts["personas"]][-2:] == ["ines", "kofi"]
        older = max(int(visitor.channel(name)) for name in ("general", "ideas", "mod-queue", "faculty"))
        newer = [int(visitor.channel(name)) for name in ("lounge", "lecture-hall")]
        assert people[-2] < older < people[-1] < min(newer)


async def test_who_is_heard_in_voice_and_on_a_stage() -> None:
    async with visiting() as visitor:
        await visitor.look("amara")
        lounge, hall = visitor.channel("lounge"), visitor.channel("lecture-hall")
        assert (await visitor.act("voice-say", "mira"))["why"] == "You are in no voice channel."
        await visitor.done("voice-enter", "mira", channel=lounge)
        await visitor.done("voice-enter", "jonas", channel=lounge)
        assert (await visitor.done("voice-say", "mira"))["heard"] == ["Jonas"]
        mira = visitor.person("mira")
        assert (await visitor.act("voice-mute", "jonas", member=mira, on="yes"))["ok"] is False
        await visitor.done("voice-mute", "amara", member=mira, on="yes")
        assert "muted" in (await visitor.act("voice-say", "mira"))["why"]
        await visitor.done("voice-mute", "amara", member=mira, on="no")

        await visitor.done("voice-enter", "amara", channel=hall)
        await visitor.done("voice-enter", "mira", channel=hall)
        await inside(visitor, "lounge", lambda found: len(found) == 1)
        assert "audience" in (await visitor.act("voice-say", "mira"))["why"]
        await visitor.done("voice-hand", "mira", on="yes")
        await inside(
            visitor, "lecture-hall", lambda found: len(found) == 2 and found[1]["hand"] and found[0]["speaks"]
        )
        assert (await visitor.act("voice-floor", "mira", member=mira, on="yes"))["ok"] is False
        await visitor.done("voice-floor", "amara", member=mira, on="yes")
        assert (await visitor.done("voice-say", "mira"))["heard"] == ["Amara"]
        await visitor.done("voice-floor", "mira", member=mira, on="no")
        await visitor.done("voice-go", "mira")
        await inside(visitor, "lecture-hall", lambda found: len(found) == 1)
        await visitor.done("leave", "jonas")
        await visitor.done("join", "jonas")
        await inside(visitor, "lounge", lambda found: found == [])


async def test_pins_and_the_calendar() -> None:
    async with visiting() as visitor:
        await visitor.look("mira")
        general = visitor.channel("general")
        await visitor.look("mira", general)
        await visitor.done("send", "mira", channel=general, text="Read this")
        await visitor.until(lambda: "Read this" in visitor.texts())
        target = next(key for key, each in visitor.messages.items() if each["text"] == "Read this")
        assert (await visitor.act("pin", "mira", channel=general, message=target, on="yes"))["ok"] is False
        await visitor.done("pin", "amara", channel=general, message=target, on="yes")
        await visitor.until(lambda: visitor.messages[target]["pinned"])
        assert visitor.messages[visitor.order[-1]]["kind"] == 6

        plan = {"name": "Brawl", "text": "Bring yours", "seconds": "3600"}
        assert (await visitor.act("event-plan", "mira", **plan))["why"] == "Say where it takes place."
        await visitor.done("event-plan", "mira", **plan, where=visitor.channel("lecture-hall"))
        await visitor.done("event-plan", "mira", **plan | {"seconds": "60"}, place="The cellar")
        await visitor.until(lambda: len(visitor.parts["events"]) == 2)
        first, second = visitor.parts["events"]
        assert (first["place"], second["channel"]) == ("The cellar", visitor.channel("lecture-hall"))
        assert (await visitor.act("event-cancel", "jonas", event=first["id"]))["ok"] is False
        await visitor.done("event-cancel", "mira", event=first["id"])
        await visitor.done("clock", "mira", seconds=4 * 3600)
        await visitor.until(lambda: visitor.parts["events"] == [])


async def test_staff_act_by_hand_within_their_rank() -> None:
    async with visiting() as visitor:
        await visitor.look("ines")
        roles = {each["name"]: each for each in visitor.parts["roles"]}
        mira, amara, kofi = (visitor.person(key) for key in ("mira", "amara", "kofi"))
        assert roles["Faculty"]["mine"]
        assert not roles["Admin"]["mine"]
        for by, whom, role in (("amara", mira, "Faculty"), ("ines", mira, "Admin")):
            wish = {"member": whom, "role": roles[role]["id"], "on": "yes"}
            assert "permission" in (await visitor.act("role", by, **wish))["why"]
        await visitor.done("role", "ines", member=mira, role=roles["Faculty"]["id"], on="yes")
        await visitor.until(lambda: "Faculty" in str(next_of(visitor, mira)["roles"]))
        await visitor.done("role", "ines", member=mira, role=roles["Faculty"]["id"], on="no")
        await visitor.until(lambda: "Faculty" not in str(next_of(visitor, mira)["roles"]))

        assert (await visitor.act("timeout", "amara", member=mira, seconds="9999999"))["ok"] is False
        await visitor.done("timeout", "amara", member=mira, seconds="3600")
        await visitor.until(lambda: next_of(visitor, mira)["held"])
        await visitor.done("timeout", "amara", member=mira)
        await visitor.until(lambda: not next_of(visitor, mira)["held"])
        assert (await visitor.act("kick", "amara", member=kofi))["ok"] is False
        await visitor.done("kick", "ines", member=amara)
        await visitor.done("ban", "ines", member=amara, on="yes")
        await visitor.until(lambda: [each["id"] for each in visitor.parts["banned"]] == [amara])
        assert (await visitor.act("join", "amara"))["why"] == "You are banned from this server."
        await visitor.done("ban", "ines", member=amara, on="no")
        await visitor.done("join", "amara")


def next_of(visitor: Visitor, user_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in visitor.parts["members"] if each["id"] == user_id)
    return found


async def test_who_is_nobody_is_refused() -> None:
    async with visiting() as visitor:
        for act in ("kick", "ban", "timeout", "role", "voice-mute", "voice-floor"):
            assert (await visitor.act(act, "ines", member="1", role="1", on="yes"))["ok"] is False
        assert (await visitor.act("event-cancel", "ines", event="1"))["ok"] is False
        await visitor.look("ines")
        assert visitor.parts["troubles"] == []
