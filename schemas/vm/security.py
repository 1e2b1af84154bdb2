"""How a machine's process is labelled on the host: `spec.seclabels`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.codecs import YES_NO
from schemas.fields import Spec, Xml
from schemas.scalars import Line


class Seclabel(Spec):
    """The label of one security driver."""

    model: Annotated[
        Line,
        Xml("@model"),
        Field(pattern=r"^[a-z]+$", description="The driver, on the host: `dac`, `selinux`, `apparmor`."),
    ]
    type: Annotated[
        Literal["dynamic", "static", "none"],
        Xml("@type"),
        Field(description="Made by libvirt, given, or none."),
    ]
    relabel: Annotated[
        bool | None,
        Xml("@relabel", YES_NO, absent=False),
        Field(description="Whether files of the machine get the label too."),
    ] = None
    label: Annotated[
        Line | None,
        Xml("label"),
        Field(description="The label, where it is static."),
    ] = None
    baselabel: Annotated[
        Line | None, Xml("baselabel"), Field(description="What a dynamic label is made from.")
    ] = None

    @model_validator(mode="after")
    def _label_given(self) -> "Seclabel":
        """A static label is given; others are not."""
        if (self.type == "static") != (self.label is not None):
            raise ValueError(f"seclabel {self.model}: a label goes with type static, and static needs one")
        if self.baselabel is not None and self.type != "dynamic":
            raise ValueError(f"seclabel {self.model}: a baselabel goes with type dynamic")
        always = {"dynamic": True, "none": False}.get(self.type, self.relabel)
        if self.relabel is not None and self.relabel is not always:
            raise ValueError(f"seclabel {self.model}: relabel is {str(always).lower()} with type {self.type}")
        return self
