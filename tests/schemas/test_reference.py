"""What is derived from the declared fields: the reference, `explain` and JSON Schema."""

import json

import pytest

from schemas import KINDS, kind_named
from schemas.export import Entry, UnknownFieldError, entries, explain, json_schema, pages
from schemas.fields import table
from schemas.kind import Kind
from tests.schemas.reference import FOLDER

EVERY = [(kind, entry) for kind in KINDS for entry in entries(kind)]


@pytest.mark.parametrize("name", pages())
def test_the_reference_is_what_the_fields_say(name: str) -> None:
    """docs/reference is never behind; `python -m tests.schemas.reference` writes it."""
    assert (FOLDER / name).read_text("utf-8") == pages()[name]


def test_every_field_says_what_it_means() -> None:
    """One line each, that is a sentence."""
    silent = [f"{kind.short} {entry.path}" for kind, entry in EVERY if len(entry.meaning) < len("a word")]
    assert silent == []
    assert [entry.path for _, entry in EVERY if "\n" in entry.meaning] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.short)
def test_every_fact_is_in_the_catalogue(kind: Kind) -> None:
    """Whatever a plan can name, `explain` and the reference know, with its place and its price."""
    known = {entry.path.removeprefix("spec."): entry for entry in entries(kind)}
    assert table(kind.spec).keys() <= known.keys()
    assert [path for path in table(kind.spec) if not known[path].price] == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("vm.spec.memory", "How much memory the machine is built with"),
        ("VirtualMachine.spec.disks.bus", "domain/devices/disk/target@bus"),
        ("vm.spec.disks[].bus", "one of virtio, scsi, sata, ide, usb, fdc"),
        ("vm.spec.disks[root].bus", "restart"),
        ("vm.disks.file", "live where device is cdrom or floppy, else restart"),
        ("disks[root].cache", "How the host caches it"),
        ("policy.restart", "one of never, window, now"),
        ("vm.policy.restart", "every kind: policy.restart"),
        ("network.spec.forward.mode", "Network: spec.forward.mode"),
        ("vm.spec.runStrategy", "Always"),
        ("vm.cpu", "topology"),
        ("vm", "runStrategy"),
        ("pool.spec", "StoragePool (pool)"),
    ],
)
def test_explain_takes_any_spelling_of_a_path(written: str, expected: str) -> None:
    """Kinds long or short, with keys or brackets or neither, with `spec` or without."""
    assert expected in explain(written)


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("vm.spec.memry", "vm.spec.memory"),
        ("vm.spec.disk.bus", "vm.spec.disks.bus"),
        ("vm.spec.bus", "vm.spec.disks.bus"),
        ("virtualmachine.zzzz", "`explain vm`"),
        ("", "host, secret, nwfilter, network, pool, volume, vm"),
        ("][.", "host, secret, nwfilter, network, pool, volume, vm"),
    ],
)
def test_explain_of_an_unknown_path_says_what_is_like_it(written: str, advice: str) -> None:
    """A slip is answered with the right name, nonsense with where to begin."""
    with pytest.raises(UnknownFieldError, match="no field is at") as caught:
        explain(written)
    assert advice in str(caught.value)


def test_every_entry_can_be_explained() -> None:
    """No field's text fails, and each says what it means."""
    assert [entry.path for kind, entry in EVERY if entry.meaning not in explained(kind, entry)] == []


def explained(kind: Kind, entry: Entry) -> str:
    return explain(f"{kind.short}.{entry.path}")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.short)
def test_every_reference_of_the_json_schema_leads_somewhere(kind: Kind) -> None:
    """In a kind's own schema and in the one of all kinds."""
    for schema in (json_schema(kind), json_schema()):
        assert [pointer for pointer in pointers(schema) if not found(schema, pointer)] == []


def pointers(schema: object) -> list[str]:
    match schema:
        case dict():
            own = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
            return own + [pointer for part in schema.values() for pointer in pointers(part)]
        case list():
            return [pointer for part in schema for pointer in pointers(part)]
        case _:
            return []


def found(schema: object, pointer: str) -> bool:
    at = schema
    for part in pointer.removeprefix("#/").split("/"):
        at = at.get(part) if isinstance(at, dict) else None
    return at is not None


def test_the_json_schema_is_plain_json_with_the_names_that_yaml_uses() -> None:
    """It can be written to a file, knows camelCase names only and refuses others."""
    schema = json_schema(kind_named("VirtualMachine"))
    text = json.dumps(schema)
    assert json.loads(text) == schema
    assert '"bootOrder"' in text
    assert '"boot_order"' not in text
    assert text.count('"additionalProperties": false') > len("a group or two")
