"""The floors: scripts that make the bare libvirt calls and nothing else. `python -m tests.bench.floor WHAT
URI …`.
"""

import sys
from collections.abc import Sequence

import libvirt

CONFIG = libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE


def read(connection: libvirt.virConnect) -> int:
    """Every machine's definition, one after the other, over one connection."""
    return sum(len(domain.XMLDesc(CONFIG)) for domain in connection.listAllDomains())


def read_all(connection: libvirt.virConnect) -> int:
    """Every object's document: machines, networks, pools and their volumes."""
    size = read(connection)
    size += sum(len(network.XMLDesc(0)) for network in connection.listAllNetworks())
    for pool in connection.listAllStoragePools():
        size += len(pool.XMLDesc(0)) + sum(len(volume.XMLDesc(0)) for volume in pool.listAllVolumes())
    return size


def make(connection: libvirt.virConnect, documents: Sequence[str]) -> None:
    """Make volumes, define and start machines: the calls that a deployment cannot do without."""
    pool = connection.storagePoolLookupByName("bench")
    for document in documents:
        name = document.split("<name>")[1].split("<")[0]
        volume = f"<volume><name>{name}</name><capacity unit='bytes'>1048576</capacity></volume>"
        pool.createXML(volume)
        connection.defineXML(document).create()


def main(what: str, uri: str) -> None:
    """Open a connection and do it once."""
    connection = libvirt.open(uri)
    sys.stdout.write(f"{read_all(connection) if what == 'all' else read(connection)}\n")
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
