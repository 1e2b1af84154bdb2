"""Fixtures for tests against real libvirt hosts. They fail, and never skip, where the lab cannot come up."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.lab import Host, Lab
from tests.lab.guest import Guest, build_guest
from tests.lab.kvm import DomainType
from tests.lab.kvm import domain_type as find_domain_type
from tests.libvirt.refusing import Refusing

MakeLab = Callable[[int], Lab]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as needing the lab."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.lab)


@pytest.fixture(scope="session")
def guest() -> Guest:
    """Kernel and initrd of the tiny Linux guest."""
    return build_guest()


@pytest.fixture(scope="session")
def domain_type() -> DomainType:
    """What belongs into a domain's type attribute on this machine."""
    return find_domain_type()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab of one host, kept for the whole run of one worker; tests ask for `host`."""
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def host(lab: Lab) -> Iterator[Host]:
    """An empty libvirt host; whatever the test leaves on it is removed."""
    yield lab.hosts[0]
    lab.hosts[0].empty()


@pytest.fixture
def make_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeLab]:
    """Makes a lab of as many hosts as asked for, which ends with the test."""
    with ExitStack() as stack:
        yield lambda hosts: stack.enter_context(Lab(tmp_path_factory.mktemp("lab"), hosts))


@pytest.fixture
def refusing(tmp_path: Path, host: Host) -> Refusing:
    """An empty host and folder."""
    return Refusing(tmp_path, host)
