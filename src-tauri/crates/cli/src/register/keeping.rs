//! `zaprosctl register backup|restore|move|change-key|wipe|anonymise|officers`.

use std::path::Path;

use register::{KeySource, Oblivion as _, Office as _, Officer, Retention, Role};
use serde_json::json;
use workflow::{Failure, RegisterAddress};

use crate::Context;
use crate::opening::with_key;
use crate::register::arguments::{OfficersCommand, OtherKey};
use crate::secret::Source;

/// One encrypted file with a passphrase of its own.
pub(crate) fn back_up(context: &Context, to: &Path, other: &OtherKey) -> Result<u8, Failure> {
    let key = passphrase(other)?;
    context.register()?.back_up(to, &key)?;
    let path = to.display().to_string();
    context.output.result(&json!({ "file": path }), &path);
    Ok(0)
}

/// A register out of a copy, under the key that `--passphrase-file` or the keychain gives.
pub(crate) fn restore(context: &Context, copy: &Path, other: &OtherKey) -> Result<u8, Failure> {
    let address = context.address()?;
    let copy_key = passphrase(other)?;
    with_key(&context.register, |key| {
        workflow::restore_register((copy, &copy_key), &address, &key()?)
    })?;
    context.output.result(
        &json!({ "restored": true }),
        "Реестр восстановлен из копии.",
    );
    Ok(0)
}

/// Everything into another register, counted on both sides.
pub(crate) fn move_to(context: &Context, to: &str, other: &OtherKey) -> Result<u8, Failure> {
    let to: RegisterAddress = to.parse()?;
    let moved = context.register()?.move_to(&to, || new_key(other))?;
    let mut text = String::new();
    for table in &moved.tables {
        text += &format!("{}: {} → {}\n", table.table, table.from, table.to);
    }
    text += &format!("Журнал доказан: событий {}.", moved.tip.seq);
    context.output.result(&moved, &text);
    Ok(0)
}

/// Another passphrase, or the keychain.
pub(crate) fn change_key(context: &Context, other: &OtherKey) -> Result<u8, Failure> {
    let address = context.address()?;
    let to = new_key(other)?;
    with_key(&context.register, |key| {
        workflow::change_register_key(&address, &key()?, &to)
    })?;
    context
        .output
        .result(&json!({ "changed": true }), "Ключ реестра заменён.");
    Ok(0)
}

/// Only with `--yes`: there is no way back.
pub(crate) fn wipe(context: &Context, yes: bool) -> Result<u8, Failure> {
    if !yes {
        return Err(Failure::NotConfirmed { option: "--yes" });
    }
    let address = context.address()?;
    // Nobody destroys what he cannot open.
    context.register()?;
    with_key(&context.register, |key| {
        workflow::wipe_register(&address, &key()?)
    })?;
    context
        .output
        .result(&json!({ "wiped": true }), "Реестр уничтожен.");
    Ok(0)
}

/// Forgets the people of cases closed before a day; prints the act.
pub(crate) fn anonymise(context: &Context, retention: &Retention) -> Result<u8, Failure> {
    let register = context.register()?;
    let act = register.wait(register.anonymise(retention, &context.stamp()))?;
    let text = format!(
        "Акт № {}: дел обезличено {}, документов стёрто {}, записей журнала стёрто {}.",
        act.number,
        act.cases.len(),
        act.documents,
        act.event_texts
    );
    context.output.result(&act, &text);
    Ok(0)
}

/// Officers and their roles.
pub(crate) fn officers(context: &Context, command: OfficersCommand) -> Result<u8, Failure> {
    let register = context.register()?;
    if let OfficersCommand::Put {
        login,
        name,
        role,
        left,
    } = command
    {
        let officer = Officer {
            id: login,
            name,
            role,
            active: !left,
        };
        register.wait(register.put_officer(officer, &context.stamp()))?;
    }
    let officers = register.wait(register.officers())?;
    let text: Vec<String> = officers.iter().map(line).collect();
    context
        .output
        .result(&json!({ "officers": officers }), &text.join("\n"));
    Ok(0)
}

fn line(officer: &Officer) -> String {
    let role = match officer.role {
        Role::Reader => "читатель",
        Role::Clerk => "делопроизводитель",
        Role::Head => "руководитель",
    };
    let left = if officer.active {
        ""
    } else {
        ", не работает"
    };
    format!("{}  {}  {role}{left}", officer.id, officer.name)
}

fn new_key(other: &OtherKey) -> Result<KeySource, Failure> {
    if other.keychain {
        Ok(KeySource::system())
    } else {
        passphrase(other)
    }
}

fn passphrase(other: &OtherKey) -> Result<KeySource, Failure> {
    let source = Source {
        what: "вторая парольная фраза",
        option: "--other-passphrase-file",
        file: other.other_passphrase_file.as_deref(),
        variable: "ZAPROS_OTHER_PASSPHRASE",
    };
    Ok(KeySource::passphrase(source.read()?.as_str()))
}
