"""The library's tables: as they are made, and what makes those of an earlier format the same.

What a format adds stands once: a new library gets the tables of the first format and then all that
was added since, as an older one does.
"""

FORMAT = 3

_FIRST = """
CREATE TABLE library (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    id TEXT PRIMARY KEY, origin TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL,
    source TEXT NOT NULL, byline TEXT NOT NULL, date TEXT NOT NULL, text TEXT NOT NULL
);
-- An id is never used twice (see Store._insert), so an id and its vector belong together for ever,
-- and the cache of vectors is true as soon as it holds the same ids.
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    first INTEGER NOT NULL, last INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passage_of_article ON passage (article);
CREATE VIRTUAL TABLE fulltext USING fts5 (
    title, body, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER passage_gone AFTER DELETE ON passage BEGIN
    DELETE FROM fulltext WHERE rowid = old.id;
END;
"""
# Feedback outlives the article that it is about, so it does not refer to it. Where an article's
# pages start is a JSON list, NULL for one without pages. Tags are a JSON list; ``edits`` is a JSON
# object, what a person put in the place of what the file says. ``related`` tells whether the
# article's bands and kin are there, which those of the first format are not. ``stamp`` is how a
# file looked, and ``sha256`` what was in it, when a sync last read it.
_SECOND = """
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY, time TEXT NOT NULL, question TEXT NOT NULL, answer TEXT,
    verdict TEXT NOT NULL, correction TEXT, article TEXT, first INTEGER, last INTEGER
);
ALTER TABLE article ADD COLUMN pages TEXT;
ALTER TABLE article ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE article ADD COLUMN edits TEXT NOT NULL DEFAULT '{}';
ALTER TABLE article ADD COLUMN related INTEGER NOT NULL DEFAULT 0;
CREATE INDEX article_of_origin ON article (origin);
-- What is asked for stands here together: in the table, the texts lie between.
CREATE INDEX article_described ON article (date, source, tags, id);
CREATE INDEX article_of_url ON article (url) WHERE url <> '';
CREATE INDEX article_unrelated ON article (id) WHERE related = 0;
CREATE TABLE band (
    hash INTEGER NOT NULL, article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    PRIMARY KEY (hash, article)
) WITHOUT ROWID;
CREATE INDEX band_of_article ON band (article);
-- Each pair stands here twice, once from either side.
CREATE TABLE kin (
    article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    PRIMARY KEY (article, other)
) WITHOUT ROWID;
CREATE INDEX kin_of_other ON kin (other);
CREATE TABLE file (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID;
-- The words of the full text, as it compares them: a view that takes no room.
CREATE VIRTUAL TABLE term USING fts5vocab (fulltext, 'row');
"""
# A chat's owner is a digest: what it is made of stays with the browser. A turn's id is never used
# twice, so that an answer that comes late finds its own question or none.
_THIRD = """
CREATE TABLE chat (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, changed TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX chat_of_owner ON chat (owner, changed);
CREATE TABLE turn (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    words TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX turn_of_chat ON turn (chat);
"""

# For each earlier format, the statements that make the next one of it.
UPGRADES = {1: _SECOND, 2: _THIRD}
SCHEMA = _FIRST + "".join(UPGRADES.values())
