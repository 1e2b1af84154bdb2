"""From the text of one document to a valid manifest, or to its errors and what can be told of it regardless.

Called by `state.desired.load`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from schemas import KINDS
from schemas.fields import Spec
from schemas.flat import elsewhere
from schemas.flat import facts as facts_of
from schemas.kind import Kind
from schemas.manifest import Header
from schemas.secret.definition import SecretSpec
from schemas.secret.naming import misnamed as misnamed_secret
from state.desired.document import Document, Problem
from state.desired.excerpt import Chunk, Fault, brief, report
from state.desired.guess import known, meant_kind
from state.desired.itemnames import misnamed
from state.desired.manifest import Broken, Manifest, references, scope_of
from state.desired.mistakes import Rejected, problems_of
from state.desired.overlays import misstated
from state.desired.yaml import Data, parse
from state.diagnostics import Diagnostic
from state.world import Deposit

Model = TypeVar("Model", bound=BaseModel)

_NO_MAPPING = Fault(
    "a manifest is a mapping: `apiVersion`, `kind`, `metadata`, `spec`",
    "write `key: value` lines; several manifests in one file are divided by lines of `---`",
)


@dataclass(frozen=True, slots=True)
class Checked:
    """One document: a manifest, or what is known of a broken one; neither where there is nothing in it."""

    manifest: Manifest | None = None
    broken: Broken | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


def check(chunk: Chunk) -> Checked:
    """Read and validate one document. Never raises."""
    parsed = parse(chunk)
    if parsed.diagnostics:
        return Checked(broken=known(chunk, parsed.data), diagnostics=parsed.diagnostics)
    match parsed.data:
        case None:
            return Checked()
        case dict() as data:
            return _manifest(Document(chunk, parsed.spot, data))
        case _:
            return Checked(broken=known(chunk, None), diagnostics=(report(chunk, parsed.spot, _NO_MAPPING),))


def _manifest(document: Document) -> Checked:
    data = document.data
    kind = next((kind for kind in KINDS if kind.name == data.get("kind")), None)
    envelope = {key: data[key] for key in data if key != "spec"}
    header, problems = _validated(Header, Rejected(Header, envelope))
    spec, faulty = _spec(kind, data) if kind else (None, _unknown_kind(data))
    problems += [*faulty, *_hosted(header), *_named(header, spec)]
    if problems or not (kind and header and spec):
        broken = known(document.chunk, dict(data))
        return Checked(broken=broken, diagnostics=document.diagnose(problems))
    facts = facts_of(spec)
    referred = references(spec, facts, scope_of(spec))
    deposits = tuple(_deposits(document, spec))
    return Checked(Manifest(document, kind, header.metadata, header.policy, spec, facts, referred, deposits))


def _deposits(document: Document, spec: Spec) -> Iterator[Deposit]:
    """Where the values of secrets are that are not in the document."""
    for path, found in elsewhere(spec).items():
        if found.place is not None:
            yield Deposit(path, *found.place, document.place_of(type(spec), path))


def _validated(model: type[Model], rejected: Rejected) -> tuple[Model | None, list[Problem]]:
    """The data as a model, or what is wrong with it. Only YAML's spelling of a field's name is taken."""
    try:
        return model.model_validate(rejected.data, by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, problems_of(error, rejected)


def _spec(kind: Kind, data: Mapping[str, Data]) -> tuple[Spec | None, list[Problem]]:
    written = data.get("spec")
    said: Data = {} if written is None else written
    spec, problems = _validated(kind.model, Rejected(kind.model, said, ("spec",)))
    return spec, problems or ([*misnamed(spec), *misstated(spec)] if spec else [])


def _unknown_kind(data: Mapping[str, Data]) -> list[Problem]:
    """A kind that is there and is none; that it is missing, or no text, the envelope says."""
    kind = data.get("kind")
    if not isinstance(kind, str):
        return []
    meant = meant_kind(kind)
    message = f"unknown kind `{brief(kind)}`" + (f"; did you mean `{meant}`?" if meant else "")
    return [Problem(("kind",), Fault(message, f"one of: {', '.join(each.name for each in KINDS)}"))]


def _hosted(header: Header | None) -> list[Problem]:
    """A Host that is said to be on a host."""
    if header is None or header.kind != "Host" or header.metadata.host is None:
        return []
    fault = Fault("a Host is on no other host", "take `host` out; its name is `metadata.name`")
    return [Problem(("metadata", "host"), fault, at_key=True)]


def _named(header: Header | None, spec: Spec | None) -> list[Problem]:
    """A secret under a name by which libvirt's own would not be found again."""
    if header is None or not isinstance(spec, SecretSpec):
        return []
    fault = misnamed_secret(header.metadata.name, spec)
    return [] if fault is None else [Problem(("metadata", "name"), Fault(*fault))]
