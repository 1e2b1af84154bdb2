BEGIN TRANSACTION;
CREATE TABLE identity (mark TEXT NOT NULL, key BLOB NOT NULL, sequence INTEGER NOT NULL);
INSERT INTO "identity" VALUES('11112222333344445555666677778888',X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F',7);
CREATE TABLE objects (kind TEXT NOT NULL, host TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, uuid TEXT NOT NULL, facts TEXT NOT NULL, deletion TEXT NOT NULL,
        adopted INTEGER NOT NULL, attempts TEXT NOT NULL, updated_at REAL NOT NULL, stamp INTEGER NOT NULL,
        UNIQUE (kind, host, scope, name));
INSERT INTO "objects" VALUES('VirtualMachine','kvm01','','web-1','5f7d0c6e-0000-4000-8000-000000000001','{"memory":2147483648,"autostart":true,"disks[root]":true,"disks[root].bus":"virtio","order":["a","b"],"graphics.password":{"digest":"c0ffee"}}','delete',1,'{"title":2}',1700000000.5,5);
INSERT INTO "objects" VALUES('Volume','kvm01','images','root.qcow2','5f7d0c6e-0000-4000-8000-000000000002','{"capacity":1073741824}','orphan',0,'{}',1700000001.0,6);
CREATE TABLE steps (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, host TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, verb TEXT NOT NULL,
        paths TEXT NOT NULL, detail TEXT NOT NULL, uuid TEXT NOT NULL, revision TEXT NOT NULL,
        started REAL NOT NULL, finished REAL, result TEXT, error TEXT NOT NULL DEFAULT '',
        seconds REAL NOT NULL DEFAULT 0, changes TEXT NOT NULL DEFAULT '[]');
INSERT INTO "steps" VALUES(3,'VirtualMachine','kvm01','','web-1','define','["memory"]','more memory','5f7d0c6e-0000-4000-8000-000000000001','abc123',1700000000.0,1700000000.5,'done','',0.5,'[["memory","2GiB","1GiB"]]');
INSERT INTO "steps" VALUES(4,'Network','kvm01','','lan','create','[]','','5f7d0c6e-0000-4000-8000-000000000003','abc124',1700000002.0,NULL,NULL,'',0.0,'[]');
CREATE INDEX objects_stamp ON objects (stamp);
CREATE INDEX steps_open ON steps (kind, host, scope, name) WHERE finished IS NULL;
CREATE INDEX steps_object ON steps (kind, host, scope, name, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('steps',4);
COMMIT;
PRAGMA application_id = 1987206961;
PRAGMA user_version = 1;
