//! The law as data: what each kind of request must contain, and when its terms end.

mod codes;

pub use codes::{AccessItem, Answer, Duty, Kind, RequiredBy};
