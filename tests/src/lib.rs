//! Shared by the whole-job tests.
