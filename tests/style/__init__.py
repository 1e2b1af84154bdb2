"""Habits no linter knows: sizes, names, state, purity. Run by `make check`; each rule is tried on a plant."""
