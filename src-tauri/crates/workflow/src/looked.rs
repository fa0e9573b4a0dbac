//! What is signed is what was looked at: an enclosure that changed after the preview stops the signing.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::enclosures::Files;

/// Remembers the enclosures of the letter that was last looked at, by their digests.
#[derive(Debug, Default)]
pub struct Looked {
    digests: Mutex<HashMap<String, [u8; 32]>>,
}

impl Looked {
    /// The same files, each remembered when it is read: for the preview.
    #[must_use]
    pub fn noting<'a>(&'a self, files: &'a dyn Files) -> impl Files + 'a {
        Noting {
            looked: self,
            files,
        }
    }

    /// The same files; one that differs from what was looked at is refused: for the signing. A file nobody looked at
    /// has nothing to differ from.
    #[must_use]
    pub fn unchanged<'a>(&'a self, files: &'a dyn Files) -> impl Files + 'a {
        Unchanged {
            looked: self,
            files,
        }
    }

    fn digests(&self) -> MutexGuard<'_, HashMap<String, [u8; 32]>> {
        // Digests are whole at any moment, so what a panicking thread left is still right.
        self.digests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Noting<'a> {
    looked: &'a Looked,
    files: &'a dyn Files,
}

impl Files for Noting<'_> {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let bytes = self.files.read(name)?;
        let digest = Sha256::digest(&bytes).into();
        self.looked.digests().insert(name.to_owned(), digest);
        Ok(bytes)
    }
}

struct Unchanged<'a> {
    looked: &'a Looked,
    files: &'a dyn Files,
}

impl Files for Unchanged<'_> {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let bytes = self.files.read(name)?;
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        match self.looked.digests().get(name) {
            Some(seen) if *seen != digest => Err(io::Error::other(Changed)),
            _ => Ok(bytes),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("файл изменился после просмотра")]
struct Changed;

/// Whether a file was refused because it changed after the preview.
pub(crate) fn is_change(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|reason| reason.is::<Changed>())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use serde_json::json;

    use super::*;
    use crate::enclosures::take;

    struct One(RefCell<Vec<u8>>);

    impl Files for One {
        fn read(&self, _: &str) -> io::Result<Vec<u8>> {
            Ok(self.0.borrow().clone())
        }
    }

    #[test]
    fn an_enclosure_that_changed_after_the_preview_stops_the_signing() {
        let file = One(RefCell::new(b"%PDF-1.7 seen".to_vec()));
        let request = json!({"enclosures": [{"title": "Копия договора", "file": "c.pdf"}]});
        let looked = Looked::default();
        take(&mut request.clone(), &looked.noting(&file)).unwrap();
        take(&mut request.clone(), &looked.unchanged(&file)).unwrap();

        file.0.borrow_mut().extend(b" and more");
        let failure = take(&mut request.clone(), &looked.unchanged(&file)).unwrap_err();
        assert_eq!(failure.code(), "enclosure_changed");
        assert_eq!(failure.field(), Some("/enclosures/0/file"));
        assert!(failure.to_string().contains("Копия договора"), "{failure}");

        // Looked at again, it may be signed.
        take(&mut request.clone(), &looked.noting(&file)).unwrap();
        take(&mut request.clone(), &looked.unchanged(&file)).unwrap();
    }

    #[test]
    fn a_file_nobody_looked_at_is_taken_as_it_is() {
        let file = One(RefCell::new(b"%PDF-1.7".to_vec()));
        let looked = Looked::default();
        assert!(looked.unchanged(&file).read("c.pdf").is_ok());
    }
}
