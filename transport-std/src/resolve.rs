//! Addresses of a host.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use crate::connection_error::ConnectionError;
use crate::deadline::Limit;

/// The result of a look-up.
type Found = io::Result<Vec<SocketAddr>>;

/// The address that `host` is, if it is one and not a name. IPv6 stands in brackets.
pub(crate) fn literal(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        Some(v6) => v6.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse().ok(),
    }
}

/// Whether `host` can only be this machine: a loopback address, or `localhost` (RFC 6761 section
/// 6.3).
pub(crate) fn is_loopback(host: &str) -> bool {
    match literal(host) {
        Some(address) => address.is_loopback(),
        None => host
            .strip_suffix('.')
            .unwrap_or(host)
            .eq_ignore_ascii_case("localhost"),
    }
}

/// All addresses of `host`, the system's favourite first. Never empty.
///
/// The system's resolver cannot be interrupted, so it runs on a thread of its own. When time is up
/// first, that thread keeps running and its result is discarded.
pub(crate) fn resolve(
    host: &str,
    port: u16,
    limit: Limit,
) -> Result<Vec<SocketAddr>, ConnectionError> {
    if let Some(address) = literal(host) {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let name = host.to_owned();
    within(limit, move || look_up(&name, port))
}

/// Runs a look-up that cannot be interrupted, and waits for it no longer than until the limit.
fn within(
    limit: Limit,
    look_up: impl FnOnce() -> Found + Send + 'static,
) -> Result<Vec<SocketAddr>, ConnectionError> {
    let Some(left) = limit.left()? else {
        return Ok(look_up()?);
    };
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("gigapay-resolve".into())
        .spawn(move || {
            // The caller may have stopped waiting.
            let _ = sender.send(look_up());
        })?;
    match receiver.recv_timeout(left) {
        Ok(result) => Ok(result?),
        Err(RecvTimeoutError::Timeout) => Err(limit.is_up().into()),
        Err(RecvTimeoutError::Disconnected) => {
            Err(io::Error::other("the resolver ended without a result").into())
        }
    }
}

fn look_up(host: &str, port: u16) -> Found {
    at_least_one((host, port).to_socket_addrs()?)
}

fn at_least_one(addresses: impl Iterator<Item = SocketAddr>) -> Found {
    let addresses: Vec<_> = addresses.collect();
    if addresses.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            "the name has no address",
        ));
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::deadline::TimeLimit;

    #[test]
    fn literals_need_no_resolver() {
        let over = Limit::after(Duration::ZERO, TimeLimit::Deadline);
        for (host, address) in [("127.0.0.1", "127.0.0.1:8080"), ("[::1]", "[::1]:8080")] {
            let found = resolve(host, 8080, over).unwrap();
            assert_eq!(found, [address.parse().unwrap()]);
        }
    }

    #[test]
    fn a_name_is_not_looked_up_when_time_is_up() {
        let over = Limit::after(Duration::ZERO, TimeLimit::Deadline);
        let result = resolve("localhost", 80, over);
        assert!(matches!(
            result,
            Err(ConnectionError::Time(TimeLimit::Deadline))
        ));
    }

    #[test]
    fn a_resolver_that_does_not_response_meets_the_limit() {
        let (over, is_over) = mpsc::channel::<()>();
        let limit = Limit::after(Duration::from_millis(50), TimeLimit::Connect);
        let result = within(limit, move || {
            let _ = is_over.recv();
            Ok(Vec::new())
        });
        assert!(matches!(
            result,
            Err(ConnectionError::Time(TimeLimit::Connect))
        ));
        drop(over);
    }

    #[test]
    fn a_resolver_that_ends_without_a_result_is_an_error() {
        let limit = Limit::after(Duration::from_secs(60), TimeLimit::Connect);
        let error = within(limit, || panic!("on purpose")).unwrap_err();
        assert!(matches!(error, ConnectionError::Io(_)), "{error:?}");
        assert!(error.to_string().contains("without a result"), "{error}");
    }

    #[test]
    fn without_a_limit_the_result_is_waited_for() {
        let forever = Limit::after(Duration::MAX, TimeLimit::Connect);
        let address = "127.0.0.1:80".parse().unwrap();
        let found = within(forever, move || Ok(vec![address])).unwrap();
        assert_eq!(found, [address]);
    }

    #[test]
    fn a_name_without_an_address_is_not_found() {
        let error = at_least_one(std::iter::empty()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LocalHost.", "127.0.0.1", "127.9.9.9", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "localhost.example.com",
            "127.0.0.1.example.com",
            "10.0.0.1",
            "0.0.0.0",
            "[::]",
            "[::ffff:10.0.0.1]",
            "example.com",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
