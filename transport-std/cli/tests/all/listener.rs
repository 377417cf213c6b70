//! A running `listen`.

use std::io::{BufRead, BufReader, Lines, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use gigapay_sandbox::{Sandbox, Webhook};

use crate::common::*;

/// A secret key. No output may hold it.
pub const KEY: &str = "5ec4e7b1c0ffee5ec4e7b1c0ffee5ec4";
pub const EVENT: &str = "Payout.created";

/// A running `listen`, killed when it is dropped.
pub struct Listening {
    pub child: Child,
    pub url: String,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Listening {
    /// With [`KEY`] in the environment.
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = program();
        command.env("GIGAPAY_SECRET_KEY", KEY);
        Self::run(command, arguments)
    }

    pub fn run(mut command: Command, arguments: &[&str]) -> Self {
        command
            .args(["listen", "--addr=127.0.0.1:0"])
            .args(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut listening = Self {
            child,
            url: String::new(),
            lines,
        };
        let first = listening.line();
        let url = first.strip_prefix("Listening at ").expect(&first);
        listening.url = url.split(' ').next().unwrap().into();
        listening
    }

    /// The next line it says.
    pub fn line(&mut self) -> String {
        let Some(line) = self.lines.next() else {
            let mut words = String::new();
            let stderr = self.child.stderr.as_mut().unwrap();
            stderr.read_to_string(&mut words).unwrap();
            panic!("it says no more: {words}");
        };
        let line = line.unwrap();
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

    /// It ends well and says so; what it says before.
    #[cfg(unix)]
    pub fn ended(mut self) -> Vec<String> {
        let rest: Vec<_> = self.lines.by_ref().map(Result::unwrap).collect();
        assert!(self.child.wait().unwrap().success());
        assert_eq!(
            rest.last().map(String::as_str),
            Some("Stopped."),
            "{rest:?}"
        );
        rest
    }
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
