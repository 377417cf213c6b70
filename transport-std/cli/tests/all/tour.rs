//! The program alone.

use gigapay_sandbox::DEFAULT_TOKEN;

use crate::common::*;

#[test]
fn the_tour_shows_every_operation_and_ends_well() {
    let text = finish(program()).done();
    for expected in [
        " 1. Register a webhook\n",
        "POST /v2/webhooks/  165 bytes of JSON\n",
        "Idempotency-Key: tour\n",
        "201 Created",
        "123456789012345678901234567890",
        "Luleå",
        "GET /v2/webhooks/?page_size=3\n",
        "GET /v2/webhooks/?page=2&page_size=3\n",
        "GET /v2/webhooks/?page=3&page_size=3\n",
        "valve-6",
        "GET /v2/webhooks/pump-7/\n",
        "PATCH /v2/webhooks/pump-7/  30 bytes of JSON\n",
        "PUT /v2/webhooks/pump-7/  ",
        "400 Bad Request",
        "401 Unauthorized",
        "Gigapay-Signature: t=",
        "\"accepted_at\":\"20",
        "\n    ✓ the forged one was refused",
        "DELETE /v2/webhooks/pump-7/\n",
        "204 No Content",
        "404 Not Found",
        "Over TLS",
        " steps passed.",
        "--demo list",
    ] {
        assert!(text.contains(expected), "{expected:?} is missing:\n{text}");
    }
    assert!(!text.contains('✗'), "{text}");
    let steps = text
        .lines()
        .filter(|line| line.as_bytes().get(2) == Some(&b'.'))
        .count();
    let checks = text.lines().filter(|line| line.contains('✓')).count();
    assert_eq!(steps, checks, "{text}");
    assert!(text.contains(&format!("All {steps} steps")), "{text}");
}

#[test]
fn the_tour_masks_what_is_secret() {
    let text = finish(program()).done();
    assert!(!text.contains(DEFAULT_TOKEN), "{text}");
    let masked = |line: &&str| line.contains("secret_key  ");
    assert!(
        text.lines()
            .filter(masked)
            .all(|line| line.ends_with("****")),
        "{text}"
    );
}

#[test]
fn the_tour_needs_nothing_of_the_environment_and_shows_nothing_of_it() {
    let mut command = program();
    command
        .env("GIGAPAY_BASE_URL", "https://no-such-host.invalid/")
        .env("GIGAPAY_TOKEN", TOKEN)
        .env("GIGAPAY_INTEGRATION_ID", "anothers");
    let text = finish(command).done();
    assert!(
        !text.contains("anothers") && !text.contains("no-such-host"),
        "{text}"
    );
}

#[test]
fn the_tour_ends_quietly_when_its_output_is_closed() {
    let run = finish_unheard(&mut program());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
}

#[test]
fn colours_come_when_they_are_forced() {
    let output = program().env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("\u{1b}[1m")
    );
}
