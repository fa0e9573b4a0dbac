//! Which column is which field of a request: guessed by the headings, remembered in a file a person can correct.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::rows::BatchError;
use crate::failure::Failure;
use crate::folder;
use crate::report::Warning;

/// The format of `mapping.json`.
pub const MAPPING_FORMAT: &str = "zapros-mapping/1";

/// Deepest list a column may fill: `/demands/31/…`.
const MOST_ELEMENTS: usize = 32;

/// Which column is which field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Always [`MAPPING_FORMAT`].
    pub format: String,
    /// Heading → JSON Pointer into the request; `null` for a column that says nothing to it.
    pub columns: BTreeMap<String, Option<String>>,
    /// What every row has and no column says: the operator, the demands.
    #[serde(default)]
    pub base: Map<String, Value>,
}

impl Mapping {
    /// A mapping from its file.
    ///
    /// # Errors
    /// [`BatchError::Mapping`], [`BatchError::Pointer`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let mapping: Self = serde_json::from_slice(bytes)
            .map_err(|error| BatchError::Mapping(error.to_string()))?;
        if mapping.format != MAPPING_FORMAT {
            return Err(BatchError::Mapping(format!(
                "формат «{}», а нужен «{MAPPING_FORMAT}»",
                mapping.format
            ))
            .into());
        }
        Ok(mapping)
    }

    /// The mapping an earlier run left in its folder.
    pub(super) fn remembered(out: &Path) -> Result<Option<Self>, Failure> {
        let path = out.join("mapping.json");
        if !path.exists() {
            return Ok(None);
        }
        Self::parse(&folder::read_file(&path)?).map(Some)
    }

    /// Leaves the mapping in the folder, for the next run and for the next table.
    pub(super) fn remember(&self, out: &Path) -> Result<(), Failure> {
        let path = out.join("mapping.json");
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| BatchError::Mapping(error.to_string()))?;
        folder::write_file(&path, format!("{text}\n").as_bytes())
    }

    /// A guess: a heading that is a pointer or a path, or the Russian name of a field.
    pub(super) fn guess(headings: &[String]) -> Self {
        let columns = headings
            .iter()
            .filter(|heading| !heading.is_empty())
            .map(|heading| (heading.clone(), pointer_of(heading)))
            .collect();
        Self {
            format: MAPPING_FORMAT.to_owned(),
            columns,
            base: Map::new(),
        }
    }

    /// Whether the mapping fits these headings; columns it does not use are named.
    pub(super) fn fit(&self, headings: &[String]) -> Result<Vec<Warning>, Failure> {
        for (column, pointer) in &self.columns {
            if let Some(pointer) = pointer
                && !is_plausible(pointer)
            {
                return Err(BatchError::Pointer {
                    column: column.clone(),
                    pointer: pointer.clone(),
                }
                .into());
            }
        }
        let (used, unused): (Vec<_>, Vec<_>) = headings
            .iter()
            .filter(|heading| !heading.is_empty())
            .partition(|heading| matches!(self.columns.get(*heading), Some(Some(_))));
        if used.is_empty() {
            return Err(BatchError::NoColumns.into());
        }
        if unused.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<_> = unused.iter().map(|name| format!("«{name}»")).collect();
        Ok(vec![Warning {
            code: "table_columns_unused".to_owned(),
            field: None,
            message: format!(
                "Столбцы не вошли в письма: {}. Если они нужны, назовите их поля в mapping.json.",
                names.join(", ")
            ),
        }])
    }

    /// The request of one row.
    pub(super) fn request(&self, headings: &[String], cells: &[String]) -> Value {
        let mut request = Value::Object(self.base.clone());
        for (heading, cell) in headings.iter().zip(cells) {
            if cell.is_empty() {
                continue;
            }
            if let Some(Some(pointer)) = self.columns.get(heading) {
                put(&mut request, pointer, value_of(pointer, cell));
            }
        }
        request
    }
}

/// Russian names of fields, as offices write them at the head of a column.
static HEADINGS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let table: BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("../../../../../assets/batch/headings.toml"))
            .unwrap_or_else(|error| unreachable!("assets/batch/headings.toml: {error}"));
    table
        .into_iter()
        .flat_map(|(pointer, names)| {
            names
                .into_iter()
                .map(move |name| (fold(&name), pointer.clone()))
        })
        .collect()
});

fn pointer_of(heading: &str) -> Option<String> {
    if heading.starts_with('/') {
        return is_plausible(heading).then(|| heading.to_owned());
    }
    let dotted = format!("/{}", heading.replace('.', "/"));
    if heading.is_ascii() && is_plausible(&dotted) {
        return Some(dotted);
    }
    HEADINGS.get(&fold(heading)).cloned()
}

/// Lower case, ё as е, letters and digits only.
fn fold(name: &str) -> String {
    name.to_lowercase()
        .replace('ё', "е")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// A pointer that begins at a field of the request and names no absurd element.
fn is_plausible(pointer: &str) -> bool {
    const TOP: &[&str] = &[
        "date",
        "number",
        "operator",
        "subject",
        "representative",
        "relationship",
        "demands",
        "reply",
        "enclosures",
        "signing",
        "text",
    ];
    let mut steps = pointer.split('/');
    steps.next() == Some("")
        && steps.next().is_some_and(|top| TOP.contains(&top))
        && steps.clone().count() <= 8
        && steps.all(|step| {
            !step.is_empty()
                && step
                    .parse::<usize>()
                    .map_or(true, |index| index < MOST_ELEMENTS)
        })
}

/// Puts a value at a pointer, making what is not there. Where the base holds something else, the reader will say so.
fn put(root: &mut Value, pointer: &str, value: Value) {
    let mut place = root;
    for step in pointer.split('/').skip(1) {
        if let Ok(index) = step.parse::<usize>() {
            if place.is_null() {
                *place = Value::Array(Vec::new());
            }
            let Value::Array(list) = place else { return };
            while list.len() <= index {
                list.push(Value::Null);
            }
            place = &mut list[index];
        } else {
            if place.is_null() {
                *place = Value::Object(Map::new());
            }
            let Value::Object(map) = place else { return };
            place = map.entry(step).or_insert(Value::Null);
        }
    }
    *place = value;
}

/// A cell as the field wants it: JSON where the cell is a list or an object, ISO where it is a Russian date.
fn value_of(pointer: &str, cell: &str) -> Value {
    if cell.starts_with(['[', '{'])
        && let Ok(value) = serde_json::from_str(cell)
    {
        return value;
    }
    let field = pointer.rsplit('/').next().unwrap_or_default();
    if matches!(field, "pages" | "copies")
        && let Ok(count) = cell.parse::<u32>()
    {
        return Value::from(count);
    }
    if field == "inspect" {
        match fold(cell).as_str() {
            "да" | "true" | "1" => return Value::Bool(true),
            "нет" | "false" | "0" => return Value::Bool(false),
            _ => {}
        }
    }
    if field == "date"
        || field.ends_with("_date")
        || field.ends_with("_on")
        || field == "valid_until"
    {
        let parts: Vec<_> = cell.split(['.', '/']).collect();
        if let [day, month, year] = parts.as_slice()
            && year.len() == 4
        {
            return Value::String(format!("{year}-{month:0>2}-{day:0>2}"));
        }
    }
    // A list of texts with one text in it: facts, questions, data.
    if matches!(field, "facts" | "questions" | "data" | "asks") {
        return Value::Array(vec![Value::String(cell.to_owned())]);
    }
    Value::String(cell.to_owned())
}
