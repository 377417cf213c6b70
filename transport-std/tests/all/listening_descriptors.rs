//! A listener in a process that may open few files.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use gigapay_webhooks_std::listen::{Listener, Reply};

use crate::sender::*;

/// Set in the process of the listener.
const FEW: &str = "GIGAPAY_TEST_FEW_DESCRIPTORS";
const NAME: &str =
    "listening_descriptors::connections_that_cannot_be_accepted_are_reported_and_get_room";
const ADDRESS: &str = "listening on ";
const FAILURE: &str = "accept failed: ";
/// "Too many open files".
const EMFILE: &str = "24";

/// The listener has a process of its own, so that its peers take no descriptors from it.
#[test]
fn connections_that_cannot_be_accepted_are_reported_and_get_room() {
    if std::env::var_os(FEW).is_some() {
        return listen_with_few_descriptors();
    }
    let (mut process, lines) = start();
    let address: SocketAddr = line(&lines, ADDRESS).parse().unwrap();
    // More than can be accepted at a time. None of them ends by itself.
    let mut begun: Vec<_> = (0..60).map(|_| Sender::to(address)).collect();
    for peer in &mut begun {
        peer.send("POST / HTTP/1.1\r\n");
    }
    assert_eq!(line(&lines, FAILURE), EMFILE);
    // It is behind them all: they have to make room.
    assert_eq!(Sender::to(address).ask(&request("[]", "")), 200);
    drop(begun);
    assert_eq!(Sender::to(address).ask(&request("{}", "")), 200);
    drop(process.stdin.take());
    assert!(process.wait().unwrap().success());
}

/// Starts this test in a process with few descriptors. Gives the lines that it prints.
fn start() -> (Child, Receiver<String>) {
    let mut process = Command::new("sh")
        .args(["-c", "ulimit -n 40; exec \"$0\" --exact \"$1\" --nocapture"])
        .arg(std::env::current_exe().unwrap())
        .arg(NAME)
        .env(FEW, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(process.stdout.take().unwrap());
    let (sender, lines) = channel();
    thread::spawn(move || {
        // All are read, or the process would wait. The test may have ended.
        for line in output.lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    (process, lines)
}

/// The rest of the next line that begins so.
fn line(lines: &Receiver<String>, start: &str) -> String {
    loop {
        let line = lines.recv_timeout(WATCHDOG).unwrap();
        if let Some(rest) = line.strip_prefix(start) {
            return rest.into();
        }
    }
}

fn listen_with_few_descriptors() {
    // No other deadline may wake a listener that waits for descriptors.
    let day = Duration::from_secs(24 * 60 * 60);
    let listening = Listener::new()
        .first_byte_time(day)
        .request_time(day)
        .on_accept_error(|error| {
            println!("\n{FAILURE}{}", error.raw_os_error().unwrap_or_default());
        })
        .start("127.0.0.1:0", &[SECRET], |_| Reply::Accepted)
        .unwrap();
    println!("\n{ADDRESS}{}", listening.addr());
    // Until the other process closes its end, in a panic too.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    listening.stop();
}
