//! Files that appear whole or not at all: written to a temporary name beside their place, then renamed.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A file of a composed letter: its name below the folder (with `/`), and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// For example `letter.pdf` or `post/README.txt`.
    pub name: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}

impl NamedFile {
    /// A file by name and bytes.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}

/// Reads a file the person named.
///
/// # Errors
/// [`Failure::Read`] with its name.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|source| Failure::Read {
        path: path.to_owned(),
        source,
    })
}

/// Makes a folder that only the user can open.
///
/// # Errors
/// As making a folder fails.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    private(folder);
    Ok(())
}

/// Writes one file so that a reader sees either the old bytes or the new ones.
///
/// # Errors
/// [`Failure::Write`] when the folder cannot be written or the disk is full; nothing is left behind then.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let parent = parent(path);
    let attempt = || -> io::Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix(".zapros-")
            .tempfile_in(&parent)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    attempt().map_err(|source| Failure::Write {
        path: path.to_owned(),
        source,
    })
}

/// Writes a set of files into `folder` (made when it is missing). First everything is written and synced under a
/// temporary folder beside them, so that a full disk or a missing right is found before any name is taken; then the
/// files are renamed into place, and those of `stale` that this run did not make are removed.
///
/// # Errors
/// [`Failure::Write`] with the path that failed; files renamed so far are taken back.
pub fn write_files(folder: &Path, files: &[NamedFile], stale: &[&str]) -> Result<(), Failure> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| Failure::Write { path, source }
    };
    let new = !folder.exists();
    if new {
        private_folder(folder).map_err(at(folder))?;
    }
    let outcome = fill(folder, files, &at);
    match outcome {
        Ok(()) => {
            for name in stale
                .iter()
                .filter(|name| files.iter().all(|file| file.name != **name))
            {
                // A leftover of an earlier run would contradict the new letter; not being there is the normal case.
                let _ = fs::remove_file(folder.join(name));
            }
            Ok(())
        }
        Err(failure) => {
            if new {
                // Best effort: the failure itself is what the person must hear about.
                let _ = fs::remove_dir_all(folder);
            }
            Err(failure)
        }
    }
}

fn fill<E>(folder: &Path, files: &[NamedFile], at: &impl Fn(&Path) -> E) -> Result<(), Failure>
where
    E: FnOnce(io::Error) -> Failure,
{
    let staging = tempfile::Builder::new()
        .prefix(".zapros-")
        .tempdir_in(folder)
        .map_err(at(folder))?;
    private(staging.path());
    for file in files {
        let path = staging.path().join(&file.name);
        let shown = folder.join(&file.name);
        fs::create_dir_all(parent(&path)).map_err(at(&shown))?;
        let mut out = fs::File::create_new(&path).map_err(at(&shown))?;
        out.write_all(&file.bytes).map_err(at(&shown))?;
        out.sync_all().map_err(at(&shown))?;
    }
    let mut renamed: Vec<PathBuf> = Vec::new();
    for file in files {
        let target = folder.join(&file.name);
        let done = fs::create_dir_all(parent(&target))
            .and_then(|()| fs::rename(staging.path().join(&file.name), &target));
        if let Err(source) = done {
            for path in renamed {
                let _ = fs::remove_file(path);
            }
            return Err(at(&target)(source));
        }
        renamed.push(target);
    }
    Ok(())
}

/// Letters carry passport numbers: what we make is for the user alone.
fn private(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A file system without rights (FAT) refuses; the letter is still worth writing.
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = folder;
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_files_appears_with_its_folders_and_old_companions_go() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("new/letter");
        write_files(
            &folder,
            &[NamedFile::new("message.eml", b"1".as_slice())],
            &[],
        )
        .unwrap();
        let files = [
            NamedFile::new("letter.pdf", b"2".as_slice()),
            NamedFile::new("post/README.txt", b"3".as_slice()),
        ];
        write_files(&folder, &files, &["message.eml", "letter.pdf"]).unwrap();
        assert_eq!(fs::read(folder.join("letter.pdf")).unwrap(), b"2");
        assert_eq!(fs::read(folder.join("post/README.txt")).unwrap(), b"3");
        assert!(!folder.join("message.eml").exists());
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            2,
            "no temporary folder stays"
        );
    }

    #[test]
    fn a_name_that_cannot_be_taken_leaves_nothing_of_this_run() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("b.pdf/in the way")).unwrap();
        let files = [
            NamedFile::new("a.pdf", b"1".as_slice()),
            NamedFile::new("b.pdf", b"2".as_slice()),
        ];
        let failure = write_files(dir.path(), &files, &[]).unwrap_err();
        assert!(failure.to_string().contains("b.pdf"), "{failure}");
        assert!(!dir.path().join("a.pdf").exists());
    }
}
