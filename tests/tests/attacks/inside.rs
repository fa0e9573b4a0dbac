//! Attacks on the signed bytes, the byte range and the signature value (public names: universal signature forgery,
//! signature wrapping).

use signature::{PdfSignatureOptions, prepare_pdf, sign_detached};

use super::letter::{Letter, Raw, append, first, last, open, over, value};
use pdf_file::{Dictionary, Object};

type Attack = (String, Vec<u8>);

pub(crate) fn all(letter: &Letter) -> Vec<Attack> {
    let mut attacks = Vec::new();
    changed_bytes(letter, &mut attacks);
    byte_ranges(letter, &mut attacks);
    contents(letter, &mut attacks);
    wrapped(letter, &mut attacks);
    values(letter, &mut attacks);
    attacks
}

fn changed_bytes(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    for (name, word) in [
        ("an attached file", &b"stream\n"[..]),
        ("the claimed time", b"/M(D:20"),
        ("the claimed time", b"/M (D:20"),
        ("a page's size", b"/MediaBox"),
        ("the title", b"<dc:title>"),
    ] {
        if let Some(place) = pdf.windows(word.len()).position(|window| window == word) {
            let mut changed = pdf.clone();
            changed[place + word.len() + 3] ^= 1;
            attacks.push((format!("in the range: {name}"), changed));
        }
    }
    let mut cut = pdf.clone();
    cut.truncate(pdf.len() - 1);
    attacks.push(("the last byte cut off".into(), cut));
}

fn byte_ranges(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let mut place = value(pdf, "ByteRange");
    // The signer leaves blanks behind the numbers.
    while pdf[place.end] == b' ' {
        place.end += 1;
    }
    let gap = value(pdf, "Contents");
    let (a, b, c) = (gap.start, gap.end, pdf.len() - gap.end);
    for range in [
        format!("[0 {a} {b} {}]", c - 1),
        format!("[0 {a} {b} {}]", c + 1),
        format!("[0 {a} {} {}]", b + 1, c - 1),
        format!("[0 {} {b} {c}]", a - 1),
        format!("[0 {} {b} {c}]", a + 1),
        format!("[1 {} {b} {c}]", a - 1),
        format!("[0 {b} {a} {c}]"),
        format!("[0 {} 0 {}]", pdf.len(), pdf.len()),
        format!("[-1 {a} {b} {c}]"),
        format!("[0 {a} -{b} {c}]"),
        format!("[0 {a} {b} -1]"),
        "[0 9223372036854775807 9223372036854775807 9223372036854775807]".into(),
        format!("[0 {a} {b}]"),
        format!("[0 {a} {b} {c} 0]"),
        format!("[0 {a} {b} {c} 0 1]"),
        format!("[0 {a}. {b} {c}]"),
        format!("[{b} {c} 0 {a}]"),
        "[0 0 0 0]".into(),
        "[]".into(),
        "null".into(),
        "4 0 R".into(),
        format!("(0 {a} {b} {c})"),
    ] {
        if range.len() <= place.len() {
            let name = format!("byte range {range}");
            attacks.push((name, over(pdf, place.clone(), range.as_bytes())));
        }
    }
    let start = last(&pdf[..place.start], b"/ByteRange");
    let renamed = over(pdf, start..start + 10, b"/BiteRange");
    attacks.push(("no byte range".into(), renamed));
    // The same four numbers, with a second key of the same name.
    let twice = over(
        pdf,
        place.clone(),
        format!("[0 {a} {b} {c}]/ByteRange[]").as_bytes(),
    );
    attacks.push(("two byte ranges".into(), twice));
}

fn contents(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let gap = value(pdf, "Contents");
    let length = gap.len();
    let digits = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut changed = pdf.clone();
        let mut inner = changed[gap.start + 1..gap.end - 1].to_vec();
        change(&mut inner);
        changed[gap.start + 1..gap.end - 1].copy_from_slice(&inner);
        changed
    };
    let zeros = digits(&|inner| inner.fill(b'0'));
    attacks.push(("an empty signature value".into(), zeros));
    let tail = digits(&|inner| *inner.last_mut().unwrap() = b'1');
    attacks.push(("something behind the signature value".into(), tail));
    let mixed = digits(&|inner| inner[..600].make_ascii_lowercase());
    attacks.push(("a signature value in two spellings".into(), mixed));
    let spaced = digits(&|inner| *inner.last_mut().unwrap() = b' ');
    attacks.push(("white space in the signature value".into(), spaced));
    for (name, text) in [
        ("contents are null", "null".to_owned()),
        ("contents are empty", "<>".into()),
        (
            "contents twice",
            format!("<{}>/Contents<00>", "0".repeat(100)),
        ),
        (
            "contents are a literal string",
            format!("({})", "0".repeat(100)),
        ),
        ("contents are a reference", "4 0 R".into()),
    ] {
        attacks.push((name.into(), over(pdf, gap.clone(), text.as_bytes())));
    }
    let key = last(&pdf[..gap.start], b"/Contents");
    let renamed = over(pdf, key..key + 9, b"/Contants");
    attacks.push(("no contents".into(), renamed));
    for (from, to) in [
        (&b"/ETSI.CAdES.detached"[..], &b"/ETSI.CAdES.detachee"[..]),
        (b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 "),
        (b"/ETSI.CAdES.detached", b"/adbe.pkcs7.sha1    "),
        (b"/ETSI.CAdES.detached", b"/ETSI.RFC3161       "),
        (b"/Adobe.PPKLite", b"/Adobe.PPKLyte"),
    ] {
        let place = last(pdf, from);
        let name = format!("sub-filter {}", String::from_utf8_lossy(to).trim());
        attacks.push((name, over(pdf, place..place + from.len(), to)));
    }
    assert!(length > 1000);
}

/// The signed end of the file moved back, other objects between it and the signature value.
fn wrapped(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let gap = value(pdf, "Contents");
    let mut place = value(pdf, "ByteRange");
    while pdf[place.end] == b' ' {
        place.end += 1;
    }
    let head = &pdf[..gap.end];
    let tail = &pdf[gap.end..];
    for (name, inserted) in [
        (
            "wrapped: a page between",
            "\n>>\nendobj\n4 0 obj << /Length 4 >> stream\nq Q\n\nendstream endobj\n",
        ),
        ("wrapped: a comment between", "\n% anything at all\n"),
        ("wrapped: blanks between", "          "),
        (
            "wrapped: another dictionary",
            ">>\nendobj\n99 0 obj\n<< /A ",
        ),
    ] {
        let mut changed = head.to_vec();
        changed.extend_from_slice(inserted.as_bytes());
        let start = changed.len();
        changed.extend_from_slice(tail);
        attacks.push((name.into(), changed.clone()));
        let range = format!("[0 {} {start} {}]", gap.start, tail.len());
        let name = format!("{name}, the range follows");
        attacks.push((name, over(&changed, place.clone(), range.as_bytes())));
    }
    // Behind the moved end a whole new revision.
    let mut changed = head.to_vec();
    changed.extend_from_slice(b">>\nendobj\n");
    let start = changed.len();
    changed.extend_from_slice(tail);
    let range = format!("[0 {} {start} {}]", gap.start, tail.len());
    let changed = over(&changed, place, range.as_bytes());
    let raw = Raw::default().behind(pdf);
    let mut longer = changed;
    longer.extend_from_slice(&raw[pdf.len()..]);
    attacks.push(("wrapped: one more revision".into(), longer));
}

/// Signature values that belong to something or somebody else.
fn values(letter: &Letter, attacks: &mut Vec<Attack>) {
    let options = PdfSignatureOptions::at(letter.at);
    let prepared = prepare_pdf(&letter.unsigned, &options, 16_000).unwrap();
    let elsewhere = sign_detached(b"another document", &open(&letter.signer), letter.at).unwrap();
    attacks.push((
        "the value of another document".into(),
        prepared.clone().embed(&elsewhere).unwrap(),
    ));

    // The certificate exchanged for the stranger's, in place.
    let pdf = &letter.signed;
    let gap = value(pdf, "Contents");
    let mut cms = unhex(&pdf[gap.start + 1..gap.end - 1]);
    // DER says its own length; zeros pad it to its place.
    cms.truncate(4 + usize::from(cms[2]) * 256 + usize::from(cms[3]));
    let own = first(&cms, &letter.signer.certificate);
    let mut swapped = cms.clone();
    swapped.splice(
        own..own + letter.signer.certificate.len(),
        letter.stranger.certificate.iter().copied(),
    );
    attacks.push((
        "the certificate exchanged".into(),
        prepared.clone().embed(&swapped).unwrap(),
    ));
    // SHA-256 named SHA-1 or SHA-512 wherever it stands.
    let sha256 = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    for (name, last_byte) in [("SHA-512", 3_u8), ("SHA3-256", 8), ("nothing known", 99)] {
        let mut lowered = pdf.clone();
        let mut bytes = cms.clone();
        let places: Vec<usize> = (0..bytes.len().saturating_sub(9))
            .filter(|place| bytes[*place..].starts_with(&sha256))
            .collect();
        for place in places {
            bytes[place + 8] = last_byte;
        }
        let digits = hex(&bytes);
        lowered[gap.start + 1..gap.start + 1 + digits.len()].copy_from_slice(&digits);
        attacks.push((format!("the digest named {name}"), lowered));
    }
    let mut sha1 = cms.clone();
    while let Some(place) = sha1.windows(11).position(|window| window[2..] == sha256) {
        // An object identifier of five bytes in place of nine cannot keep the lengths right: the rest is left broken.
        sha1.splice(
            place..place + 11,
            [0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a],
        );
    }
    attacks.push((
        "the digest named SHA-1".into(),
        prepared.embed(&sha1).unwrap(),
    ));

    // The stranger signs the letter in the applicant's name; nobody trusts the stranger's second authority.
    let unknown = signature::testing::throw_away_pkcs12(
        &signature::testing::Person::new("Иванова-Петровская", "Мария Сергеевна"),
        super::letter::PASSWORD,
        signature::testing::KeyKind::P256,
        letter.at,
    );
    attacks.push((
        "signed by nobody who is trusted".into(),
        super::letter::sign(&letter.unsigned, &unknown, letter.at),
    ));
    // A signature dictionary that no field shows, and one in a field that is no signature field.
    let stray = append(&letter.unsigned, |_, update| {
        update.put(Object::Dictionary(
            Dictionary::new()
                .with("Type", Object::name("Sig"))
                .with("Filter", Object::name("Adobe.PPKLite"))
                .with("SubFilter", Object::name("ETSI.CAdES.detached"))
                .with("ByteRange", Object::Array(vec![Object::Integer(0); 4]))
                .with("Contents", Object::String(cms.clone())),
        ));
    });
    attacks.push(("a signature that no field shows".into(), stray));
}

fn unhex(digits: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(digits).unwrap();
    (0..text.len() / 2)
        .map(|place| u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).unwrap())
        .collect()
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| format!("{byte:02X}").into_bytes())
        .collect()
}
