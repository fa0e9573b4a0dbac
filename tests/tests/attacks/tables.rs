//! Attacks on what finds the objects: tables, trailers, ends of files, object streams.

use pdf_file::PdfFile;

use super::letter::{Letter, Map, Raw, last, over, startxref};

type Attack = (String, Vec<u8>);

pub(crate) fn all(letter: &Letter) -> Vec<Attack> {
    let mut attacks = Vec::new();
    structure(letter, &mut attacks);
    object_streams(letter, &mut attacks);
    attacks
}

/// Tables, trailers, ends.
fn structure(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let map = Map::of(pdf);
    let unsigned = letter.unsigned.len();
    let mut raw = |name: &str, raw: Raw<'_>| attacks.push((name.to_owned(), raw.behind(pdf)));
    let none = Raw::default;
    raw(
        "size cut down",
        Raw {
            size: Some(5),
            ..none()
        },
    );
    raw(
        "the signed revision passed over",
        Raw {
            previous: Some(startxref(&letter.unsigned)),
            ..none()
        },
    );
    raw(
        "a table that leads to itself",
        Raw {
            previous: Some(pdf.len()),
            ..none()
        },
    );
    raw(
        "a table that leads nowhere",
        Raw {
            previous: Some(7),
            ..none()
        },
    );
    raw(
        "startxref of the revision before",
        Raw {
            startxref: Some(startxref(pdf)),
            ..none()
        },
    );
    raw(
        "startxref into nothing",
        Raw {
            startxref: Some(3),
            ..none()
        },
    );
    raw(
        "encrypted later",
        Raw {
            trailer: "/Encrypt << /Filter /Standard >>".into(),
            ..none()
        },
    );
    raw(
        "another identifier",
        Raw {
            trailer: "/ID [<00> <00>]".into(),
            ..none()
        },
    );
    raw(
        "an unknown key in the trailer",
        Raw {
            trailer: "/Hidden 4 0 R".into(),
            ..none()
        },
    );
    raw(
        "a hybrid table",
        Raw {
            trailer: format!("/XRefStm {}", startxref(pdf)),
            ..none()
        },
    );
    let freed = |number: u32| format!("{number} 1\n0000000000 00001 f \n");
    raw(
        "the page freed",
        Raw {
            table: freed(map.page.number),
            ..none()
        },
    );
    raw(
        "the contents freed",
        Raw {
            table: freed(map.contents.number),
            ..none()
        },
    );
    raw(
        "the signature field freed",
        Raw {
            table: freed(map.field.number),
            ..none()
        },
    );
    let page = format!(
        "{} 1\n{:010} 00000 n \n",
        map.page.number,
        last(&pdf[..unsigned], b" 0 obj") - 2
    );
    raw(
        "the page named elsewhere in the signed part",
        Raw {
            table: page,
            ..none()
        },
    );
    let twice = format!(
        "{0} 1\n0000000017 00000 n \n{0} 1\n0000000017 00000 n \n",
        map.page.number
    );
    raw(
        "one number twice",
        Raw {
            table: twice,
            ..none()
        },
    );
    raw(
        "an object under number 0",
        Raw {
            objects: vec![(0, 0, "<< >>")],
            ..none()
        },
    );
    raw(
        "the page under another generation",
        Raw {
            objects: vec![(map.page.number, 1, "<< /Type /Page >>")],
            ..none()
        },
    );

    let mut headless = pdf.clone();
    headless.truncate(last(pdf, b"startxref"));
    attacks.push(("no startxref".into(), headless.clone()));
    headless.extend_from_slice(b"%%EOF\n");
    attacks.push(("no startxref, only an end".into(), headless));
    let number = last(pdf, b"startxref") + 10;
    let digits = startxref(pdf).to_string().len();
    attacks.push((
        "startxref forged".into(),
        over(pdf, number..number + digits, b"9"),
    ));
    for (name, more) in [
        ("an object behind the end", &b"4 0 obj\n<< >>\nendobj\n"[..]),
        (
            "an object and an end",
            b"4 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n%%EOF\n",
        ),
        (
            "a trailer without a table",
            b"trailer\n<< /Size 5 /Root 900 0 R >>\n%%EOF\n",
        ),
        ("a second end", b"%%EOF\n"),
        ("another startxref", b"startxref\n0\n%%EOF\n"),
        ("a whole other file", b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"),
        ("zeros", b"\0\0\0\0"),
    ] {
        let mut longer = pdf.clone();
        longer.extend_from_slice(more);
        attacks.push((format!("behind the end: {name}"), longer));
    }
    let mut before = b"%PDF-1.7\n".to_vec();
    before.extend_from_slice(pdf);
    attacks.push(("something before the beginning".into(), before));
}

/// Object streams that hide, override or take a place.
fn object_streams(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let map = Map::of(pdf);
    let packed = |number: u32, text: &str| {
        let index = format!("{number} 0 ");
        format!(
            "<< /Type /ObjStm /N 1 /First {} /Length {} >>\nstream\n{index}{text}\nendstream",
            index.len(),
            index.len() + text.len()
        )
    };
    let size = startxref(pdf);
    let hidden = packed(map.page.number, "<< /Type /Page >>");
    let raw = Raw {
        objects: vec![(900, 0, &hidden)],
        ..Raw::default()
    };
    attacks.push((
        "an object stream that lists nothing".into(),
        raw.behind(pdf),
    ));
    let taken = packed(901, "<< >>");
    let raw = Raw {
        objects: vec![(map.contents.number, 0, &taken)],
        ..Raw::default()
    };
    attacks.push((
        "an object stream in the place of the contents".into(),
        raw.behind(pdf),
    ));
    // A stream of references that says the page lies in an object stream now.
    let start = pdf.len();
    let mut out = pdf.clone();
    out.extend_from_slice(format!("900 0 obj\n{hidden}\nendobj\n").as_bytes());
    let table = out.len();
    let row = |kind: u8, second: usize, third: u8| {
        let mut row = vec![kind];
        row.extend_from_slice(&u32::try_from(second).unwrap().to_be_bytes());
        row.push(third);
        row
    };
    let rows = [row(2, 900, 0), row(1, start, 0), row(1, table, 0)].concat();
    out.extend_from_slice(
        format!(
            "901 0 obj\n<< /Type /XRef /Size 902 /W [1 4 1] /Index [{} 1 900 2] /Root {} 0 R /Prev {size} /Length {} >>\nstream\n",
            map.page.number,
            map.catalog.number,
            rows.len()
        )
        .as_bytes(),
    );
    out.extend_from_slice(&rows);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{table}\n%%EOF\n").as_bytes());
    assert!(
        PdfFile::parse(&out).is_ok(),
        "well made, and still no honest change"
    );
    attacks.push(("the page moved into an object stream".into(), out));
}
