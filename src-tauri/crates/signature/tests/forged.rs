//! What may never be called valid.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Style, at, key, open, signed, small_pdf, trust};
use signature::testing::KeyKind;
use signature::{
    ChainStatus, Covers, Integrity, LaterChanges, PdfSignatureOptions, Verdict, prepare_pdf,
    sign_detached, verify_detached, verify_pdf,
};

#[test]
fn no_changed_byte_of_a_small_signed_letter_is_called_valid() {
    for kind in [KeyKind::P256, KeyKind::Rsa2048] {
        let made = key(kind);
        let trust = trust(&made);
        // Little room, so that every byte can be tried.
        let pdf = prepare_pdf(
            &small_pdf(Style::Table, true),
            &PdfSignatureOptions::at(at()),
            2200,
        )
        .unwrap()
        .sign(&open(&made))
        .unwrap();
        assert_eq!(verify_pdf(&pdf, &trust, at()).verdict, Verdict::Valid);
        let gap = pdf
            .windows(10)
            .rposition(|window| window == b"/Contents ")
            .unwrap();
        for index in 0..pdf.len() {
            let flips: &[u8] = match (kind, index > gap) {
                (KeyKind::Rsa2048, _) => &[0x01],
                (_, true) => &[0x01, 0x02, 0x04, 0x08, 0x20, 0xff],
                (_, false) => &[0x01, 0x20, 0xff],
            };
            for flip in flips {
                let mut changed = pdf.clone();
                changed[index] ^= flip;
                let report = verify_pdf(&changed, &trust, at());
                assert_ne!(
                    report.verdict,
                    Verdict::Valid,
                    "{kind:?}: byte {index} ^ {flip:#x} in {:?}",
                    String::from_utf8_lossy(&pdf[index.saturating_sub(40)..index + 1])
                );
            }
        }
    }
}

#[test]
fn no_changed_byte_of_a_detached_signature_is_called_valid() {
    let made = key(KeyKind::P256);
    let trust = trust(&made);
    let signature = sign_detached(b"bytes of a letter", &open(&made), at()).unwrap();
    let report = verify_detached(b"bytes of a letter", &signature, &trust, at());
    assert_eq!(
        (report.verdict, report.signatures[0].format.as_str()),
        (Verdict::Valid, "CAdES-BES"),
        "{report:?}"
    );
    for index in 0..signature.len() {
        for bit in 0..8 {
            let mut changed = signature.clone();
            changed[index] ^= 1 << bit;
            assert_ne!(
                verify_detached(b"bytes of a letter", &changed, &trust, at()).verdict,
                Verdict::Valid,
                "byte {index} bit {bit}"
            );
        }
    }
    assert_eq!(
        verify_detached(b"bytes of a lettes", &signature, &trust, at()).verdict,
        Verdict::Invalid
    );
}

#[test]
fn a_changed_document_is_invalid_and_says_so() {
    let made = key(KeyKind::Rsa2048);
    let mut pdf = signed(&made, &small_pdf(Style::Table, true));
    let place = pdf
        .windows(8)
        .position(|window| window == b"A letter")
        .unwrap();
    pdf[place] = b'B';
    let report = verify_pdf(&pdf, &trust(&made), at());
    assert_eq!(
        (report.verdict, report.signatures[0].integrity),
        (Verdict::Invalid, Integrity::Broken)
    );
    assert!(
        report.signatures[0]
            .reason
            .contains("изменён после подписания")
    );
}

#[test]
fn what_is_appended_behind_the_signature_is_never_valid() {
    let made = key(KeyKind::P256);
    let pdf = signed(&made, &small_pdf(Style::Table, true));
    let mut space = pdf.clone();
    space.push(b'\n');
    let mut text = pdf;
    text.extend_from_slice(b"% more\n");
    for changed in [space, text] {
        let report = verify_pdf(&changed, &trust(&made), at());
        assert_eq!(
            (report.verdict, report.signatures.len()),
            (Verdict::Indeterminate, 1),
            "{report:?}"
        );
    }
}

#[test]
fn a_byte_range_that_is_not_the_whole_is_never_valid() {
    let made = key(KeyKind::P256);
    let pdf = signed(&made, &small_pdf(Style::Table, true));
    let text = String::from_utf8_lossy(&pdf).into_owned();
    let start = text.find("/ByteRange [").unwrap() + 11;
    let place = pdf
        .windows(11)
        .position(|window| window == b"/ByteRange ")
        .unwrap()
        + 11;
    let end = place + pdf[place..].iter().position(|byte| *byte == b']').unwrap() + 1;
    assert!(start > 0);
    for range in [
        "[0 1 2 3]",
        "[0 10 5 10]",
        "[-1 5 7 9]",
        "[0 99999 99999 9]",
        "[1 2 3 4]",
        "[0 5 9]",
        "[]",
        "[0 0 0 0]",
        "null",
    ] {
        let mut changed = pdf.clone();
        let mut bytes = range.as_bytes().to_vec();
        bytes.resize(end - place, b' ');
        changed[place..end].copy_from_slice(&bytes);
        let report = verify_pdf(&changed, &trust(&made), at());
        assert_ne!(report.verdict, Verdict::Valid, "{range}");
        assert_eq!(report.signatures.len(), 1, "{range}");
    }
}

/// A page, the form, the catalog or a font replaced behind the signature; each by a correctly appended revision.
#[test]
fn a_revision_appended_behind_the_signature_is_never_valid() {
    use pdf_file::{Object, ObjectId, PdfFile, Stream};
    let made = key(KeyKind::P256);
    for style in [Style::Table, Style::Stream] {
        let pdf = signed(&made, &small_pdf(style, true));
        let file = PdfFile::parse(&pdf).unwrap();
        for number in 1..=6 {
            let mut update = file.append();
            let id = ObjectId {
                number,
                generation: 0,
            };
            let changed = match file.object(id).unwrap() {
                Object::Dictionary(dictionary) => {
                    Object::Dictionary(dictionary.with("Changed", Object::Boolean(true)))
                }
                Object::Stream(stream) => Object::Stream(Stream {
                    raw: b"BT ET".to_vec(),
                    ..stream
                }),
                other => other,
            };
            update.replace(id, changed);
            let report = verify_pdf(&update.finish(), &trust(&made), at());
            assert_eq!(
                report.verdict,
                Verdict::Invalid,
                "{style:?} object {number}"
            );
            let one = &report.signatures[0];
            assert_eq!(
                (one.integrity, one.covers, one.later_changes),
                (Integrity::Ok, Covers::Revision, LaterChanges::Forbidden)
            );
            assert_eq!(
                one.signed_length,
                Some(pdf.len()),
                "what was signed can still be cut out"
            );
        }
        // The signature unhooked from the form is still seen.
        let mut update = file.append();
        update.replace(
            ObjectId {
                number: 6,
                generation: 0,
            },
            Object::Null,
        );
        let report = verify_pdf(&update.finish(), &trust(&made), at());
        assert_eq!(
            (report.verdict, report.signatures.len()),
            (Verdict::Invalid, 1)
        );
    }
}

/// The signature value of one document carried over to another, and of one key passed off under another's root.
#[test]
fn a_signature_carried_over_is_never_valid() {
    let (made, other) = (key(KeyKind::P256), key(KeyKind::P256));
    let prepared = prepare_pdf(
        &small_pdf(Style::Table, true),
        &PdfSignatureOptions::at(at()),
        4000,
    )
    .unwrap();
    let foreign = sign_detached(b"another document", &open(&made), at()).unwrap();
    let report = verify_pdf(
        &prepared.clone().embed(&foreign).unwrap(),
        &trust(&made),
        at(),
    );
    assert_eq!(report.verdict, Verdict::Invalid);
    let report = verify_pdf(
        &prepared.clone().sign(&open(&other)).unwrap(),
        &trust(&made),
        at(),
    );
    assert_eq!(
        (report.verdict, report.signatures[0].chain),
        (Verdict::Indeterminate, ChainStatus::Untrusted)
    );
    let empty = verify_pdf(&prepared.embed(&[]).unwrap(), &trust(&made), at());
    assert_eq!(
        (empty.verdict, empty.signatures.len()),
        (Verdict::Indeterminate, 1)
    );
}
