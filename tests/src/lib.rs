//! Shared by the whole-job tests: the program under test, second opinions, throw-away keys.

pub mod mail_server;
pub mod oracles;
pub mod run;
