"""The parts of the command `adopt`: a host's objects as sightings (`library`), what belongs together
(`gathering`), the files (`folder`), and the way through (`course`). Used by `reconciler.cli.verbs.adopting`.
"""
