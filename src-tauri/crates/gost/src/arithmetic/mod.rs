//! Curves over prime fields, as RFC 7091 §5 needs them.
//!
//! Two shapes of curve and two kinds of multiplication:
//!
//! | | secret scalar (signing) | public scalars (verification) |
//! |---|---|---|
//! | short Weierstrass | [`weierstrass::Projective`], complete formulas | [`jacobian::Jacobian`] |
//! | twisted Edwards (cofactor 4) | [`edwards::Extended`], complete | the same |

pub(crate) mod curve;
pub(crate) mod edwards;
pub(crate) mod field;
pub(crate) mod group;
pub(crate) mod jacobian;
pub(crate) mod multiply;
pub(crate) mod weierstrass;
