//! The text of every error, and what is printed of buffers and clients.

use std::error::Error as _;

use embassy_net::{dns, tcp};
use embassy_time::Duration;
use embedded_io_async_0_7::{Error as _, ErrorKind};
use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::{
    Buffers, ConfigError, DesiredWebhook, EnsureError, Event, NewWebhook, Scheme, Stage, Times,
    TlsBuffers, Unlisted, Webhook, WrongScheme,
};

use crate::support::{client, sandbox, with};

#[test]
fn errors_of_tcp() {
    for (error, kind, part) in [
        (
            dns::Error::InvalidName.into(),
            ErrorKind::InvalidInput,
            "not one that can be looked up",
        ),
        (
            dns::Error::NameTooLong.into(),
            ErrorKind::InvalidInput,
            "not one that can be looked up",
        ),
        (
            dns::Error::Failed.into(),
            ErrorKind::NotFound,
            "do not know the host",
        ),
        (
            TcpError::NoAddress,
            ErrorKind::AddrNotAvailable,
            "a version of IP",
        ),
        (
            tcp::ConnectError::NoRoute.into(),
            ErrorKind::AddrNotAvailable,
            "no route",
        ),
        (
            tcp::ConnectError::ConnectionReset.into(),
            ErrorKind::ConnectionRefused,
            "nothing listens",
        ),
        (
            tcp::ConnectError::TimedOut.into(),
            ErrorKind::TimedOut,
            "no response",
        ),
        (
            tcp::ConnectError::InvalidState.into(),
            ErrorKind::ConnectionReset,
            "was reset",
        ),
        (
            tcp::Error::ConnectionReset.into(),
            ErrorKind::ConnectionReset,
            "was reset",
        ),
    ] {
        let error: TcpError = error;
        assert_eq!(error.kind(), kind, "{error:?}");
        assert!(error.to_string().contains(part), "{error}");
        assert!(error.source().is_none());
    }
}

#[test]
fn a_link_of_the_wrong_scheme() {
    for (server, link, part) in [
        (Scheme::Https, Scheme::Http, "use TLS"),
        (Scheme::Http, Scheme::Https, "use https"),
    ] {
        let error = WrongScheme { server, link };
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn stages() {
    for (stage, part) in [
        (Stage::Network, "network"),
        (Stage::Resolve, "name"),
        (Stage::Connect, "connecting"),
        (Stage::Tls, "TLS"),
        (Stage::Send, "sending"),
        (Stage::Receive, "response"),
    ] {
        assert!(stage.to_string().contains(part), "{stage}");
    }
}

#[test]
fn errors_of_operations_have_the_source_that_they_quote() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let config = client.retrieve("..").await.unwrap_err();
        assert_eq!(config.to_string(), ConfigError::InvalidId.to_string());
        assert!(config.source().unwrap().is::<ConfigError>());
        assert!(!config.is_retryable());

        let refused = client.retrieve("none").await.unwrap_err();
        assert_eq!(refused.source().unwrap().to_string(), refused.to_string());

        let desired = DesiredWebhook::new("a", "https://example.com/", &[Event::PAYOUT_CREATED]);
        let twice = [desired, desired];
        let mut webhook: Webhook = Webhook::default();
        let error = client
            .reconcile(&twice, Unlisted::Keep, &mut webhook)
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), EnsureError::SameId.to_string());
        assert!(error.source().unwrap().is::<EnsureError>());
        assert!(!error.is_retryable() && !error.is_outcome_unknown());

        let times = Times {
            operation: Duration::from_ticks(0),
            ..Times::default()
        };
        let mut client = client.times(times);
        let late = client.retrieve("none").await.unwrap_err();
        assert!(late.to_string().starts_with("timed out while"), "{late}");
        assert!(late.source().is_none());
    });
}

#[test]
fn what_is_printed_of_buffers_is_their_size() {
    let buffers: Buffers<1, 2, 512> = Buffers::new();
    assert_eq!(format!("{buffers:?}"), "Buffers<1, 2, 512>");
    let buffers: TlsBuffers<3, 4> = TlsBuffers::new();
    assert_eq!(format!("{buffers:?}"), "TlsBuffers<3, 4>");
}

#[test]
fn what_is_printed_of_a_list_is_how_far_it_is() {
    let sandbox = crate::support::sandbox_with(1);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook);
        assert!(format!("{list:?}").contains("prepared"));
        list.next().await.unwrap();
        assert!(format!("{list:?}").contains("running"));
        list.next().await.unwrap();
        assert!(format!("{list:?}").contains("ended"));
    });
}

#[cfg(feature = "notify")]
#[test]
fn what_is_printed_of_a_listener_is_no_secret() {
    use gigapay_webhooks_embassy::gigapay_webhooks::notify::Endpoint;
    use gigapay_webhooks_embassy::listen::{InvalidPort, ListenBuffers, ListenTimes, Listener};

    assert!(InvalidPort.to_string().contains("port 0"));
    assert_eq!(ListenTimes::default(), ListenTimes::DEFAULT);
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let mut buffers: ListenBuffers<1024, 512, 256, 1024> = ListenBuffers::new();
        let text = format!("{buffers:?}");
        assert_eq!(text, "ListenBuffers<1024, 512, 256, 1024>");
        let endpoint = Endpoint::new("/hooks/").unwrap();
        let listener = Listener::new(stack, 8080, endpoint, &mut buffers).unwrap();
        assert!(format!("{listener:?}").contains("/hooks/"));
    });
}

/// Trying again is the advice only where it is safe.
#[test]
fn a_server_error_is_worth_another_try_where_that_is_safe() {
    let sandbox = crate::support::sandbox_with(1);
    let fault = gigapay_sandbox::Fault::ServerError { status: 503 };
    sandbox.arm(fault);
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let read = client.retrieve("hook-1").await.unwrap_err();
        assert!(read.to_string().ends_with("; try again later"), "{read}");
        assert!(read.exchange_error().is_some());
        let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
        let write = client.register(new).await.unwrap_err();
        assert!(!write.to_string().contains("try again"), "{write}");
        assert!(write.is_outcome_unknown());
        let config = client.retrieve("..").await.unwrap_err();
        assert_eq!(config.exchange_error(), None);
    });
}

#[test]
fn a_list_reports_what_it_saw_and_names_what_is_too_large() {
    let sandbox = crate::support::sandbox_with(1);
    let url = "x".repeat(300);
    let large = gigapay_sandbox::Webhook::new("hook-2", &url, &["Payout.created"]);
    let large = large.in_integration(crate::support::INTEGRATION);
    sandbox.insert([large]).unwrap();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook);
        assert_eq!((list.oversize_id(), list.report().count), (None, None));
        list.next().await.unwrap();
        list.next().await.unwrap_err();
        assert_eq!(list.oversize_id(), Some("hook-2"));
        assert_eq!(list.next().await.unwrap(), None);
        assert_eq!(list.report().count, Some(2));
        assert!(!list.report().has_changed());
    });
}

#[cfg(feature = "tls")]
#[test]
fn what_is_printed_of_a_tls_link_is_no_secret() {
    use crate::support::secure;
    use gigapay_webhooks_embassy::tls::Session;

    let sandbox = secure::sandbox_with(1);
    with(&sandbox, async |stack| {
        let session: &'static mut Session = Box::leak(Box::new(Session::new()));
        let mut client = secure::client(stack, secure::config(&sandbox)).resume(session);
        client.retrieve("hook-1").await.unwrap();
        client.disconnect().await;
        client.retrieve("hook-1").await.unwrap();
        let link = client.link();
        assert!(link.session().is_some());
        assert!(!format!("{:?}", link.connection()).is_empty());
        let text = format!("{link:?}");
        assert!(
            text.starts_with("Secure") && text.contains("under"),
            "{text}"
        );
        assert!(format!("{:?}", link.under()).starts_with("Tcp"));
    });
}
