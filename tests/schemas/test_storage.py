"""What manifests of pools and volumes may not say, and how a volume's size and version are understood."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from reconciler.recognition import same
from schemas import xml
from schemas.pool import NEEDS, StoragePoolSpec
from schemas.volume import VolumeSpec

MIB = 2**20
POOL: Mapping[str, dict[str, object]] = {
    "a pool of type netfs needs `source.hosts`, `source.dir`, `target.path`": {"type": "netfs"},
    "a pool of type logical needs `source.name` or `source.devices`": {"type": "logical"},
    "a pool of type dir needs `target.path`": {},
    "`cow` is for pools of type dir and fs, not mpath": {
        "type": "mpath", "cow": True, "target": {"path": "/dev/mapper"}
    },
    "names its secret by `usage` or by `secret`": {
        "type": "rbd", "source": {"auth": {"type": "ceph", "username": "me"}}
    },
    "an adapter of type fc_host needs `wwnn` and `wwpn`": {
        "type": "scsi", "source": {"adapter": {"type": "fc_host"}}
    },
    'a quoted octal number, such as "0755"': {"target": {"path": "/a", "permissions": {"mode": 755}}},
}  # fmt: skip
VOLUME: Mapping[str, dict[str, object]] = {
    "not both": {"content": "/a", "backing": "base", "backingFormat": "raw"},
    "`backing` needs `backingFormat`": {"backing": "base"},
}


@pytest.mark.parametrize("complaint", POOL)
def test_a_pool_that_cannot_be_is_refused_with_a_sentence(complaint: str) -> None:
    """What its type cannot do without, and what it cannot have."""
    with pytest.raises(ValidationError) as refused:
        StoragePoolSpec.model_validate(POOL[complaint])
    assert complaint in str(refused.value)


@pytest.mark.parametrize("complaint", VOLUME)
def test_a_volume_that_cannot_be_is_refused_with_a_sentence(complaint: str) -> None:
    """Before any host is asked."""
    with pytest.raises(ValidationError) as refused:
        VolumeSpec.model_validate({"pool": "images", "capacity": "1MiB"} | VOLUME[complaint])
    assert complaint in str(refused.value)


def test_every_type_of_pool_says_what_it_needs() -> None:
    """No type is accepted that nobody thought about."""
    annotation = StoragePoolSpec.model_json_schema()["properties"]["type"]
    assert set(annotation["enum"]) == NEEDS.keys()


@pytest.mark.parametrize(("want", "have", "alike"), [
    (100_000_000, 100_000_768, True),
    (10 * MIB, 10 * MIB, True),
    (10 * MIB + 1, 12 * MIB, True),
    (10 * MIB, 11 * MIB, False),
    (10 * MIB, 9 * MIB, False),
])  # fmt: skip
def test_a_capacity_is_the_same_when_storage_rounded_it_up(want: int, have: int, alike: bool) -> None:  # noqa: FBT001 - pytest's way
    """Anything larger or smaller is another size."""
    assert same(VolumeSpec, "capacity", want, have) is alike


def test_an_allocation_is_a_lower_bound() -> None:
    """Guests allocate by writing; that is no drift."""
    assert same(VolumeSpec, "allocation", MIB, 5 * MIB)
    assert not same(VolumeSpec, "allocation", 5 * MIB, MIB)


@pytest.mark.parametrize(("want", "alike"), [
    ("base", True), ("/pool/base", True), ("ase", False), ("/other/base", False),
])  # fmt: skip
def test_a_backing_is_known_by_its_path_or_its_name(want: str, alike: bool) -> None:  # noqa: FBT001 - the same
    """libvirt answers with the path in any case."""
    assert same(VolumeSpec, "backing", want, "/pool/base") is alike


def test_the_oldest_qcow2_is_the_one_that_libvirt_says_nothing_about() -> None:
    """And of other formats nothing is assumed."""
    for form, version in (("qcow2", "0.10"), ("raw", None)):
        document = xml.parse(f"<volume><target><format type='{form}'/></target></volume>")
        assert xml.read(VolumeSpec, document).get("compat") == version


def test_a_path_is_compared_as_libvirt_keeps_it() -> None:
    """Doubled and trailing slashes are no change of folder."""
    assert same(StoragePoolSpec, "target.path", "/srv//images/", "/srv/images")
    assert not same(StoragePoolSpec, "target.path", "/srv/image", "/srv/images")
