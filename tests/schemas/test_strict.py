import pytest
from pydantic import BaseModel, ValidationError

from schemas import KINDS
from schemas.fields import Spec
from schemas.kind import Kind
from schemas.strict import Exact


class Inner(Spec):
    count: int | None = None
    share: float = 1.0


class Outer(Spec):
    on: bool = False
    inner: tuple[Inner, ...] = ()
    sizes: tuple[int, ...] = ()


@pytest.mark.parametrize(
    "said",
    [
        {"on": "yes"},
        {"on": 1},
        {"inner": [{"count": "2"}]},
        {"inner": [{"count": True}]},
        {"inner": [{"count": 2.0}]},
        {"inner": [{"share": "0.5"}]},
        {"sizes": ["1"]},
    ],
    ids=str,
)
def test_no_number_or_flag_is_made_of_something_else(said: dict[str, object]) -> None:
    """However deep it stands, what is written as text, flag or fraction is not taken for a number."""
    with pytest.raises(ValidationError):
        Outer.model_validate(said)


def test_what_is_written_right_is_taken() -> None:
    """Lists become tuples, and a whole number is a number with a fraction of nothing."""
    found = Outer.model_validate({"on": True, "inner": [{"count": 2, "share": 1}], "sizes": [1, 2]})
    assert (found.on, found.inner[0].count, found.inner[0].share, found.sizes) == (True, 2, 1.0, (1, 2))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_part_of_every_kind_is_exact(kind: Kind) -> None:
    """No spec is built of models that would turn text into numbers."""
    waiting: list[type[BaseModel]] = [kind.model]
    while waiting:
        model = waiting.pop()
        assert issubclass(model, Exact), model
        waiting += [inner for field in model.model_fields.values() for inner in models_in(field.annotation)]


def models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in models_in(part)]
