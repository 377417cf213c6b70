//! From the server's name to its address.

use embassy_net::dns;
use embassy_time::Duration;
use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::{Cause, Server, Stage, Times};

use crate::support::{ADDRESS, NAME, SILENT, TWO_ADDRESSES, client_of, sandbox_with, with};

fn named(host: &str) -> Server<'static> {
    Server::parse(format!("http://{host}/v2/").leak()).unwrap()
}

#[test]
fn a_name_is_looked_up() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        client_of(stack, named(NAME))
            .retrieve("hook-1")
            .await
            .unwrap();
    });
    assert_eq!(sandbox.requests()[0].header("host"), Some(NAME));
}

#[test]
fn an_address_needs_no_name_server() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let mut config = stack.config_v4().unwrap();
        config.dns_servers.clear();
        stack.set_config_v4(embassy_net::ConfigV4::Static(config));
        client_of(stack, named(ADDRESS))
            .retrieve("hook-1")
            .await
            .unwrap();
    });
    assert_eq!(sandbox.requests()[0].header("host"), Some(ADDRESS));
}

#[test]
fn an_unknown_name_fails_while_resolving() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let error = client_of(stack, named("absent.test"))
            .retrieve("hook-1")
            .await
            .unwrap_err();
        let cause = Cause::Link {
            stage: Stage::Resolve,
            error: TcpError::Resolve(dns::Error::Failed),
        };
        assert_eq!(*error.cause(), cause);
        assert!(error.is_retryable());
    });
    assert_eq!(sandbox.connections(), 0);
}

#[test]
fn a_silent_name_server_costs_the_time_for_resolving() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let times = Times {
            resolve: Duration::from_millis(200),
            ..Times::DEFAULT
        };
        let mut client = client_of(stack, named(SILENT)).times(times);
        let error = client.retrieve("hook-1").await.unwrap_err();
        assert_eq!(*error.cause(), Cause::Timeout(Stage::Resolve));
    });
}

/// An address that swallows packets leaves time for the next.
#[test]
fn of_two_addresses_one_is_enough() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let times = Times {
            // smoltcp lets a second pass after it has asked the local network for an address in
            // vain.
            connect: Duration::from_secs(4),
            ..Times::DEFAULT
        };
        let mut client = client_of(stack, named(TWO_ADDRESSES)).times(times);
        client.retrieve("hook-1").await.unwrap();
    });
    assert_eq!(sandbox.connections(), 1);
}

/// A label too long for DNS is refused without asking.
#[test]
fn a_name_that_cannot_be_looked_up_is_not() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let host = format!("{}.test", "x".repeat(64));
        let error = client_of(stack, named(&host))
            .retrieve("hook-1")
            .await
            .unwrap_err();
        let Cause::Link { stage, error: why } = *error.cause() else {
            panic!("{error:?}");
        };
        assert_eq!(stage, Stage::Resolve);
        assert!(matches!(
            why,
            TcpError::Resolve(dns::Error::InvalidName | dns::Error::NameTooLong)
        ));
        assert!(!error.is_retryable(), "{error:?}");
    });
}

#[cfg(feature = "proto-ipv6")]
#[test]
fn an_address_of_ipv6() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        client_of(stack, named("[fd00::2]"))
            .retrieve("hook-1")
            .await
            .unwrap();
    });
    assert_eq!(sandbox.requests()[0].header("host"), Some("[fd00::2]"));
}

#[cfg(not(feature = "proto-ipv6"))]
#[test]
fn an_address_of_ipv6_takes_the_feature() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let error = client_of(stack, named("[fd00::2]"))
            .retrieve("hook-1")
            .await
            .unwrap_err();
        let cause = Cause::Link {
            stage: Stage::Resolve,
            error: TcpError::NoAddress,
        };
        assert_eq!(*error.cause(), cause);
    });
}
