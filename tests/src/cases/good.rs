//! Responses that are as they should be, or odd within their rights.

use super::{Case, numbered, payouts};
use crate::Verb::{Delete, List, Register, Replace, Retrieve, Update};
use crate::{End, Hook, Outcome};

fn done(hooks: impl IntoIterator<Item = Hook>) -> Outcome {
    Outcome::of(End::Done).hooks(hooks)
}

/// The two webhooks of the reference's list, whose `count` says four (B19).
fn reference_list() -> Outcome {
    done([
        Hook {
            events: vec!["Payout.notified".into(), "Payout.accepted".into()],
            ..payouts()
        },
        Hook::new(
            "0630bfcf-ad0a-458a-9794-816b54b542b6",
            "https://gigatron.se/webhooks/employees/",
            &["Employee.verified"],
            "1fc0ee40ecf33f83cbd3f930443074ca",
        ),
    ])
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::from(documented());
    cases.extend(odd_objects());
    cases.extend(odd_heads());
    cases.extend(liberal());
    cases.extend(deleted());
    cases.extend(framing());
    cases
}

/// B8 to B19 as the reference has them.
fn documented() -> [Case; 11] {
    let new = Case::new;
    [
        new("list", List, reference_list().reusable()),
        new("list-page-2", List, done([numbered()]).reusable()),
        new("list-empty", List, done([]).reusable()),
        new(
            "list-results-first",
            List,
            done([payouts(), numbered()]).reusable(),
        ),
        new("register", Register, done([payouts()]).reusable()),
        new("retrieve", Retrieve, done([payouts()]).reusable()),
        new(
            "update",
            Update,
            done([Hook {
                events: vec!["Payout.created".into(), "Payout.notified".into()],
                ..numbered()
            }])
            .reusable(),
        ),
        new(
            "replace",
            Replace,
            done([Hook::new(
                "481272",
                "https://gigatron.se/webhooks/invoices/",
                &["Invoice.created"],
                "vksnrsc6tamq73tc26rzrnzf33a4pgdv",
            )])
            .reusable(),
        ),
        // B18: with and without `Content-Length: 0`.
        new("delete", Delete, done([]).reusable()),
        new("delete-length-0", Delete, done([]).reusable()),
        // What is announced may come all the same, and would be read as the next response.
        new("delete-announces-content", Delete, done([])),
    ]
}

/// B5, B8, B11, B12, B13.
fn odd_objects() -> [Case; 6] {
    let new = Case::new;
    [
        new(
            "register-non-ascii-location",
            Register,
            done([payouts()]).reusable(),
        ),
        new(
            "retrieve-escapes",
            Retrieve,
            done([Hook::new(
                "räksmörgås",
                "https://gigatron.se/🦀/",
                &["Payout.created", "Payout.teleported"],
                "\"\\\u{8}\u{c}\n\r\t",
            )
            .metadata(r#"{"n":"\u00e5\ud83e\udd80"}"#)])
            .reusable(),
        ),
        new(
            "retrieve-utf-8",
            Retrieve,
            done([Hook {
                events: vec!["Employee.claimed".into()],
                id: "räksmörgås".into(),
                url: "https://gigatron.se/🦀/".into(),
                ..payouts()
            }
            .metadata(r#"{"n":"å🦀"}"#)])
            .reusable(),
        ),
        new(
            "retrieve-unknown-fields",
            Retrieve,
            done([numbered()]).reusable(),
        ),
        new(
            "retrieve-wide-metadata",
            Retrieve,
            done([numbered()
                .metadata(r#"[ 123456789012345678901234567890 , -0.1e+400, {"a" : [ ] } ]"#)])
            .reusable(),
        ),
        new(
            "retrieve-no-secret",
            Retrieve,
            done([Hook::new("481272", "https://gigatron.se/", &[], "")]).reusable(),
        ),
    ]
}

/// RFC 9112 sections 2.2, 4 and 5.
fn odd_heads() -> [Case; 8] {
    [
        "status-without-reason",
        "status-long-reason",
        "status-of-64-bytes",
        "status-minor-version-9",
        // No limit to the number of fields or to the length of one that does not matter.
        "fields-many",
        "fields-long",
        "fields-odd-case",
        "fields-bare-lf",
    ]
    .map(|name| Case::new(name, Retrieve, done([payouts()]).reusable()))
}

/// What RFC 9110 and RFC 9112 have a client put up with.
fn liberal() -> Vec<Case> {
    let one = || done([payouts()]);
    let small = || done([Hook::new("a", "https://a.se/", &["Payout.created"], "s")]);
    let reusable = [
        // RFC 9112 section 5.2.
        "fields-obs-fold",
        "fields-obs-fold-tab",
        "fields-obs-fold-first",
        "fields-obs-fold-long",
        "fields-obs-fold-length",
        "fields-obs-fold-bare-lf",
        // RFC 9112 section 2.2.
        "status-after-empty-line",
        "interim-and-empty-lines",
        // RFC 9110 section 5.6.1.2.
        "coding-empty-elements",
        "coding-identity-chunked",
        "coding-identity-length",
        "content-coding-identity",
    ];
    let reusable = reusable.map(|name| Case::new(name, Retrieve, one().reusable()));
    let smaller = [
        "fields-obs-fold-small",
        "status-after-empty-line-small",
        "coding-empty",
    ];
    let smaller = smaller.map(|name| Case::new(name, Retrieve, small().reusable()));
    let closed = ["coding-identity-close-delimited", "connection-in-list"];
    let closed = closed.map(|name| Case::new(name, Retrieve, one()));
    reusable.into_iter().chain(smaller).chain(closed).collect()
}

/// Every 2xx says that a deletion is done; if it has a body, the connection is given up.
fn deleted() -> Vec<Case> {
    let empty = ["delete-200", "delete-202", "delete-299-encoded"];
    let full = [
        "delete-205",
        "delete-206",
        "delete-200-with-body",
        "delete-200-chunked",
        "delete-200-both-lengths",
    ];
    let empty = empty.map(|name| Case::new(name, Delete, done([]).reusable()));
    let full = full.map(|name| Case::new(name, Delete, done([])));
    empty.into_iter().chain(full).collect()
}

/// RFC 9112 sections 6, 7 and 9.
fn framing() -> [Case; 12] {
    let new = Case::new;
    let one = || done([payouts()]);
    [
        new("length-repeated", Retrieve, one().reusable()),
        new("connection-close", Retrieve, one()),
        new("chunked", List, reference_list().reusable()),
        // Extensions, trailers, capitals, leading zeros.
        new("chunked-odd", List, reference_list().reusable()),
        new("chunked-tiny", Retrieve, one().reusable()),
        new("close-delimited", Retrieve, one()),
        new("http-1-0", Retrieve, one()),
        new("http-1-0-keep-alive", Retrieve, one().reusable()),
        new("http-1-0-close-delimited", Retrieve, one()),
        new("interim-100", Register, one().reusable()),
        new("interim-103", Retrieve, one().reusable()),
        new("surplus", Retrieve, one()),
    ]
}
