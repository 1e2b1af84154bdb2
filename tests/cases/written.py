"""The cases as they are written: one folder each, below the kind's short name, with a manifest.yaml.

`${…}` in a manifest is a place of the machine that the test runs on; see `tests.libvirt.test_cases`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

import yaml

from schemas import KINDS
from schemas.fields import Spec
from schemas.kind import Kind

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One case: its kind, and the folder that names it."""

    kind: Kind
    folder: Path

    def __str__(self) -> str:
        return f"{self.kind.short}-{self.folder.name}"

    def documents(self, places: Mapping[str, str]) -> list[tuple[Kind, str, Spec]]:
        """Kind, name and spec of every manifest, what the last one needs first."""
        text = Template((self.folder / "manifest.yaml").read_text()).substitute(places)
        kinds = {kind.name: kind for kind in KINDS}
        return [
            (
                kinds[one["kind"]],
                one["metadata"]["name"],
                kinds[one["kind"]].model.model_validate(one["spec"]),
            )
            for one in yaml.safe_load_all(text)
        ]


def cases(kind: Kind) -> list[Case]:
    """Every case of a kind."""
    return [Case(kind, folder) for folder in sorted((FOLDER / kind.short).glob("*")) if folder.is_dir()]
