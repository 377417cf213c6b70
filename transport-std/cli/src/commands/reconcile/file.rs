//! The file of desired webhooks: JSON lines or CSV.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::*;

/// A desired webhook, checked.
pub(super) struct Desired {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) events: Vec<String>,
    pub(super) secret: Option<Secret>,
    pub(super) metadata: Option<String>,
}

/// A line of JSON, by the API's names, as `list --json` prints it.
#[derive(Deserialize)]
struct Line {
    id: String,
    url: String,
    events: Vec<String>,
    secret_key: Option<String>,
    metadata: Option<Box<RawValue>>,
}

/// A row of CSV. An empty field is one that is not given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    url: String,
    events: String,
    #[serde(default)]
    secret_key: String,
    #[serde(default)]
    metadata: String,
}

/// Parses the whole file before anything is sent.
pub(super) fn load(session: &mut Session, path: &Path) -> Result<Vec<Desired>, Failure> {
    let name = path.display();
    let text = text(path).map_err(|error| {
        Failure::usage(
            None,
            format!("cannot read {name}: {error}; nothing was changed"),
        )
    })?;
    // A byte order mark is what a spreadsheet writes.
    let text = text.trim_start_matches('\u{feff}');
    let lines = match text.trim_start().starts_with('{') {
        true => json_lines(text),
        false => csv_rows(text),
    };
    let lines = lines.map_err(|error| Failure::usage(None, format!("{name}: {error}")))?;
    let mut desired: Vec<Desired> = Vec::with_capacity(lines.len());
    for (place, line) in lines {
        let at = |mut failure: Failure| {
            if let Some(report) = failure.report_mut() {
                report
                    .explanation
                    .insert_str(0, &format!("{name}, line {place}: "));
            }
            failure
        };
        desired.push(checked(session, line).map_err(at)?);
    }
    unique(&desired).map_err(|id| {
        let what = format!("{name}: the id {id} is there twice; nothing was changed");
        Failure::usage("id", what)
    })?;
    Ok(desired)
}

fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    match path.as_os_str() == "-" {
        true => io::stdin().lock().read_to_string(&mut text)?,
        false => File::open(path)?.read_to_string(&mut text)?,
    };
    Ok(text)
}

/// Returns each line with its number.
fn json_lines(text: &str) -> Result<Vec<(u64, Line)>, String> {
    let lines = (1..).zip(text.lines());
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let parse = |(place, line)| {
        let line = serde_json::from_str(line).map_err(|error| format!("line {place}: {error}"))?;
        Ok((place, line))
    };
    lines.map(parse).collect()
}

/// Returns each row with the number of its first line.
fn csv_rows(text: &str) -> Result<Vec<(u64, Line)>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let place = record.position().map_or(0, csv::Position::line);
        let at = |error: &dyn std::fmt::Display| format!("line {place}: {error}");
        let row: Row = record
            .deserialize(Some(&headers))
            .map_err(|error| at(&error))?;
        rows.push((place, line(row).map_err(|error| at(&error))?));
    }
    Ok(rows)
}

fn line(row: Row) -> Result<Line, String> {
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let events = row.events.split([',', ';', ' ']);
    let metadata = given(row.metadata).map(RawValue::from_string);
    Ok(Line {
        id: row.id,
        url: row.url,
        events: events
            .filter(|name| !name.is_empty())
            .map(Into::into)
            .collect(),
        secret_key: given(row.secret_key),
        metadata: metadata
            .transpose()
            .map_err(|error| format!("metadata: {error}"))?,
    })
}

fn checked(session: &mut Session, line: Line) -> Result<Desired, Failure> {
    room::id("id", &line.id)?;
    room::url("url", &line.url)?;
    room::events("events", &line.events)?;
    if line.id.is_empty() || line.url.is_empty() || line.events.is_empty() {
        return Err(Failure::usage(None, "id, url and events are needed"));
    }
    let metadata = line.metadata.map(|json| json.get().to_owned());
    metadata_of(metadata.as_ref())?;
    Ok(Desired {
        secret: secret(session, line.secret_key.as_ref())?,
        id: line.id,
        url: line.url,
        events: line.events,
        metadata,
    })
}

/// Parses metadata as `--metadata` does.
pub(super) fn metadata_of(text: Option<&String>) -> Result<Option<Json<'_>>, Failure> {
    metadata(text)
}

/// Returns the first id that is there twice.
fn unique(desired: &[Desired]) -> Result<(), &str> {
    let mut ids: Vec<_> = desired.iter().map(|one| one.id.as_str()).collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair.first() == pair.last()) {
        Some(pair) => Err(pair.first().copied().unwrap_or_default()),
        None => Ok(()),
    }
}
