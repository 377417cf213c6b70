//! Servers that keep the client waiting. Times are short and real; none is measured.

use std::time::Duration as StdDuration;

use embassy_time::Duration;
use gigapay_sandbox::Fault;
use gigapay_webhooks_embassy::{Cause, Event, NewWebhook, Server, Stage, Times, Webhook};

use crate::support::{client, client_of, sandbox, sandbox_with, with};

const SHORT: Duration = Duration::from_millis(200);

fn late() -> Fault {
    Fault::Delay {
        time: StdDuration::from_secs(30),
    }
}

#[test]
fn a_server_that_says_nothing() {
    let sandbox = sandbox_with(2);
    sandbox.arm(late().times(2));
    with(&sandbox, async |stack| {
        let times = Times {
            receive: SHORT,
            ..Times::DEFAULT
        };
        let mut client = client(stack).times(times);
        let error = client.retrieve("hook-1").await.unwrap_err();
        assert_eq!(*error.cause(), Cause::Timeout(Stage::Receive));
        assert!(error.is_retryable() && !client.is_connected());
        assert_eq!(
            error.to_string(),
            "timed out while waiting for the response"
        );

        let new = NewWebhook::new("https://example.com/", &[Event::PAYOUT_CREATED]);
        let error = client.register(new).await.unwrap_err();
        assert!(error.is_outcome_unknown() && !error.is_retryable());

        let mut client = client.times(Times::DEFAULT);
        // The late responses belong to connections that are gone.
        assert_eq!(client.retrieve("hook-2").await.unwrap().id, "hook-2");
    });
    assert_eq!(sandbox.connections(), 3);
    assert_eq!(
        sandbox.webhooks().len(),
        3,
        "it was carried out all the same"
    );
}

#[test]
fn a_server_that_dribbles_meets_the_deadline_of_the_whole() {
    let sandbox = sandbox_with(1);
    let every = StdDuration::from_millis(20);
    sandbox.arm(Fault::Drip { bytes: 1, every }.times(1));
    with(&sandbox, async |stack| {
        let times = Times {
            operation: Duration::from_millis(600),
            ..Times::DEFAULT
        };
        let mut client = client(stack).times(times);
        let error = client.retrieve("hook-1").await.unwrap_err();
        assert_eq!(*error.cause(), Cause::Timeout(Stage::Receive));
        let mut client = client.times(Times::DEFAULT);
        client.retrieve("hook-1").await.unwrap();
    });
}

#[test]
fn dribbling_is_no_silence() {
    let sandbox = sandbox_with(1);
    let every = StdDuration::from_millis(10);
    sandbox.arm(Fault::Drip { bytes: 4, every });
    with(&sandbox, async |stack| {
        let times = Times {
            receive: Duration::from_millis(400),
            ..Times::DEFAULT
        };
        client(stack).times(times).retrieve("hook-1").await.unwrap();
    });
}

#[test]
fn a_host_that_is_not_there() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let times = Times {
            connect: SHORT,
            ..Times::DEFAULT
        };
        let absent = Server::parse("http://10.0.0.77/").unwrap();
        let mut client = client_of(stack, absent).times(times);
        for _ in 0..2 {
            let error = client.retrieve("x").await.unwrap_err();
            assert_eq!(*error.cause(), Cause::Timeout(Stage::Connect));
        }
    });
}

#[test]
fn a_device_without_an_address() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let config = stack.config_v4().unwrap();
        stack.set_config_v4(embassy_net::ConfigV4::None);
        #[cfg(feature = "proto-ipv6")]
        stack.set_config_v6(embassy_net::ConfigV6::None);
        let times = Times {
            network: SHORT,
            ..Times::DEFAULT
        };
        let mut client = client(stack).times(times);
        let error = client.retrieve("hook-1").await.unwrap_err();
        assert_eq!(*error.cause(), Cause::Timeout(Stage::Network));
        stack.set_config_v4(embassy_net::ConfigV4::Static(config));
        client.retrieve("hook-1").await.unwrap();
    });
}

#[test]
fn each_step_of_a_list_has_its_own_time() {
    let sandbox = sandbox_with(4);
    sandbox.arm(late().skip(1).times(1));
    with(&sandbox, async |stack| {
        let times = Times {
            operation: Duration::from_millis(1_500),
            ..Times::DEFAULT
        };
        let mut client = client(stack).times(times);
        let mut webhook: Webhook = Webhook::default();
        let mut list = client.list(&mut webhook).page_size(2);
        for _ in 0..2 {
            assert!(list.next().await.unwrap().is_some());
            // The caller's time is not counted.
            embassy_time::Timer::after(Duration::from_millis(900)).await;
        }
        let error = list.next().await.unwrap_err();
        assert_eq!(*error.cause(), Cause::Timeout(Stage::Receive));
        assert!(list.next().await.unwrap().is_none());
    });
    assert_eq!(sandbox.requests().len(), 2);
}

#[test]
fn time_without_end_does_not_overflow() {
    let sandbox = sandbox_with(1);
    with(&sandbox, async |stack| {
        let times = Times {
            network: Duration::MAX,
            resolve: Duration::MAX,
            connect: Duration::MAX,
            tls: Duration::MAX,
            send: Duration::MAX,
            receive: Duration::MAX,
            operation: Duration::MAX,
            idle: Duration::MAX,
        };
        let mut client = client(stack).times(times);
        client.retrieve("hook-1").await.unwrap();
        client.retrieve("hook-1").await.unwrap();
        client.disconnect().await;
    });
    assert_eq!(sandbox.connections(), 1);
}
