//! Any bytes as objects of a file whose table is right: names, strings, streams, filters, object streams, attachments.
//! Objects are parted by the byte 0xff.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pdf_file::PdfFile;

fuzz_target!(|bytes: &[u8]| {
    let objects: Vec<&[u8]> = bytes.split(|byte| *byte == 0xff).take(30).collect();
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut rows = vec![0, 0, 0, 0, 0];
    for (number, object) in (1..).zip(&objects) {
        row(&mut rows, pdf.len(), 0);
        pdf.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    // Three more numbers are said to lie in the first object, should it be an object stream.
    let own = objects.len() + 4;
    for index in 0..3 {
        rows.extend_from_slice(&[2, 0, 0, 1, index]);
    }
    let start = pdf.len();
    row(&mut rows, start, 0);
    pdf.extend_from_slice(
        format!(
            "{own} 0 obj\n<</Type/XRef/Size {}/W[1 3 1]/Root 2 0 R/Length {}>>\nstream\n",
            own + 1,
            rows.len()
        )
        .as_bytes(),
    );
    pdf.extend_from_slice(&rows);
    pdf.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());

    let file = PdfFile::parse(&pdf).expect("the structure is right whatever the objects are");
    for (_, written) in file.written(0) {
        if let Ok(written) = written {
            let value = file.object(written.id).expect("read once, read again");
            assert_eq!(value.as_dictionary(), written.dictionary());
            if let pdf_file::Object::Stream(stream) = &value {
                let _ = file.latest().decode(stream, 1 << 20);
            }
            // Written out and read again it is the same.
            let mut update = file.append();
            update.replace(written.id, value.clone());
            let longer = update.finish();
            let again = PdfFile::parse(&longer).expect("an honest revision");
            assert_eq!(without_length(again.object(written.id)), without_length(Ok(value)));
        }
    }
    let _ = file.attachments(0);
});

fn row(rows: &mut Vec<u8>, offset: usize, generation: u8) {
    rows.push(1);
    rows.extend_from_slice(&u32::try_from(offset).unwrap_or(0).to_be_bytes()[1..]);
    rows.push(generation);
}

/// The appender writes the length of a stream anew, directly.
fn without_length(object: Result<pdf_file::Object, pdf_file::PdfError>) -> pdf_file::Object {
    match object.expect("read before") {
        pdf_file::Object::Stream(mut stream) => {
            stream.dictionary.set("Length", pdf_file::Object::Null);
            pdf_file::Object::Stream(stream)
        }
        other => other,
    }
}
