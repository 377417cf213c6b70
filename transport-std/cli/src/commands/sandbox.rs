//! `sandbox`

use std::io::{self, Write};
use std::{fmt, fs};

use gigapay_sandbox::{DEFAULT_TOKEN, Delivery, Request, Sandbox, StartError, Tls};
use gigapay_webhooks_std::gigapay_webhooks::Visible;

use crate::INTEGRATION;
use crate::args::Serve;
use crate::failure::Failure;
use crate::output::style::{HEADING, METHOD, QUIET};
use crate::program::{self, Quoted};

/// Serves until the program is stopped.
pub(super) fn run(serve: &Serve) -> Result<(), Failure> {
    let mut builder = Sandbox::builder()
        .listen(&serve.listen)
        .on_request(log)
        .on_delivery(log_delivery)
        .retry_unit(serve.retry_unit)
        .deliver_anywhere(serve.deliver_anywhere);
    for event in &serve.events {
        builder = builder.event(event);
    }
    if serve.tls {
        builder = builder.tls(Tls::SelfMade);
    }
    if let Some(path) = &serve.data {
        builder = builder.data_file(path);
    }
    let sandbox = builder.start().map_err(no_start)?;
    if let (Some(path), Some(pem)) = (&serve.ca_out, sandbox.ca_pem()) {
        fs::write(path, pem).map_err(|error| {
            Failure::own(None, format!("cannot write {}: {error}", path.display()))
        })?;
    }
    introduce(&sandbox, serve)?;
    sandbox.wait().map_err(|error| Failure::own(None, error))
}

/// Returns why the sandbox did not start.
fn no_start(error: StartError) -> Failure {
    let mut failure = Failure::own(None, &error);
    if let (StartError::Listen { .. }, Some(report)) = (&error, failure.report_mut()) {
        report.hint = Some("--listen 127.0.0.1:0 takes a free port".into());
    }
    failure
}

/// Prints how to reach it, as commands to paste.
fn introduce(sandbox: &Sandbox, serve: &Serve) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let url = sandbox.base_url();
    let mut line =
        |name: &str, value: &dyn fmt::Display| writeln!(out, "  {QUIET}{name:<18}{QUIET:#}{value}");
    line("base URL", &url)?;
    line("token", &DEFAULT_TOKEN)?;
    line("integration id", &INTEGRATION)?;
    if let Some(path) = &serve.data {
        line("data", &path.display())?;
    }
    if let Some(path) = &serve.ca_out {
        line("root certificate", &path.display())?;
    }
    if let (None, Some(pem)) = (&serve.ca_out, sandbox.ca_pem()) {
        writeln!(
            out,
            "\nThe root certificate; save it as ca.pem:\n\n{}",
            pem.trim()
        )?;
    }
    let program = program::name();
    let trust = match (&serve.ca_out, serve.tls) {
        (Some(path), _) => format!(" --ca-file {}", Quoted(&path.to_string_lossy())),
        (None, true) => " --ca-file ca.pem".into(),
        (None, false) => String::new(),
    };
    writeln!(out, "\n{HEADING}In another terminal:{HEADING:#}\n")?;
    writeln!(out, "export GIGAPAY_BASE_URL={url}")?;
    writeln!(
        out,
        "export GIGAPAY_TOKEN={DEFAULT_TOKEN} GIGAPAY_INTEGRATION_ID={INTEGRATION}"
    )?;
    writeln!(
        out,
        "{program}{trust} register --url https://example.com/hooks/ --event Payout.created --id pump-7"
    )?;
    writeln!(out, "{program}{trust} list")?;
    writeln!(out, "\n{HEADING}Requests{HEADING:#} (Ctrl-C stops)\n")?;
    out.flush()
}

/// Prints a line for each request. The sandbox keeps serving if they are not read.
fn log(request: &Request) {
    let method = Visible(&request.method).to_string();
    let target = Visible(&request.target);
    let (status, connection) = (request.status, request.connection);
    let mut out = anstream::stdout().lock();
    let _ = writeln!(
        out,
        "{status}  {METHOD}{method:<6}{METHOD:#}  {target}  {QUIET}connection {connection}{QUIET:#}"
    );
    let _ = out.flush();
}

/// Prints a line for each attempt to deliver a notification.
fn log_delivery(delivery: &Delivery) {
    let status = match delivery.attempts.last().and_then(|last| last.status) {
        Some(status) => status.to_string(),
        None => "---".into(),
    };
    let mut out = anstream::stdout().lock();
    let _ = writeln!(
        out,
        "{status}  {METHOD}NOTIFY{METHOD:#}  {}  {QUIET}{}{QUIET:#}",
        Visible(&delivery.url),
        Visible(&delivery.to_string())
    );
    let _ = out.flush();
}
