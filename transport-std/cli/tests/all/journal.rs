//! What a change costs a sandbox with `--data`, at any number of webhooks.
//!
//! The table in the README is what this prints:
//! `cargo test --release -p gigapay-webhooks-cli --test all journal -- --nocapture`

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use gigapay_sandbox::{DEFAULT_TOKEN, Sandbox};
use gigapay_webhooks_std::{Client, Credentials, Event, IntegrationId, Token, WebhookUpdate};

use crate::common::*;

/// Number of changes measured.
const CHANGES: usize = 200;

/// A running `sandbox --data`, and its base URL.
struct Running(Child, String);

impl Running {
    fn start(file: &Path) -> Self {
        let mut command = program();
        command.args(["sandbox", "--listen=127.0.0.1:0", "--data"]);
        command.arg(file).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url =
            lines.find_map(|line| Some(line.unwrap().split_once("base URL")?.1.trim().into()));
        // Read on, so that it can write on.
        std::thread::spawn(move || lines.count());
        Self(child, url.unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn client(url: &str) -> Client {
    let token = Token::new(DEFAULT_TOKEN).unwrap();
    let integration = IntegrationId::new(INTEGRATION).unwrap();
    let builder = Client::builder(Credentials::integration(token, integration));
    builder.base_url(url).unwrap().build().unwrap()
}

/// A data file with so many webhooks. It repeats the line of one: the library's own `insert` looks
/// for a known id before each.
fn file_of(count: u32) -> PathBuf {
    let file = scratch(&format!("journal-{count}")).join("data");
    let sandbox = Sandbox::builder().data_file(&file).start().unwrap();
    sandbox.insert([webhook("hook-0")]).unwrap();
    drop(sandbox);
    let text = fs::read_to_string(&file).unwrap();
    let (format, line) = text.split_once('\n').unwrap();
    let line = |number| line.replace("hook-0", &format!("hook-{number}"));
    let lines: String = (0..count).map(line).collect();
    fs::write(&file, format!("{format}\n{lines}")).unwrap();
    file
}

/// The bytes that changes add to the file, and the time of the fastest one: what else the computer
/// does makes the others slower.
fn measure(count: u32) -> (u64, Duration) {
    let file = file_of(count);
    let running = Running::start(&file);
    let before = fs::metadata(&file).unwrap().len();
    let mut client = client(&running.1);
    let times = (0..CHANGES).map(|_| {
        let update = WebhookUpdate::new().events(&[Event::PAYRUN_PAID]);
        let begun = Instant::now();
        client.update("hook-7", update).unwrap();
        begun.elapsed()
    });
    let fastest = times.min().unwrap();
    let added = fs::metadata(&file).unwrap().len() - before;
    (added, fastest)
}

#[test]
fn a_change_writes_the_same_at_any_number_of_webhooks() {
    let sizes = [100, 10_000, 100_000];
    let measured = sizes.map(measure);
    for (count, (added, time)) in sizes.iter().zip(&measured) {
        let bytes = added / CHANGES as u64;
        println!("| {count} | {bytes} | {:.2} |", time.as_secs_f64() * 1000.0);
    }
    let [first, second, third] = measured.map(|(added, _)| added);
    assert!(first > 0);
    assert_eq!((first, first), (second, third));
}
