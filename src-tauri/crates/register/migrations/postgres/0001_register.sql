-- The register, version 1. Personal data lie only in tables that can be emptied: people, name_words, case_texts,
-- documents, drafts, outbox, event_texts. Everything else is ids, codes, dates and digests.
-- Every text is compared by its bytes, so that both back ends order alike.

CREATE TABLE settings (
    name TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE counters (
    name TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    value BIGINT NOT NULL
);

CREATE TABLE officers (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    active BIGINT NOT NULL
);

CREATE TABLE operators (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    short_name TEXT COLLATE "C",
    ogrn TEXT COLLATE "C" UNIQUE,
    inn TEXT COLLATE "C",
    postal_code TEXT COLLATE "C",
    address TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C",
    source TEXT COLLATE "C",
    checked_on TEXT COLLATE "C",
    bounced BIGINT NOT NULL
);

CREATE TABLE people (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    data TEXT COLLATE "C" NOT NULL
);
CREATE INDEX people_case ON people (case_id);

CREATE TABLE name_words (
    word TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (word, case_id)
);
CREATE INDEX name_words_case ON name_words (case_id);

CREATE TABLE cases (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    number TEXT COLLATE "C" NOT NULL UNIQUE,
    side TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    operator_id TEXT COLLATE "C" REFERENCES operators (id),
    subject_id TEXT COLLATE "C" REFERENCES people (id),
    representative_id TEXT COLLATE "C" REFERENCES people (id),
    received TEXT COLLATE "C",
    received_latest TEXT COLLATE "C",
    received_assumed BIGINT NOT NULL,
    registered_at TEXT COLLATE "C" NOT NULL,
    closed_at TEXT COLLATE "C",
    officer TEXT COLLATE "C",
    tracking TEXT COLLATE "C",
    signature_form TEXT COLLATE "C",
    signature_verdict TEXT COLLATE "C"
);
CREATE INDEX cases_state ON cases (state, number);
CREATE INDEX cases_officer ON cases (officer, state);
CREATE INDEX cases_closed ON cases (closed_at) WHERE state = 'closed';

CREATE TABLE case_texts (
    case_id TEXT COLLATE "C" PRIMARY KEY NOT NULL REFERENCES cases (id),
    summary TEXT COLLATE "C",
    request TEXT COLLATE "C"
);

CREATE TABLE demands (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    position BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    facts TEXT COLLATE "C" NOT NULL,
    outcome_norm TEXT COLLATE "C",
    decided_on TEXT COLLATE "C",
    UNIQUE (case_id, position)
);

CREATE TABLE documents (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    direction TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    number TEXT COLLATE "C",
    dated TEXT COLLATE "C",
    channel TEXT COLLATE "C",
    tracking TEXT COLLATE "C",
    media_type TEXT COLLATE "C" NOT NULL,
    added_at TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    title TEXT COLLATE "C",
    sha256 TEXT COLLATE "C",
    bytes BYTEA
);
CREATE INDEX documents_case ON documents (case_id);

CREATE TABLE drafts (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    revision BIGINT NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    form TEXT COLLATE "C" NOT NULL,
    saved_at TEXT COLLATE "C" NOT NULL
);

CREATE TABLE outbox (
    message_id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    case_id TEXT COLLATE "C" REFERENCES cases (id),
    state TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    changed_at TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    record TEXT COLLATE "C" NOT NULL,
    message BYTEA NOT NULL
);
CREATE INDEX outbox_state ON outbox (state);

CREATE TABLE acts (
    number TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    dated TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL
);

CREATE TABLE events (
    seq BIGINT PRIMARY KEY NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C",
    entity TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    previous TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
CREATE INDEX events_case ON events (case_id, seq);

CREATE TABLE event_texts (
    seq BIGINT PRIMARY KEY NOT NULL REFERENCES events (seq),
    salt TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL
);

CREATE TABLE journal_head (
    one BIGINT PRIMARY KEY NOT NULL CHECK (one = 1),
    seq BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
INSERT INTO journal_head (one, seq, hash) VALUES (1, 0, '');

CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END $$;
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION events_are_append_only();
CREATE TRIGGER events_whole BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only();
CREATE TRIGGER event_texts_stay BEFORE UPDATE ON event_texts
    FOR EACH ROW EXECUTE FUNCTION events_are_append_only();
