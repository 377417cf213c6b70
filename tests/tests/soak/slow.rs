//! A server that gives a byte a second.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use gigapay_webhooks_std::{Cause, Client, Server, TimeLimit};
use gigapay_webhooks_tests::service::credentials;

/// What the client is told that an operation may take.
const DEADLINE: Duration = Duration::from_millis(2500);

/// What ends the test if nothing else does.
const WATCHDOG: Duration = Duration::from_secs(120);

/// Each byte is in time, all together never are.
pub(crate) fn a_byte_a_second_meets_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/v2/", listener.local_addr().expect("an address"));
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let _ = stream.read(&mut [0; 1024]);
        let mut given = 0;
        for byte in b"HTTP/1.1 200 OK\r\nX: "
            .iter()
            .chain([b'x'].iter().cycle())
        {
            if stream.write_all(&[*byte]).is_err() {
                break;
            }
            given += 1;
            thread::sleep(Duration::from_secs(1));
        }
        given
    });
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let server = Server::parse(&url).expect("a base URL");
        let client = Client::builder(credentials())
            .server(server)
            .deadline(DEADLINE);
        let mut client = client.build().expect("a client");
        let _ = sender.send(client.retrieve("pump-7"));
    });
    let result = receiver.recv_timeout(WATCHDOG).expect("it does not hang");
    let error = result.expect_err("it is slow");
    let Cause::Timeout { limit, .. } = *error.cause() else {
        panic!("{error:?}");
    };
    assert_eq!(limit, TimeLimit::Deadline);
    let given = server.join().expect("the server ends with its client");
    assert!(given >= 2, "{given} bytes");
    println!("soak: a byte a second met the deadline after {given} bytes");
}
