from reconciler.recognition import holds, recognised
from schemas import kind_named
from schemas.facts import Facts

MACHINE = kind_named("VirtualMachine").spec


def test_a_place_that_is_missing_with_all_around_it_says_what_a_missing_place_says() -> None:
    """A machine without <features> has no ACPI: asking for none is asking for nothing, for good."""
    assert holds(MACHINE, "features.acpi", False, {})
    assert not holds(MACHINE, "features.acpi", True, {})
    assert not holds(MACHINE, "features.hap", False, {})


def test_what_cannot_be_read_is_not_what_a_missing_place_means() -> None:
    """A drive with a medium in it is not empty, though nothing else can be said of the medium."""
    have: Facts = {"disks[sda]": True, "disks[sda].device": "cdrom"}
    assert not holds(MACHINE, "disks[sda].empty", True, have)


def test_a_twin_of_an_item_is_taken_for_no_other_one() -> None:
    """A filter that is referred to twice does not stand in for the one that was taken out for it."""
    spec = kind_named("NetworkFilter").spec
    want = {"filterrefs[no-mac-spoofing]": True, "filterrefs[no-ip-spoofing]": True}
    have = {"filterrefs[no-ip-spoofing]": True, "filterrefs[@no-ip-spoofing#1]": True}
    assert recognised(spec, want, have) == have


def test_a_stranger_that_is_left_alone_with_a_remembered_device_is_not_taken_for_it() -> None:
    """What is only remembered is to be removed, so another hand's device must not stand in for it."""
    have: Facts = {"redirdevs[@x]": True}
    device: Facts = {"redirdevs[a]": True}
    assert recognised(MACHINE, device, have) == device
    assert recognised(MACHINE, {}, have, device) == have
    stated: Facts = {"redirdevs[a]": True, "redirdevs[a].type": "spicevmc"}
    there: Facts = {"redirdevs[@x]": True, "redirdevs[@x].type": "spicevmc"}
    assert recognised(MACHINE, {}, there, stated) == stated


def test_a_strangers_device_is_not_overwritten_by_a_new_one() -> None:
    """The only memory module of a recorded machine is another hand's where the manifest's is new."""
    have: Facts = {"dimms[@x]": True, "dimms[@x].size": 2**30}
    want: Facts = {"dimms[a]": True, "dimms[a].size": 2**31}
    assert recognised(MACHINE, want, have) == {"dimms[a]": True, "dimms[a].size": 2**30}
    assert recognised(MACHINE, want, have, {"title": "web"}) == have
    assert recognised(MACHINE, want, have, {"dimms[a]": True}) == {"dimms[a]": True, "dimms[a].size": 2**30}


def test_a_device_that_gets_another_name_is_the_one_that_it_was() -> None:
    """Its manifest calls the same volume something else: nothing is unplugged for that."""
    have: Facts = {"disks[root]": True, "disks[root].file": "/a", "disks[root].target": "vda"}
    want: Facts = {"disks[system]": True, "disks[system].file": "/a"}
    assert recognised(MACHINE, want, have, have) == {**want, "disks[system].target": "vda"}
    other: Facts = {"disks[system]": True, "disks[system].file": "/b"}
    assert recognised(MACHINE, other, have, have) == have
    both = {**want, "disks[root]": True}
    assert recognised(MACHINE, both, have, have) == have


def test_a_device_that_gets_another_target_is_the_one_that_it_was() -> None:
    """A nameless card whose MAC is edited is no foreign one beside a new one."""
    recorded: Facts = {"interfaces[lan]": True, "interfaces[lan].mac": "52:54:00:00:00:01"}
    want: Facts = {"interfaces[lan]": True, "interfaces[lan].mac": "52:54:00:00:00:02"}
    have: Facts = {"interfaces[@x]": True, "interfaces[@x].mac": "52:54:00:00:00:01"}
    assert recognised(MACHINE, want, have, recorded) == recorded


def test_what_is_wanted_tells_more_than_what_was() -> None:
    """Two cards whose names were swapped are told by their MACs."""
    recorded: Facts = {
        "interfaces[a]": True, "interfaces[a].mac": "52:54:00:00:00:01",
        "interfaces[b]": True, "interfaces[b].mac": "52:54:00:00:00:02",
    }  # fmt: skip
    want = {**recorded, "interfaces[a].mac": "52:54:00:00:00:02", "interfaces[b].mac": "52:54:00:00:00:01"}
    have: Facts = {
        "interfaces[@x]": True, "interfaces[@x].mac": "52:54:00:00:00:01",
        "interfaces[@y]": True, "interfaces[@y].mac": "52:54:00:00:00:02",
    }  # fmt: skip
    assert recognised(MACHINE, want, have, recorded) == want
