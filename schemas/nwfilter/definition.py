"""What a manifest says of a network filter. Everything of it is in force at once: libvirt puts a redefined
filter in place of the old one at every running machine that it stands before.
"""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, WithJsonSchema

from schemas.codecs import INTEGER
from schemas.fields import LIVE, Each, Many, Refers, Spec, Xml
from schemas.nwfilter.grammar import ACTIONS, DIRECTIONS, MOST
from schemas.nwfilter.rule import EXAMPLE, checked
from schemas.nwfilter.spelling import RULE, before_rules
from schemas.scalars import Line, Uuid
from schemas.spec import Overlaid
from schemas.vm.traffic import FilterParameter

_CHAINS = r"^(root|(mac|stp|arp)[A-Za-z0-9_.:-]{0,9}|(vlan|rarp|ipv4|ipv6)[A-Za-z0-9_.:-]{0,8})$"
_RULES = rf"^({'|'.join(ACTIONS)}) ({'|'.join(DIRECTIONS)})( .*)?$"
RuleLine = Annotated[
    Line,
    AfterValidator(checked),
    WithJsonSchema({"type": "string", "pattern": _RULES, "examples": [EXAMPLE, "drop inout 1000"]}),
]


class FilterReference(Spec):
    """Another filter, all of whose rules count as well."""

    name: Annotated[
        Line,
        Xml("@filter", impact=LIVE),
        Refers("NetworkFilter", optional=True),
        Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$", description="The filter: `no-mac-spoofing`."),
    ]
    parameters: Annotated[
        tuple[FilterParameter, ...],
        Each("parameter", key="name", impact=LIVE),
        Field(description="What that filter is told, over what the interface tells it."),
    ] = ()


class NetworkFilterSpec(Overlaid):
    """A network filter: rules for the traffic of the interfaces that name it.

    A change is in force at once, for running machines too. A filter that an interface or another filter names
    cannot be taken away. The other filters' rules come before its own, in libvirt's document; which rule is
    looked at first, priorities say.
    """

    XML: ClassVar = "filter"
    uuid: Annotated[
        Uuid | None, Field(description="its identity; without one it is derived from the name")
    ] = None
    chain: Annotated[
        Line | None,
        Xml("@chain", impact=LIVE, absent="root"),
        Field(pattern=_CHAINS, description="root, or a protocol's own, such as arp or ipv4-ssh"),
    ] = None
    priority: Annotated[
        int | None,
        Xml("@priority", INTEGER, LIVE, absent=0),
        Field(ge=-MOST, le=MOST, description="when the chain's turn comes: the lowest number is the first"),
    ] = None
    filterrefs: Annotated[
        tuple[FilterReference, ...],
        Each("filterref", key="name", impact=LIVE, watched=True, complete=before_rules),
        Field(description="other filters whose rules count as well"),
    ] = ()
    rules: Annotated[
        tuple[RuleLine, ...] | None,
        Many("rule", RULE, LIVE),
        Field(
            min_length=1,
            description="in libvirt's order and words: action, direction, perhaps priority and "
            f"`statematch=no`, perhaps a protocol and its attributes: `{EXAMPLE}`",
        ),
    ] = None
