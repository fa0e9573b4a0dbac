//! `zaprosctl register …`: its command line.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use law::Matter;
use register::{CaseFilter, CaseState, Role, Side};

use crate::arguments::date;

#[derive(Debug, Subcommand)]
pub(crate) enum RegisterCommand {
    /// Создать реестр (его создают и intake, и compose с --register)
    Create,
    /// Список дел, новые сверху
    List {
        #[command(flatten)]
        filter: Filter,
        /// Сколько дел
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=10_000))]
        limit: i64,
        /// Дела с номером меньше этого: следующая страница
        #[arg(long, value_name = "NUMBER")]
        before: Option<String>,
    },
    /// Доска сроков: что открыто, самое срочное сверху
    Board {
        /// Только дела этого сотрудника
        #[arg(long, value_name = "LOGIN")]
        officer: Option<String>,
        /// Сколько строк
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=10_000))]
        limit: i64,
    },
    /// О чём напомнить: сроки, которые прошли или скоро кончатся, и письма, которые уже можно послать
    Reminders {
        /// На сколько дней вперёд
        #[arg(long, value_name = "N", default_value_t = 3)]
        days: u32,
    },
    /// Сколько сроков соблюдено, продлено, пропущено
    Stats {
        #[command(flatten)]
        filter: Filter,
    },
    /// Дело целиком: сроки со счётом, документы, события, следующие письма
    Show {
        /// Номер дела или его код
        case: String,
    },
    /// Журнал учёта обращений (csv, xlsx, pdf) или сроки для календаря (ics)
    Export {
        /// Вид файла
        #[arg(long, value_enum)]
        format: Format,
        /// Куда записать (по умолчанию – на стандартный вывод)
        #[arg(short, value_name = "OUT")]
        output: Option<PathBuf>,
        #[command(flatten)]
        filter: Filter,
    },
    /// Справочник операторов
    Operators {
        #[command(subcommand)]
        command: OperatorsCommand,
    },
    /// Сотрудники и роли
    Officers {
        #[command(subcommand)]
        command: OfficersCommand,
    },
    /// Копия реестра в одном зашифрованном файле
    Backup {
        /// Куда записать копию
        #[arg(short, value_name = "OUT")]
        output: PathBuf,
        #[command(flatten)]
        key: OtherKey,
    },
    /// Восстановить реестр из копии
    Restore {
        /// Файл копии
        copy: PathBuf,
        #[command(flatten)]
        key: OtherKey,
    },
    /// Перенести всё в другой, пустой реестр
    Move {
        /// Куда: sqlite:ПУТЬ или postgres://…
        #[arg(long, value_name = "URL")]
        to: String,
        #[command(flatten)]
        key: OtherKey,
    },
    /// Сменить парольную фразу или переложить ключ в хранилище паролей системы
    ChangeKey {
        #[command(flatten)]
        key: OtherKey,
    },
    /// Уничтожить реестр: сначала ключ, потом файлы
    Wipe {
        /// Да, безвозвратно
        #[arg(long)]
        yes: bool,
    },
    /// Обезличить закрытые дела по сроку хранения и составить акт
    Anonymise {
        /// Закрытые раньше этого дня
        #[arg(long, value_name = "DATE", value_parser = date)]
        closed_before: NaiveDate,
        /// Правило словами: локальный акт, срок хранения
        #[arg(long)]
        rule: String,
        /// Номер акта
        #[arg(long, value_name = "NUMBER")]
        act: String,
    },
    /// Дело папкой для проверки: документы и события с их звеньями
    Bundle {
        /// Номер дела или его код
        case: String,
        /// Куда сложить
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Проверить такую папку без реестра
    VerifyBundle {
        /// Папка
        folder: PathBuf,
    },
    /// Доказать журнал событий или назвать первое нарушенное звено
    Audit {
        /// Конец цепочки, записанный вами раньше: НОМЕР:ХЭШ
        #[arg(long, value_name = "SEQ:HASH", value_parser = tip)]
        tip: Option<register::Tip>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OperatorsCommand {
    /// Список операторов
    List,
    /// Принять справочник из файла JSON: целиком или ничего
    Import {
        /// Файл справочника (zapros-operators/1)
        file: PathBuf,
    },
    /// Записать справочник в файл JSON
    Export {
        /// Куда записать
        #[arg(short, value_name = "OUT")]
        output: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OfficersCommand {
    /// Кто работает и в какой роли
    List,
    /// Добавить сотрудника или изменить его; первый – руководитель
    Put {
        /// Имя входа
        login: String,
        /// Имя, как его печатает журнал
        #[arg(long)]
        name: String,
        /// Роль: reader, clerk, head
        #[arg(long, value_parser = role)]
        role: Role,
        /// Больше не работает
        #[arg(long)]
        left: bool,
    },
}

/// The key of the other side: of a copy, of the register moved to, the new one.
#[derive(Debug, Args)]
pub(crate) struct OtherKey {
    /// Файл с парольной фразой копии, нового реестра или новой фразой (или переменная ZAPROS_OTHER_PASSPHRASE)
    #[arg(long, value_name = "F")]
    pub(crate) other_passphrase_file: Option<PathBuf>,
    /// Вместо неё – хранилище паролей системы
    #[arg(long, conflicts_with = "other_passphrase_file")]
    pub(crate) keychain: bool,
}

/// Forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The journal for a spreadsheet.
    Csv,
    /// The journal as a workbook.
    Xlsx,
    /// The journal on paper.
    Pdf,
    /// Terms as a calendar.
    Ics,
}

/// Which cases.
#[derive(Debug, Args)]
pub(crate) struct Filter {
    /// Чьи дела: applicant – свои письма, officer – поступившие в организацию
    #[arg(long, value_parser = side)]
    side: Option<Side>,
    /// Состояние: open, closed, anonymised
    #[arg(long, value_parser = state)]
    state: Option<CaseState>,
    /// Ответственный
    #[arg(long, value_name = "LOGIN")]
    officer: Option<String>,
    /// Вид требования или обязанность
    #[arg(long, value_parser = matter)]
    kind: Option<Matter>,
    /// Получены в этот день или позже
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<NaiveDate>,
    /// Получены в этот день или раньше
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<NaiveDate>,
    /// Начала слов имени, в любом порядке
    #[arg(long)]
    name: Option<String>,
}

impl From<Filter> for CaseFilter {
    fn from(filter: Filter) -> Self {
        Self {
            side: filter.side,
            state: filter.state,
            officer: filter.officer,
            matter: filter.kind,
            received_from: filter.from,
            received_to: filter.to,
            name: filter.name,
        }
    }
}

fn side(text: &str) -> Result<Side, String> {
    Side::from_code(text).ok_or_else(|| known(Side::ALL.iter().map(|side| side.code())))
}

fn state(text: &str) -> Result<CaseState, String> {
    CaseState::from_code(text).ok_or_else(|| known(CaseState::ALL.iter().map(|it| it.code())))
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(text).ok_or_else(|| known(Role::ALL.iter().map(|role| role.code())))
}

fn matter(text: &str) -> Result<Matter, String> {
    Matter::from_code(text).map_err(|error| error.to_string())
}

fn tip(text: &str) -> Result<register::Tip, String> {
    let (seq, hash) = text.split_once(':').ok_or("нужно НОМЕР:ХЭШ")?;
    Ok(register::Tip {
        seq: seq.parse().map_err(|_| "номер события – целое число")?,
        hash: hash.to_owned(),
    })
}

fn known(codes: impl Iterator<Item = &'static str>) -> String {
    format!("есть: {}", codes.collect::<Vec<_>>().join(", "))
}
