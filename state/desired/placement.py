"""Which host each manifest's object is on, and under which policy: the first step of `state.desired.resolve`.

With no Host manifest there is one host, `localhost`. With one, it is everybody's. With several, each manifest
says which. Where a document that cannot be read may be the only Host, nothing is placed by default: work
meant for another machine must not land on this one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from schemas.facts import Ref
from schemas.host import HostSpec
from schemas.policy import Policy
from state.desired.document import Problem
from state.desired.excerpt import Fault
from state.desired.load import Loaded
from state.desired.manifest import Broken, Manifest
from state.desired.mistakes import closest
from state.desired.resolution import Defaults
from state.diagnostics import Severity
from state.world import Host

LOCALHOST = "localhost"


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A valid manifest and the object that it is about. Of a Host, the object is the host itself."""

    ref: Ref
    manifest: Manifest
    policy: Policy


@dataclass(frozen=True, slots=True, eq=False)
class Objection:
    """What is wrong with a manifest beside others. refs: the objects that are left alone for it."""

    manifest: Manifest
    problem: Problem
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Everything that has a place. broken: objects whose own manifests are not valid, with those."""

    hosts: Mapping[str, Host]
    placed: tuple[Placed, ...]
    broken: Mapping[Ref, Broken]
    objections: tuple[Objection, ...]


@dataclass(frozen=True, slots=True)
class _Hosts:
    """The names of all hosts; `hidden`: one more may be in what cannot be read."""

    names: tuple[str, ...]
    hidden: bool

    def choose(self, written: str | None) -> str | Fault:
        """The host that a manifest is for, or why there is none."""
        names = self.names or (() if self.hidden else (LOCALHOST,))
        if written in names:
            return written
        if not names:
            return (
                _HIDDEN
                if written is None
                else Fault(
                    f"left as it is: the manifest of its host `{written}` cannot be read",
                    "correct that first",
                    _WARNING,
                )
            )
        if written is not None:
            return self._unknown(written, names)
        return (
            names[0]
            if len(names) == 1
            else Fault("on which host?", f"add `host` to `metadata`; one of: {_listed(names)}")
        )

    def _unknown(self, written: str, names: tuple[str, ...]) -> Fault:
        meant = closest(written, list(names))
        message = f"there is no Host `{written}`" + (f"; did you mean `{meant}`?" if meant else "")
        if not self.names:
            return Fault(message, f"add a manifest of kind Host named `{written}`, or take `host` out")
        return Fault(message, f"one of: {_listed(names)}; or add a manifest of kind Host")


_WARNING = Severity.WARNING
_HIDDEN = Fault(
    "left as it is: its host may be one whose manifest cannot be read", "correct that first", _WARNING
)


def place(loaded: Loaded, defaults: Defaults) -> Placement:
    """Give every manifest its host. Those that have none become objections."""
    found = [manifest for manifest in loaded.manifests if manifest.kind.name == "Host"]
    hosts = _hosts(found, loaded.broken)
    policies = {host.metadata.name: defaults.policy.under(host.policy) for host in found}
    placed = [Placed(_host_ref(host.metadata.name), host, policies[host.metadata.name]) for host in found]
    objections = []
    for manifest in loaded.manifests:
        if manifest.kind.name == "Host":
            continue
        host = hosts.choose(manifest.metadata.host)
        if isinstance(host, Fault):
            objections.append(_homeless(manifest, host))
        else:
            ref = Ref(manifest.kind.name, host, manifest.metadata.name, manifest.scope)
            placed.append(Placed(ref, manifest, _policy(manifest, policies.get(host, defaults.policy))))
    named = {host.metadata.name: _host(host, policies[host.metadata.name]) for host in found}
    if not hosts.names and not hosts.hidden:
        named = {LOCALHOST: Host(LOCALHOST, defaults.uri, defaults.policy)}
    return Placement(named, tuple(placed), _broken(loaded.broken, hosts), tuple(objections))


def _policy(manifest: Manifest, general: Policy) -> Policy:
    """The policy of one object. That data may be deleted only its own manifest says: no host, no settings."""
    policy = general.under(manifest.policy)
    if not manifest.kind.holds_data:
        return policy
    own = Policy().under(manifest.policy)
    return replace(policy, deletion=own.deletion)


def _hosts(found: Iterable[Manifest], broken: Iterable[Broken]) -> _Hosts:
    claimed = {each.name for each in broken if each.kind == "Host" and each.name}
    hidden = any(each.may_be_host and not (each.kind == "Host" and each.name) for each in broken)
    return _Hosts(tuple(sorted(claimed | {host.metadata.name for host in found})), hidden)


def _host(manifest: Manifest, policy: Policy) -> Host:
    assert isinstance(manifest.spec, HostSpec)  # noqa: S101 # what `kind: Host` says, for the type checker
    name, labels = manifest.metadata.name, manifest.metadata.labels
    return Host(name, manifest.spec.uri, policy, manifest.spec.concurrency, labels)


def _homeless(manifest: Manifest, fault: Fault) -> Objection:
    """A manifest without a host; where it names one, the object can at least be named."""
    metadata = manifest.metadata
    path = ("metadata", "host") if metadata.host else ("metadata",)
    named = (Ref(manifest.kind.name, metadata.host, metadata.name, manifest.scope),) if metadata.host else ()
    return Objection(manifest, Problem(path, fault, at_key=not metadata.host), named)


def _broken(found: Iterable[Broken], hosts: _Hosts) -> dict[Ref, Broken]:
    """The objects of manifests that are not valid, as far as they can be told."""
    refs: dict[Ref, Broken] = {}
    for each in found:
        host = each.name if each.kind == "Host" else hosts.choose(each.host)
        if each.kind and each.name and isinstance(host, str):
            refs[Ref(each.kind, host, each.name, each.scope)] = each
    return refs


def _host_ref(name: str) -> Ref:
    return Ref("Host", name, name)


def host_of(ref: Ref) -> Ref:
    """The host that an object is on, as an object that it depends on."""
    return _host_ref(ref.host)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)
