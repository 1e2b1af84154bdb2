import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest

from reconciler.log import Format, Style, configure


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leave the process's logging as it was found."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(style: Format) -> list[str]:
    stream = io.StringIO()
    logger = configure(Style(format=style, stream=stream))
    logger.info("in sync", host="kvm01", objects=3)
    logger.debug("too much")
    logging.getLogger("somebody.elses").warning("a library says %s", "this")
    return stream.getvalue().splitlines()


def test_every_line_is_one_json_object() -> None:
    """With its time in UTC, its level, its sentence and its facts; libraries' lines too, debug lines not."""
    ours, theirs = map(json.loads, lines("json"))
    assert (ours["event"], ours["level"], ours["host"], ours["objects"]) == ("in sync", "info", "kvm01", 3)
    assert ours["timestamp"].endswith("Z")
    assert (theirs["event"], theirs["level"]) == ("a library says this", "warning")


def test_a_console_gets_lines_for_people() -> None:
    """The same sentences, without colours where there is no terminal."""
    ours, theirs = lines("console")
    assert "in sync" in ours
    assert "host=kvm01" in ours
    assert "\x1b" not in ours + theirs


def test_what_is_no_terminal_gets_json() -> None:
    """A journal or a pipe is read by programs."""
    assert json.loads(lines("auto")[0])["event"] == "in sync"


def test_an_exception_is_one_line_with_its_traceback() -> None:
    """So that a journal keeps it together."""
    stream = io.StringIO()
    logger = configure(Style(format="json", stream=stream))
    try:
        json.loads("boom")
    except ValueError:
        logger.exception("a defect")
    (line,) = stream.getvalue().splitlines()
    assert "JSONDecodeError" in json.loads(line)["exception"]


def test_warnings_of_libraries_are_logged() -> None:
    """They do not go to a standard error that nobody reads."""
    stream = io.StringIO()
    configure(Style(format="json", stream=stream))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old fashioned", stacklevel=1)
    assert "old fashioned" in stream.getvalue()
