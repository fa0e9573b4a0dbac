//! A day in an office: twenty-five letters come, each ends in the right answer, signed and sent through a real mail server.
//! What must come of each stands in `office/day.csv`, which a lawyer can read; this test reads that very table.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use delivery::{Password, Profile};
use law::Answer;
use register::{CaseFilter, Cases as _, DemandState, Journal as _, KeySource, Stamp};
use serde_json::{Value, json};
use signature::testing::{KeyKind, Person, throw_away_pkcs12};
use signature::{SigningKey, SoftwareKey, Trust};
use tests::mail_server::{MailServer, OPERATOR, PASSWORD};
use tests::run::top;
use workflow::{
    AnswerJob, Beside, Filed, Incoming, Intake, IntakeChannel, IntakeJob, Job, OpenRegister,
    RegisterAddress,
};

/// The company's own mail system, whose mark tells the receipt.
const SERVER: &str = "mail.operator.example";

/// One line of the table.
struct Line {
    number: String,
    example: String,
    signed: String,
    change: String,
    received: DateTime<FixedOffset>,
    answered: NaiveDate,
    proposed: String,
    answers: Vec<Answer>,
    outcomes: Vec<DemandState>,
    due: Option<NaiveDate>,
}

fn table() -> Vec<Line> {
    let text = fs::read_to_string(top().join("tests/tests/office/day.csv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(';').collect();
            assert_eq!(cells.len(), 11, "{line}");
            let codes = |cell: &str| cell.split(" + ").map(str::to_owned).collect::<Vec<_>>();
            Line {
                number: cells[0].to_owned(),
                example: cells[2].to_owned(),
                signed: cells[3].to_owned(),
                change: cells[4].to_owned(),
                received: DateTime::parse_from_rfc3339(cells[5]).unwrap(),
                answered: cells[6].parse().unwrap(),
                proposed: cells[7].to_owned(),
                answers: codes(cells[8])
                    .iter()
                    .map(|code| Answer::from_code(code).unwrap())
                    .collect(),
                outcomes: codes(cells[9])
                    .iter()
                    .map(|code| DemandState::from_code(code).unwrap())
                    .collect(),
                due: (!cells[10].is_empty()).then(|| cells[10].parse().unwrap()),
            }
        })
        .collect()
}

struct Office {
    register: OpenRegister,
    company: request::response::Company,
    officer: SoftwareKey,
    folder: tempfile::TempDir,
}

fn at(day: NaiveDate, hour: u32) -> DateTime<FixedOffset> {
    day.and_hms_opt(hour, 0, 0)
        .unwrap()
        .and_local_timezone(law::moscow())
        .unwrap()
}

fn key(person: &Person, now: DateTime<FixedOffset>) -> (SoftwareKey, Vec<u8>) {
    let made = throw_away_pkcs12(person, "пароль", KeyKind::P256, now);
    (
        workflow::open_pkcs12(&made.pkcs12, "пароль", now).unwrap(),
        made.root,
    )
}

impl Office {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let first = at(NaiveDate::from_ymd_opt(2026, 10, 1).unwrap(), 9);
        let stamp = Stamp::new("gromova", first);
        let address = RegisterAddress::File(folder.path().join("register.db"));
        let register =
            OpenRegister::create(&address, || Ok(KeySource::passphrase("проверка")), &stamp)
                .unwrap();
        let bundled = top().join("assets/operators/it-prospekt.company.json");
        let mut profile: Value = serde_json::from_slice(&fs::read(bundled).unwrap()).unwrap();
        profile["cross_border"] = json!("Трансграничная передача не осуществляется");
        profile["no_processors"] = json!("Обработка другим лицам не поручена");
        profile["other"] = json!("Иных сведений, которые закон обязывает сообщить, нет");
        profile["signatories"] =
            json!([{ "position": "Юрист", "surname": "Громова", "given_name": "Инна" }]);
        let company =
            workflow::keep_company(&register, profile.to_string().as_bytes(), &stamp).unwrap();
        let mut person = Person::new("Громова", "Инна");
        person.organization = Some("ООО «ИТ Проспект»".to_owned());
        let (officer, _) = key(&person, first);
        Self {
            register,
            company,
            officer,
            folder,
        }
    }

    /// The request of a line, as its writer wrote it.
    fn request(line: &Line) -> Value {
        let path = top().join(format!("assets/examples/{}.json", line.example));
        let mut request: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        request["date"] = json!(line.received.date_naive());
        request["operator"]["email"] = json!("privacy@operator.example");
        request["operator"]["checked_on"] = json!(line.received.date_naive());
        request["reply"] = json!({ "form": "electronic", "email": OPERATOR });
        request["signing"] = json!({ "form": if line.signed == "не подписано" && line.example == "marketing_stop" { "none" } else { "electronic" } });
        match line.change.as_str() {
            "повтор рано" => {
                request["demands"][0]["previous"] = json!({
                    "sent_on": "2026-11-03", "channel": "электронной почтой", "outcome": "full", "answered_on": "2026-11-11",
                });
            }
            "ещё отказ от рекламы" => {
                request["demands"].as_array_mut().unwrap().push(json!({
                    "kind": "marketing_stop", "channels": [{ "type": "email", "address": "m.ivanova@mail.example" }],
                }));
            }
            "иностранное имя" => {
                request["subject"]["surname"] = json!("O’Connor");
                request["subject"]["given_name"] = json!("Seán");
                request["subject"]
                    .as_object_mut()
                    .unwrap()
                    .shift_remove("patronymic");
            }
            "без паспорта" => {
                request["subject"]
                    .as_object_mut()
                    .unwrap()
                    .shift_remove("document");
            }
            _ => {}
        }
        request
    }

    /// The letter as it lies in the company's mailbox, and whom to trust about it.
    fn letter(&self, line: &Line, request: &Value) -> (Vec<Incoming>, Trust) {
        let mut trust = Trust::new();
        if line.signed == "файл" {
            let bytes = request.to_string().into_bytes();
            return (
                vec![Incoming {
                    name: "request.json".to_owned(),
                    bytes,
                }],
                trust,
            );
        }
        let writer = request
            .pointer("/representative/person")
            .unwrap_or(&request["subject"]);
        let name = |field: &str| writer[field].as_str().unwrap_or_default().to_owned();
        let given = format!("{} {}", name("given_name"), name("patronymic"));
        let person = match line.signed.as_str() {
            "другим" => Person::new("Чужой", "Пётр Петрович"),
            _ => Person::new(&name("surname"), given.trim()),
        };
        let (key, root) = key(&person, line.received - TimeDelta::hours(2));
        trust.add(&root).unwrap();
        let papers = tempfile::tempdir().unwrap();
        let named = request["enclosures"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| &one["file"]);
        for name in named
            .chain(request.pointer("/representative/authority/file"))
            .filter_map(Value::as_str)
        {
            fs::write(papers.path().join(name), b"%PDF-1.4 paper").unwrap();
        }
        let composed = workflow::compose(&Job {
            request: request.to_string().as_bytes(),
            files: &Beside(papers.path().to_owned()),
            now: line.received - TimeDelta::minutes(30),
            key: (line.signed != "не подписано").then_some(&key as &dyn SigningKey),
            detached: true,
            email: true,
            post: false,
        })
        .unwrap_or_else(|failure| panic!("{}: {failure} {:?}", line.number, failure.problems()));
        let part = |name: &str| {
            composed
                .files
                .iter()
                .find(|file| file.name == name)
                .unwrap()
                .bytes
                .clone()
        };
        if line.signed == "подделано" {
            let mut bytes = part("letter.pdf");
            // One letter of the file's description: nobody sees it, and the signature does not hold any more.
            let mark = b"<pdfaid:part>3";
            let place = bytes
                .windows(mark.len())
                .position(|window| window == mark)
                .unwrap();
            bytes[place + mark.len() - 1] = b'2';
            return (
                vec![Incoming {
                    name: "letter.pdf".to_owned(),
                    bytes,
                }],
                trust,
            );
        }
        let mark = format!(
            "Received: from post.example by {SERVER}; {}\r\n",
            line.received.to_rfc2822()
        );
        let bytes = [mark.as_bytes(), &part("message.eml")].concat();
        (
            vec![Incoming {
                name: "letter.eml".to_owned(),
                bytes,
            }],
            trust,
        )
    }

    fn take_in(&self, line: &Line, files: Vec<Incoming>, trust: Trust) -> (Intake, Filed) {
        let now = line.received + TimeDelta::minutes(5);
        let from_mail = files[0].name.ends_with(".eml");
        let intake = workflow::take_in(IntakeJob {
            files,
            trust: &trust.without_revocation(),
            server: Some(SERVER),
            channel: IntakeChannel::Email,
            received: (!from_mail).then(|| law::Received::in_zone(line.received, law::moscow())),
            now,
        })
        .unwrap();
        let stamp = Stamp::new("gromova", now);
        let filed = workflow::file_case(&self.register, &intake, &self.company, &stamp).unwrap();
        (intake, filed)
    }

    /// Answers, signs, records; leaves the answer ready to send.
    fn answer(&self, line: &Line, case: &str, answer: Answer, turn: usize) -> std::path::PathBuf {
        let path = top().join(format!("assets/answers/{}.json", answer.code()));
        let mut data: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let body = &mut data["answer"];
        match answer {
            // These are counted by the law, not copied from the sample.
            Answer::Extension => *body = json!({ "kind": "extension", "reasons": body["reasons"] }),
            Answer::MissingInformation => *body = json!({ "kind": "missing_information" }),
            Answer::RepeatRefusal => {
                body["first_request_on"] = json!("2026-11-03");
            }
            Answer::Answer => {
                let questions =
                    line.example == "explanation" || line.example == "refusal_to_provide";
                if questions {
                    *body = json!({ "kind": "answer", "no_third_party_data": true });
                }
            }
            _ => {}
        }
        let now = at(line.answered, 12);
        let stamp = Stamp::new("gromova", now);
        let mut prepared =
            workflow::prepare_answer(&self.register, case, answer, &data, &self.company, now)
                .unwrap();
        // The officer answers the questions that wait for him.
        let waiting = prepared.response.pointer_mut("/answer/explanations");
        for explanation in waiting.and_then(Value::as_array_mut).into_iter().flatten() {
            explanation["answer"] =
                json!("Обязательны только имя и адрес для ответа: так требует договор.");
        }
        let finished = workflow::answer(AnswerJob {
            response: prepared.response.clone(),
            now,
            key: Some(&self.officer),
            detached: true,
            email: true,
            post: false,
        })
        .unwrap_or_else(|failure| {
            panic!(
                "{} {}: {:#?}",
                line.number,
                answer.code(),
                failure.problems()
            )
        });
        let out = self.folder.path().join(format!("{}-{turn}", line.number));
        finished.write(&out).unwrap();
        workflow::record_answer(&self.register, &prepared, &finished, &stamp).unwrap();
        out
    }
}

#[test]
fn a_day_in_an_office() {
    let server = match MailServer::missing() {
        None => Some(MailServer::start().unwrap()),
        Some(why) => {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "{why}, and CI skips nothing"
            );
            eprintln!("SKIPPED: sending: {why}");
            None
        }
    };
    let office = Office::open();
    let lines = table();
    assert_eq!(lines.len(), 25);
    let mut sent = 0;
    let mut numbers = Vec::new();
    for line in &lines {
        let request = Office::request(line);
        let (files, trust) = office.letter(line, &request);
        let (intake, filed) = office.take_in(line, files, trust);
        // Without typing, field by field; a forged letter's data are shown, but not believed.
        let mut taken = intake.request.clone().unwrap();
        for pointer in ["/enclosures", "/representative/authority/file"] {
            assert_eq!(
                taken.pointer(pointer).is_some(),
                request.pointer(pointer).is_some()
            );
        }
        taken["date"] = request["date"].clone();
        assert_eq!(taken, request, "{}", line.number);
        assert_eq!(
            intake.covered,
            matches!(
                line.signed.as_str(),
                "заявителем" | "представителем" | "другим"
            ),
            "{}",
            line.number
        );
        assert_eq!(
            intake.proposed.code(),
            line.proposed,
            "{}: {:?}",
            line.number,
            intake.lacks
        );
        assert_eq!(intake.received.day(), line.received.date_naive());
        // Who is not known to have written is never matched with anybody.
        assert!(filed.identity_established || filed.similar.is_empty());
        if line.number == "7" {
            assert!(
                !filed.similar.is_empty(),
                "{}: the first request is found",
                line.number
            );
        }
        numbers.push(filed.number.clone());

        for (turn, answer) in line.answers.iter().enumerate() {
            let folder = office.answer(line, &filed.id, *answer, turn);
            let report: Value =
                serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap();
            assert_eq!(report["signatures"][0]["integrity"], "ok");
            if let Some(server) = &server {
                let profile = Profile::parse(server.profile("implicit").as_bytes()).unwrap();
                let clock = || at(line.answered, 13);
                workflow::send(
                    &folder,
                    &profile,
                    &Password::from(PASSWORD.to_owned()),
                    &clock,
                )
                .unwrap();
            }
            sent += 1;
        }
        let card = workflow::case_card(&office.register, &filed.id, at(line.answered, 14)).unwrap();
        let states: Vec<DemandState> = card
            .case
            .demands
            .iter()
            .map(|demand| demand.state)
            .collect();
        assert_eq!(states, line.outcomes, "{} {}", line.number, line.example);
        let extended = line.answers.contains(&Answer::Extension);
        if !extended {
            let due = card.terms[0]
                .main()
                .and_then(|term| term.due)
                .map(law::Due::day);
            assert_eq!(due, line.due, "{} {}", line.number, line.example);
        }
    }
    // Numbers without gaps, in the order in which the letters came in.
    let mut counts: Vec<u64> = numbers
        .iter()
        .map(|number| number.split_once('-').unwrap().1.parse().unwrap())
        .collect();
    let all = counts.len();
    counts.dedup();
    assert_eq!(counts.len(), all);
    // Every answer is in the mailbox, byte for byte as it was signed.
    if let Some(server) = &server {
        let letters = server.wait_for_letters(OPERATOR, sent).unwrap();
        assert_eq!(letters.len(), sent);
        for letter in &letters {
            let read = delivery::read(letter).unwrap();
            let pdf = read
                .attachments
                .iter()
                .find(|one| one.name == "letter.pdf")
                .unwrap();
            let (verification, _) =
                workflow::verify_pdf(&pdf.bytes, &Trust::new(), at(lines[24].answered, 15));
            assert_eq!(verification.signatures.len(), 1);
        }
    }
    // The journal for an inspection, and its proof.
    let cases = office
        .register
        .wait(office.register.cases(&CaseFilter::default(), None, 100))
        .unwrap();
    assert_eq!(cases.len(), 25);
    let audit = office.register.wait(office.register.audit(None)).unwrap();
    assert!(audit.broken.is_none(), "{audit:?}");
    let journal = office
        .register
        .wait(register::journal_lines(
            &office.register,
            &CaseFilter::default(),
        ))
        .unwrap();
    let csv = String::from_utf8_lossy(&register::to_csv(&journal).unwrap()).into_owned();
    for number in &numbers {
        assert!(
            csv.contains(number.as_str()),
            "{number} is not in the journal"
        );
    }
    let counts =
        workflow::statistics(&office.register, &CaseFilter::default(), lines[24].answered).unwrap();
    assert_eq!((counts.cases, counts.demands, counts.extended), (25, 27, 1));
    assert_eq!(counts.kept + counts.missed + counts.open, 27);
    assert!(counts.refused == 1 && counts.no_data == 2, "{counts:?}");
    assert!(Path::new(&office.folder.path().join("register.db")).exists());
}
