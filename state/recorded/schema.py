"""The ledger's tables, as migrations: each brings a ledger from one version to the next and loses nothing.

Called by `state.recorded.database`. A released migration is never edited; a change is a new one at the end.
"""

from collections.abc import Iterator

APPLICATION_ID = 0x76725F31  # "vr_1": tells our file from any other program's SQLite database

_OBJECT = "kind TEXT NOT NULL, host TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL"
_KEY = "kind, host, scope, name"

# identity has one row. sequence counts every change of what records() shows; stamp is the sequence at which
# a row last changed, so that a reader takes in only what is new. A step without `finished` is an open intent.
_OBJECTS_AND_STEPS = (
    "CREATE TABLE identity (mark TEXT NOT NULL, key BLOB NOT NULL, sequence INTEGER NOT NULL)",
    "INSERT INTO identity VALUES (lower(hex(randomblob(16))), randomblob(32), 1)",
    f"""CREATE TABLE objects ({_OBJECT}, uuid TEXT NOT NULL, facts TEXT NOT NULL, deletion TEXT NOT NULL,
        adopted INTEGER NOT NULL, attempts TEXT NOT NULL, updated_at REAL NOT NULL, stamp INTEGER NOT NULL,
        UNIQUE ({_KEY}))""",
    "CREATE INDEX objects_stamp ON objects (stamp)",
    f"""CREATE TABLE steps (id INTEGER PRIMARY KEY AUTOINCREMENT, {_OBJECT}, verb TEXT NOT NULL,
        paths TEXT NOT NULL, detail TEXT NOT NULL, uuid TEXT NOT NULL, revision TEXT NOT NULL,
        started REAL NOT NULL, finished REAL, result TEXT, error TEXT NOT NULL DEFAULT '',
        seconds REAL NOT NULL DEFAULT 0, changes TEXT NOT NULL DEFAULT '[]')""",
    f"CREATE INDEX steps_open ON steps ({_KEY}) WHERE finished IS NULL",
    f"CREATE INDEX steps_object ON steps ({_KEY}, id)",
)
# In a suspension an empty text stands for "every": kind '' is a whole host, host '' is everything.
_DRIFTS_SUSPENSIONS_AND_REPORT = (
    f"CREATE TABLE drifts ({_OBJECT}, since REAL NOT NULL, UNIQUE ({_KEY}))",
    f"""CREATE TABLE suspensions ({_OBJECT}, reason TEXT NOT NULL, "by" TEXT NOT NULL, since REAL NOT NULL,
        until REAL, UNIQUE ({_KEY}))""",
    "CREATE TABLE report (id INTEGER PRIMARY KEY CHECK (id = 1), text TEXT NOT NULL)",
)
# Both documents of an object as they were settled, packed; empty where none was kept yet.
_WHOLE_DOCUMENTS = (
    "ALTER TABLE objects ADD COLUMN persistent BLOB NOT NULL DEFAULT x''",
    "ALTER TABLE objects ADD COLUMN running BLOB NOT NULL DEFAULT x''",
    "ALTER TABLE objects ADD COLUMN run TEXT NOT NULL DEFAULT ''",
)
MIGRATIONS = (_OBJECTS_AND_STEPS, _DRIFTS_SUSPENSIONS_AND_REPORT, _WHOLE_DOCUMENTS)
VERSION = len(MIGRATIONS)


def statements_from(version: int) -> Iterator[str]:
    """What brings a ledger of this version (0: empty file) to the present one, in one transaction."""
    for migration in MIGRATIONS[version:]:
        yield from migration
    yield f"PRAGMA application_id = {APPLICATION_ID}"
    yield f"PRAGMA user_version = {VERSION}"
