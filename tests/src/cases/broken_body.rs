//! Content that is no JSON (RFC 8259), or JSON that is no response of this API.

use gigapay_webhooks::Field::{Events, Id, Metadata, SecretKey, Url};
use gigapay_webhooks::ProtocolError::{
    self, Duplicate, EmptyBody, Json, Missing, NextPage, NotAWebhook, TooDeep, WrongType,
};

use super::{Case, broken, payouts};
use crate::Verb::{List, Retrieve};

const OBJECTS: &[(ProtocolError, &[&str])] = &[
    (
        Json,
        &[
            "broken-json-html",
            "broken-json-trailing",
            "broken-json-two",
            "broken-json-unfinished",
            // What is ignored is checked all the same.
            "broken-json-ignored-junk",
            "broken-json-ignored-escape",
            "broken-json-ignored-utf-8",
            "broken-json-utf-16",
            "broken-json-bom",
        ],
    ),
    (TooDeep, &["broken-json-too-deep"]),
    (EmptyBody, &["broken-json-empty", "broken-json-white"]),
    (
        NotAWebhook,
        &[
            "broken-json-null",
            "broken-json-string",
            "broken-json-number",
            "broken-json-array",
        ],
    ),
    (
        Missing(Id),
        &["broken-json-empty-object", "broken-json-id-missing"],
    ),
    (Missing(Url), &["broken-json-url-missing"]),
    (Missing(Events), &["broken-json-events-missing"]),
    (
        WrongType(Id),
        &["broken-json-id-number", "broken-json-id-unpaired"],
    ),
    (WrongType(Url), &["broken-json-url-null"]),
    (
        WrongType(Events),
        &[
            "broken-json-events-string",
            "broken-json-events-null",
            "broken-json-events-nested",
            "broken-json-events-object",
            "broken-json-events-numbers",
            "broken-json-events-nul",
        ],
    ),
    (WrongType(SecretKey), &["broken-json-secret-object"]),
    (Duplicate(Id), &["broken-json-id-twice"]),
    (Duplicate(Metadata), &["broken-json-metadata-twice"]),
];

/// With the number of webhooks that come before the fault.
const LISTS: &[(ProtocolError, usize, &[&str])] = &[
    (
        NotAWebhook,
        0,
        &[
            "broken-list-webhook",
            "broken-list-array",
            "broken-list-no-results",
            "broken-list-results-null",
            "broken-list-results-object",
            "broken-list-of-lists",
            "broken-list-of-numbers",
            "broken-list-next-number",
        ],
    ),
    (NotAWebhook, 1, &["broken-list-results-twice"]),
    // B19: following these might never end.
    (
        NextPage,
        1,
        &[
            "broken-list-next-backwards",
            "broken-list-next-no-page",
            "broken-list-next-empty",
        ],
    ),
    (NextPage, 0, &["broken-list-next-of-nothing"]),
    (Missing(Url), 1, &["broken-list-second-webhook-broken"]),
    (Json, 1, &["broken-list-junk-after"]),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for &(error, names) in OBJECTS {
        cases.extend(
            names
                .iter()
                .map(|name| Case::new(name, Retrieve, broken(error))),
        );
    }
    for &(error, before, names) in LISTS {
        let outcome = broken(error).hooks(vec![payouts(); before]);
        cases.extend(
            names
                .iter()
                .map(|name| Case::new(name, List, outcome.clone())),
        );
    }
    cases
}
