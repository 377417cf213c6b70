//! Running the program and looking at what it did.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use gigapay_sandbox::{Builder, Sandbox, Webhook};
use serde_json::Value;

/// The token of every test. No output may hold it.
pub const TOKEN: &str = "e7b1c0ffee5ec4e7b1c0ffee5ec4e7b1c0ffee5e";
pub const INTEGRATION: &str = "the-integration";

/// A sandbox that knows [`TOKEN`].
pub fn builder() -> Builder {
    Sandbox::builder().token(TOKEN)
}

pub fn sandbox() -> Sandbox {
    builder().start().unwrap()
}

/// A sandbox with so many webhooks, `hook-1` and so on.
pub fn sandbox_with(count: u32) -> Sandbox {
    let sandbox = sandbox();
    let webhooks = (1..=count).map(|number| webhook(&format!("hook-{number}")));
    sandbox.insert(webhooks).unwrap();
    sandbox
}

pub fn webhook(id: &str) -> Webhook {
    Webhook::new(
        id,
        &format!("https://example.com/{id}/"),
        &["Payout.created"],
    )
    .in_integration(INTEGRATION)
}

/// The program without anything in its environment that could lead it elsewhere.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gigapay-webhooks"));
    for variable in [
        "GIGAPAY_BASE_URL",
        "GIGAPAY_TOKEN",
        "GIGAPAY_INTEGRATION_ID",
        "GIGAPAY_SECRET_KEY",
        "GIGAPAY_SANDBOX_ADDR",
        "GIGAPAY_LISTEN_ADDR",
        "GIGAPAY_PROFILE",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
    ] {
        command.env_remove(variable);
    }
    // No profile.
    command.env("XDG_CONFIG_HOME", "/no-such-folder");
    command.stdin(Stdio::null());
    command
}

/// The program, told of a sandbox by its environment.
pub fn program_for(sandbox: &Sandbox) -> Command {
    let mut command = program();
    command
        .env("GIGAPAY_BASE_URL", sandbox.base_url())
        .env("GIGAPAY_TOKEN", TOKEN)
        .env("GIGAPAY_INTEGRATION_ID", INTEGRATION);
    command
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let run = Self {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains(TOKEN), "the token shows: {run:#?}");
            assert!(
                !text.contains('\u{1b}'),
                "colours where no terminal is: {run:#?}"
            );
        }
        run
    }
}

/// Runs a command to its end.
pub fn finish(mut command: Command) -> Run {
    command.output().unwrap().into()
}

/// Runs a command to its end with a standard output that is closed.
pub fn finish_unheard(command: &mut Command) -> Run {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    child.wait_with_output().unwrap().into()
}

/// Runs the program against a sandbox.
pub fn run<S: AsRef<OsStr>>(sandbox: &Sandbox, arguments: &[S]) -> Run {
    let mut command = program_for(sandbox);
    command.args(arguments);
    finish(command)
}

impl Run {
    /// It did what it was asked; its output.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""), "{self:#?}");
        self.stdout
    }

    /// It did what it was asked; the webhooks it gave.
    #[track_caller]
    pub fn lines(self) -> Vec<Value> {
        let stdout = self.done();
        let lines = stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        lines.collect()
    }

    /// It did what it was asked; the one webhook it gave.
    #[track_caller]
    pub fn line(self) -> Value {
        let [line] = self.lines().try_into().unwrap();
        line
    }

    /// It ended with this status, and nothing but an error; the error.
    #[track_caller]
    pub fn refused(self, status: i32) -> String {
        assert_eq!(
            (self.status, self.stdout.as_str()),
            (status, ""),
            "{self:#?}"
        );
        assert!(!self.stderr.is_empty());
        self.stderr
    }

    /// The same, for a machine.
    #[track_caller]
    pub fn refused_json(self, status: i32) -> Value {
        let stderr = self.refused(status);
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        let value: Value = serde_json::from_str(&stderr).unwrap();
        let mut names: Vec<_> = value.as_object().unwrap().keys().collect();
        names.retain(|name| !["retry_after", "id", "outcome", "errors"].contains(&name.as_str()));
        assert_eq!(names, ["field", "message", "status"], "{stderr}");
        value
    }
}

/// An empty directory for one test.
pub fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}
