-- The register, version 1. Personal data lie only in tables that can be emptied: people, name_words, case_texts,
-- documents, drafts, outbox, event_texts. Everything else is ids, codes, dates and digests.

CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE counters (
    name TEXT PRIMARY KEY NOT NULL,
    value BIGINT NOT NULL
);

CREATE TABLE officers (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    active BIGINT NOT NULL
);

CREATE TABLE operators (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT,
    ogrn TEXT UNIQUE,
    inn TEXT,
    postal_code TEXT,
    address TEXT NOT NULL,
    email TEXT,
    source TEXT,
    checked_on TEXT,
    bounced BIGINT NOT NULL
);

CREATE TABLE people (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX people_case ON people (case_id);

CREATE TABLE name_words (
    word TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (word, case_id)
) WITHOUT ROWID;
CREATE INDEX name_words_case ON name_words (case_id);

CREATE TABLE cases (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL UNIQUE,
    side TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    channel TEXT NOT NULL,
    operator_id TEXT REFERENCES operators (id),
    subject_id TEXT REFERENCES people (id),
    representative_id TEXT REFERENCES people (id),
    received TEXT,
    received_latest TEXT,
    received_assumed BIGINT NOT NULL,
    registered_at TEXT NOT NULL,
    closed_at TEXT,
    officer TEXT,
    tracking TEXT,
    signature_form TEXT,
    signature_verdict TEXT
);
CREATE INDEX cases_state ON cases (state, number);
CREATE INDEX cases_officer ON cases (officer, state);
CREATE INDEX cases_closed ON cases (closed_at) WHERE state = 'closed';

CREATE TABLE case_texts (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id),
    summary TEXT,
    request TEXT
);

CREATE TABLE demands (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    facts TEXT NOT NULL,
    outcome_norm TEXT,
    decided_on TEXT,
    UNIQUE (case_id, position)
);

CREATE TABLE documents (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    direction TEXT NOT NULL,
    code TEXT NOT NULL,
    number TEXT,
    dated TEXT,
    channel TEXT,
    tracking TEXT,
    media_type TEXT NOT NULL,
    added_at TEXT NOT NULL,
    size BIGINT NOT NULL,
    title TEXT,
    sha256 TEXT,
    bytes BLOB
);
CREATE INDEX documents_case ON documents (case_id);

CREATE TABLE drafts (
    id TEXT PRIMARY KEY NOT NULL,
    revision BIGINT NOT NULL,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    form TEXT NOT NULL,
    saved_at TEXT NOT NULL
);

CREATE TABLE outbox (
    message_id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT REFERENCES cases (id),
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    record TEXT NOT NULL,
    message BLOB NOT NULL
);
CREATE INDEX outbox_state ON outbox (state);

CREATE TABLE acts (
    number TEXT PRIMARY KEY NOT NULL,
    dated TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE events (
    seq BIGINT PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    case_id TEXT,
    entity TEXT NOT NULL,
    version BIGINT NOT NULL,
    digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX events_case ON events (case_id, seq);

CREATE TABLE event_texts (
    seq BIGINT PRIMARY KEY NOT NULL REFERENCES events (seq),
    salt TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE journal_head (
    one BIGINT PRIMARY KEY NOT NULL CHECK (one = 1),
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO journal_head (one, seq, hash) VALUES (1, 0, '');

CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER event_texts_stay BEFORE UPDATE ON event_texts BEGIN
    SELECT RAISE(ABORT, 'texts of events can be erased, not changed');
END;
