//! Servers that respond before they have the whole request, and take no more of it: RFC 9112
//! section 9.5.

use std::io::{Read, Write};
use std::net::Shutdown;

use embassy_time::Duration;
use gigapay_sandbox::{Cut, Fault, RawServer};
use gigapay_webhooks_embassy::{
    Api, Buffers, Cause, Client, Error, Event, HttpClient, Json, NewWebhook, Stage, Times,
};

use crate::support::{client, credentials, sandbox_with, server, with, with_server};

const REFUSAL: &str = "HTTP/1.1 413 Content Too Large\r\n\
    Connection: close\r\nContent-Length: 22\r\n\r\n\
    {\"detail\":\"Too large\"}";

/// A request of more than the buffers on its way hold, so that it cannot be out when it is refused.
fn metadata() -> String {
    format!("[{}0]", "1234567,".repeat(8_000))
}

/// A server that reads so much of a request on each connection, says `response` and stops
/// listening.
fn start(read: &'static [usize], response: &'static str) -> RawServer {
    RawServer::start(read.len(), |number, mut stream| {
        stream.read_exact(&mut vec![0; read[number]]).unwrap();
        // With bytes unread, closing resets.
        stream.write_all(response.as_bytes()).unwrap();
    })
}

/// A client with little room for what is sent.
fn narrow(stack: embassy_net::Stack<'static>) -> HttpClient<'static> {
    let buffers: &mut Buffers<2920, 256, 512> = Box::leak(Box::new(Buffers::new()));
    let credentials = Box::leak(Box::new(credentials()));
    Client::insecure_http(stack, Api::new(server(), credentials), buffers).unwrap()
}

async fn register<L: gigapay_webhooks_embassy::Link>(
    client: &mut Client<'_, L>,
) -> Error<L::Error> {
    let metadata = metadata();
    let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED])
        .metadata(Json::new(&metadata).unwrap());
    client.register(new).await.unwrap_err()
}

const READ: [usize; 4] = [1, 100, 600, 3_000];

#[test]
fn an_early_refusal_is_what_the_operation_ends_with() {
    let server = start(&READ, REFUSAL);
    with_server(0, server.addr(), async |stack| {
        let mut client = narrow(stack);
        for read in READ {
            let error = register(&mut client).await;
            assert_eq!(error.status(), Some(413), "{read}: {error}");
            assert_eq!(client.problem().unwrap().message(), "Too large");
            assert!(!error.is_outcome_unknown() && !error.is_retryable());
            assert!(!client.is_connected());
        }
    });
}

/// Without one, or with a response to what the server cannot have, it is the failed write; never a
/// success.
#[test]
fn an_early_end_is_none() {
    for response in [
        "",
        "HTTP/1.1 201 Created\r\nContent-Length: 72\r\n\r\n\
        {\"id\":\"a\",\"url\":\"u\",\"events\":[],\"secret_key\":\"very\",\"metadata\":{}}   ",
    ] {
        let server = start(&READ, response);
        with_server(0, server.addr(), async |stack| {
            let mut client = narrow(stack);
            for read in READ {
                let error = register(&mut client).await;
                let stage = Stage::Send;
                let is_failed_write =
                    matches!(error.cause(), Cause::Link { stage: at, .. } if *at == stage);
                assert!(is_failed_write, "{read}: {error}");
                assert!(error.is_outcome_unknown() && !error.is_retryable());
            }
        });
    }
}

/// The server only stops sending: what it still reads changes nothing.
#[test]
fn a_refusal_counts_also_if_the_server_goes_on_listening() {
    let server = RawServer::start(1, |_, mut stream| {
        stream.read_exact(&mut [0; 10]).unwrap();
        stream.write_all(REFUSAL.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    with_server(0, server.addr(), async |stack| {
        let mut client = narrow(stack);
        assert_eq!(register(&mut client).await.status(), Some(413));
    });
}

/// What the API said counts for more than how the connection ended after it.
#[test]
fn a_refusal_outlives_its_connection() {
    for how in [Cut::Fin, Cut::Reset] {
        let sandbox = sandbox_with(1);
        let mut known = 0;
        with(&sandbox, async |stack| {
            let mut client = client(stack);
            for after in 0.. {
                let fault = Fault::cut_response(after, how);
                sandbox.arm(fault.times(1));
                let error = client.retrieve("none").await.unwrap_err();
                sandbox.faults().clear();
                match error.status() {
                    Some(status) => {
                        assert_eq!(status, 404);
                        known += 1;
                    }
                    None => assert_eq!(known, 0, "{after}: {error}"),
                }
                if client.is_connected() {
                    break;
                }
            }
        });
        assert!(known > 20, "an explanation has more bytes than {known}");
    }
}

/// Nor does it matter that the rest of its explanation never comes.
#[test]
fn a_refusal_outlives_a_stall() {
    let framings = [
        "Content-Length: 500\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1F4",
        "",
    ];
    let server = RawServer::start(framings.len(), move |number, mut stream| {
        let head = format!("HTTP/1.1 400 Bad Request\r\n{}\r\n", framings[number]);
        let _ = stream.read(&mut [0; 1024]).unwrap();
        let response = head + "{\"url\":[\"Too short\"]";
        stream.write_all(response.as_bytes()).unwrap();
        // Until the client gives up.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    with_server(0, server.addr(), async |stack| {
        let times = Times {
            receive: Duration::from_millis(200),
            ..Times::DEFAULT
        };
        let mut client = narrow(stack).times(times);
        for framing in framings {
            let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
            let error = client.register(new).await.unwrap_err();
            assert_eq!(error.status(), Some(400), "{framing}: {error}");
            assert_eq!(client.problem().unwrap().message(), "Too short");
            assert!(!error.is_outcome_unknown() && !client.is_connected());
        }
    });
}

#[cfg(feature = "tls")]
mod over_tls {
    use gigapay_sandbox::{Sandbox, Tls};

    use super::*;
    use crate::support::NAME;
    use crate::support::secure::{client, config};

    #[test]
    fn an_early_refusal_is_what_the_operation_ends_with() {
        let sandbox = Sandbox::builder()
            .body_max(100)
            .tls(Tls::SelfMade)
            .tls_name(NAME);
        let sandbox = sandbox.start().unwrap();
        with(&sandbox, async |stack| {
            let mut client = client(stack, config(&sandbox));
            for _ in 0..3 {
                let error = register(&mut client).await;
                assert_eq!(error.status(), Some(413), "{error}");
                assert!(!client.is_connected());
            }
        });
        assert_eq!(sandbox.connections(), 3);
    }
}
