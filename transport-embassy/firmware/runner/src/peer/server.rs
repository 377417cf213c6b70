//! One server: a sandbox with one fault.

use std::time::Duration;

use anyhow::Result;
use gigapay_sandbox::{Cut, Fault, Sandbox, Tls, Webhook};

use super::chains::Chains;
use super::kind::{HOST_AS_SEEN_BY_GUEST, Kind};

/// Bytes of a response that are sent before it is cut: the cut is inside the body, which begins at
/// about 150.
const CUT_AFTER: usize = 200;

/// Interval before the first retry of a notification: while the guest closes one connection, it
/// refuses others.
const RETRY_UNIT: Duration = Duration::from_millis(20);

/// A server that runs until it is dropped.
pub(crate) struct Server {
    pub(crate) kind: Kind,
    pub(crate) sandbox: Sandbox,
    /// The certificate of its root, if it uses TLS.
    root: Option<Vec<u8>>,
}

impl Server {
    pub(crate) fn start(kind: Kind, tls: bool, chains: &Chains) -> Result<Self> {
        let mut builder = Sandbox::builder().retry_unit(RETRY_UNIT);
        let chain = chains.of(kind);
        if let Some(chain) = chain {
            builder = builder.tls(Tls::Custom(chain.config()?));
        } else if tls {
            builder = builder.tls(Tls::SelfMade);
        }
        if kind != Kind::Misnamed {
            builder = builder.tls_name(HOST_AS_SEEN_BY_GUEST.to_string());
        }
        let sandbox = builder.start()?;
        if chain.is_none() && !matches!(kind, Kind::Api | Kind::Notifying) {
            let hook = Webhook::new("hook", "https://example.com/hook/", &["Payout.created"]);
            sandbox.insert([hook])?;
        }
        arm(kind, &sandbox);
        let own = sandbox.ca_der().map(<[u8]>::to_vec);
        let root = chain.map(|chain| chain.root().to_vec()).or(own);
        Ok(Self {
            kind,
            sandbox,
            root,
        })
    }

    /// `NAME=BASE-URL`, the guest's argument.
    pub(crate) fn argument(&self) -> String {
        let scheme = if self.root().is_some() {
            "https"
        } else {
            "http"
        };
        let port = self.sandbox.addr().port();
        format!(
            "{}={scheme}://{HOST_AS_SEEN_BY_GUEST}:{port}/v2/",
            self.kind.name()
        )
    }

    /// The certificate of its root, if it uses TLS.
    pub(crate) fn root(&self) -> Option<&[u8]> {
        self.root.as_deref()
    }

    /// The name of the file for the root's certificate.
    pub(crate) fn anchor(&self) -> String {
        format!("{}.der", self.kind.name())
    }
}

fn arm(kind: Kind, sandbox: &Sandbox) {
    let faults = sandbox.faults();
    let cut_response = |how| Fault::CutResponse {
        after: CUT_AFTER,
        how,
    };
    let cut_request = |how| Fault::CutRequest { after: 0, how };
    match kind {
        Kind::Closing => faults.arm(Fault::Close),
        Kind::Cutting => {
            faults.arm(cut_response(Cut::Fin).times(1));
            faults.arm(cut_response(Cut::Reset).skip(2).times(1));
        }
        Kind::Dying => {
            // Only complete requests count: one before the first cut, one more before the other.
            faults.arm(cut_request(Cut::Fin).skip(1).times(1));
            faults.arm(cut_request(Cut::Reset).skip(2).times(1));
        }
        _ => {}
    }
}
