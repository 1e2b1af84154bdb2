"""What a machine is and how it boots: board, firmware, kernel, boot order, SMBIOS. A part of its spec."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import chosen, only_where
from schemas.codecs import INTEGER, MACHINE, TEXT, YES_NO
from schemas.fields import Each, Many, Spec, Xml
from schemas.scalars import FilePath, Line, Prose
from schemas.vm.sysinfo import FirmwareEntry, Sysinfo

Architecture = Literal[
    "x86_64", "aarch64", "alpha", "armv6l", "armv7l", "cris", "i686", "ia64", "lm32", "m68k",
    "microblaze", "microblazeel", "mips", "mipsel", "mips64", "mips64el", "openrisc", "parisc",
    "parisc64", "ppc", "ppc64", "ppc64le", "ppcemb", "riscv32", "riscv64", "s390", "s390x", "sh4",
    "sh4eb", "sparc", "sparc64", "unicore32", "xtensa", "xtensaeb",
]  # fmt: skip


class Loader(Spec):
    """A firmware image chosen by hand, where `firmware` does not choose one."""

    path: Annotated[FilePath | None, Xml("."), Field(description="The firmware's code on the host.")] = None
    readonly: Annotated[
        bool | None, Xml("@readonly", YES_NO), Field(description="Whether the image must not be written to.")
    ] = None
    secure: Annotated[
        bool | None, Xml("@secure", YES_NO), Field(description="Whether the image does secure boot.")
    ] = None
    type: Annotated[
        Literal["rom", "pflash"] | None,
        Xml("@type"),
        Field(description="How the image is mapped; UEFI is `pflash`."),
    ] = None
    stateless: Annotated[
        bool | None,
        Xml("@stateless", YES_NO, absent=False, clears=("/os/nvram",)),
        Field(description="Whether it does without variables that are kept."),
    ] = None


class Nvram(Spec):
    """The file that keeps UEFI's variables."""

    path: Annotated[
        FilePath | None,
        Xml("."),
        Field(description="The file on the host; libvirt chooses one otherwise."),
    ] = None
    template: Annotated[
        FilePath | None, Xml("@template"), Field(description="What a new file is copied from.")
    ] = None
    file: Annotated[
        FilePath | None,
        Xml("source@file", when=("@type", "file")),
        Field(description="The file on the host, where libvirt is told that it is one; else `path`."),
    ] = None
    block: Annotated[
        FilePath | None,
        Xml("source@dev", when=("@type", "block")),
        Field(description="A block device of the host instead."),
    ] = None

    @model_validator(mode="after")
    def _one_place(self) -> "Nvram":
        found = chosen(self, ("path", "file", "block"))
        if len(found) > 1:
            raise ValueError(f"nvram is in one place, and not in {' and '.join(found)}")
        return self


class Bios(Spec):
    """What the BIOS does."""

    useserial: Annotated[
        bool | None, Xml("@useserial", YES_NO), Field(description="Show its messages on a serial port.")
    ] = None
    reboot_timeout: Annotated[
        int | None,
        Xml("@rebootTimeout", INTEGER),
        Field(ge=-1, le=32767, description="Milliseconds before it tries again to boot; -1 is never."),
    ] = None


class Boot(Spec):
    """The fields of a machine that libvirt keeps under `os`."""

    architecture: Annotated[
        Architecture, Xml("os/type@arch"), Field(description="The processor's architecture.")
    ] = "x86_64"
    machine: Annotated[
        Line,
        Xml("os/type@machine", MACHINE),
        Field(
            pattern=r"^[A-Za-z0-9_.-]+$",
            description="The board: `q35`, `pc`, or one with its version, `pc-q35-7.2`.",
        ),
    ] = "q35"
    os_type: Annotated[
        Literal["hvm"],
        Xml("os/type", TEXT),
        Field(description="What kind of system runs: full virtualisation."),
    ] = "hvm"
    firmware: Annotated[
        Literal["bios", "efi"] | None,
        Xml("os@firmware", running=False),
        Field(
            description="Let libvirt choose an image of this firmware; else the board's BIOS, or `loader`."
        ),
    ] = None
    secure_boot: Annotated[
        bool | None,
        Xml("os/firmware/feature[@name='secure-boot']@enabled", YES_NO),
        Field(description="Choose a firmware that does, or does not do, secure boot."),
    ] = None
    enrolled_keys: Annotated[
        bool | None,
        Xml("os/firmware/feature[@name='enrolled-keys']@enabled", YES_NO),
        Field(description="Choose a firmware with, or without, the usual vendors' keys."),
    ] = None
    loader: Annotated[
        Loader | None, Xml("os/loader"), Field(description="A firmware image chosen by hand.")
    ] = None
    nvram: Annotated[Nvram | None, Xml("os/nvram"), Field(description="Where UEFI keeps its variables.")] = (
        None
    )
    kernel: Annotated[
        FilePath | Literal[""] | None,
        Xml("os/kernel", absent="", drop=""),
        Field(description="A kernel on the host, booted directly; empty is none."),
    ] = None
    initrd: Annotated[
        FilePath | Literal[""] | None,
        Xml("os/initrd", absent="", drop=""),
        Field(description="Its initial RAM disk, on the host."),
    ] = None
    cmdline: Annotated[
        Prose | None, Xml("os/cmdline", absent="", drop=""), Field(description="Its command line.")
    ] = None
    dtb: Annotated[
        FilePath | Literal[""] | None,
        Xml("os/dtb", absent="", drop=""),
        Field(description="Its device tree, on the host."),
    ] = None
    boot: Annotated[
        tuple[Literal["hd", "cdrom", "network", "fd"], ...] | None,
        Many("os/boot@dev", clears=("/devices/*/boot",)),
        Field(
            min_length=1,
            description="Kinds of devices in the order of booting; `bootOrder` of a device is finer.",
        ),
    ] = None
    boot_menu: Annotated[
        bool | None, Xml("os/bootmenu@enable", YES_NO), Field(description="Offer a menu before booting.")
    ] = None
    boot_menu_timeout: Annotated[
        int | None,
        Xml("os/bootmenu@timeout", INTEGER),
        Field(ge=0, le=65535, description="Milliseconds that the menu waits."),
    ] = None
    bios: Annotated[Bios | None, Xml("os/bios"), Field(description="What the BIOS does.")] = None
    slic: Annotated[
        FilePath | None,
        Xml("os/acpi/table[@type='slic']"),
        Field(description="A file with an ACPI table that the guest is shown, such as a licence."),
    ] = None
    smbios: Annotated[
        Literal["emulate", "host", "sysinfo"] | None,
        Xml("os/smbios@mode"),
        Field(description="Where the guest's SMBIOS comes from: QEMU, the host, or `sysinfo`."),
    ] = None
    sysinfo: Annotated[
        Sysinfo | None,
        Xml("sysinfo[@type='smbios']"),
        Field(description="What SMBIOS tells the guest, with `smbios: sysinfo`."),
    ] = None
    fwcfg: Annotated[
        tuple[FirmwareEntry, ...],
        Each("sysinfo[@type='fwcfg']/entry", key="name"),
        Field(description="What programs in the guest can ask QEMU's firmware interface for."),
    ] = ()

    @model_validator(mode="after")
    def _options_of_what_is_there(self) -> "Boot":
        """What belongs to a kernel or to the menu needs it."""
        only_where(self, bool(self.kernel), ("initrd", "cmdline", "dtb"), "a kernel")
        only_where(self, self.boot_menu is True, ("boot_menu_timeout",), "bootMenu on")
        only_where(self, self.firmware == "efi", ("secure_boot", "enrolled_keys"), "firmware efi")
        only_where(self, self.smbios == "sysinfo", ("sysinfo",), "smbios sysinfo")
        return self
