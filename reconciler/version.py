"""The version people and reports see. Said here because reading package metadata costs start-up time;
a test holds it equal to pyproject.toml. Used by the command line and the report.
"""

VERSION = "0.1.0"
