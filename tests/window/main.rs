//! The whole way in the real window, by keyboard alone: WebKitGTK, the real back end, a real mail server.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod driver;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use signature::testing::{KeyKind, Person, throw_away_pkcs12};
use tests::mail_server::{self, MailServer};
use tests::oracles;

use driver::Window;

const PASSWORD: &str = "пароль ключа";

/// Folders of one person at the computer: the application's data, a key file, the answers of the dialogs.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(surname: &str, given_name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = chrono::Local::now().fixed_offset();
        let made = throw_away_pkcs12(
            &Person::new(surname, given_name),
            PASSWORD,
            KeyKind::P256,
            now,
        );
        fs::write(folder.path().join("key.p12"), made.pkcs12).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open(&self, dialogs: &[&Path]) -> Window {
        let answers: String = dialogs
            .iter()
            .map(|path| format!("{}\n", path.display()))
            .collect();
        fs::write(self.path("dialogs"), answers).unwrap();
        Window::open(
            Path::new(env!("CARGO_BIN_EXE_zapros")),
            &self.path("data"),
            &self.path("dialogs"),
        )
    }

    /// The folder of the one letter composed at this desk.
    fn letter(&self) -> PathBuf {
        let mut letters = fs::read_dir(self.path("data/letters")).unwrap();
        let folder = letters.next().unwrap().unwrap().path();
        assert!(letters.next().is_none(), "one letter was written");
        folder
    }
}

/// Whether everything is here that this test needs; in CI a missing program is a failure.
fn can_run() -> bool {
    [
        "WebKitWebDriver",
        "xvfb-run",
        "dbus-run-session",
        "gnome-keyring-daemon",
    ]
    .into_iter()
    .all(oracles::there)
}

fn mail_server() -> Option<MailServer> {
    if let Some(reason) = MailServer::missing() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "CI skips nothing: {reason}"
        );
        eprintln!("SKIPPED: {reason}");
        return None;
    }
    Some(MailServer::start().unwrap())
}

fn begin(window: &Window) {
    window.heading("На каком языке говорить?");
    window.press("Продолжить");
}

fn operator_and_access(window: &Window, email: &str) {
    window.heading("Кому вы пишете?");
    if !email.is_empty() {
        window.fill("Электронная почта для обращений", email);
    }
    window.press("Продолжить");
    window.heading("Чего вы хотите?");
    window.press("Хочу знать, что у них есть");
    window.press("Продолжить");
    window.heading("Что вы хотите узнать?");
    window.press("Продолжить");
}

fn passport(window: &Window) {
    window.heading("Данные паспорта");
    window.fill("Серия", "4508");
    window.fill("Номер", "123456");
    window.fill("Кем выдан", "ОВД «Тверской» г. Москвы");
    window.fill("Дата выдачи", "14.05.2008");
    window.fill("Код подразделения", "770-001");
    window.press("Продолжить");
}

fn relationship_to_enclosures(window: &Window) {
    window.heading("Что связывает вас с компанией?");
    window.press("Договор");
    window.fill("Номер договора", "C2D-2025/0417");
    window.fill("Дата договора", "17.04.2025");
    window.press("Продолжить");
    window.heading("Куда ответить?");
    window.press("Продолжить");
    window.heading("Что приложить?");
}

fn relationship_to_check(window: &Window) {
    relationship_to_enclosures(window);
    window.press("Продолжить");
    window.heading("Проверьте письмо");
    window.sees("Всё, что требует закон, в письме есть.");
    window.press("Продолжить к подписи");
}

fn subject_to_check(window: &Window, email: &str) {
    subject_to_passport(window, email);
    relationship_to_check(window);
}

fn subject_to_passport(window: &Window, email: &str) {
    operator_and_access(window, email);
    window.heading("О чьих данных письмо?");
    window.press("Мои");
    window.press("Продолжить");
    window.heading("Как вас зовут?");
    window.fill("Фамилия", "Иванова-Петровская");
    window.fill("Имя", "Мария");
    window.fill("Отчество", "Сергеевна");
    window.fill(
        "Почтовый адрес",
        "125009, г. Москва, ул. Тверская, д. 7, кв. 12",
    );
    window.fill("Электронная почта", "maria@zapros.test");
    window.press("Продолжить");
    passport(window);
}

fn open_certificate(window: &Window) {
    window.heading("Чем подписать?");
    window.press("Файлом сертификата");
    window.press("Выбрать файл…");
    window.sees("key.p12");
    window.fill("Пароль к файлу", PASSWORD);
    window.press("Открыть");
    window.sees("Действителен");
}

fn sign_with_certificate(window: &Window) {
    open_certificate(window);
    window.press("Подписать");
    window.heading("Письмо готово");
}

fn set_up_mail_and_send(window: &Window, server: &MailServer) {
    window.press("Настроить почту");
    window.heading("Ваша почта");
    window.fill("Ваш адрес", mail_server::SENDER);
    window.fill("Имя для входа", mail_server::SENDER);
    window.fill("Пароль", mail_server::PASSWORD);
    window.fill("Сервер исходящей почты", "localhost");
    window.fill("Порт", &server.smtps_port().to_string());
    window.press("Выбрать сертификат…");
    window.sees("ca.pem");
    window.press("Проверить связь");
    window.sees("Ничего не отправлено.");
    window.press("Сохранить");
    window.heading("Отправить письмо?");
    window.sees("В письме есть номер паспорта.");
    window.press("Отправить");
    window.heading("Письмо отправлено");
}

/// The letter that arrived carries, byte for byte, what lies in the folder.
fn arrived_whole(server: &MailServer, letter: &Path) {
    let arrived = server
        .wait_for_letters(mail_server::OPERATOR, 1)
        .unwrap()
        .remove(0);
    let message = delivery::read(&arrived).unwrap();
    for name in ["letter.pdf", "letter.pdf.sig", "certificate.cer"] {
        let attachment = message
            .attachments
            .iter()
            .find(|attachment| attachment.name == name)
            .unwrap();
        assert_eq!(
            attachment.bytes,
            fs::read(letter.join(name)).unwrap(),
            "{name}"
        );
    }
    let outbox: Value =
        serde_json::from_slice(&fs::read(letter.join("outbox.json")).unwrap()).unwrap();
    assert_eq!(outbox["state"], "sent");
    let kept = fs::read(letter.join("outbox.eml")).unwrap();
    assert!(
        arrived.windows(kept.len()).any(|part| part == kept),
        "the kept bytes are the bytes that arrived"
    );
    let report: Value =
        serde_json::from_slice(&fs::read(letter.join("report.json")).unwrap()).unwrap();
    assert_eq!(
        (
            &report["signatures"][0]["integrity"],
            &report["signatures"][0]["covers"]
        ),
        (&"ok".into(), &"whole".into())
    );
}

#[test]
fn a_subject_signs_and_sends_by_keyboard_alone() {
    let Some(server) = can_run().then(mail_server).flatten() else {
        return;
    };
    let desk = Desk::new("Иванова-Петровская", "Мария Сергеевна");
    let window = desk.open(&[&desk.path("key.p12"), &server.ca()]);
    begin(&window);
    subject_to_check(&window, mail_server::OPERATOR);
    sign_with_certificate(&window);
    set_up_mail_and_send(&window, &server);
    drop(window);
    arrived_whole(&server, &desk.letter());
}

#[test]
fn a_mother_writes_for_her_child_signs_and_sends() {
    let Some(server) = can_run().then(mail_server).flatten() else {
        return;
    };
    let desk = Desk::new("Ким", "Ольга Викторовна");
    let window = desk.open(&[&desk.path("key.p12"), &server.ca()]);
    begin(&window);
    operator_and_access(&window, mail_server::OPERATOR);
    window.heading("О чьих данных письмо?");
    window.press("Моего ребёнка");
    window.press("Продолжить");
    window.heading("О ком письмо?");
    window.fill("Фамилия", "Ким");
    window.fill("Имя", "Артём");
    window.fill("Дата рождения", "30.09.2016");
    window.press("Продолжить");
    window.heading("Данные паспорта");
    window.press("Не называть: назову свой документ");
    window.press("Продолжить");
    window.heading("Как зовут вас?");
    window.fill("Фамилия", "Ким");
    window.fill("Имя", "Ольга");
    window.fill("Отчество", "Викторовна");
    window.fill("Электронная почта", "maria@zapros.test");
    window.press("Продолжить");
    passport(&window);
    window.heading("Что даёт вам право писать?");
    window.fill("Название документа", "Свидетельство о рождении");
    window.fill("Номер", "III-АК 654321");
    window.fill("Дата выдачи", "12.10.2016");
    window.press("Бумажный");
    window.press("Продолжить");
    relationship_to_check(&window);
    sign_with_certificate(&window);
    set_up_mail_and_send(&window, &server);
    drop(window);
    let letter = desk.letter();
    arrived_whole(&server, &letter);
    let request: Value =
        serde_json::from_slice(&fs::read(letter.join("request.json")).unwrap()).unwrap();
    assert_eq!(request["representative"]["basis"], "parent");
}

#[test]
fn on_paper_the_postal_pack_is_left_and_a_restart_loses_nothing_typed() {
    if !can_run() {
        return;
    }
    let desk = Desk::new("Иванова-Петровская", "Мария Сергеевна");
    let window = desk.open(&[]);
    begin(&window);
    operator_and_access(&window, "");
    window.heading("О чьих данных письмо?");
    window.press("Мои");
    window.press("Продолжить");
    window.heading("Как вас зовут?");
    window.fill("Фамилия", "Иванова-Петровская");
    // The draft is at most a second behind: wait for the file, not for the clock.
    let draft = desk.path("data/draft.json");
    driver::until("the surname is in the draft", || {
        fs::read_to_string(&draft).is_ok_and(|text| text.contains("Иванова-Петровская"))
    });
    drop(window);

    let window = desk.open(&[]);
    window.heading("Как вас зовут?");
    window.fill("Имя", "Мария");
    window.fill("Отчество", "Сергеевна");
    window.fill(
        "Почтовый адрес",
        "125009, г. Москва, ул. Тверская, д. 7, кв. 12",
    );
    window.press("Продолжить");
    passport(&window);
    relationship_to_check(&window);
    window.heading("Чем подписать?");
    window.press("От руки, на бумаге");
    window.press("Приготовить письмо");
    window.heading("Письмо готово к печати");
    drop(window);
    let letter = desk.letter();
    for name in [
        "post/letter.pdf",
        "post/README.txt",
        "letter.pdf",
        "request.json",
    ] {
        assert!(letter.join(name).exists(), "{name}");
    }
    assert!(!letter.join("letter.pdf.sig").exists());
}

fn request_of(letter: &Path) -> Value {
    serde_json::from_slice(&fs::read(letter.join("request.json")).unwrap()).unwrap()
}

#[test]
fn two_demands_and_an_enclosure_survive_a_restart_and_only_what_was_seen_is_signed() {
    if !can_run() {
        return;
    }
    let desk = Desk::new("Иванова-Петровская", "Мария Сергеевна");
    let scan = desk.path("реклама.pdf");
    let seen = "%PDF-1.7 what the person chose";
    fs::write(&scan, seen).unwrap();
    let window = desk.open(&[&scan]);
    begin(&window);
    subject_to_passport(&window, mail_server::OPERATOR);
    relationship_to_enclosures(&window);
    window.press("Выбрать файл…");
    window.sees("Файл реклама.pdf");
    let draft = desk.path("data/draft.json");
    driver::until("the enclosure is in the draft", || {
        fs::read_to_string(&draft).is_ok_and(|text| text.contains("/реклама.pdf"))
    });
    drop(window);

    let window = desk.open(&[&desk.path("key.p12")]);
    window.heading("Что приложить?");
    window.sees("Файл реклама.pdf");
    window.press("Продолжить");
    window.heading("Проверьте письмо");
    window.press("Попросить ещё о чём-то в этом же письме");
    window.heading("О чём ещё попросить?");
    window.press("Они мне пишут");
    window.press("Продолжить");
    window.heading("Откуда приходит реклама?");
    window.press("СМС");
    window.fill("Ваш номер", "8 916 123-45-67");
    window.press("Продолжить");
    window.heading("Проверьте письмо");
    window.sees("Прекратить рекламу");
    window.sees("Всё, что требует закон, в письме есть.");
    window.press("Продолжить к подписи");
    open_certificate(&window);

    // Between the look and the signature another program writes the file anew.
    fs::write(&scan, "%PDF-1.7 something else").unwrap();
    window.press("Подписать");
    window.sees("Приложение изменилось");
    window.sees("реклама.pdf");
    assert!(!desk.path("data/letters").exists(), "nothing was written");
    fs::write(&scan, seen).unwrap();
    window.press("Подписать");
    window.heading("Письмо готово");
    drop(window);

    let letter = desk.letter();
    let request = request_of(&letter);
    let kinds: Vec<_> = request["demands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|demand| demand["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["access", "marketing_stop"]);
    assert_eq!(request["enclosures"][0]["file"], "реклама.pdf");
    let message = delivery::read(&fs::read(letter.join("message.eml")).unwrap()).unwrap();
    let carried = message
        .attachments
        .iter()
        .find(|attachment| attachment.name == "реклама.pdf")
        .unwrap();
    assert_eq!(carried.bytes, seen.as_bytes());
}

#[test]
fn a_letter_signed_outside_comes_back_after_a_restart_and_may_be_sent() {
    if !can_run() {
        return;
    }
    let desk = Desk::new("Иванова-Петровская", "Мария Сергеевна");
    let window = desk.open(&[]);
    begin(&window);
    subject_to_check(&window, mail_server::OPERATOR);
    window.heading("Чем подписать?");
    window.press("Другой программой");
    window.press("Приготовить письмо");
    window.heading("Подпишите письмо своей программой");
    drop(window);

    // Another program, another day.
    let letter = desk.letter();
    let exported = fs::read(letter.join("letter.pdf")).unwrap();
    let key = signature::Pkcs12::open(&fs::read(desk.path("key.p12")).unwrap(), PASSWORD).unwrap();
    let now = chrono::Local::now().fixed_offset();
    let sign = |bytes: &[u8]| signature::sign_detached(bytes, &key, now).unwrap();
    fs::write(desk.path("other.sig"), sign(b"another document")).unwrap();
    fs::write(desk.path("letter.pdf.sig"), sign(&exported)).unwrap();

    let window = desk.open(&[&desk.path("other.sig"), &desk.path("letter.pdf.sig")]);
    window.heading("Подпишите письмо своей программой");
    window.press("Выбрать подписанное…");
    window.sees("Подпись не от этого письма");
    window.press("Выбрать подписанное…");
    window.heading("Письмо готово");
    window.press("Настроить почту");
    window.heading("Ваша почта");
    drop(window);

    assert_eq!(fs::read(letter.join("letter.pdf")).unwrap(), exported);
    let message = delivery::read(&fs::read(letter.join("message.eml")).unwrap()).unwrap();
    let names: Vec<_> = message
        .attachments
        .iter()
        .map(|attachment| attachment.name.as_str())
        .collect();
    assert_eq!(names, ["letter.pdf", "letter.pdf.sig", "certificate.cer"]);
}
