//! Shared by the whole-job tests.

pub mod mail_server;
