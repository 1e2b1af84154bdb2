"""The log of the daemon: one sentence a cycle and one line for everything that a person may have to look at.

structlog writes it, as JSON or for a console; records of libraries that use the standard logging go the same
way. Called once, by `run`; nothing below the shell logs.
"""

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TextIO, TypeAlias

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger, Processor

Format: TypeAlias = Literal["auto", "console", "json"]
Level: TypeAlias = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Style:
    """How the log is written. auto: for a console on a terminal, else JSON. stream: standard error."""

    format: Format = "auto"
    level: Level = "info"
    colour: bool = True
    stream: TextIO | None = None


def configure(style: Style) -> "FilteringBoundLogger":
    """Send everything that is logged from here on to one place in one form; the logger to use."""
    import structlog

    stream = style.stream or sys.stderr
    level = logging.getLevelNamesMapping()[style.level.upper()]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_first(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(style, stream)],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[*_first(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logger: FilteringBoundLogger = structlog.get_logger("virt-reconcile")
    return logger


def _first() -> Sequence["Processor"]:
    """What every line gets, wherever it comes from."""
    import structlog

    return (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    )


def _last(style: Style, stream: TextIO) -> Sequence["Processor"]:
    """The form in which a line is written."""
    import structlog

    if style.format == "json" or (style.format == "auto" and not stream.isatty()):
        return (structlog.processors.JSONRenderer(ensure_ascii=False),)
    return (structlog.dev.ConsoleRenderer(colors=style.colour and stream.isatty()),)
