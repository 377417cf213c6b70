//! What each server must have seen when the guest is done, and whether it has.

use gigapay_sandbox::Sandbox;

use super::kind::Kind;
use super::server::Server;
use crate::options::Options;

/// What a server must have seen: a line for each request with the status of its response, in order.
pub(super) struct Seen {
    requests: &'static [&'static str],
    connections: u64,
    /// The ids of the webhooks that are left.
    webhooks: &'static [&'static str],
}

/// Whether a server has seen what it must have.
pub(crate) struct Finding {
    pub(crate) server: &'static str,
    pub(crate) requests: usize,
    pub(crate) webhooks: usize,
    /// Returns what differs.
    pub(crate) fault: Option<String>,
}

const HOOK: &[&str] = &["hook"];
const RETRIEVE_HOOK: &str = "GET /v2/webhooks/hook/ 200";

/// Every operation, then a duplicate id, then, over another connection, a wrong token.
const API: Seen = Seen {
    requests: &[
        "GET /v2/webhooks/?page_size=3 200",
        "GET /v2/webhooks/?page_size=3 200",
        "POST /v2/webhooks/ 201",
        "POST /v2/webhooks/ 201",
        "POST /v2/webhooks/ 201",
        "POST /v2/webhooks/ 201",
        "POST /v2/webhooks/ 201",
        "POST /v2/webhooks/ 201",
        "POST /v2/webhooks/ 201",
        "GET /v2/webhooks/?page_size=3 200",
        "GET /v2/webhooks/?page=2&page_size=3 200",
        "GET /v2/webhooks/?page=3&page_size=3 200",
        "GET /v2/webhooks/device-0/ 200",
        "PATCH /v2/webhooks/device-0/ 200",
        "PUT /v2/webhooks/device-0/ 200",
        "DELETE /v2/webhooks/device-6/ 204",
        "GET /v2/webhooks/device-6/ 404",
        "POST /v2/webhooks/ 400",
        "GET /v2/webhooks/device-0/ 401",
    ],
    connections: 2,
    webhooks: &[
        "device-0", "device-1", "device-2", "device-3", "device-4", "device-5",
    ],
};

/// The two requests that were cut off are not recorded.
const DYING: Seen = Seen {
    requests: &[RETRIEVE_HOOK; 2],
    connections: 2,
    webhooks: HOOK,
};

/// One connection without a request.
const DISTRUSTED: Seen = Seen {
    requests: &[],
    connections: 1,
    webhooks: HOOK,
};

/// The same list over two connections, of which the second is resumed.
const CHAIN: Seen = Seen {
    requests: &["GET /v2/webhooks/?page_size=3 200"; 2],
    connections: 2,
    webhooks: &[],
};

/// A registration; the notifier checks that its notification arrived.
const NOTIFYING: Seen = Seen {
    requests: &["POST /v2/webhooks/ 201"],
    connections: 1,
    webhooks: &["listener"],
};

/// The servers of a run.
pub(super) fn all(options: &Options) -> Vec<(Kind, Seen)> {
    let closing = Seen {
        requests: &[RETRIEVE_HOOK; 3],
        connections: 3,
        webhooks: HOOK,
    };
    let cutting = Seen {
        requests: &[RETRIEVE_HOOK; 4],
        connections: 3,
        webhooks: HOOK,
    };
    let mut all = vec![
        (Kind::Api, API),
        (Kind::Closing, closing),
        (Kind::Cutting, cutting),
        (Kind::Dying, DYING),
    ];
    if options.tls {
        all.extend([
            (Kind::P256, CHAIN),
            (Kind::Untrusted, DISTRUSTED),
            (Kind::Misnamed, DISTRUSTED),
        ]);
    }
    if options.tls_all {
        all.extend([(Kind::P384, CHAIN), (Kind::Rsa, CHAIN)]);
    }
    if options.notify {
        all.push((Kind::Notifying, NOTIFYING));
    }
    all
}

impl Seen {
    pub(super) fn compare(&self, server: &Server, count_connections: bool) -> Finding {
        let sandbox = &server.sandbox;
        Finding {
            server: server.kind.name(),
            requests: sandbox.requests().len(),
            webhooks: sandbox.webhooks().len(),
            fault: self.fault(server.kind, sandbox, count_connections),
        }
    }

    fn fault(&self, kind: Kind, sandbox: &Sandbox, count_connections: bool) -> Option<String> {
        let requests: Vec<String> = sandbox
            .requests()
            .iter()
            .map(|request| format!("{} {} {}", request.method, request.target, request.status))
            .collect();
        if requests != self.requests {
            return Some(format!("it has seen {requests:?}"));
        }
        let webhooks = sandbox.webhooks();
        if !webhooks.iter().map(|webhook| &webhook.id).eq(self.webhooks) {
            return Some(format!("it has {webhooks:?}"));
        }
        if kind == Kind::Api && !has_replaced(sandbox) {
            return Some(format!("the first webhook is {:?}", webhooks.first()));
        }
        let connections = sandbox.connections();
        if count_connections && connections != self.connections {
            return Some(format!("it had {connections} connections"));
        }
        None
    }
}

/// Whether the first webhook is as the guest left it.
fn has_replaced(sandbox: &Sandbox) -> bool {
    sandbox.webhooks().first().is_some_and(|webhook| {
        webhook.url == "https://example.com/replaced/"
            && webhook.events == ["Payout.created", "Payout.notified"]
            && webhook.metadata == r#"{"pump":8}"#
            && webhook.integration.as_deref() == Some("bench")
    })
}
