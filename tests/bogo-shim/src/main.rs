//! The shim that BoringSSL's TLS test runner (BoGo) starts for each connection it tests, over the
//! blocking stream of `heapless-tls`. The protocol is that of `ssl/test/PORTING.md`: connect to
//! the runner, send the shim's id, perform the handshake, return every byte xor 0xff.
//!
//! Exit codes: 0 success, 1 failure with its reason on stderr, 89 unimplemented. With
//! `BOGO_UNIMPLEMENTED` set to a file's path, the reason for each 89 is appended to that file.

mod certificates;
mod exchange;
mod failure;
mod flags;
mod identity;

use std::{fs::OpenOptions, io::Write, process::ExitCode};

use failure::Failure;
use flags::{Options, Unimplemented};

fn main() -> ExitCode {
    let arguments = || std::env::args().skip(1);
    if arguments().any(|argument| argument == "-is-handshaker-supported") {
        println!("No");
        return ExitCode::SUCCESS;
    }
    let result = Options::parse(arguments())
        .map_err(Failure::from)
        .and_then(|options| exchange::run(&options));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Failed(reason)) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
        Err(Failure::Unimplemented(Unimplemented(reason))) => {
            record(&reason);
            ExitCode::from(89)
        }
    }
}

/// Keeps a reason for those who count them.
fn record(reason: &str) {
    let Some(path) = std::env::var_os("BOGO_UNIMPLEMENTED") else {
        return;
    };
    let file = OpenOptions::new().create(true).append(true).open(path);
    if let Err(error) = file.and_then(|mut file| file.write_all(format!("{reason}\n").as_bytes())) {
        eprintln!("BOGO_UNIMPLEMENTED: {error}");
    }
}
