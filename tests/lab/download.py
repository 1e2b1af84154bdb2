"""Downloads Debian packages without installing them; called by what builds guests."""

import os
from pathlib import Path

from tests.lab.commands import output


def unpack(package: str, root: Path, downloads: Path) -> None:
    """Unpack a package of the machine's own distribution into `root`."""
    output(["dpkg-deb", "--extract", str(download(package, downloads)), str(root)])


def download(package: str, downloads: Path) -> Path:
    """The .deb of a package, downloaded unless it is there."""
    folder = downloads / package
    if not list(folder.glob("*.deb")):
        folder.mkdir(parents=True, exist_ok=True)
        command = ["apt-get", "-o", "APT::Sandbox::User=root", "download", package]
        output(command, timeout=600, folder=folder, environment=os.environ)  # it may need the caller's proxy
    return max(folder.glob("*.deb"))
