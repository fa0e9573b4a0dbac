//! The register: cases, drafts, events, outbox behind one trait, kept in SQLite (SQLCipher) or PostgreSQL.
#![cfg_attr(test, allow(clippy::unwrap_used))]
