//! The command line of contract §3.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate};
use clap::{Args, Parser, Subcommand, ValueEnum};
use law::Kind;

use crate::register::arguments::RegisterCommand;

/// Запрос: письма о персональных данных по 152-ФЗ из командной строки.
#[derive(Debug, Parser)]
#[command(name = "zaprosctl", version, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// Один объект JSON на стандартном выводе и больше ничего
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Часы: момент RFC 3339, по которому считаются даты (по умолчанию – сейчас, Москва)
    #[arg(long, global = true, value_name = "RFC3339", value_parser = moment)]
    pub(crate) at: Option<DateTime<FixedOffset>>,
    #[command(flatten)]
    pub(crate) register: RegisterAccess,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Полный образец запроса с сегодняшней датой
    New {
        /// Вид требования
        #[arg(long, value_parser = kind)]
        kind: Kind,
    },
    /// Проверить полноту и форматы запроса
    Check {
        /// Файл запроса
        request: PathBuf,
    },
    /// Напечатать письмо в PDF
    Render {
        /// Файл запроса
        request: PathBuf,
        /// Куда записать письмо
        #[arg(short, value_name = "OUT.pdf")]
        output: PathBuf,
        /// Сертификат (DER или PEM), данные которого встанут в отметку об электронной подписи
        #[arg(long, value_name = "C.cer")]
        certificate: Option<PathBuf>,
    },
    /// Текст письма без шапки и подписи, чтобы вставить его в форму (Госуслуги, сайт органа)
    Text {
        /// Файл запроса
        request: PathBuf,
        /// Куда записать текст (по умолчанию – на экран)
        #[arg(short, value_name = "OUT.txt")]
        output: Option<PathBuf>,
    },
    /// Подписать PDF
    Sign {
        /// Файл PDF
        input: PathBuf,
        /// Куда записать подписанный файл
        #[arg(short, value_name = "OUT.pdf")]
        output: PathBuf,
        #[command(flatten)]
        key: KeyArguments,
        /// Уровень подписи PAdES: B или T (с меткой времени)
        #[arg(long, value_enum, default_value_t = Level::B)]
        level: Level,
        /// Адрес службы меток времени для уровня T
        #[arg(long, value_name = "URL", required_if_eq("level", "T"))]
        tsa: Option<String>,
        /// Куда записать отдельную подпись того же файла
        #[arg(long, value_name = "OUT.sig")]
        detached: Option<PathBuf>,
    },
    /// Проверить подпись файла
    Verify(VerifyArguments),
    /// Главное дело одной командой: проверить, напечатать, подписать, проверить подпись, сложить в папку
    Compose {
        /// Файл запроса
        request: PathBuf,
        /// Папка для письма
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[command(flatten)]
        key: KeyArguments,
        /// Приготовить электронное письмо (message.eml)
        #[arg(long)]
        email: bool,
        /// Приготовить почтовое отправление (post/)
        #[arg(long)]
        post: bool,
        /// Сразу отправить по профилю (имя файла JSON)
        #[arg(long, value_name = "PROFILE")]
        send: Option<PathBuf>,
        #[command(flatten)]
        mail: MailPassword,
    },
    /// Отправить приготовленное письмо
    Send {
        /// Папка письма
        folder: PathBuf,
        /// Профиль почты: файл JSON
        #[arg(long, value_name = "P")]
        profile: PathBuf,
        #[command(flatten)]
        mail: MailPassword,
    },
    /// Принять письмо, подписанное другой программой: .sig, подписанный PDF или пару, и положить рядом
    TakeBack {
        /// Папка письма
        folder: PathBuf,
        /// То, что вернула программа подписи
        #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
        returned: Vec<PathBuf>,
    },
    /// Принять обращение: письмо .eml, PDF (с .sig), запрос .json, скан; зарегистрировать и сказать, чего не хватает
    Intake(IntakeArguments),
    /// Ответить на обращение: заполнить, проверить, подписать, записать в дело
    Respond(RespondArguments),
    /// Много писем по таблице: строка – письмо; остановленное продолжается той же командой
    Batch(BatchArguments),
    /// Сроки по виду требования, со счётом дней
    Deadline(DeadlineArguments),
    /// Реестр: дела, сроки, журнал
    Register {
        #[command(subcommand)]
        command: RegisterCommand,
    },
    /// Правила закона как данные
    Law {
        #[command(subcommand)]
        command: LawCommand,
    },
}

/// Which register, what opens it, and who works.
#[derive(Debug, Args)]
pub(crate) struct RegisterAccess {
    /// Реестр: sqlite:ПУТЬ или postgres://… (по умолчанию – файл в папке данных пользователя)
    // Read where it is used: clap would quote it, and it may hold a password.
    #[arg(long = "register", global = true, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// Файл с парольной фразой реестра (или переменная ZAPROS_PASSPHRASE; без них – хранилище паролей системы)
    #[arg(long, global = true, value_name = "F")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Кто работает: имя входа сотрудника (или переменная ZAPROS_OFFICER; без них – имя в системе)
    #[arg(long = "as", global = true, value_name = "LOGIN")]
    pub(crate) officer: Option<String>,
}

/// Levels of PAdES that this program makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "verbatim")]
pub(crate) enum Level {
    /// Baseline B: the signature and its certificates.
    B,
    /// Baseline T: with a time stamp over the signature.
    T,
}

#[derive(Debug, Args)]
pub(crate) struct KeyArguments {
    /// Ключ в файле PKCS#12 (.pfx, .p12)
    #[arg(long, value_name = "F")]
    pub(crate) pkcs12: Option<PathBuf>,
    /// Файл с паролем ключа (или переменная ZAPROS_PASSWORD)
    #[arg(long, value_name = "F")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct MailPassword {
    /// Файл с паролем почты (или переменная ZAPROS_SMTP_PASSWORD)
    #[arg(long, value_name = "F")]
    pub(crate) smtp_password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// Подписанный файл
    pub(crate) file: PathBuf,
    /// Отдельная подпись (.sig, .p7s): тогда FILE – любые байты
    #[arg(long, value_name = "F.sig")]
    pub(crate) signature: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
    /// Куда записать протокол проверки
    #[arg(long, value_name = "OUT.pdf")]
    pub(crate) protocol: Option<PathBuf>,
    /// Сохранить то, что было подписано, если файл потом изменили
    #[arg(long, value_name = "OUT.pdf", conflicts_with = "signature")]
    pub(crate) save_signed: Option<PathBuf>,
}

/// Whom to trust, and what is known of withdrawn certificates.
#[derive(Debug, Args)]
pub(crate) struct TrustArguments {
    /// Корневые сертификаты, которым вы доверяете: файл PEM или папка; можно несколько раз
    #[arg(long, value_name = "PEM_OR_DIR")]
    pub(crate) trust: Vec<PathBuf>,
    /// Перечень аккредитованных удостоверяющих центров (TSL.xml), которому вы доверяете
    #[arg(long, value_name = "XML")]
    pub(crate) tsl: Option<PathBuf>,
    /// Списки отзыва и ответы OCSP: файл DER или PEM либо папка; можно несколько раз
    #[arg(long, value_name = "F_OR_DIR")]
    pub(crate) crl: Vec<PathBuf>,
    /// Не проверять отзыв сертификатов
    #[arg(long)]
    pub(crate) no_revocation: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DeadlineArguments {
    /// Вид требования или обязанность оператора
    #[arg(long)]
    pub(crate) kind: String,
    /// Когда получено: дата или момент RFC 3339
    #[arg(long, value_name = "DATE_OR_RFC3339")]
    pub(crate) received: String,
    /// Событие, с которого начинается срок: proof_given=ДАТА, found=ДАТА; можно несколько раз
    #[arg(long, value_name = "EVENT=DATE")]
    pub(crate) event: Vec<String>,
    /// Срок продлён
    #[arg(long)]
    pub(crate) extended: bool,
    /// Когда отправлено уведомление о продлении
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) extension_sent: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(crate) struct IntakeArguments {
    /// Файлы обращения; несколько писем разом – несколько обращений
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
    /// Ваш почтовый сервер: его отметка в письме говорит, когда оно получено
    #[arg(long, value_name = "HOST")]
    pub(crate) server: Option<String>,
    /// Как пришло, если это не письмо .eml
    #[arg(long, value_enum, default_value_t = Came::Email)]
    pub(crate) channel: Came,
    /// Когда получено, если об этом нечему сказать: дата или момент RFC 3339
    #[arg(long, value_name = "DATE_OR_RFC3339")]
    pub(crate) received: Option<String>,
    /// Профиль компании (zapros-company/1); запоминается в реестре
    #[arg(long, value_name = "C.json")]
    pub(crate) company: Option<PathBuf>,
    /// Только посмотреть, не регистрировать
    #[arg(long)]
    pub(crate) look: bool,
}

/// How a letter came.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Came {
    /// Лично
    Desk,
    /// Почтой
    Post,
    /// Электронной почтой
    Email,
    /// Через сайт
    Site,
}

#[derive(Debug, Args)]
pub(crate) struct RespondArguments {
    /// Номер дела или его код
    pub(crate) case: String,
    /// Вид ответа: acknowledgement, missing_information, extension, answer, no_data, refusal …
    #[arg(long, value_name = "A")]
    pub(crate) kind: String,
    /// Сведения ответа (часть файла zapros-response/1): ложатся поверх заполненного
    #[arg(long, value_name = "F.json")]
    pub(crate) data: Option<PathBuf>,
    /// Папка для ответа
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) key: KeyArguments,
    /// Приготовить электронное письмо (message.eml)
    #[arg(long)]
    pub(crate) email: bool,
    /// Приготовить почтовое отправление (post/)
    #[arg(long)]
    pub(crate) post: bool,
    /// Профиль компании (zapros-company/1); запоминается в реестре
    #[arg(long, value_name = "C.json")]
    pub(crate) company: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct BatchArguments {
    /// Таблица: .csv, .xlsx (столбец – поле) или .jsonl (строка – запрос)
    pub(crate) table: PathBuf,
    /// Папка для писем: NNNNN/letter.pdf и results.jsonl
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) key: KeyArguments,
    /// Положить рядом с письмом и отдельную подпись (letter.pdf.sig)
    #[arg(long)]
    pub(crate) detached: bool,
    /// Приготовить электронные письма (message.eml)
    #[arg(long)]
    pub(crate) email: bool,
    /// Приготовить почтовые отправления (post/)
    #[arg(long)]
    pub(crate) post: bool,
    /// Какой столбец какое поле: mapping.json прежней пачки (без него – по заголовкам)
    #[arg(long, value_name = "M.json")]
    pub(crate) mapping: Option<PathBuf>,
    /// Сколько писем делать одновременно (по умолчанию – по числу процессоров)
    #[arg(long, value_name = "N")]
    pub(crate) workers: Option<usize>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LawCommand {
    /// Чем отличаются две редакции правил
    Diff {
        /// Старая редакция: её код или дата
        old: String,
        /// Новая редакция
        new: String,
    },
    /// Производственный календарь года
    Calendar {
        /// Год
        year: i32,
    },
}

fn moment(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text)
        .map_err(|_| "нужен момент RFC 3339, например 2026-11-22T10:00:00+03:00".to_owned())
}

pub(crate) fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "нужна дата ГГГГ-ММ-ДД, например 2026-11-22".to_owned())
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::from_code(text).ok_or_else(|| {
        let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        format!("такого вида нет; есть: {}", known.join(", "))
    })
}
