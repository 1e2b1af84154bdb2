"""Fetches the sources whose tests are full of real documents: libvirt's own, and virt-manager's.

Nothing of them is kept in the repository. They come from the distribution's mirror, through apt with lists
and sources of its own, so that neither the machine's configuration nor its lists are touched. Called by the
harness and by the sample's fixtures.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.lab.cache import Recipe, obtain
from tests.lab.commands import output
from tests.lab.errors import LabError

APT = Path("/etc/apt")
RELEASE = Path("/etc/os-release")
FIELD = re.compile(r"^(?P<name>[A-Za-z-]+):[ \t]*(?P<value>.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Wanted:
    """A source package: its name, and the versions that will do, the best first.

    later: look in the distribution's present stable release, too, whichever runs here.
    """

    package: str
    versions: tuple[str, ...] = ()
    later: bool = False

    @property
    def label(self) -> str:
        """How its folder in the cache is called."""
        return "-".join(("corpus", self.package, *self.versions[:1])).replace(":", "-")


def libvirt_source() -> Path:
    """The XML files of the source of the libvirt that is installed. LabError where it cannot be had."""
    return obtain(_recipe(Wanted("libvirt", (libvirt_version(),))))


def libvirt_version() -> str:
    """The version of the source package of the libvirt that is installed."""
    return output(["dpkg-query", "--show", "--showformat", "${source:Version}", "libvirt-daemon"])


def virt_manager_source() -> Path:
    """The XML files of virt-manager's source, of any version. LabError where it cannot be had."""
    return obtain(_recipe(Wanted("virt-manager", later=True)))


def _recipe(wanted: Wanted) -> Recipe:
    here = Path(__file__)
    return Recipe(wanted.label, (here,), lambda work, _downloads: _unpacked(wanted, work))


def _unpacked(wanted: Wanted, work: Path) -> Path:
    """The XML files of the upstream tarball, under their paths in it."""
    tree = work / "tree"
    tree.mkdir()
    tarball = _download(wanted, work)
    output(["tar", "--extract", "--file", str(tarball), "--directory", str(tree),
            "--strip-components=1", "--no-same-owner", "--wildcards", "*.xml"])  # fmt: skip
    return tree


def _download(wanted: Wanted, work: Path) -> Path:
    """The upstream tarball; apt has checked it against what the mirror signed."""
    options = _private(work, wanted)
    _apt(["apt-get", *options, "update"], work, tolerant=True)  # what is missing, is missed below
    tried = []
    for version in _versions(wanted, options, work):
        command = ["apt-get", *options, "source", "--download-only", f"{wanted.package}={version}"]
        try:
            _apt(command, work)
        except LabError as error:
            tried.append(f"{version}: {error.what.splitlines()[-1]}")
        else:
            return next(path for path in work.glob("*.orig.tar.*") if path.suffix != ".asc")
    reasons = "\n".join(tried) or "the mirror lists no version of it that will do"
    raise LabError(f"the source of {wanted.package} cannot be fetched: {reasons}", "is the mirror reachable?")


def _versions(wanted: Wanted, options: list[str], work: Path) -> list[str]:
    """What the mirror has: the versions asked for, then the same upstream release; all, if none is asked."""
    shown = _apt(["apt-cache", *options, "showsrc", wanted.package], work, tolerant=True)
    listed = [value for name, value in FIELD.findall(shown) if name == "Version"]
    upstream = {version.rpartition("-")[0] for version in wanted.versions}
    fitting = [each for each in listed if not upstream or each.rpartition("-")[0] in upstream]
    return sorted(dict.fromkeys(fitting), key=lambda each: each not in wanted.versions)


def _apt(command: list[str], work: Path, *, tolerant: bool = False) -> str:
    try:
        return output(command, timeout=600, folder=work, environment=os.environ)  # it may need a proxy
    except LabError:
        if tolerant:
            return ""
        raise


def _private(work: Path, wanted: Wanted) -> list[str]:
    """apt's options for lists and sources that are nobody else's."""
    parts, lists = work / "parts", work / "lists"
    parts.mkdir()
    lists.mkdir()
    for name, text in _sources(wanted):
        (parts / name).write_text(text)
    return ["-o", "APT::Sandbox::User=root", "-o", "Dir::Etc::sourcelist=/dev/null",
            "-o", f"Dir::Etc::sourceparts={parts}", "-o", f"Dir::State::lists={lists}"]  # fmt: skip


def _sources(wanted: Wanted) -> Iterator[tuple[str, str]]:
    """The machine's own sources of its distribution, as sources of source packages: file name and text."""
    codename = next(
        line.partition("=")[2].strip('"')
        for line in RELEASE.read_text().splitlines()
        if line.startswith("VERSION_CODENAME=")
    )
    files = [APT / "sources.list", *sorted((APT / "sources.list.d").glob("*"))]
    for file in (each for each in files if each.is_file()):
        reading = deb822 if file.suffix == ".sources" else one_line
        if entries := list(reading(file.read_text(), codename)):
            yield file.name, "".join(entries)
            if wanted.later:
                yield (
                    f"later-{file.name}",
                    "".join(re.sub(rf"\b{codename}\b", "stable", e) for e in entries[:1]),
                )


def deb822(text: str, codename: str) -> Iterator[str]:
    """The stanzas of a `.sources` file that speak of this release, asking for sources."""
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(FIELD.findall(stanza))
        if _of_release(fields.get("Suites", "").split(), codename) and fields.get("Enabled") != "no":
            yield re.sub(r"^Types:.*$", "Types: deb-src", stanza.strip(), flags=re.MULTILINE) + "\n\n"


def one_line(text: str, codename: str) -> Iterator[str]:
    """The same of a `.list` file."""
    for line in text.splitlines():
        found = re.match(r"deb\s+((?:\[[^\]]*\]\s+)?\S+\s+(\S+).*)$", line)
        if found and _of_release([found[2]], codename):
            yield f"deb-src {found[1]}\n"


def _of_release(suites: list[str], codename: str) -> bool:
    """Whether it is the distribution's: who else packages something seldom names a suite like that."""
    return any(suite.partition("-")[0] == codename for suite in suites)
