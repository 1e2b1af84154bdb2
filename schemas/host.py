"""The kind Host: a hypervisor to look after. It has no libvirt document of its own."""

from typing import ClassVar

from pydantic import Field

from schemas.fields import Spec
from schemas.scalars import Line


class HostSpec(Spec):
    """A libvirt host. `policy` of a Host manifest is the default of everything on it."""

    XML: ClassVar = ""
    uri: Line = Field(description="libvirt's URI of it: `qemu+ssh://root@kvm01/system`.")
    concurrency: int = Field(4, ge=1, le=64, description="How many steps are carried out side by side.")
