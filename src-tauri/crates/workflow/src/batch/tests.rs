//! Batches in small: tables of every kind, bad rows, going on, hostile books.

use std::io::Write as _;
use std::path::PathBuf;

use chrono::NaiveDate;
use law::Kind;
use zip::write::SimpleFileOptions;

use super::*;
use crate::enclosures::Beside;

fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").unwrap()
}

fn example() -> Value {
    request::example(Kind::Access, NaiveDate::from_ymd_opt(2026, 11, 16).unwrap())
}

/// A mapping whose base is the example and whose columns change the person.
fn mapping(columns: &[(&str, &str)]) -> Mapping {
    let Value::Object(base) = example() else {
        unreachable!()
    };
    Mapping {
        format: MAPPING_FORMAT.to_owned(),
        columns: columns
            .iter()
            .map(|(heading, pointer)| ((*heading).to_owned(), Some((*pointer).to_owned())))
            .collect(),
        base,
    }
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn run(&self, file: &Path, mapping: Option<Mapping>) -> Result<BatchReport, Failure> {
        self.run_until(file, mapping, &AtomicBool::new(false), &|_| {})
    }

    fn run_until(
        &self,
        file: &Path,
        mapping: Option<Mapping>,
        stop: &AtomicBool,
        watch: &(dyn Fn(Progress) + Sync),
    ) -> Result<BatchReport, Failure> {
        let job = Batch {
            file,
            out: &self.out(),
            mapping,
            files: &Beside(self.folder.path().to_owned()),
            key: None,
            detached: false,
            email: false,
            post: false,
            now: &now,
            workers: Some(2),
        };
        batch(&job, stop, watch)
    }

    fn results(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.out().join("results.jsonl")).unwrap();
        let mut lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        lines.sort_by_key(|line| line["row"].as_u64());
        lines
    }

    /// Surname in the request of each finished row.
    fn surnames(&self) -> Vec<String> {
        self.results()
            .iter()
            .filter_map(|line| {
                let file = self.out().join(line["file"].as_str()?);
                let request = fs::read(file.with_file_name("request.json")).unwrap();
                let request: Value = serde_json::from_slice(&request).unwrap();
                Some(request["subject"]["surname"].as_str()?.to_owned())
            })
            .collect()
    }
}

fn lines(surnames: &[&str]) -> String {
    surnames
        .iter()
        .map(|surname| {
            let mut request = example();
            request["subject"]["surname"] = json!(surname);
            format!("{request}\n")
        })
        .collect()
}

#[test]
fn a_bad_row_has_its_line_and_stops_nothing() {
    let desk = Desk::new();
    let mut text = lines(&["Первая", "Вторая"]);
    text.insert_str(0, "{не json\n\n");
    let mut lacking = example();
    lacking["subject"]
        .as_object_mut()
        .unwrap()
        .remove("surname");
    text.push_str(&format!("{lacking}\n{{\"format\":1,\"format\":2}}\n"));
    let report = desk
        .run(&desk.file("t.jsonl", text.as_bytes()), None)
        .unwrap();
    assert_eq!(
        (
            report.progress.rows,
            report.progress.done,
            report.progress.failed
        ),
        (5, 2, 3)
    );
    let results = desk.results();
    let told: Vec<_> = results
        .iter()
        .map(|line| {
            (
                line["row"].as_u64().unwrap(),
                line["status"].as_str().unwrap(),
            )
        })
        .collect();
    // The empty second line is no row, and the numbers are those of the file.
    assert_eq!(
        told,
        [
            (1, "failed"),
            (3, "done"),
            (4, "done"),
            (5, "failed"),
            (6, "failed")
        ]
    );
    assert_eq!(results[0]["error"]["code"], "not_json");
    assert_eq!(results[3]["error"]["field"], "/subject/surname");
    assert_eq!(results[4]["error"]["field"], "/format");
    assert_eq!(results[1]["file"], "00003/letter.pdf");
    assert_eq!(desk.surnames(), ["Первая", "Вторая"]);
}

#[test]
fn what_was_stopped_goes_on_and_makes_nothing_twice() {
    let desk = Desk::new();
    let names: Vec<String> = (0..12)
        .map(|n| format!("Сидорова-{}", "а".repeat(n + 1)))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let table = desk.file("t.jsonl", lines(&names).as_bytes());
    let stop = AtomicBool::new(false);
    let first = desk
        .run_until(&table, None, &stop, &|progress| {
            if progress.done == 3 {
                stop.store(true, Ordering::Relaxed);
            }
        })
        .unwrap();
    assert!(first.stopped && first.progress.done < 12, "{first:?}");
    // A line torn by the kill, and a folder whose line was never written.
    let torn = desk.out().join("results.jsonl");
    let mut text = fs::read_to_string(&torn).unwrap();
    text.push_str("{\"row\":12,\"sta");
    fs::write(&torn, text).unwrap();
    fs::create_dir_all(desk.out().join("00012/.zapros-left")).unwrap();
    let made: Vec<_> = desk.results_of_first_run();
    let second = desk.run(&table, None).unwrap();
    assert!(!second.stopped);
    assert_eq!(second.progress.kept, first.progress.done);
    assert_eq!(second.progress.done + second.progress.kept, 12);
    assert_eq!(desk.surnames(), names);
    for (file, modified) in made {
        assert_eq!(fs::metadata(file).unwrap().modified().unwrap(), modified);
    }
    assert!(!desk.out().join("00012/.zapros-left").exists());
    // A third run has nothing to do; a changed row is made anew, alone.
    assert_eq!(desk.run(&table, None).unwrap().progress.kept, 12);
    let mut changed = names.clone();
    changed[4] = "Другая";
    let table = desk.file("t.jsonl", lines(&changed).as_bytes());
    let third = desk.run(&table, None).unwrap();
    assert_eq!((third.progress.done, third.progress.kept), (1, 11));
    assert_eq!(desk.surnames(), changed);
}

impl Desk {
    fn results_of_first_run(&self) -> Vec<(PathBuf, std::time::SystemTime)> {
        let text = fs::read_to_string(self.out().join("results.jsonl")).unwrap();
        text.lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .map(|line| {
                let file = self.out().join(line["file"].as_str().unwrap());
                let modified = fs::metadata(&file).unwrap().modified().unwrap();
                (file, modified)
            })
            .collect()
    }
}

#[test]
fn an_excel_csv_in_windows_1251_is_understood_by_its_headings() {
    let desk = Desk::new();
    let text = "Фамилия;Имя;Отчество;Дата рождения;Комментарий\r\n\
                Ёлкина;Анна;Петровна;05.03.1990;\"лишнее; с точкой\"\r\n\
                ;;;;\r\nЩукина;Ольга;;1985-12-31;\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    let mut guessed = Mapping::guess(
        &["Фамилия", "Имя", "Отчество", "Дата рождения", "Комментарий"].map(str::to_owned),
    );
    guessed.base = mapping(&[]).base;
    guessed.base["subject"] =
        json!({ "document": example()["subject"]["document"], "email": "m@mail.example" });
    let report = desk
        .run(&desk.file("t.csv", &bytes), Some(guessed))
        .unwrap();
    assert_eq!(
        (report.progress.done, report.progress.failed),
        (2, 0),
        "{:?}",
        desk.results()
    );
    assert_eq!(desk.surnames(), ["Ёлкина", "Щукина"]);
    assert!(
        report
            .warnings
            .iter()
            .any(|w| w.code == "table_columns_unused" && w.message.contains("Комментарий"))
    );
    let request: Value =
        serde_json::from_slice(&fs::read(desk.out().join("00001/request.json")).unwrap()).unwrap();
    assert_eq!(request["subject"]["birth_date"], "1990-03-05");
    // The mapping is remembered in the folder, and the same table goes on by it.
    assert_eq!(
        desk.run(&desk.file("t.csv", &bytes), None)
            .unwrap()
            .progress
            .kept,
        2
    );
}

#[test]
fn headings_may_be_paths_into_the_request() {
    let desk = Desk::new();
    let table = desk.file(
        "t.csv",
        "subject.surname,/subject/given_name\nЛенина,Вера\n".as_bytes(),
    );
    let mut guessed =
        Mapping::guess(&["subject.surname", "/subject/given_name"].map(str::to_owned));
    guessed.base = mapping(&[]).base;
    desk.run(&table, Some(guessed)).unwrap();
    assert_eq!(desk.surnames(), ["Ленина"]);
    let wrong = mapping(&[("А", "/subject/surname"), ("Б", "/demands/99999999/kind")]);
    let table = desk.file("w.csv", "А,Б\nх,у\n".as_bytes());
    assert_eq!(
        desk.run(&table, Some(wrong)).unwrap_err().code(),
        "mapping_pointer"
    );
}

/// A book with these parts, the sheet among them.
fn book(sheet: &str, extra: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    part(
        "[Content_Types].xml",
        b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
    );
    part("_rels/.rels", format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{relationships}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes());
    part("xl/workbook.xml", format!("<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{relationships}\"><sheets><sheet name=\"Лист1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes());
    part("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{relationships}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>").as_bytes());
    part("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{sheet}</sheetData></worksheet>").as_bytes());
    for (name, bytes) in extra {
        part(name, bytes);
    }
    zip.finish().unwrap().into_inner()
}

fn cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_book_with_macros_is_read_and_its_macros_are_not_run() {
    let desk = Desk::new();
    let sheet = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row><row r=\"1048576\">{}</row>",
        cell("A1", "Фамилия"),
        cell("B1", "Имя"),
        cell("A2", "Кротова"),
        cell("B2", "Нина"),
        // The farthest corner of a sheet: unfolded it would be seventeen billion cells.
        cell("XFD1048576", "далеко"),
    );
    let bytes = book(&sheet, &[("xl/vbaProject.bin", b"Auto_Open")]);
    let columns = [
        ("Фамилия", "/subject/surname"),
        ("Имя", "/subject/given_name"),
    ];
    let report = desk
        .run(&desk.file("t.xlsx", &bytes), Some(mapping(&columns)))
        .unwrap();
    assert!(
        report.warnings.iter().any(|w| w.code == "table_macros"),
        "{:?}",
        report.warnings
    );
    assert_eq!(desk.surnames(), ["Кротова"]);
}

#[test]
fn a_book_that_unpacks_without_end_is_not_opened() {
    let desk = Desk::new();
    let zeros = vec![b' '; 2 << 20];
    let parts: Vec<(String, &[u8])> = (0..9)
        .map(|n| (format!("xl/media/{n}.bin"), zeros.as_slice()))
        .collect();
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    let bytes = book(&cell("A1", "Фамилия"), &parts);
    assert!(bytes.len() < 4 << 20, "a small file");
    let table = desk.file("t.xlsx", &bytes);
    assert_eq!(desk.run(&table, None).unwrap_err().code(), "table_bomb");
    assert!(!desk.out().exists());
    for (name, bytes, code) in [
        ("no.xlsx", &b"PK\x03\x04 not a book"[..], "table_unreadable"),
        ("no.docx", b"x", "table_unknown"),
        ("wide.csv", b"\xff\xfea\0;\0b\0", "table_unreadable"),
        ("empty.csv", b"", "table_no_columns"),
        (
            "strange.csv",
            "раз,два\n1,2\n".as_bytes(),
            "table_no_columns",
        ),
    ] {
        let failure = desk.run(&desk.file(name, bytes), None).unwrap_err();
        assert_eq!(failure.code(), code, "{name}: {failure}");
    }
}

#[test]
fn a_folder_of_something_else_is_not_touched() {
    let desk = Desk::new();
    fs::create_dir_all(desk.out()).unwrap();
    fs::write(desk.out().join("notes.txt"), "мое").unwrap();
    let table = desk.file("t.jsonl", lines(&["Первая"]).as_bytes());
    assert_eq!(
        desk.run(&table, None).unwrap_err().code(),
        "batch_folder_taken"
    );
    assert_eq!(fs::read_dir(desk.out()).unwrap().count(), 1);
}
