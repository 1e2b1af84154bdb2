"""Types of single values as manifests spell them: quantities, MACs, names. Used by every spec."""

import re
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema

_QUANTITY = re.compile(r"([0-9]{1,19})(?:([KMGTP])(i?)B?|B)?")
_LARGEST = 2**63 - 1024  # bytes: in KiB, the number with which libvirt says that there is no bound
_POWERS: Mapping[str, int] = {"K": 1, "M": 2, "G": 3, "T": 4, "P": 5}


def parse_quantity(written: object) -> int:
    """`2GiB`, `2Gi` (2^30 each), `2G`, `2GB` (10^9 each) or plain bytes, in bytes. ValueError otherwise."""
    if isinstance(written, bool):
        raise ValueError("a size is a number with a unit, such as 2GiB")
    if isinstance(written, int):
        return _sane(written)
    match = _QUANTITY.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        raise ValueError(
            f"{written!r} is not a size; write for example 2GiB (2^30), 2G (10^9) or plain bytes"
        )
    number, unit, binary = match.groups()
    factor: int = (1024 if binary else 1000) ** _POWERS.get(unit or "", 0)
    return _sane(int(number) * factor)


def _sane(size: int) -> int:
    """libvirt counts in 64 bits, and spells "no bound" with the largest numbers of those."""
    if size < 0:
        raise ValueError("a size cannot be negative")
    if size > _LARGEST:
        raise ValueError("a size cannot be 8 EiB or more")
    return size


Quantity = Annotated[
    int,
    BeforeValidator(parse_quantity),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": r"^[0-9]+([KMGTP]i?B?|B)?$"},
            ],
            "description": "bytes, or a number with a unit: 2GiB or 2Gi (2^30), 2GB or 2G (10^9)",
        }
    ),
]
# One card's: the last bit of its first byte, which would mean many, is 0.
Mac = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-fA-F][02468aceACE](:[0-9a-fA-F]{2}){5}$", to_lower=True)
]
Uuid = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", to_lower=True)
]
# Text that goes into XML: no control characters (XML 1.0 has no spelling for them).
Line = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f\ufffe\uffff]*$", min_length=1, max_length=4096)
]
Prose = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]*$", max_length=65536)
]
# A file, which no path that ends in a slash is.
FilePath = Annotated[
    str,
    StringConstraints(
        pattern=r"^/[^\x00-\x1f\x7f\ufffe\uffff]*[^/\x00-\x1f\x7f\ufffe\uffff]$", max_length=4096
    ),
]
AbsolutePath = Annotated[str, StringConstraints(pattern=r"^/[^\x00-\x1f\x7f\ufffe\uffff]*$", max_length=4096)]


def canonical_address(written: str) -> str:
    """An IPv4 or IPv6 address in its canonical spelling, which is also libvirt's. ValueError otherwise."""
    try:
        return str(ip_address(written))
    except ValueError:
        raise ValueError(f"{written!r} is not an IP address") from None


def octal_mode(written: object) -> str:
    """File permissions as libvirt prints them (`0755`), from a quoted octal number. ValueError otherwise."""
    if not isinstance(written, str) or not re.fullmatch(r"0?[0-7]{3,4}", written):
        raise ValueError('permissions are a quoted octal number, such as "0755"')
    return f"{int(written, 8):04o}"


# What another object is called: no folder, no control characters, and not only dots.
ObjectName = Annotated[
    str,
    StringConstraints(
        pattern=r"^\.*[^/.\x00-\x1f\x7f\ufffe\uffff][^/\x00-\x1f\x7f\ufffe\uffff]*$", max_length=255
    ),
]
IpAddress = Annotated[str, AfterValidator(canonical_address)]
OctalMode = Annotated[
    str, BeforeValidator(octal_mode), WithJsonSchema({"type": "string", "pattern": "^0?[0-7]{3,4}$"})
]
# A network interface's name: the kernel allows 15 characters, no slash and no space.
InterfaceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,15}$")]
# A device of the host on PCI, as lspci -D has it.
PciAddress = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[01][0-9a-fA-F]\.[0-7]$", to_lower=True),
]


def _there_is(moment: str) -> str:
    """The moment as written. ValueError where the calendar has no such day."""
    datetime.fromisoformat(moment)
    return moment


# xsd:dateTime, as libvirt's grammar has it.
Moment = Annotated[
    str,
    StringConstraints(
        pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}$"
    ),
    AfterValidator(_there_is),
]
