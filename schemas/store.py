"""The forms of all specs, kept from one run to the next beside Python's own byte-code and by its rules.

Why it exists: to compile them takes pydantic and every spec, half of a short run. They are byte-code of
`schemas/forms.py`, a module that nobody wrote: Python's own loader keeps, finds and judges them, as it does
with any other, so that they are trusted no more and no less. What that "source" says is which version of
which file the forms were made from. Called by `schemas.fields` and `schemas.kind`.
"""

import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.machinery import SourceFileLoader
from io import BytesIO
from pathlib import Path
from pickle import Pickler, PicklingError, Unpickler
from types import CodeType, ModuleType

from schemas.codecs import Codec
from schemas.form import Form, Group, Items

NAME = "schemas.forms"
# Where codecs are: functions have no value that could be kept, so codecs are kept by name. None of these
# modules imports a spec.
CODECS = (
    "schemas.codecs", "schemas.spellings", "schemas.network.spellings", "schemas.nwfilter.spelling",
    "schemas.secret.spelling", "schemas.vm.backing", "schemas.vm.hostaddress", "schemas.vm.listener",
    "schemas.vm.place", "schemas.vm.resctrl", "schemas.vm.spelling",
)  # fmt: skip
_FOLDER = Path(__file__).parent


@cache
def kept() -> Mapping[str, Form]:
    """The form of every spec that a kind is made of, by its name."""
    module = ModuleType(NAME)
    try:
        _Loader(NAME, str(_FOLDER / "forms.py")).exec_module(module)
    except PicklingError:  # a codec without a name costs time, and a test says so
        return _fresh()
    return loaded(module.FORMS)


def dumped(forms: Mapping[str, Form]) -> bytes:
    """Forms as bytes. PicklingError where a codec is in none of `CODECS`."""
    stream = BytesIO()
    _Dumper(stream, protocol=5).dump(dict(forms))
    return stream.getvalue()


def loaded(data: bytes) -> dict[str, Form]:
    """The forms again."""
    forms: dict[str, Form] = _Undumper(BytesIO(data)).load()
    return forms


class _Loader(SourceFileLoader):
    """Python's loader, for a source that is a list of versions and a code that is the forms."""

    def path_stats(self, path: str) -> Mapping[str, int]:
        """What byte-code is held against: here a digest in place of the time."""
        source = self.get_data(path)
        return {"mtime": zlib.crc32(source), "size": len(source)}

    def get_data(self, path: str) -> bytes:
        """The bytes of a file; of the one that is not there, the versions."""
        return "\n".join(versions(_FOLDER)).encode() if path == self.path else super().get_data(path)

    def source_to_code(  # type: ignore[override]  # it is given what get_data() gives
        self,
        data: bytes,  # noqa: ARG002 - the loader's signature
        path: str,
        *,
        _optimize: int = -1,
    ) -> CodeType:
        """A module with the forms in it."""
        return compile(f"FORMS = {dumped(_fresh())!r}", path, "exec", optimize=_optimize)


def versions(folder: Path) -> Iterator[str]:
    """Which sources there are in a package, and which version of each."""
    for path in sorted(folder.rglob("*.py")):
        status = path.stat()
        yield f"{path} {status.st_size} {status.st_mtime_ns}"


def _fresh() -> dict[str, Form]:
    from schemas import KINDS  # which imports this module
    from schemas.fields import fresh

    return {form.name: form for kind in KINDS for form in _parts(fresh(kind.model))}


def _parts(form: Form) -> Iterator[Form]:
    yield form
    for slot in form.slots:
        if isinstance(slot, Group | Items):
            yield from _parts(slot.spec)


class _Dumper(Pickler):
    """Keeps codecs by their names."""

    def persistent_id(self, value: object) -> str | None:
        """`module:NAME` of a codec; None for everything else."""
        if not isinstance(value, Codec):
            return None
        try:
            return _names()[id(value)]
        except KeyError:
            raise PicklingError(f"{value} is a codec without a name in {CODECS}") from None


@cache
def _names() -> Mapping[int, str]:
    named = ((name, vars(import_module(name))) for name in CODECS)
    return {
        id(value): f"{name}:{one}" for name, values in reversed([*named]) for one, value in values.items()
    }


class _Undumper(Unpickler):
    """Finds codecs by their names."""

    def persistent_load(self, name: str) -> object:
        """The codec of this name."""
        module, _, attribute = name.partition(":")
        return getattr(import_module(module), attribute)
