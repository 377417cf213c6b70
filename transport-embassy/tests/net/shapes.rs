//! Responses of every shape that HTTP/1.1 allows.

use gigapay_sandbox::{Fault, Sandbox};

use crate::operations::{expected, ids};
use crate::support::{client, sandbox_with, with};

fn arm_and_retrieve(sandbox: &Sandbox, fault: Fault, connections: u64) {
    sandbox.arm(fault);
    with(sandbox, async |stack| {
        let mut client = client(stack);
        for _ in 0..3 {
            assert_eq!(
                client.retrieve("hook-1").await.unwrap().url,
                "https://example.com/1"
            );
        }
        assert_eq!(ids(&mut client, 2).await, expected(4));
    });
    assert_eq!(sandbox.requests().len(), 5);
    assert_eq!(sandbox.connections(), connections);
}

#[test]
fn responses_in_chunks() {
    let fault = Fault::Chunked {
        size: 7,
        extension: Some("a=b".into()),
        trailers: vec![("X-Sum".into(), "1".into())],
    };
    arm_and_retrieve(&sandbox_with(4), fault, 1);
}

#[test]
fn responses_without_a_length_end_with_the_connection() {
    arm_and_retrieve(
        &sandbox_with(4),
        Fault::CloseDelimited { http_1_0: false },
        5,
    );
    arm_and_retrieve(
        &sandbox_with(4),
        Fault::CloseDelimited { http_1_0: true },
        5,
    );
}

#[test]
fn the_server_closes_after_each_response() {
    arm_and_retrieve(&sandbox_with(4), Fault::Close, 5);
}

#[test]
fn interim_responses_are_passed_over() {
    let fault = Fault::Interim {
        status: 103,
        count: 3,
    };
    arm_and_retrieve(&sandbox_with(4), fault, 1);
}

#[test]
fn responses_a_few_bytes_at_a_time() {
    let every = std::time::Duration::from_millis(1);
    arm_and_retrieve(&sandbox_with(4), Fault::Drip { bytes: 9, every }, 1);
}
