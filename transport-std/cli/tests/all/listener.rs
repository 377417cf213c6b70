//! A running `listen`.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use gigapay_sandbox::{Sandbox, Webhook};

use crate::common::*;

/// A secret key. No output may hold it.
pub const KEY: &str = "5ec4e7b1c0ffee5ec4e7b1c0ffee5ec4";
pub const EVENT: &str = "Payout.created";

/// Only ends a test that hangs.
const WATCHDOG: Duration = Duration::from_secs(60);

/// A running `listen`, killed when it is dropped.
pub struct Listening {
    pub child: Child,
    pub url: String,
    lines: Receiver<String>,
    errors: Receiver<String>,
}

impl Listening {
    /// With [`KEY`] in the environment.
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = program();
        command.env("GIGAPAY_SECRET_KEY", KEY);
        Self::run(command, arguments)
    }

    pub fn run(command: Command, arguments: &[&str]) -> Self {
        let mut listening = Self::quiet(command, arguments);
        let first = listening.line();
        let url = first.strip_prefix("Listening at ").expect(&first);
        listening.url = url.split(' ').next().unwrap().into();
        listening
    }

    /// One that does not say where it listens.
    pub fn quiet(mut command: Command, arguments: &[&str]) -> Self {
        command.arg("listen").args(arguments);
        if !arguments
            .iter()
            .any(|argument| argument.starts_with("--addr"))
        {
            command.arg("--addr=127.0.0.1:0");
        }
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = heard(child.stdout.take().unwrap());
        let errors = heard(child.stderr.take().unwrap());
        Self {
            child,
            url: String::new(),
            lines,
            errors,
        }
    }

    /// The next line it says, without the time of day.
    pub fn line(&mut self) -> String {
        untimed(&self.timed_line()).into()
    }

    /// The next line it says.
    pub fn timed_line(&mut self) -> String {
        let line = match self.lines.recv_timeout(WATCHDOG) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => panic!("it says nothing"),
            Err(RecvTimeoutError::Disconnected) => {
                let words: Vec<_> = self.errors.iter().collect();
                panic!("it says no more: {words:?}");
            }
        };
        assert!(!line.contains(KEY), "the key shows: {line}");
        line
    }

    /// The next line it says on standard error.
    pub fn error(&mut self) -> String {
        let line = self.errors.recv_timeout(WATCHDOG);
        let line = line.expect("it says nothing on standard error");
        assert!(!line.contains(KEY), "the key shows: {line}");
        line
    }

    /// Tells it to end.
    #[cfg(unix)]
    pub fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(status.success());
    }

    /// It ends well; what it says before.
    #[cfg(unix)]
    pub fn rest(mut self) -> Vec<String> {
        let rest: Vec<_> = self.lines.iter().collect();
        assert!(self.child.wait().unwrap().success());
        rest
    }

    /// It ends well and says so; what it says before.
    #[cfg(unix)]
    pub fn ended(self) -> Vec<String> {
        let rest = self.rest();
        assert_eq!(
            rest.last().map(String::as_str),
            Some("Stopped."),
            "{rest:?}"
        );
        rest
    }
}

/// Returns the line without the time of day that it may begin with.
pub fn untimed(line: &str) -> &str {
    let is_time = |text: &str| {
        let form: String = text.replace(|c: char| c.is_ascii_digit(), "0");
        form == "00:00:00Z"
    };
    match line.split_once("  ") {
        Some((time, rest)) if is_time(time) => rest,
        _ => line,
    }
}

/// What it says, line by line, as it says it.
pub fn heard(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        let lines = BufReader::new(output).lines();
        lines.for_each(|line| drop(sender.send(line.unwrap())));
    });
    lines
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A sandbox that tries again at once, with a webhook `w` that notifies this address.
pub fn notifying(url: &str) -> Sandbox {
    let eager = builder().retry_unit(std::time::Duration::ZERO);
    let sandbox = eager.start().unwrap();
    let mut webhook = Webhook::new("w", url, &[EVENT]).in_integration(INTEGRATION);
    webhook.secret_key = KEY.into();
    sandbox.insert([webhook]).unwrap();
    sandbox
}
