"""Marks what plays on real libvirt hosts: it fails, and never skips, where none comes up."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in a module named `test_lab_…` of this folder needs the lab."""
    for item in items:
        if item.path.parent.name == "examples" and item.path.name.startswith("test_lab_"):
            item.add_marker(pytest.mark.lab)
