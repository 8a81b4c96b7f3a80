"""Masks keep the form and hide the data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.detectors.personal_data import KINDS, find
from bot.policy.detectors.personal_data_span import Span
from bot.policy.masking import HIDDEN, mask, spans_of
from tests.policy.factories import content
from tests.policy.test_personal_data import found_in


def masked(text: str) -> str:
    """Mask what is found in a text."""
    return mask(text, find(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to ada@example.org today", "write to a•••@•••.org today"),
        ("write to ada (at) example (dot) org", "write to •••@•••"),
        ("call +44 7700 900123!", "call +•• •••• ••••23!"),
        ("call (555) 123-4567", "call (•••) •••-••67"),
        ("card 4111 1111 1111 1111.", "card •••• •••• •••• 1111."),
        ("iban DE89 3704 0044 0532 0130 00", "iban •••• •••• •••• •••• •••• 00"),
        ("my ssn is 219-09-9999", "my ssn is •••-••-••••"),
        ("password: hunter2", f"password: {HIDDEN}"),
        ("Musterweg 12, 12345 Berlin", "••• •••, ••• •••"),
        ("nothing here", "nothing here"),
    ],
)
def test_the_form_stays_and_the_data_goes(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_masks_are_made_from_findings_part_by_part() -> None:
    judged = content("write to ada@example.org")
    findings = found_in(judged)
    assert mask("write to ada@example.org", spans_of(findings, 0)) == "write to a•••@•••.org"
    assert spans_of(findings, 1) == ()


def test_what_two_kinds_share_is_hidden_whole() -> None:
    spans = [Span("payment_card", 0, 16), Span("phone", 6, 20)]
    assert mask("41111111111111112345 ok", spans) == f"{HIDDEN} ok"


def test_spans_outside_the_text_do_no_harm() -> None:
    assert mask("short", [Span("phone", 3, 99), Span("phone", 50, 60)]) == "sho••"


SECRETS = st.text(st.sampled_from("abcdefghijkmnopqrstuvwxyz0123456789@.-+ "), min_size=1, max_size=40)
# What may stay: the last characters of a card, a telephone or account number, the end of a mail domain.
TAIL = {"payment_card": 4, "phone": 2, "iban": 2, "email": 4}


@given(st.sampled_from(KINDS), SECRETS)
def test_no_four_characters_of_a_secret_survive(kind: str, secret: str) -> None:
    shown = mask(f"«{secret}»", [Span(kind, 1, 1 + len(secret))])[1:-1]
    rest = shown[: len(shown) - TAIL[kind]] if kind in TAIL else shown
    for at in range(len(secret) - 3):
        run = secret[at : at + 4]
        # Separators are form, not data.
        assert sum(char.isalnum() for char in run) < 2 or run not in rest


@given(st.sampled_from(KINDS), SECRETS)
def test_few_letters_of_a_secret_survive(kind: str, secret: str) -> None:
    shown = mask(secret, [Span(kind, 0, len(secret))])
    assert sum(char.isalnum() for char in shown) <= TAIL.get(kind, 0)


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(-5, 70), st.integers(-5, 70))),
)
def test_what_no_span_covers_stays_in_order(text: str, drawn: list[tuple[str, int, int]]) -> None:
    shown = iter(mask(text, [Span(*one) for one in drawn]))
    for at, char in enumerate(text):
        if not any(start <= at < end for _, start, end in drawn):
            assert char in shown
