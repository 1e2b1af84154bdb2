"""Documents that others wrote, on real libvirt: whatever libvirt accepts, the product must cope with.

`make corpus` runs the laws on all of them, `make test` on a sample. See `tests.corpus.__main__`.
"""
