"""A private libvirt laboratory: hosts, guests and their consoles, leaving no trace on the machine.

Used by the tests under ``tests/libvirt``, by the demonstration and by the benchmark. It knows nothing of the
product and needs no pytest.
"""

from tests.lab.console import Console, Tick
from tests.lab.errors import LabError
from tests.lab.host import Host
from tests.lab.laboratory import Lab

__all__ = ["Console", "Host", "Lab", "LabError", "Tick"]
