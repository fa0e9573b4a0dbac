//! What can go wrong with the register, and what the person does then.

use std::path::PathBuf;

use crate::journal::Event;

/// Why the register did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The file is there, but this key does not open it. Nothing was changed.
    #[error("Реестр {} этим ключом не открывается", .0.display())]
    WrongKey(PathBuf),
    /// There is no register there.
    #[error("Реестра {} нет", .0.display())]
    NotFound(PathBuf),
    /// Something is already there and would be lost.
    #[error("{} уже существует", .0.display())]
    Exists(PathBuf),
    /// A newer program wrote it.
    #[error(
        "Реестр записан более новой версией программы (структура {found}, эта программа знает {known})"
    )]
    TooNew {
        /// Version of the stored structure.
        found: i64,
        /// The newest one this program knows.
        known: i64,
    },
    /// Somebody else changed the case since it was read.
    #[error("Дело {number} тем временем изменено: {}", said(.theirs))]
    Conflict {
        /// Number of the case.
        number: String,
        /// Its version now.
        version: i64,
        /// What was done since.
        theirs: Vec<Event>,
    },
    /// Somebody else has the case.
    #[error("Дело {number} ведёт {officer}")]
    Taken {
        /// Number of the case.
        number: String,
        /// Who has it.
        officer: String,
    },
    /// The role does not allow it.
    #[error("Роль «{role}» не позволяет: {what}")]
    Forbidden {
        /// Code of the role.
        role: &'static str,
        /// What was wanted, in words.
        what: &'static str,
    },
    /// Nobody of that name works here.
    #[error("Сотрудника «{0}» в реестре нет или он отключён")]
    UnknownOfficer(String),
    /// There is no such thing in the register.
    #[error("{what} «{id}» в реестре нет")]
    Missing {
        /// What was looked for, in words.
        what: &'static str,
        /// By what.
        id: String,
    },
    /// A step the state does not allow.
    #[error("{0}")]
    NotAllowed(String),
    /// Somebody else holds the database.
    #[error("Реестр занят другой программой")]
    Locked,
    /// No room.
    #[error("На диске нет места для реестра")]
    DiskFull,
    /// The folder or file may not be written.
    #[error("Реестр нельзя изменить: файл или папка только для чтения")]
    ReadOnly,
    /// The disk did not take or give its bytes.
    #[error("Диск не принял или не отдал данные реестра")]
    DiskFailed,
    /// The bytes are damaged.
    #[error("Файл реестра повреждён: {0}")]
    Damaged(String),
    /// The server cannot be reached.
    #[error("Сервер реестра не отвечает: {0}")]
    Unreachable(String),
    /// The keychain of the system does not work here.
    #[error("Хранилище паролей системы недоступно: {0}")]
    NoKeychain(String),
    /// The keychain has no key for this register.
    #[error("В хранилище паролей системы нет ключа к реестру {}", .0.display())]
    NoKey(PathBuf),
    /// A passphrase too short to protect anything.
    #[error("Парольная фраза короче {min} знаков")]
    WeakPassphrase {
        /// The least length.
        min: usize,
    },
    /// The address of a register cannot be understood.
    #[error("«{0}» не адрес реестра")]
    BadUrl(String),
    /// The back end has no such operation.
    #[error("{0}")]
    NotHere(&'static str),
    /// Both sides of a move were counted and differ.
    #[error("При переносе не сошлись счета: {0}")]
    CountsDiffer(String),
    /// A file cannot be read or written.
    #[error("Не удалось прочитать или записать {}: {}", .0.display(), .1)]
    Disk(PathBuf, std::io::Error),
    /// A file to import is not what it should be.
    #[error("Не удалось разобрать {what}: {reason}")]
    Unreadable {
        /// What was read.
        what: &'static str,
        /// Why it cannot be understood.
        reason: String,
    },
    /// Terms cannot be computed.
    #[error(transparent)]
    Law(#[from] law::LawError),
    /// Anything else the database says.
    #[error("База данных не выполнила запрос: {0}")]
    Database(String),
}

impl RegisterError {
    /// The fixed code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongKey(_) => "register_wrong_key",
            Self::NotFound(_) => "register_not_found",
            Self::Exists(_) => "register_exists",
            Self::TooNew { .. } => "register_too_new",
            Self::Conflict { .. } => "register_conflict",
            Self::Taken { .. } => "register_taken",
            Self::Forbidden { .. } => "register_forbidden",
            Self::UnknownOfficer(_) => "register_unknown_officer",
            Self::Missing { .. } => "register_missing",
            Self::NotAllowed(_) => "register_not_allowed",
            Self::Locked => "register_locked",
            Self::DiskFull => "register_disk_full",
            Self::ReadOnly => "register_read_only",
            Self::DiskFailed => "register_disk_failed",
            Self::Damaged(_) => "register_damaged",
            Self::Unreachable(_) => "register_unreachable",
            Self::NoKeychain(_) => "register_no_keychain",
            Self::NoKey(_) => "register_no_key",
            Self::WeakPassphrase { .. } => "register_weak_passphrase",
            Self::BadUrl(_) => "register_bad_url",
            Self::NotHere(_) => "register_not_here",
            Self::CountsDiffer(_) => "register_counts_differ",
            Self::Disk(..) => "register_disk",
            Self::Unreadable { .. } => "register_unreadable",
            Self::Law(error) => error.code(),
            Self::Database(_) => "register_database",
        }
    }

    /// What the person can do now.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::WrongKey(_) => {
                "Проверьте парольную фразу. Если ключ хранился в системе, войдите под той же учётной записью или \
                 восстановите реестр из копии."
            }
            Self::NotFound(_) => "Проверьте путь или создайте реестр.",
            Self::Exists(_) => "Назовите другой файл: существующий не перезаписывается.",
            Self::TooNew { .. } => "Обновите программу; реестр не изменён.",
            Self::Conflict { .. } => {
                "Посмотрите, что сделано, и повторите своё изменение, если оно ещё нужно."
            }
            Self::Taken { .. } => "Попросите передать дело или обратитесь к руководителю.",
            Self::Forbidden { .. } => "Обратитесь к руководителю: роль меняет он.",
            Self::UnknownOfficer(_) => {
                "Проверьте имя входа или попросите руководителя добавить сотрудника."
            }
            Self::Missing { .. } => "Проверьте номер; список дел покажет «register list».",
            Self::NotAllowed(_) => "Проверьте состояние дела.",
            Self::Locked => "Закройте другое окно программы и повторите; ничего не потеряно.",
            Self::DiskFull => "Освободите место и повторите; записанное раньше цело.",
            Self::ReadOnly => "Проверьте права на папку реестра или выберите другую.",
            Self::DiskFailed => "Проверьте диск и место на нём; записанное раньше цело.",
            Self::Damaged(_) => "Не изменяйте файл; восстановите реестр из последней копии.",
            Self::Unreachable(_) => "Проверьте адрес, сеть и пароль сервера; ничего не изменено.",
            Self::NoKeychain(_) => "Защитите реестр парольной фразой.",
            Self::NoKey(_) => {
                "Войдите под учётной записью, которая создала реестр, или восстановите его из копии по парольной фразе."
            }
            Self::WeakPassphrase { .. } => "Придумайте фразу длиннее, например из нескольких слов.",
            Self::BadUrl(_) => "Укажите sqlite:ПУТЬ или postgres://…",
            Self::NotHere(_) => "Копии базы PostgreSQL делает её администратор (pg_dump).",
            Self::CountsDiffer(_) => {
                "Перенос отменён, исходный реестр не изменён. Повторите, когда с ним никто не работает."
            }
            Self::Disk(..) => "Проверьте место на диске и права на папку.",
            Self::Unreadable { .. } => "Исправьте файл и повторите.",
            Self::Law(error) => error.hint(),
            Self::Database(_) => {
                "Повторите; если не поможет, проверьте журнал командой «register audit»."
            }
        }
    }

    /// Whether the same call may succeed a little later.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Locked | Self::Unreachable(_))
    }

    /// Whether the world failed (disk, network, database), not the question.
    #[must_use]
    pub const fn is_world(&self) -> bool {
        matches!(
            self,
            Self::Locked
                | Self::DiskFull
                | Self::ReadOnly
                | Self::DiskFailed
                | Self::Damaged(_)
                | Self::Unreachable(_)
                | Self::NoKeychain(_)
                | Self::Disk(..)
                | Self::Database(_)
                | Self::CountsDiffer(_)
        )
    }
}

/// By the database's own codes, never by its words.
impl From<sqlx::Error> for RegisterError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(said) => match said.code().as_deref().unwrap_or_default() {
                // SQLite: the primary code is the low byte of the extended one (sqlite.org/rescode.html).
                // PostgreSQL: classes 08 connection, 28 authorisation, 53100 disk full, 55P03 / 40P01 locks, 25006 read only.
                "53100" => Self::DiskFull,
                "55P03" | "40P01" | "40001" => Self::Locked,
                "25006" => Self::ReadOnly,
                code if code.len() == 5
                    && (code.starts_with("08") || code.starts_with("28") || code == "3D000") =>
                {
                    Self::Unreachable(said.message().to_owned())
                }
                code if code.len() < 5 => match code.parse::<u32>().unwrap_or_default() & 0xff {
                    5 | 6 => Self::Locked,
                    8 | 14 => Self::ReadOnly,
                    13 => Self::DiskFull,
                    10 => Self::DiskFailed,
                    11 | 26 => Self::Damaged(said.message().to_owned()),
                    _ => Self::Database(said.message().to_owned()),
                },
                _ => Self::Database(said.message().to_owned()),
            },
            sqlx::Error::Io(said) => Self::Unreachable(said.to_string()),
            sqlx::Error::Tls(said) => Self::Unreachable(said.to_string()),
            sqlx::Error::PoolTimedOut => Self::Locked,
            // Their texts may quote a value of a row or an address with its password.
            sqlx::Error::ColumnDecode { index, .. } => {
                Self::Database(format!("столбец {index} не читается"))
            }
            sqlx::Error::Configuration(_) => Self::BadUrl("…".to_owned()),
            sqlx::Error::RowNotFound => Self::Database("строки нет".to_owned()),
            _ => Self::Database("соединение с базой прервано".to_owned()),
        }
    }
}

fn said(theirs: &[Event]) -> String {
    theirs
        .iter()
        .map(|event| format!("{} ({}, {})", event.action, event.actor, event.at))
        .collect::<Vec<_>>()
        .join("; ")
}
