from pathlib import Path
from string import Template

import pytest

from examples.demo.stage import TEMPLATES
from state.desired import Defaults, Resolution, read
from state.diagnostics import Severity
from tests.examples.pages import ROOT

WORDS = {
    "uri": "qemu:///system",
    "images": "/var/lib/libvirt/images",
    "type": "kvm",
    "kernel": "/boot/vmlinuz",
    "initrd": "/boot/initrd",
    "cmdline": "console=ttyS0",
    "log": "/var/log/web.log",
}


def errors(found: Resolution) -> list[str]:
    return [str(one) for one in found.diagnostics if one.severity is Severity.ERROR]


def test_the_example_of_a_host_is_valid() -> None:
    """Every manifest is right; only the cloud image is, understandably, not on this machine."""
    found = read(ROOT / "examples" / "kvm-host", Defaults("qemu:///system"))
    assert errors(found) == []
    assert sorted(str(ref) for ref in found.desired if ref.kind == "VirtualMachine") == [
        "VirtualMachine/build-1",
        "VirtualMachine/db-1",
        "VirtualMachine/web-1",
    ]
    assert {ref.host for ref in found.desired} == {"kvm01"}
    assert found.hosts["kvm01"].policy.restart == "window"


@pytest.mark.parametrize("folder", ["qemu", "test"])
def test_the_demonstrations_manifests_are_valid(folder: str, tmp_path: Path) -> None:
    """With their gaps filled, on either stage."""
    for path in (*(TEMPLATES / "common").iterdir(), *(TEMPLATES / folder).iterdir()):
        (tmp_path / path.name).write_text(Template(path.read_text("utf-8")).substitute(WORDS))
    found = read(tmp_path, Defaults("qemu:///system"))
    assert errors(found) == []
    assert len(found.desired) == 5
