//! `listen`

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use gigapay_webhooks_std::NewWebhook;
use gigapay_webhooks_std::listen::{ListenError, Listener, Listening};

use super::*;
use crate::args::Listen;
use crate::keys;
use crate::output::Printable;
use crate::output::notifications::Lines;
use crate::post::{self, Address};

/// How often a file with keys is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Receives notifications until the program is told to end.
pub(super) fn run(
    listen: &Listen,
    connection: &Connection,
    output: &mut Output,
) -> Result<(), Failure> {
    let file = listen.keys.key_file.as_deref();
    let mut secrets = keys::given(&listen.keys.secret_keys, file)?;
    let own = match listen.register.is_empty() {
        true => None,
        false => Some(keys::draw()?),
    };
    secrets.extend(own.clone());
    if secrets.is_empty() {
        return Err(Failure::usage("secret_key", keys::none()));
    }
    secrets
        .iter()
        .filter_map(|key| keys::oddity(key))
        .for_each(|odd| output.warn(odd));
    let lines = Lines::new(output.is_json(), listen.print);
    let stop = signals()?;
    let listening = start(listen, connection, &secrets, lines)?;
    let url = own_url(listen, listening.addr());
    lines.say(&format!("Listening at {url} (Ctrl-C ends)"));
    let session = match &own {
        None => None,
        Some(key) => Some(register(listen, connection, &url, key, lines)?),
    };
    wait(&stop, file, &listening, &secrets, output, lines);
    // First the API stops sending, then this stops receiving: so nothing is lost in between.
    let deleted = session.map(|(mut session, id)| {
        let deleted = session.client.delete(&id).map_err(Failure::from);
        deleted
            .map_err(|failure| session.explain(failure, false))
            .map(|()| id)
    });
    listening.stop();
    if let Some(id) = deleted.transpose()? {
        lines.say(&format!("Deleted {}.", Printable(&id)));
    }
    lines.say("Stopped.");
    Ok(())
}

/// Hears when the program is told to end; a second time ends it at once.
fn signals() -> Result<Receiver<()>, Failure> {
    let (sender, stop) = channel();
    let mut is_told = false;
    ctrlc::set_handler(move || {
        if is_told {
            std::process::exit(130);
        }
        is_told = true;
        let _ = sender.send(());
    })
    .map_err(|error| Failure::own(None, format!("cannot catch signals: {error}")))?;
    Ok(stop)
}

fn start(
    listen: &Listen,
    connection: &Connection,
    secrets: &[String],
    lines: Lines,
) -> Result<Listening, Failure> {
    let forward = match &listen.forward_to {
        None => None,
        Some(url) => Some(
            Address::parse(url, connection.insecure_http)
                .map_err(|error| Failure::usage(None, format!("--forward-to: {error}")))?,
        ),
    };
    let time = connection.timeout;
    let settings = Listener::new()
        .path(&listen.path)
        .max_body(listen.max_body)
        .tolerance(listen.tolerance, listen.tolerance)
        .on_report(move |report| lines.report(report));
    let started = settings.start(&listen.addr, secrets, move |notification| {
        let answer = forward.as_ref().map(|address| {
            post::post(
                address,
                Some(notification.signature),
                notification.body,
                time,
            )
        });
        lines.notification(notification, answer)
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

/// Where this listener is reached from this computer.
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

/// Registers a webhook for this listener. What it is registered with, and its id.
fn register(
    listen: &Listen,
    connection: &Connection,
    url: &str,
    key: &String,
    lines: Lines,
) -> Result<(Session, String), Failure> {
    let is_far = connection.demo || !connection.base_url.as_deref().is_some_and(post::is_near);
    let url = match &listen.public_url {
        Some(url) => url,
        None if is_far => {
            return Err(Failure::usage(
                None,
                "the API cannot reach an address of this computer: --public-url says where it reaches this listener",
            ));
        }
        None => url,
    };
    let mut session = Session::open(connection)?;
    let events = events(&listen.register);
    let secret = secret(&mut session, Some(key))?;
    let mut new = NewWebhook::new(url, events.as_slice());
    if let Some(secret) = &secret {
        new = new.secret_key(secret);
    }
    let registered = written(session.client.register(new));
    let registered = registered.map_err(|failure| session.explain(failure, false))?;
    let id = registered.id.as_str().to_owned();
    let names = listen.register.join(", ");
    lines.say(&format!(
        "Registered {} for {}",
        Printable(&id),
        Printable(&names)
    ));
    Ok((session, id))
}

/// Waits for the end, and uses other keys as soon as their file has them.
fn wait(
    stop: &Receiver<()>,
    file: Option<&Path>,
    listening: &Listening,
    secrets: &[String],
    output: &Output,
    lines: Lines,
) {
    let Some(file) = file else {
        let _ = stop.recv();
        return;
    };
    // Those that do not come from the file stay.
    let kept = keys::read(file).unwrap_or_default();
    let others: Vec<_> = secrets
        .iter()
        .filter(|key| !kept.contains(key))
        .cloned()
        .collect();
    let mut last = Some(kept);
    while stop.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        let now = keys::read(file).ok();
        if now == last {
            continue;
        }
        let all = [now.clone().unwrap_or_default(), others.clone()].concat();
        match listening.set_secrets(&all) {
            Ok(()) if now.is_some() => {
                lines.say(&format!(
                    "Read {}: {} secret keys",
                    Printable(&file.display().to_string()),
                    all.len()
                ));
            }
            Ok(()) => output.warn(&format!("cannot read {} any more", file.display())),
            Err(error) => output.warn(&format!(
                "{}: {error}; the former keys stay",
                file.display()
            )),
        }
        last = now;
    }
}
