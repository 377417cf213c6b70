//! What each server has to have seen when the guest is done, and whether it has.

use gigapay_sandbox::Sandbox;

use super::server::{Kind, Server};

/// What a server has to have seen: each line a request and the status of its response, in order.
pub(super) struct Seen {
    requests: &'static [&'static str],
    connections: u64,
    /// The webhooks that are left, by their ids.
    webhooks: &'static [&'static str],
}

/// Whether a server has seen what it had to.
pub(crate) struct Finding {
    pub(crate) server: &'static str,
    pub(crate) requests: usize,
    pub(crate) webhooks: usize,
    /// What differs.
    pub(crate) fault: Option<String>,
}

const HOOK: &[&str] = &["hook"];
const RETRIEVE_HOOK: &str = "GET /v2/webhooks/hook/ 200";

/// Every operation, then an id that is taken, then, over another connection, a wrong token.
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

/// The two requests that were cut are not among what was seen.
const DYING: Seen = Seen {
    requests: &[RETRIEVE_HOOK; 2],
    connections: 2,
    webhooks: HOOK,
};

/// One connection, on which no request came.
const DISTRUSTED: Seen = Seen {
    requests: &[],
    connections: 1,
    webhooks: HOOK,
};

/// A registration; that its notification arrived is looked at where it was sent from.
const NOTIFYING: Seen = Seen {
    requests: &["POST /v2/webhooks/ 201"],
    connections: 1,
    webhooks: &["listener"],
};

/// The servers of a run.
pub(super) fn all(tls: bool, notify: bool) -> Vec<(Kind, Seen)> {
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
    if tls {
        all.extend([(Kind::Impostor, DISTRUSTED), (Kind::Misnamed, DISTRUSTED)]);
    }
    if notify {
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

/// Whether the first webhook is what the guest has made of it in the end.
fn has_replaced(sandbox: &Sandbox) -> bool {
    sandbox.webhooks().first().is_some_and(|webhook| {
        webhook.url == "https://example.com/replaced/"
            && webhook.events == ["Payout.created", "Payout.notified"]
            && webhook.metadata == r#"{"pump":8}"#
            && webhook.integration.as_deref() == Some("bench")
    })
}
