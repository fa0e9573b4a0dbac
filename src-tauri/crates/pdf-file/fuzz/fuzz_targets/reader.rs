//! Any bytes as a file: everything that can be asked of it, and one more revision behind it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pdf_file::{Object, PdfFile};

fuzz_target!(|bytes: &[u8]| {
    let Ok(file) = PdfFile::parse(bytes) else {
        return;
    };
    let view = file.latest();
    for revision in 0..file.revisions().len().min(20) {
        for id in file.objects(revision).take(200) {
            let _ = (view.object(id), view.located(id));
        }
        for (id, written) in file.written(revision).take(200) {
            if let Ok(written) = written {
                assert_eq!(written.id, id);
                assert!(written.range.is_none_or(|range| range.end <= bytes.len()));
            }
        }
        if let Ok(appended) = file.appended(revision) {
            assert!(revision > 0 && appended.objects.iter().all(|one| one.id.number > 0));
        }
        let _ = file.attachments(revision);
    }
    let mut update = file.append();
    let note = update.put(Object::text("note"));
    let longer = update.finish();
    assert!(longer.starts_with(bytes));
    // What was readable stays readable, and says the same as before.
    if let Ok(again) = PdfFile::parse(&longer) {
        assert_eq!(again.revisions().len(), file.revisions().len() + 1);
        assert_eq!(again.object(note), Ok(Object::text("note")));
        for id in file.objects(0).take(200) {
            assert_eq!(again.view(0).object(id), file.view(0).object(id));
        }
    }
});
