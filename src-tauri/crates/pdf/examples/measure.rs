//! How fast and how small: `cargo run --release -p pdf --example measure -- TEXTS.json`; `cargo xtask bench` runs it and
//! gives the same texts to other typesetters.
//!
//! Prints `name <tab> value` lines. Times are processor time of the one thread there is, the mean of many runs: on a busy
//! machine the clock on the wall measures the others too.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate};
use letter::{Block, Letter, Mark};
use pdf::{EmbeddedFile, Fonts, Options, Relation};
use request::Request;
use serde_json::{Value, json};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Different letters made one after the other in one process.
const MANY: usize = 1000;

fn main() -> Outcome {
    let texts = std::env::args_os()
        .nth(1)
        .ok_or("usage: measure TEXTS.json")?;
    let fonts = Fonts::pt_serif()?;
    let one: Value = serde_json::from_str(include_str!("../../../../assets/examples/access.json"))?;
    let one = read(one)?;
    let hundred = read(hundred_pages()?)?;

    let small = make(&one, &fonts)?;
    let large = make(&hundred, &fonts)?;
    report("one_page_ms", mean(300, || make(&one, &fonts))?);
    report("one_page_kb", small.len() as f64 / 1024.0);
    report("hundred_pages_ms", mean(10, || make(&hundred, &fonts))?);
    report("hundred_pages_kb", large.len() as f64 / 1024.0);
    report("hundred_pages", pages(&large) as f64);
    many(&fonts)?;

    let texts_of = |request: &Request| Ok::<_, Box<dyn Error>>(paragraphs(&compose(request)?));
    let shared = json!({ "one_page": texts_of(&one)?, "hundred_pages": texts_of(&hundred)? });
    Ok(fs::write(texts, shared.to_string())?)
}

/// A thousand letters of different people with different texts: the memory after the first hundred is all it takes.
fn many(fonts: &Fonts) -> Outcome {
    let mut value: Value =
        serde_json::from_str(include_str!("../../../../assets/examples/delete_all.json"))?;
    let started = spent();
    let mut after_hundred = 0.0;
    let mut bytes = 0;
    for n in 0..MANY {
        value["subject"]["surname"] = json!(format!("Фамилия-{n} Łukasz შოთა"));
        value["text"] = json!(format!(
            "Обращение {n}. {}",
            "Прошу ответить по существу. ".repeat(n % 40)
        ));
        bytes += make(&read(value.clone())?, fonts)?.len();
        if n == 99 {
            after_hundred = resident_mb();
        }
    }
    report("thousand_letters_s", (spent() - started).as_secs_f64());
    report("thousand_letters_mb", bytes as f64 / (1024.0 * 1024.0));
    report("memory_after_100_mb", after_hundred);
    report("memory_after_1000_mb", resident_mb());
    Ok(())
}

fn make(request: &Request, fonts: &Fonts) -> Outcome<Vec<u8>> {
    let data = EmbeddedFile {
        name: "request.json",
        media_type: "application/json",
        description: "Данные запроса",
        relation: Relation::Data,
        bytes: include_bytes!("../../../../assets/examples/access.json"),
    };
    let options = Options {
        created: DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00")?,
        files: vec![data],
    };
    Ok(pdf::render(&compose(request)?, fonts, &options)?)
}

fn compose(request: &Request) -> Outcome<Letter> {
    let mark = Mark::Outside;
    Ok(letter::compose(request, &letter::Options { mark })?)
}

fn read(value: Value) -> Outcome<Request> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).ok_or("date")?;
    let reading = request::read_value(value, today)?;
    let problems = reading.problems;
    reading
        .request
        .ok_or_else(|| format!("{problems:?}").into())
}

fn hundred_pages() -> Outcome<Value> {
    let mut value: Value =
        serde_json::from_str(include_str!("../../../../assets/examples/access.json"))?;
    let sentence = "Прошу разъяснить порядок обработки персональных данных, сроки и основания такой обработки. ";
    let paragraph = sentence.repeat(27) + "\n";
    value["demands"] = json!([{ "kind": "free", "text": paragraph.repeat(66) }]);
    value["text"] = json!(paragraph.repeat(66));
    Ok(value)
}

/// Mean processor time of one run, milliseconds.
fn mean(runs: u32, make: impl Fn() -> Outcome<Vec<u8>>) -> Outcome<f64> {
    let before = spent();
    for _ in 0..runs {
        black_box(make()?);
    }
    Ok((spent() - before).as_secs_f64() * 1000.0 / f64::from(runs))
}

/// Time this thread was on a processor, as the Linux scheduler counts it; elsewhere the clock on the wall.
fn spent() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let counted = fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = counted.and_then(|line| line.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn pages(pdf: &[u8]) -> usize {
    lopdf::Document::load_mem(pdf).map_or(0, |document| document.get_pages().len())
}

/// Resident memory as the kernel counts it; zero where it does not tell.
fn resident_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kb.unwrap_or_default() / 1024.0
}

/// The letter as other programs can take it: kind of paragraph and its text.
fn paragraphs(letter: &Letter) -> Vec<Value> {
    let mut out = Vec::new();
    let mut add = |kind: &str, text: &str| out.push(json!([kind, text]));
    for block in &letter.blocks {
        match block {
            Block::Heads {
                sender,
                reference,
                addressee,
            } => {
                let lines = sender.iter().chain(reference).chain(addressee);
                lines.for_each(|line| add("line", line));
            }
            Block::Heading(text) => add("h1", text),
            Block::Part(text) => add("h2", text),
            Block::Paragraph(text) => add("p", text),
            Block::List(items) => {
                for item in items {
                    add("li", &format!("{} {}", item.label, item.text));
                }
            }
            Block::Signature(signature) => add("line", &signature.name),
            Block::Acceptance(_) => {}
        }
    }
    out
}

fn report(name: &str, value: f64) {
    use std::io::Write;
    // A reader that went away is no failure of ours.
    let _ = writeln!(std::io::stdout(), "{name}\t{value:.3}");
}
