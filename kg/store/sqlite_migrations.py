"""The schema of a graph file, as the migrations that made it. The n-th brings a file of version n - 1 to version n.

A migration moves facts, in SQL that is never edited once a file may have it. What is derived it leaves empty: after the
last one kg.store.sqlite_rebuilding derives everything again, with the functions of today.
"""

from __future__ import annotations

# Integer keys inside, text ids outside. `statement.edge_key` names the edge that a statement speaks of, for or against:
# its index makes re-deriving an edge cost its own statements only. first_day and last_day bound a partial date.
_FIRST = """
CREATE TABLE document (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, title TEXT, url TEXT, source TEXT, author TEXT,
    published TEXT, first_day TEXT, last_day TEXT, language TEXT, metadata TEXT NOT NULL, reader TEXT NOT NULL,
    origin TEXT NOT NULL, fingerprint TEXT NOT NULL
);
CREATE INDEX document_published ON document (coalesce(published, '') DESC, id);
CREATE TABLE sentence (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, n INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, PRIMARY KEY (document, n)
) WITHOUT ROWID;
CREATE TABLE silence (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, n INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (document, n)
) WITHOUT ROWID;
CREATE TABLE entity (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    aliases TEXT NOT NULL, documents INTEGER NOT NULL
);
CREATE INDEX entity_folded ON entity (folded, id);
CREATE TABLE alias (
    entity INTEGER NOT NULL REFERENCES entity ON DELETE CASCADE, folded TEXT NOT NULL, PRIMARY KEY (entity, folded)
) WITHOUT ROWID;
CREATE INDEX alias_folded ON alias (folded, entity);
CREATE TABLE appearance (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, n INTEGER NOT NULL,
    entity INTEGER NOT NULL REFERENCES entity, name TEXT NOT NULL, PRIMARY KEY (document, n)
) WITHOUT ROWID;
CREATE INDEX appearance_entity ON appearance (entity, document);
CREATE TABLE mention (
    document INTEGER NOT NULL, appearance INTEGER NOT NULL, n INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, form TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (document, appearance, n),
    FOREIGN KEY (document, appearance) REFERENCES appearance ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE statement (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    n INTEGER NOT NULL, source INTEGER NOT NULL REFERENCES entity, type TEXT NOT NULL,
    target INTEGER REFERENCES entity, polarity TEXT NOT NULL, modality TEXT NOT NULL,
    speaker INTEGER REFERENCES entity, speaker_text TEXT, date TEXT, first_day TEXT, last_day TEXT, date_text TEXT,
    place INTEGER REFERENCES entity, confidence REAL NOT NULL, edge_key TEXT
);
CREATE INDEX statement_document ON statement (document, n);
CREATE INDEX statement_source ON statement (source, type, target);
CREATE INDEX statement_target ON statement (target, type);
CREATE INDEX statement_speaker ON statement (speaker);
CREATE INDEX statement_place ON statement (place);
CREATE INDEX statement_edge ON statement (edge_key);
CREATE INDEX statement_newest ON statement (coalesce(date, '') DESC, id);
CREATE INDEX statement_oldest ON statement (coalesce(date, '~'), id);
CREATE TABLE evidence (
    statement INTEGER NOT NULL REFERENCES statement ON DELETE CASCADE, n INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL,
    trigger_start INTEGER NOT NULL, trigger_end INTEGER NOT NULL,
    source_start INTEGER NOT NULL, source_end INTEGER NOT NULL, target_start INTEGER, target_end INTEGER,
    rule TEXT NOT NULL, PRIMARY KEY (statement, n)
) WITHOUT ROWID;
CREATE TABLE edge (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, edge_key TEXT NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES entity, type TEXT NOT NULL, target INTEGER NOT NULL REFERENCES entity,
    statements INTEGER NOT NULL, documents INTEGER NOT NULL, origins INTEGER NOT NULL,
    first_date TEXT, last_date TEXT, confidence REAL NOT NULL, is_contested INTEGER NOT NULL, example TEXT NOT NULL
);
CREATE INDEX edge_source ON edge (source, type, target);
CREATE INDEX edge_target ON edge (target, type, source);
CREATE INDEX edge_rank ON edge (origins DESC, statements DESC, id);
"""

# What can be cut from the text or computed from a date is no longer kept. `naming` is what documents call an entity,
# kept once and not once a document: an appearance points to one. *_read are the ends as the document has them, where a
# decision made them another entity (null: as read). The text of a document comes last in its row: columns behind it
# would be read through it. `held` tells whether a document is still the same. `origin` has the key of the first
# document of each one's origin, in a table of its own: whatever counts statements reads it, a million in few megabytes.
# `band` tells which texts may be near-copies. Both tables of words keep no text (content='') and no positions: what
# they hold is search_words of what they index, so that a change there asks for a migration.
_SECOND = """
CREATE TABLE new_document (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, published TEXT, source TEXT, title TEXT, url TEXT, author TEXT,
    language TEXT, reader TEXT NOT NULL, fingerprint TEXT NOT NULL, held TEXT NOT NULL, metadata TEXT NOT NULL,
    sketch BLOB NOT NULL, text TEXT NOT NULL
);
INSERT INTO new_document SELECT k, id, published, source, title, url, author, language, reader, fingerprint, '',
    metadata, x'', text FROM document;
CREATE TABLE naming (
    k INTEGER PRIMARY KEY, entity INTEGER NOT NULL REFERENCES entity, entity_read INTEGER REFERENCES entity,
    name TEXT NOT NULL, surfaces TEXT NOT NULL
);
CREATE UNIQUE INDEX naming_read ON naming (coalesce(entity_read, entity), name, surfaces);
CREATE INDEX naming_entity ON naming (entity);
CREATE INDEX naming_entity_read ON naming (entity_read) WHERE entity_read IS NOT NULL;
CREATE TABLE named (
    document INTEGER NOT NULL, n INTEGER NOT NULL, entity INTEGER NOT NULL, name TEXT NOT NULL, surfaces TEXT NOT NULL,
    PRIMARY KEY (document, n)
) WITHOUT ROWID;
INSERT INTO named SELECT a.document, a.n, a.entity, a.name, (SELECT json_group_array(text) FROM (
    SELECT DISTINCT m.text FROM mention m
    WHERE m.document = a.document AND m.appearance = a.n AND m.form = 'name' ORDER BY m.text)) FROM appearance a;
INSERT INTO naming (entity, name, surfaces) SELECT DISTINCT entity, name, surfaces FROM named;
CREATE TABLE new_appearance (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, n INTEGER NOT NULL,
    naming INTEGER NOT NULL REFERENCES naming, PRIMARY KEY (document, n)
) WITHOUT ROWID;
INSERT INTO new_appearance SELECT a.document, a.n, g.k FROM named a
    JOIN naming g ON coalesce(g.entity_read, g.entity) = a.entity AND g.name = a.name AND g.surfaces = a.surfaces;
DROP TABLE named;
CREATE TABLE new_mention (
    document INTEGER NOT NULL, appearance INTEGER NOT NULL, n INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, form TEXT NOT NULL,
    PRIMARY KEY (document, appearance, n),
    FOREIGN KEY (document, appearance) REFERENCES appearance ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO new_mention SELECT document, appearance, n, "start", "end", form FROM mention;
CREATE TABLE new_statement (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    n INTEGER NOT NULL, source INTEGER NOT NULL REFERENCES entity, type TEXT NOT NULL,
    target INTEGER REFERENCES entity, polarity TEXT NOT NULL, modality TEXT NOT NULL, confidence REAL NOT NULL,
    date TEXT, place INTEGER REFERENCES entity, speaker INTEGER REFERENCES entity, speaker_text TEXT, date_text TEXT,
    source_read INTEGER REFERENCES entity, target_read INTEGER REFERENCES entity,
    place_read INTEGER REFERENCES entity, speaker_read INTEGER REFERENCES entity
);
INSERT INTO new_statement SELECT k, id, document, n, source, type, target, polarity, modality, confidence, date, place,
    speaker, speaker_text, date_text, NULL, NULL, NULL, NULL FROM statement;
DROP TABLE edge;
DROP TABLE statement;
DROP TABLE mention;
DROP TABLE appearance;
DROP TABLE document;
DELETE FROM alias;
ALTER TABLE new_document RENAME TO document;
ALTER TABLE new_appearance RENAME TO appearance;
ALTER TABLE new_mention RENAME TO mention;
ALTER TABLE new_statement RENAME TO statement;
CREATE INDEX document_published ON document (coalesce(published, '') DESC, id);
CREATE INDEX document_source ON document (source, coalesce(published, '') DESC, id);
CREATE INDEX appearance_naming ON appearance (naming, document);
CREATE INDEX entity_documents ON entity (documents DESC, folded, id);
CREATE INDEX statement_document ON statement (document, n);
CREATE INDEX statement_source ON statement (source, type, target);
CREATE INDEX statement_target ON statement (target, type);
CREATE INDEX statement_place ON statement (place) WHERE place IS NOT NULL;
CREATE INDEX statement_speaker ON statement (speaker) WHERE speaker IS NOT NULL;
CREATE INDEX statement_source_read ON statement (source_read) WHERE source_read IS NOT NULL;
CREATE INDEX statement_target_read ON statement (target_read) WHERE target_read IS NOT NULL;
CREATE INDEX statement_place_read ON statement (place_read) WHERE place_read IS NOT NULL;
CREATE INDEX statement_speaker_read ON statement (speaker_read) WHERE speaker_read IS NOT NULL;
CREATE INDEX statement_newest ON statement (coalesce(date, '') DESC, id);
CREATE INDEX statement_oldest ON statement (coalesce(date, '~'), id);
CREATE TABLE edge (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES entity, type TEXT NOT NULL, target INTEGER NOT NULL REFERENCES entity,
    statements INTEGER NOT NULL, documents INTEGER NOT NULL, origins INTEGER NOT NULL,
    first_date TEXT, last_date TEXT, confidence REAL NOT NULL, is_contested INTEGER NOT NULL, example TEXT NOT NULL
);
CREATE UNIQUE INDEX edge_source ON edge (source, type, target);
CREATE INDEX edge_target ON edge (target, type, source);
CREATE INDEX edge_rank ON edge (origins DESC, statements DESC, id);
CREATE TABLE origin (
    document INTEGER PRIMARY KEY REFERENCES document ON DELETE CASCADE, first INTEGER NOT NULL
);
CREATE INDEX origin_first ON origin (first);
CREATE TABLE band (
    key INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (key, document)
) WITHOUT ROWID;
CREATE TABLE problem (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, reason TEXT NOT NULL, path TEXT, input TEXT
);
CREATE INDEX problem_status ON problem (status, id);
CREATE VIRTUAL TABLE entity_words USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii');
CREATE VIRTUAL TABLE statement_words USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii');
CREATE VIRTUAL TABLE entity_vocabulary USING fts5vocab(entity_words, instance);
CREATE VIRTUAL TABLE statement_vocabulary USING fts5vocab(statement_words, instance);
"""

# When the present version of each document was written: UTC, a text that sorts by time. In a table of its own: behind
# the text of a document it would be read through that. What was there before is known since the migration.
_THIRD = """
CREATE TABLE recorded (
    document INTEGER PRIMARY KEY REFERENCES document ON DELETE CASCADE, at TEXT NOT NULL
);
INSERT INTO recorded SELECT k, strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00' FROM document;
"""

MIGRATIONS = (_FIRST, _SECOND, _THIRD)
