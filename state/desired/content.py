"""The local files that new volumes are filled with: are they there? Called by `state.desired.read`."""

import os
from dataclasses import replace

from state.desired.resolution import Resolution
from state.diagnostics import Diagnostic, Severity
from state.world import Desired


def with_missing_content(resolution: Resolution) -> Resolution:
    """The resolution with a warning for every `content` that this machine cannot read.

    No error: a volume that exists already needs it no more, and a check of the manifests may run elsewhere.
    """
    found = (_missing(each) for each in resolution.desired.values() if each.content)
    warnings = tuple(warning for warning in found if warning)
    return replace(resolution, diagnostics=(*resolution.diagnostics, *warnings)) if warnings else resolution


def _missing(desired: Desired) -> Diagnostic | None:
    if desired.content is None or os.access(desired.content, os.R_OK):
        return None
    message = f"`content` of {desired.ref} cannot be read here: {desired.content}"
    return Diagnostic(Severity.WARNING, desired.where, message, "it is needed when the volume is made")
