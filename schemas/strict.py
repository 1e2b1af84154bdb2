"""Why a manifest's `vcpus: "2"` is an error and not two: no number or flag is made out of something else.

pydantic's own strict mode would also refuse YAML's lists where a tuple is declared and its text where an
enumeration is. `schemas.fields.Spec` and `schemas.manifest.Envelope` inherit from `Exact`.
"""

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema

_EXACT = ("int", "bool", "float")


def _make_exact(schema: object, model: type[BaseModel]) -> None:
    match schema:
        case {"type": "model", "cls": type() as other} if other is not model and issubclass(other, Exact):
            return  # it has seen to itself
        case dict():
            if schema.get("type") in _EXACT:
                schema["strict"] = True
            for name, part in schema.items():
                if name != "metadata":
                    _make_exact(part, model)
        case list() | tuple():
            for part in schema:
                _make_exact(part, model)
        case _:
            pass


class Exact(BaseModel):
    """A model whose numbers and flags take numbers and flags only; a whole number still is a float."""

    model_config = ConfigDict(defer_build=True)  # a command that reads no manifest builds no validator

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """The model's schema with every number and flag in it strict."""
        schema = handler(source)
        _make_exact(schema, cls)
        return schema
