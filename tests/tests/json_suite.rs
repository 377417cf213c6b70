//! The parsing cases of JSONTestSuite, as metadata (B11) and by themselves.
//!
//! They lie beside the project, not in it. Where they are missing this says so, and fails if `CI`
//! is `true`.
//!
//! Metadata stands inside a larger document, where some `n_` case might turn into JSON: a missing
//! bracket might be found behind it, a surplus one might end the object around it. None does: what
//! is missing is then missing further out, and what is left over ends the document too early. So
//! each is tried in three places, and no exception is made for any. Those that are not UTF-8 cannot
//! be given to `Json::new`, which takes a `&str`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gigapay_webhooks::Json;
use gigapay_webhooks_tests::{Canned, End, Got, Outcome, Pieces, Verb, perform};

/// How many cases there are: to be accepted, to be refused, either.
const COUNTS: (usize, usize, usize) = (95, 188, 35);

/// Where in a response the case stands, as what comes before it and behind it.
const PLACES: [(Verb, &str, &str); 3] = [
    (
        Verb::Retrieve,
        r#"{"id":"i","url":"u","events":[],"metadata":"#,
        "}",
    ),
    (
        Verb::Retrieve,
        r#"{"metadata":"#,
        r#","id":"i","url":"u","events":[]}"#,
    ),
    (
        Verb::List,
        r#"{"next":null,"results":[{"id":"i","url":"u","events":[],"metadata":"#,
        "}]}",
    ),
];

/// The metadata that comes out, or how it ended.
fn metadata(outcome: &Outcome) -> Result<&str, End> {
    match (outcome.end, outcome.got.as_slice()) {
        (End::Done, [Got::Hook(hook)]) => Ok(&hook.metadata),
        (End::Done, got) => panic!("done, with {got:?}"),
        (end, _) => Err(end),
    }
}

/// What every place makes of the case: the same, in whatever pieces it comes.
fn everywhere(case: &[u8]) -> Result<String, End> {
    let mut results = Vec::new();
    for (verb, before, behind) in PLACES {
        let body = [before.as_bytes(), case, behind.as_bytes()].concat();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        let response = [head.as_bytes(), &body].concat();
        let of = |buffer, pieces| perform(verb, buffer, &mut Canned::new(&response, pieces));
        let outcome = of(512, Pieces::Whole);
        assert_eq!(outcome, of(64, Pieces::Each(1)));
        assert_eq!(outcome, of(99, Pieces::Each(7)));
        results.push(metadata(&outcome).map(str::to_owned));
    }
    let accepted = results.iter().filter(|result| result.is_ok()).count();
    assert!(accepted == 0 || accepted == results.len(), "{results:?}");
    results.pop().expect("several")
}

fn trimmed(case: &[u8]) -> &[u8] {
    let space = |byte: &u8| !b" \t\n\r".contains(byte);
    let start = case.iter().position(space).unwrap_or(case.len());
    let end = case.iter().rposition(space).map_or(start, |last| last + 1);
    &case[start..end]
}

/// Whether the case is accepted, everywhere alike and byte for byte.
fn accepts(case: &[u8]) -> bool {
    let result = everywhere(case);
    if let Ok(text) = &result {
        assert_eq!(text.as_bytes(), trimmed(case), "byte for byte");
    }
    if let Ok(text) = std::str::from_utf8(case) {
        let json = Json::new(text).map(Json::as_str);
        assert_eq!(json.is_ok(), result.is_ok(), "by itself: {json:?}");
        if let Ok(json) = json {
            assert_eq!(json.as_bytes(), trimmed(case));
        }
    }
    result.is_ok()
}

fn run(folder: &Path) -> bool {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    let mut counts = (0, 0, 0);
    let mut accepted_either = 0;
    let mut wrong = Vec::new();
    for path in &paths {
        let name = path.file_name().expect("a name").to_string_lossy();
        let case = std::fs::read(path).expect("a file that can be read");
        let accepted = accepts(&case);
        match name.split_once('_').map(|(kind, _)| kind) {
            Some("y") => counts.0 += 1,
            Some("n") => counts.1 += 1,
            Some("i") => {
                counts.2 += 1;
                accepted_either += usize::from(accepted);
            }
            _ => panic!("{name}: neither y_, n_ nor i_"),
        }
        if (name.starts_with("y_") && !accepted) || (name.starts_with("n_") && accepted) {
            wrong.push(name.into_owned());
        }
    }
    println!(
        "json suite: {} accepted, {} refused, {} of either kind ({accepted_either} accepted); \
            wrong: {wrong:?}",
        counts.0, counts.1, counts.2
    );
    assert_eq!(counts, COUNTS, "the number of cases");
    wrong.is_empty()
}

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--list") {
        println!("json_suite: test");
        return ExitCode::SUCCESS;
    }
    let folder: PathBuf = [
        env!("CARGO_MANIFEST_DIR"),
        "../../shared/suites/json-parsing",
    ]
    .iter()
    .collect();
    if !folder.is_dir() {
        println!(
            "json suite: NOT RUN, 0 cases: there is no {}",
            folder.display()
        );
        let required = std::env::var("CI").is_ok_and(|value| value == "true");
        return ExitCode::from(u8::from(required));
    }
    ExitCode::from(u8::from(!run(&folder)))
}
