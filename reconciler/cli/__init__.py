"""The command line: verbs that ask the core and print what it says. Heavy things are imported only when
a verb runs, because completion and `--help` are felt. Started by `reconciler.__main__`.
"""
