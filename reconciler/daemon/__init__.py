"""The daemon: wakes become cycles, cycles become what is published. See docs/decisions/0005-the-daemon.md.

`service` is the whole of it, and what `run` on the command line starts; `keeper` is one host's thread,
`source` the manifests' thread, `inbox` what wakes a keeper, `board` what everybody may read of it.
"""
