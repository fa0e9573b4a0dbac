//! Honest changes: further signatures of Zapros and of pyHanko, time stamps, data for later validation, permitted
//! filling.

use std::fs;
use std::process::Command;

use pdf_file::{Dictionary, Object, Stream};
use tests::oracles;
use tests::run::{run, top};

use super::further::with_field;
use super::letter::{Letter, Map, PASSWORD, Raw, append, sign, sign_by_hand};
use super::prepared::{certified, fill, with_sum};

/// Files that must be valid, and the roots their makers brought along.
pub(crate) struct Honest {
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) roots: Vec<Vec<u8>>,
}

pub(crate) fn all(letter: &Letter) -> Honest {
    let mut honest = Honest {
        files: own(letter),
        roots: Vec::new(),
    };
    by_pyhanko(letter, &mut honest);
    honest
}

fn own(letter: &Letter) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut add = |name: &str, pdf: Vec<u8>| files.push((name.to_owned(), pdf));
    add("signed", letter.signed.clone());
    let second = sign(&letter.signed, &letter.stranger, letter.at);
    add("signed twice", second.clone());
    add("signed three times", letter.sign(&second));
    let map = Map::of(&letter.signed);
    let by_hand = sign_by_hand(&letter.signed, &letter.stranger, |_, _, _| {
        Dictionary::new()
    });
    add("signed by another program", by_hand.clone());
    let stored = append(&by_hand, |file, update| {
        let certificate = update.put(Object::Stream(Stream {
            dictionary: Dictionary::new(),
            raw: letter.stranger.root.clone(),
        }));
        let list = Object::Array(vec![Object::Reference(certificate)]);
        let one = Dictionary::new().with("Cert", list.clone());
        let digest = "0123456789ABCDEF0123456789ABCDEF01234567";
        let store = Dictionary::new()
            .with("Type", Object::name("DSS"))
            .with("Certs", list)
            .with(
                "VRI",
                Object::Dictionary(Dictionary::new().with(digest, Object::Dictionary(one))),
            );
        let store = update.put(Object::Dictionary(store));
        let catalog = file
            .catalog()
            .unwrap()
            .with("DSS", Object::Reference(store));
        update.replace(map.catalog, Object::Dictionary(catalog));
    });
    add("certificates stored", stored);
    let dated = append(&letter.signed, |file, update| {
        let information = file.object(map.info).unwrap();
        let information = information.as_dictionary().unwrap().clone();
        update.replace(
            map.info,
            Object::Dictionary(
                information
                    .with("ModDate", Object::text("D:20270101000000Z"))
                    .with("Producer", Object::text("Another program")),
            ),
        );
    });
    add("the date of change written", dated);
    add("nothing changed", Raw::default().behind(&letter.signed));
    let plain = Raw {
        table: "0 1\n0000000000 65535 f \n".into(),
        remark: "%iText-Core-8.0.2\n",
        ..Raw::default()
    };
    add(
        "a program's name before the end",
        plain.behind(&letter.signed),
    );
    add(
        "filled as permitted",
        fill(&certified(letter, 2, None), "later"),
    );
    add(
        "filled where notes are permitted too",
        fill(&certified(letter, 3, None), "later"),
    );
    let twice = fill(&fill(&certified(letter, 2, None), "later"), "latest");
    add(
        "filled twice, then signed",
        sign(&twice, &letter.stranger, letter.at),
    );
    let others = Dictionary::new()
        .with("Action", Object::name("Include"))
        .with("Fields", Object::Array(vec![Object::text("other")]));
    add(
        "filled beside a locked field",
        fill(&certified(letter, 2, Some(others)), "later"),
    );
    add(
        "filled before it was signed",
        letter.sign(&fill(&with_sum(&letter.unsigned), "later")),
    );
    files
}

/// The control of the kit: a further field by itself leaves the first signature as it was.
#[test]
fn a_further_field_alone_changes_nothing_for_the_first_signature() {
    let letter = Letter::made();
    let map = Map::of(&letter.signed);
    let report = letter.verify(&with_field(&letter, &map, |field, _| field), &[]);
    let first = &report.signatures[0];
    assert_eq!(
        (first.verdict, first.later_changes),
        (signature::Verdict::Valid, signature::LaterChanges::Allowed),
        "{first:?}"
    );
}

fn by_pyhanko(letter: &Letter, honest: &mut Honest) {
    if !oracles::there("pyhanko") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("signed.pdf"), &letter.signed).unwrap();
    fs::write(path("form.pdf"), with_sum(&letter.unsigned)).unwrap();
    fs::write(path("key.p12"), &letter.signer.pkcs12).unwrap();
    fs::write(path("password.txt"), PASSWORD).unwrap();
    fs::write(path("root.pem"), letter.signer.root_pem()).unwrap();
    let mut script = Command::new("python3");
    script
        .arg(top().join("tests/oracles/honest.py"))
        .arg(folder.path());
    let _ = run(&mut script).ended(0);
    honest.roots.push(fs::read(path("tsa.pem")).unwrap());
    for file in fs::read_dir(path("made")).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        honest
            .files
            .push((format!("pyHanko: {name}"), fs::read(&file).unwrap()));
    }
    honest.files.sort_by(|one, other| one.0.cmp(&other.0));
}
