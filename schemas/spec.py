"""What all specs are: pydantic's models of what a manifest may say. Used through `schemas.fields`."""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from schemas.strict import Exact


class Spec(Exact):
    """What all specs and their parts share: unknown keys are errors, YAML says camelCase, nothing changes."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=True, validate_by_alias=True,
        defer_build=True, use_enum_values=True,
    )  # fmt: skip
    XML: ClassVar[str] = ""  # the root element, for a kind's spec
    ONE_OF: ClassVar[tuple[str, ...]] = ()  # fields of which one is stated, and one only (`schemas.choice`)


class Overlaid(Spec):
    """A kind's spec that can be filled up with raw libvirt XML, which `state.desired` checks."""

    xml: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=2**18)] | None,
        Field(
            description="What no field covers, as libvirt's own XML: the object's root element with only "
            "those parts in it. A device is named by what identifies it (a target, a MAC address). What is "
            "taken out again stays as it is."
        ),
    ] = None
