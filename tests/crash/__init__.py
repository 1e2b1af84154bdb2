"""Crash injection: a command killed before any one of its libvirt calls. Used by
tests/libvirt/test_crash.py.
"""
