import re

from tests.style.source import tracked_texts

# What belongs to one machine or one workplace and means nothing to a reader elsewhere.
LOCAL = re.compile(
    r"(?<![\w.:~-])/(?:work|workspace|builds)/\w"
    r"|/root/\.(?:pyenv|cache|config)\b"
    r"|/tmp/bash_"
    r"|\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org)\b"
    r"|^(?:<<<<<<<|>>>>>>>) ",
    re.MULTILINE,
)


def local_words(path: str, text: str) -> list[str]:
    found = ((text.count("\n", 0, match.start()) + 1, match.group()) for match in LOCAL.finditer(text))
    return [f"{path}:{line}: {word!r} means nothing on another machine" for line, word in found]


def test_no_file_speaks_of_one_machine() -> None:
    """A clone reads and works the same everywhere: no workplace paths, package index or merge marks."""
    findings = [
        line
        for path, text in tracked_texts()
        if path != "tests/style/test_texts.py"
        for line in local_words(path, text)
    ]
    assert not findings, "\n".join(findings)


def test_a_planted_path_is_found() -> None:
    """The rule finds a workplace's path and leaves a guest's alone."""
    assert local_words("x", "see /work/main/notes")
    assert not local_words("x", "mount it at /srv/work/x, or /tmp/x")
