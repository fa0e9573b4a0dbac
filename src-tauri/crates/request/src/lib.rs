//! The domain: a formal request, parsed into types that cannot be wrong, and its completeness.

mod model;
mod values;

pub use model::*;
pub use values::*;
