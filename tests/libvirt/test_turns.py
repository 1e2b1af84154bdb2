"""Two runs on one host: the second one waits for its turn, and leaves what is in hand to the first."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reconciler.steps import Step, Verb
from schemas.facts import Ref
from state.recorded.ledger import Ledger
from state.recorded.turns import turn
from tests.lab import Host, Lab

MANIFESTS = """
apiVersion: virt-reconcile/v1
kind: StoragePool
metadata: {name: images}
spec: {type: dir, target: {path: %(images)s}}
---
apiVersion: virt-reconcile/v1
kind: Volume
metadata: {name: disk}
spec: {pool: images, format: raw, capacity: 1MiB, content: %(content)s}
"""
DISK = Ref("Volume", "localhost", "disk", "images")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Path, Host]]:
    """A folder of manifests, an empty ledger, and a host with a pool in which a filling has begun."""
    with Lab(tmp_path / "lab") as lab:
        host, content = lab.hosts[0], tmp_path / "content"
        content.write_bytes(b"content!" * 2**17)
        (tmp_path / "manifests").mkdir()
        text = MANIFESTS % {"images": host.images, "content": content}
        (tmp_path / "manifests" / "all.yaml").write_text(text)
        host.virsh("pool-define-as", "images", "dir", "--target", str(host.images))
        host.virsh("pool-start", "images")
        host.virsh("vol-create-as", "images", "disk", "1MiB", "--format", "raw")
        yield tmp_path, host


def command(place: tuple[Path, Host], *words: str) -> list[str]:
    folder, host = place
    where = [str(folder / "manifests"), "--state-dir", str(folder / "state"), "--connect", host.uri]
    return [sys.executable, "-m", "reconciler", *words, *where]


def test_a_turn_that_root_takes_can_be_taken_by_whoever_has_the_ledger(tmp_path: Path) -> None:
    """The daemon runs as a user of its own, and an administrator beside it as root."""
    os.chown(tmp_path, 65534, 65534)
    with turn(tmp_path, "kvm01", never):
        pass
    (made,) = tmp_path.iterdir()
    assert (made.stat().st_uid, made.stat().st_gid) == (65534, 65534)


def never() -> bool:
    return False


def test_what_another_run_is_making_is_left_to_it(place: tuple[Path, Host]) -> None:
    """A plan says so, an apply waits; when the other one is gone, what it left is finished."""
    disk = place[1].images / "disk"
    with Ledger.open(place[0] / "state") as ledger:
        ledger.begin(Step(Verb.CREATE, DISK), "", "revision")
        with ledger.turn("localhost", never) as ours:
            assert ours
            done = subprocess.run(command(place, "plan"), capture_output=True, text=True, check=False)
            assert "another run is working on it" in done.stdout, done.stderr
            assert "cut off, refused" not in done.stdout
            with subprocess.Popen(
                command(place, "apply", "--yes"), stderr=subprocess.PIPE, text=True
            ) as waiting:
                assert waiting.stderr is not None
                told = next(line for line in waiting.stderr if "Another run" in line)
                assert "waits until it is done" in told
                assert disk.read_bytes() == bytes(2**20)
                waiting.terminate()
        assert disk.read_bytes() == bytes(2**20)
    done = subprocess.run(command(place, "apply", "--yes"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert disk.read_bytes() == b"content!" * 2**17
