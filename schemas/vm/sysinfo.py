"""What SMBIOS tells the guest about its hardware: `spec.sysinfo`."""

from typing import Annotated

from pydantic import Field, model_validator

from schemas.fields import Many, Spec, Xml
from schemas.scalars import FilePath, Line, Uuid


class BiosInfo(Spec):
    """SMBIOS type 0: the firmware."""

    vendor: Annotated[Line | None, Xml("entry[@name='vendor']"), Field(description="Its vendor.")] = None
    version: Annotated[Line | None, Xml("entry[@name='version']"), Field(description="Its version.")] = None
    date: Annotated[
        Line | None,
        Xml("entry[@name='date']"),
        Field(pattern=r"^[0-9][0-9]/[0-9][0-9]/[0-9]{2,4}$", description="Its date: 01/31/2024."),
    ] = None
    release: Annotated[
        Line | None,
        Xml("entry[@name='release']"),
        Field(pattern=r"^[0-9]+\.[0-9]+$", description="Its release: 4.2."),
    ] = None


class SystemInfo(Spec):
    """SMBIOS type 1: the system."""

    manufacturer: Annotated[
        Line | None, Xml("entry[@name='manufacturer']"), Field(description="Who made it.")
    ] = None
    product: Annotated[Line | None, Xml("entry[@name='product']"), Field(description="What it is.")] = None
    version: Annotated[Line | None, Xml("entry[@name='version']"), Field(description="Its version.")] = None
    serial: Annotated[
        Line | None,
        Xml("entry[@name='serial']"),
        Field(description="Its serial number; `ds=nocloud` here configures cloud-init."),
    ] = None
    uuid: Annotated[
        Uuid | None, Xml("entry[@name='uuid']"), Field(description="Its UUID, which must be the machine's.")
    ] = None
    sku: Annotated[Line | None, Xml("entry[@name='sku']"), Field(description="Its stock keeping unit.")] = (
        None
    )
    family: Annotated[Line | None, Xml("entry[@name='family']"), Field(description="Its family.")] = None


class BaseBoard(Spec):
    """SMBIOS type 2: the board."""

    manufacturer: Annotated[
        Line | None, Xml("entry[@name='manufacturer']"), Field(description="Who made it.")
    ] = None
    product: Annotated[Line | None, Xml("entry[@name='product']"), Field(description="What it is.")] = None
    version: Annotated[Line | None, Xml("entry[@name='version']"), Field(description="Its version.")] = None
    serial: Annotated[Line | None, Xml("entry[@name='serial']"), Field(description="Its serial number.")] = (
        None
    )
    asset: Annotated[Line | None, Xml("entry[@name='asset']"), Field(description="Its asset tag.")] = None
    location: Annotated[
        Line | None, Xml("entry[@name='location']"), Field(description="Where it sits in the case.")
    ] = None


class Chassis(Spec):
    """SMBIOS type 3: the case."""

    manufacturer: Annotated[
        Line | None, Xml("entry[@name='manufacturer']"), Field(description="Who made it.")
    ] = None
    version: Annotated[Line | None, Xml("entry[@name='version']"), Field(description="Its version.")] = None
    serial: Annotated[Line | None, Xml("entry[@name='serial']"), Field(description="Its serial number.")] = (
        None
    )
    asset: Annotated[Line | None, Xml("entry[@name='asset']"), Field(description="Its asset tag.")] = None
    sku: Annotated[Line | None, Xml("entry[@name='sku']"), Field(description="Its stock keeping unit.")] = (
        None
    )


class FirmwareEntry(Spec):
    """One entry of QEMU's firmware interface (fw_cfg)."""

    name: Annotated[
        Line,
        Xml("@name"),
        Field(
            pattern=r"^opt/[^\x00-\x1f\x7f\[\]\ufffe\uffff]+$",
            description="Its name: `opt/com.example/name`.",
        ),
    ]
    value: Annotated[Line | None, Xml("."), Field(description="Its text.")] = None
    file: Annotated[FilePath | None, Xml("@file"), Field(description="A file of the host with it.")] = None

    @model_validator(mode="after")
    def _one_content(self) -> "FirmwareEntry":
        if (self.value is None) == (self.file is None):
            raise ValueError(f"fwcfg {self.name}: a value, or a file")
        return self


class Sysinfo(Spec):
    """The tables that the guest reads with dmidecode."""

    bios: Annotated[BiosInfo | None, Xml("bios"), Field(description="The firmware.")] = None
    system: Annotated[SystemInfo | None, Xml("system"), Field(description="The system.")] = None
    base_board: Annotated[BaseBoard | None, Xml("baseBoard"), Field(description="The board.")] = None
    chassis: Annotated[Chassis | None, Xml("chassis"), Field(description="The case.")] = None
    oem_strings: Annotated[
        tuple[Line, ...] | None,
        Many("oemStrings/entry"),
        Field(min_length=1, description="Strings of the maker, which guests use as messages from outside."),
    ] = None
