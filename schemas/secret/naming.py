"""What a secret is called, since libvirt gives it no name: by the id of its usage, else by its UUID.

Why it exists: a manifest and the secret on the host must come to the same name by themselves. Used by
`state.desired`, for what manifests say, and by `state.live`, for what libvirt has.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from schemas.facts import Facts

if TYPE_CHECKING:
    from schemas.secret.definition import SecretSpec

SECRET = "Secret"  # noqa: S105 - the kind
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAME = re.compile(r"[A-Za-z0-9_.+:@][A-Za-z0-9_.+:@ -]{0,126}")  # schemas.manifest.Name, without pydantic


def names(usages: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """UUID to name of every secret of a host, from its UUIDs and the ids of their usages ('' for none).

    Where two usages have one id (which libvirt allows for two types), the first keeps the name.
    """
    taken: dict[str, str] = {}
    for uuid, usage in usages:
        called = name(uuid, usage)
        taken[uuid if called in taken else called] = uuid
    return {uuid: called for called, uuid in taken.items()}


def name(uuid: str, usage: str) -> str:
    """What one secret is called, as far as it can be told without the others."""
    return usage if _nameable(usage) else uuid


def uuid_of(called: str) -> str | None:
    """The UUID, where a secret is called by it."""
    return called if _UUID.fullmatch(called) else None


def named(called: str, facts: Facts) -> Facts:
    """The facts, with the name for the usage's id where the manifest states none."""
    if "usage.type" not in facts or "usage.id" in facts or uuid_of(called):
        return facts
    return {**facts, "usage.id": called}


def misnamed(called: str, spec: "SecretSpec") -> tuple[str, str] | None:
    """Why the secret would not be found under this name, and what to do about it; None where it would."""
    uuid, usage = uuid_of(called), spec.usage
    written = "" if usage is None else usage.id or ""
    asked = written or (called if usage is not None and usage.type != "volume" and not uuid else "")
    if _nameable(asked):
        fault = f"a secret is called by its usage's id, here `{asked}`", f"call it `{asked}`"
        return None if called == asked else fault
    if uuid is None:
        return "a secret whose usage has no id that is a name is called by its UUID", "take a UUID for `name`"
    if usage is not None and not written:
        return "a secret that is called by its UUID says the id of its usage", "state `spec.usage.id`"
    fault = f"a secret that is called by its UUID has that one, not {spec.uuid}", "leave `spec.uuid` out"
    return None if spec.uuid in (None, uuid) else fault


def _nameable(usage: str) -> bool:
    return _NAME.fullmatch(usage) is not None and uuid_of(usage) is None
