//! `listen`

mod accepted;
mod own;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::mpsc::{Sender, channel};

use accepted::Accepted;
use gigapay_webhooks_std::gigapay_webhooks::Visible;
use gigapay_webhooks_std::listen::{ListenError, Listener, Listening};

use super::*;
use crate::args::Listen;
use crate::keys;
use crate::output::notifications::{Detail, End, Lines};
use crate::post::Target;
use crate::report::Report;
use own::Own;

/// Receives notifications until the program is stopped, or cannot print them any more.
pub(super) fn run(
    listen: &Listen,
    connection: &Connection,
    output: &mut Output,
) -> Result<(), Failure> {
    let file = listen.keys.key_file.as_deref();
    let own = match listen.register.is_empty() {
        true => None,
        false => Some(keys::draw()?),
    };
    let accepted = Accepted::new(&listen.keys.secret_keys, file, own.as_ref())?;
    let secrets = accepted.all();
    if secrets.is_empty() {
        return Err(Failure::usage("secret_key", keys::none(file)));
    }
    secrets
        .iter()
        .filter_map(|key| keys::oddity(key))
        .for_each(|odd| output.warn(odd));
    let (sender, stop) = channel();
    signals(sender.clone())?;
    let detail = Detail {
        accepted: !listen.quiet,
        objects: listen.print,
        verbose: connection.verbose,
    };
    let lines = Lines::new(output.is_json(), detail, sender);
    let listening = start(listen, connection, &secrets, &lines)?;
    let url = own_url(listen, listening.addr());
    lines.say(&format!("Listening at {url} (Ctrl-C stops)"));
    if !listening.addr().ip().is_loopback() {
        let address = listening.addr();
        output.warn(&format!("{address} is reachable from other computers"));
    }
    let own = match &own {
        None => None,
        Some(key) => Some(Own::register(listen, connection, &url, key, &lines)?),
    };
    let end = accepted.follow(&stop, &listening, output, &lines);
    if let End::Output(error) = &end {
        let text = format!("cannot write the output: {error}; further notifications get a 503");
        Report::new(None, text).print(output.is_json());
    }
    // First the API stops sending, then this stops receiving, so that nothing is lost in between.
    let deleted = own.map(Own::delete);
    listening.stop();
    if let Some(id) = deleted.transpose()? {
        lines.say(&format!("Deleted {}.", Visible(&id)));
    }
    lines.say("Stopped.");
    match end {
        End::Told => Ok(()),
        End::Output(_) => Err(Failure::Reported),
    }
}

/// Catches the signals that stop the program; a second one ends it at once.
fn signals(sender: Sender<End>) -> Result<(), Failure> {
    let mut is_told = false;
    ctrlc::set_handler(move || {
        if is_told {
            std::process::exit(130);
        }
        is_told = true;
        let _ = sender.send(End::Told);
    })
    .map_err(|error| Failure::own(None, format!("cannot catch signals: {error}")))
}

fn start(
    listen: &Listen,
    connection: &Connection,
    secrets: &[String],
    lines: &Lines,
) -> Result<Listening, Failure> {
    let forward = match &listen.forward_to {
        None => None,
        Some(url) => {
            let insecure = listen.insecure_tls;
            Some(Target::new("--forward-to", url, connection, insecure)?)
        }
    };
    let (printed, reported, warned) = (lines.clone(), lines.clone(), lines.clone());
    let settings = Listener::new()
        .path(&listen.path)
        .max_body(listen.max_body)
        .tolerance(listen.tolerance, listen.tolerance)
        .on_accept_error(move |error| warned.warn(&format!("no further connection: {error}")))
        .on_report(move |report| reported.report(report));
    let started = settings.start(&listen.addr, secrets, move |notification| {
        printed.received(notification);
        let forwarded = forward.as_ref().map(|target| {
            let posted = target.post(Some(notification.signature), notification.body);
            posted
                .map(|response| response.status)
                .map_err(|error| error.to_string())
        });
        printed.notification(notification, forwarded)
    });
    started.map_err(|error| match error {
        ListenError::Bind { .. } | ListenError::Thread(_) => {
            let mut failure = Failure::own(None, error);
            if let Some(report) = failure.report_mut() {
                report.hint = Some("--addr 127.0.0.1:0 takes a free port".into());
            }
            failure
        }
        error => Failure::usage(None, error),
    })
}

/// Returns the URL at which this computer reaches the listener.
fn own_url(listen: &Listen, address: SocketAddr) -> String {
    let ip = match address.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    format!(
        "http://{}{}",
        SocketAddr::new(ip, address.port()),
        listen.path
    )
}
