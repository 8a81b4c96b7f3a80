"""The memory of recent behaviour: exact in small, bounded in large."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.content import Content
from bot.policy.detectors.protocol import Facts
from bot.policy.ids import GuildId, UserId
from bot.policy.window import FEW, Window
from tests.policy.factories import NOW, author, content

TEXT = "Join my server today, it is great"


def sent(
    message: int, *, by: int = 1, seconds: float = 0, text: str = "", channel: int = 21, edited: bool = False
) -> Content:
    """Make message number ``message`` of an author, some seconds after ``NOW``."""
    at = NOW + timedelta(seconds=seconds)
    return content(
        text or f"message {message}",
        by=author(id=by),
        message=message,
        channel=channel,
        at=at,
        edited_at=at if edited else None,
    )


def observe(window: Window, *messages: Content) -> Facts:
    """Show the window all messages and return what it says to the last."""
    facts = Facts()
    for one in messages:
        facts = window.observe(one, one.created_at)
    return facts


def test_a_first_message_is_quiet() -> None:
    facts = observe(Window(), sent(1))
    assert (facts.recent_messages, facts.repeats, facts.repeat_channels, facts.repeat_authors) == (1, 1, 1, 1)


def test_recent_messages_are_counted_with_their_ages() -> None:
    facts = observe(Window(), *(sent(number, seconds=number) for number in range(FEW + 1)))
    assert facts.recent_messages == FEW + 1
    assert facts.sent_ago == (4.0, 3.0, 2.0, 1.0, 0.0)


def test_what_is_older_than_the_window_does_not_count() -> None:
    window = Window(seconds=60)
    assert observe(window, sent(1), sent(2, seconds=30), sent(3, seconds=61)).recent_messages == 2


def test_messages_that_arrive_late_together_were_not_sent_together() -> None:
    window = Window()
    late = NOW + timedelta(hours=1)
    counts = [window.observe(sent(number, seconds=100 * number), late).recent_messages for number in range(5)]
    assert counts == [1] * 5


def test_copies_are_counted_over_channels_and_accounts() -> None:
    facts = observe(
        Window(),
        sent(1, by=1, text=TEXT, channel=21),
        sent(2, by=2, text=TEXT.upper(), channel=22),
        sent(3, by=3, text=TEXT + "  ", channel=23),
        sent(4, by=1, text=TEXT, channel=24),
    )
    assert (facts.repeats, facts.repeat_channels, facts.repeat_authors) == (2, 2, 3)


def test_another_server_is_another_world() -> None:
    window = Window()
    window.observe(content(TEXT, guild=1, message=1), NOW)
    facts = window.observe(content(TEXT, guild=2, message=2), NOW)
    assert (facts.recent_messages, facts.repeats, facts.repeat_authors) == (1, 1, 1)


def test_pictures_without_words_are_compared_by_their_names() -> None:
    window = Window()
    window.observe(content("", attachments=("spam.png",), message=1), NOW)
    assert window.observe(content("", attachments=("spam.png",), message=2), NOW).repeats == 2
    assert window.observe(content("", message=3), NOW).repeats == 1


def test_an_edit_is_no_further_message_but_its_text_counts() -> None:
    window = Window()
    facts = observe(window, sent(1, text=TEXT), sent(2, text="harmless"), sent(2, text=TEXT, edited=True))
    assert (facts.recent_messages, facts.repeats) == (0, 2)
    assert observe(window, sent(3)).recent_messages == 3


def test_offenders_and_their_messages_are_returned() -> None:
    window = Window()
    last = sent(3, by=1, text=TEXT, channel=22)
    observe(window, sent(1, by=2, text=TEXT), sent(2, by=1), last)
    assert window.offenders(last) == (2, 1)
    assert [copy.message for copy in window.copies(last)] == [1, 3]
    assert [(one.message, one.channel) for one in window.recent(GuildId(11), UserId(1))] == [(2, 21), (3, 22)]
    assert window.recent(GuildId(12), UserId(1)) == ()


def test_forgetting_a_person_leaves_the_others() -> None:
    window = Window()
    last = sent(2, by=2, text=TEXT)
    observe(window, sent(1, by=1, text=TEXT), last)
    window.forget(GuildId(11), UserId(1))
    assert window.recent(GuildId(11), UserId(1)) == ()
    assert window.offenders(last) == (2,)
    assert observe(window, sent(3, by=1)).recent_messages == 1


def test_silence_empties_the_memory() -> None:
    window = Window(seconds=10, text_seconds=10)
    observe(window, *(sent(number, by=number) for number in range(1, 200)))
    observe(window, *(sent(300 + number, by=1, seconds=100 * number, text="back") for number in range(1, 4)))
    assert len(window) <= 4


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 10**6)), max_size=400))
def test_memory_never_grows_beyond_what_was_set(steps: list[tuple[int, int]]) -> None:
    window = Window(authors=20, texts=10)
    for number, (by, seconds) in enumerate(steps):
        one = sent(number, by=by, seconds=seconds)
        window.observe(one, one.created_at)
        # One more may stand in each generation at the moment it is full.
        assert len(window) <= 20 + 10 + 4


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=30), st.data())
def test_a_second_delivery_changes_nothing(steps: list[tuple[int, bool]], data: st.DataObject) -> None:
    messages = [
        sent(number, by=by, seconds=number, text=TEXT if same else "")
        for number, (by, same) in enumerate(steps)
    ]
    again = data.draw(st.lists(st.sampled_from(messages), max_size=20))
    once, twice = Window(), Window()
    observe(once, *messages)
    observe(twice, *messages, *again)
    probe = sent(1000, by=1, seconds=31, text=TEXT)
    assert observe(once, probe) == observe(twice, probe)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=80))
def test_the_author_s_ring_is_bounded(seconds: list[int]) -> None:
    window = Window()
    for number, second in enumerate(sorted(seconds)):
        one = sent(number, seconds=second, text=TEXT)
        facts = window.observe(one, one.created_at)
        assert facts.recent_messages <= min(number + 1, 32)
    assert len(window.recent(GuildId(11), UserId(1))) <= 32
