//! Who does something and when; what a role allows.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};

use crate::error::RegisterError;
use crate::model::codes;

/// Who writes, and at which moment: the clock is the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Name of entry (login) of the officer, or any fixed word in a register of one person.
    pub by: String,
    /// When.
    pub at: DateTime<FixedOffset>,
}

impl Stamp {
    /// By this officer, now.
    #[must_use]
    pub fn new(by: impl Into<String>, at: DateTime<FixedOffset>) -> Self {
        Self { by: by.into(), at }
    }

    /// The moment as it is kept: UTC, to the microsecond, so that texts sort as moments do.
    #[must_use]
    pub fn text(&self) -> String {
        self.at
            .with_timezone(&Utc)
            .to_rfc3339_opts(SecondsFormat::Micros, true)
    }
}

codes! {
    /// What an officer may do. While a register has no officers it is one person's, who may do everything.
    Role {
        /// Читатель: looks.
        Reader = "reader",
        /// Делопроизводитель: takes in, works on free cases and his own.
        Clerk = "clerk",
        /// Руководитель: everything, other officers' cases and the officers themselves among it.
        Head = "head",
    }
}

impl Role {
    pub(crate) const fn must_write(self, what: &'static str) -> Result<(), RegisterError> {
        match self {
            Self::Reader => Err(RegisterError::Forbidden {
                role: self.code(),
                what,
            }),
            Self::Clerk | Self::Head => Ok(()),
        }
    }

    pub(crate) const fn must_lead(self, what: &'static str) -> Result<(), RegisterError> {
        match self {
            Self::Head => Ok(()),
            Self::Reader | Self::Clerk => Err(RegisterError::Forbidden {
                role: self.code(),
                what,
            }),
        }
    }
}
