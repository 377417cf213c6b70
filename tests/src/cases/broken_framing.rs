//! Responses that break HTTP/1.1 (RFC 9112), and connections that end.

use gigapay_webhooks::ProtocolError::{
    self, BothLengths, Chunk, ClosedBeforeResponse, ContentLength, FieldLine, StatusLine,
    TransferCoding, Truncated, Upgrade,
};

use gigapay_webhooks::{ContentCoding, Error};

use super::{Case, broken};
use crate::Outcome;
use crate::Verb::{Register, Retrieve};

const ERRORS: &[(ProtocolError, &[&str])] = &[
    (
        BothLengths,
        &["broken-both-lengths", "broken-both-lengths-other-order"],
    ),
    (
        ContentLength,
        &[
            "broken-lengths-differ",
            "broken-lengths-differ-in-list",
            "broken-length-word",
            "broken-length-negative",
            "broken-length-plus",
            "broken-length-hex",
            "broken-length-empty",
            "broken-length-spaced",
            "broken-length-too-wide",
            "broken-length-far-too-wide",
            "broken-length-trailing-comma",
            "broken-obs-fold-in-length",
        ],
    ),
    (
        TransferCoding,
        &[
            "broken-coding-gzip",
            "broken-coding-twice",
            "broken-obs-fold-in-coding",
            "broken-coding-http-1-0",
        ],
    ),
    (
        Chunk,
        &[
            "broken-chunk-size-word",
            "broken-chunk-size-empty",
            "broken-chunk-size-extension-only",
            "broken-chunk-size-negative",
            "broken-chunk-size-prefixed",
            "broken-chunk-size-two-numbers",
            "broken-chunk-size-too-wide",
            "broken-chunk-size-far-too-wide",
            "broken-chunk-size-bare-lf",
            "broken-chunk-data-too-long",
            "broken-chunk-data-too-short",
            "broken-chunk-data-ends-in-lf",
            "broken-chunk-extension-bare-cr",
            "broken-chunk-trailer-nul",
            "broken-chunk-end-bare-cr",
            "broken-chunk-end-without-cr",
            "broken-chunk-trailer-bare-cr",
            "broken-chunk-trailer-bare-lf",
            "broken-chunk-size-bare-cr",
            "broken-chunk-data-ends-in-cr",
        ],
    ),
    (
        FieldLine,
        &[
            "broken-space-before-colon",
            "broken-tab-before-colon",
            "broken-no-colon",
            "broken-no-colon-long",
            "broken-no-name",
            "broken-bare-cr",
            "broken-bare-cr-long",
            "broken-double-cr",
            "broken-nul",
            "broken-delete-char",
            "broken-name-non-ascii",
        ],
    ),
    (
        StatusLine,
        &[
            "broken-status-ssh",
            // Too short for a line, but no beginning of one either.
            "broken-status-http-2",
            "broken-status-tls-alert",
            "broken-status-http-2-line",
            "broken-status-html",
            "broken-status-lower-case",
            "broken-status-two-digits",
            "broken-status-four-digits",
            "broken-status-099",
            "broken-status-two-spaces",
            "broken-empty-line-bare-cr",
            "broken-status-bare-cr",
        ],
    ),
    (Upgrade, &["broken-upgrade"]),
    (ClosedBeforeResponse, &["broken-closed"]),
    (
        Truncated,
        &[
            "broken-truncated",
            "broken-only-interim",
            "broken-cut-in-status",
            "broken-chunk-ends-early",
            "broken-chunk-ends-in-data",
        ],
    ),
];

/// Content codings, which no request asked for, by the first name and how much of it is kept.
const CODINGS: &[(&str, &str)] = &[
    ("broken-content-coding-gzip", "gzip"),
    ("broken-content-coding-br", "br"),
    ("broken-content-coding-compress", "compress"),
    ("broken-content-coding-long", "aes128gc"),
];

pub(super) fn cases() -> Vec<Case> {
    let of = |&(error, names): &(ProtocolError, &[&'static str])| {
        names
            .iter()
            .map(|name| Case::new(name, Retrieve, broken(error)))
            .collect::<Vec<_>>()
    };
    let coded = CODINGS.iter().map(|&(name, coding)| {
        let error = Error::ContentCoding(ContentCoding::new(coding));
        Case::new(name, Register, Outcome::of(error))
    });
    ERRORS.iter().flat_map(of).chain(coded).collect()
}
