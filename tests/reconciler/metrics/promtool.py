"""Prometheus's own opinion of metrics."""

import subprocess


def checked(text: str) -> str:
    """What `promtool check metrics` complains of in an exposition; empty where it is content."""
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr
