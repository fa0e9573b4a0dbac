//! Makes a throw-away key for the bundled sample: `key.p12`, `password.txt` and `root.pem` in the folder named.
//!
//! For `cargo xtask run`: good for a look at the whole way, never for a real letter.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use signature::testing::{KeyKind, Person, throw_away_pkcs12};

const PASSWORD: &str = "throw-away";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or("name a folder")?;
    let holder = Person::new("Иванова-Петровская", "Мария Сергеевна");
    let made = throw_away_pkcs12(
        &holder,
        PASSWORD,
        KeyKind::Rsa2048,
        chrono::Local::now().fixed_offset(),
    );
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("key.p12"), &made.pkcs12)?;
    fs::write(folder.join("password.txt"), PASSWORD)?;
    fs::write(folder.join("root.pem"), made.root_pem())?;
    Ok(())
}
