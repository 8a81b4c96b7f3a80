"""Layers: a category, a channel or a thread may add rules and tighten them, never loosen them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.rules import Layer, RuleSpec, may_set_mode, merge
from bot.policy.verdict import Mode
from tests.policy.packs import rule


def test_a_place_may_only_tighten() -> None:
    assert may_set_mode(Mode.FLAG, Mode.ENFORCE) is None
    assert may_set_mode(None, Mode.OFF) is None
    refusal = may_set_mode(Mode.FLAG, Mode.SHADOW, "zonk")
    assert refusal is not None
    assert (refusal.reason, refusal.rule_id, refusal.floor) == ("rules.below_floor", "zonk", Mode.FLAG)


MODES = st.sampled_from(list(Mode))
RULES = st.lists(
    st.builds(
        lambda name, mode: rule(name, (f"{name}x",), mode=mode), st.sampled_from(["a", "b", "c"]), MODES
    ),
    max_size=3,
    unique_by=lambda spec: spec.id,
).map(tuple)
LAYERS = st.builds(
    lambda rules, modes: Layer(name="somewhere", rules=rules, modes=modes),
    RULES,
    st.dictionaries(st.sampled_from(["a", "b", "c"]), MODES, max_size=3),
)


@given(LAYERS, LAYERS)
def test_merging_is_idempotent(server: Layer, channel: Layer) -> None:
    merged = merge((server, channel))
    assert merge((server, channel, channel)) == merged
    assert merge((Layer(name="again", rules=merged), Layer(name="again", rules=merged))) == merged


@given(RULES, RULES, RULES)
def test_merging_is_associative(
    server: tuple[RuleSpec, ...], category: tuple[RuleSpec, ...], channel: tuple[RuleSpec, ...]
) -> None:
    def layer(rules: tuple[RuleSpec, ...]) -> Layer:
        return Layer(name="x", rules=rules)

    left = merge((layer(merge((layer(server), layer(category)))), layer(channel)))
    right = merge((layer(server), layer(merge((layer(category), layer(channel))))))
    assert left == right == merge((layer(server), layer(category), layer(channel)))


@given(LAYERS, LAYERS)
def test_a_deeper_layer_never_loosens(server: Layer, channel: Layer) -> None:
    deeper = {spec.id: spec for spec in merge((server, channel))}
    for spec in merge((server,)):
        assert deeper[spec.id].mode.rank >= spec.mode.rank
        assert deeper[spec.id].table == spec.table
