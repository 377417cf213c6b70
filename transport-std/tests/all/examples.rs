//! The programs in `examples/` that show how the library is used from several threads and from an
//! async runtime, run against the sandbox over TLS.

use gigapay_webhooks_std::{Client, ClientBuilder, Error, Roomy, Server, Webhook};

use crate::common::{credentials, encrypted, lines, of};

#[allow(dead_code, reason = "its main function reads the environment")]
#[path = "../../examples/eight_threads.rs"]
mod eight_threads;

#[allow(dead_code, reason = "its main function reads the environment")]
#[path = "../../examples/tokio.rs"]
mod on_tokio;

/// What the documentation says can be moved to another thread.
#[test]
fn clients_and_what_they_return_are_send() {
    fn is_send<T: Send>() {}
    is_send::<Client>();
    is_send::<ClientBuilder>();
    is_send::<Webhook<Roomy>>();
    is_send::<Error>();
}

#[test]
fn eight_threads_have_a_connection_each() {
    let sandbox = encrypted();
    let clients = (0..8).map(|_| of(&sandbox).build().unwrap()).collect();
    let mut ids: Vec<_> = eight_threads::on_threads(clients)
        .into_iter()
        .map(|result| result.unwrap().id.as_str().to_owned())
        .collect();
    ids.sort();
    let expected: Vec<_> = (0..8).map(|number| format!("thread-{number}")).collect();
    assert_eq!(ids, expected);
    assert!(sandbox.webhooks().is_empty());
    assert_eq!(sandbox.requests().len(), 16);
    assert_eq!(sandbox.connections(), 8);
}

#[test]
fn all_operations_run_on_tokio_over_one_connection() {
    let sandbox = encrypted();
    let url = sandbox.base_url();
    let credentials = credentials();
    let pem = sandbox.ca_pem().unwrap().as_bytes();
    let server = Server::parse(&url).unwrap();
    let mut client = on_tokio::Client::new(server, &credentials, pem).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let told = runtime.block_on(on_tokio::all_operations(&mut client));
    assert_eq!(
        told.unwrap(),
        [
            "registered tokio for https://example.com/hooks/",
            "retrieved tokio",
            "updated tokio to https://example.com/new/",
            "replaced tokio with https://example.com/last/",
            "listed tokio",
            "deleted tokio",
        ]
    );
    assert_eq!(
        lines(&sandbox),
        [
            "POST /v2/webhooks/ 201",
            "GET /v2/webhooks/tokio/ 200",
            "PATCH /v2/webhooks/tokio/ 200",
            "PUT /v2/webhooks/tokio/ 200",
            "GET /v2/webhooks/?page_size=100 200",
            "DELETE /v2/webhooks/tokio/ 204",
        ]
    );
    assert_eq!(sandbox.connections(), 1);
    assert!(sandbox.webhooks().is_empty());
}
