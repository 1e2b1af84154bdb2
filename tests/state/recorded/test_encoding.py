import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import Digest, Secret, Value
from state.recorded.encoding import decode, encode

SCALARS: st.SearchStrategy[Value] = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.builds(Digest, st.text("0123456789abcdef")),
)
VALUES: st.SearchStrategy[Value] = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4).map(tuple))
FACTS = st.dictionaries(st.text(min_size=1), VALUES, max_size=8)


def typed(value: Value) -> object:
    """A value with its types made visible: 1, 1.0 and True are equal to each other in Python."""
    return (type(value), tuple(map(typed, value))) if isinstance(value, tuple) else (type(value), value)


@given(FACTS)
def test_facts_come_back_exactly(facts: dict[str, Value]) -> None:
    """Every value keeps its type: 1, 1.0 and True stay apart, tuples stay tuples, digests digests."""
    assert {path: typed(value) for path, value in decode(encode(facts)).items()} == {
        path: typed(value) for path, value in facts.items()
    }


@given(FACTS, st.text(), st.integers(0, 3))
def test_a_secret_has_no_spelling(facts: dict[str, Value], secret: str, depth: int) -> None:
    """A plain secret cannot be stored, however deep it lies, and the refusal does not say it."""
    value: Value = Secret(secret)
    for _ in range(depth):
        value = (value,)
    with pytest.raises(TypeError, match="Secret cannot be stored") as refused:
        encode({**facts, "password": value})
    assert str(refused.value) == "password: a Secret cannot be stored in the ledger"


def test_infinity_is_a_number_too() -> None:
    """A float that JSON proper has no word for comes back as well."""
    assert decode(encode({"a": math.inf})) == {"a": math.inf}
