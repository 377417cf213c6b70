//! Servers with the kinds of certificate chains that public servers have: a full handshake, then a
//! restart, after which the session is resumed.

use gigapay_webhooks_embassy::tls::Session;
use gigapay_webhooks_embassy::{Credentials, Webhook};

use super::failure::{JobError, ensure};
use super::operations::list;
use super::servers::{Servers, Trust};
use crate::host::file;
use crate::step::{Failed, Step};

/// Where the session is stored during the restart.
const STORED: &str = "session";

/// A server, and the steps with it. The runner knows the names.
struct Chain {
    server: &'static str,
    full: &'static str,
    resumed: &'static str,
}

const CHAINS: &[Chain] = &[
    Chain {
        server: "p256",
        full: "P-256 chain",
        resumed: "P-256 resumed",
    },
    #[cfg(feature = "tls-all")]
    Chain {
        server: "p384",
        full: "P-384 chain",
        resumed: "P-384 resumed",
    },
    #[cfg(feature = "tls-all")]
    Chain {
        server: "rsa",
        full: "RSA chain",
        resumed: "RSA resumed",
    },
];

/// Runs two steps with each.
pub(super) async fn perform(
    servers: &mut Servers,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), Failed> {
    for chain in CHAINS {
        // An empty session, as at the very first start.
        let step = Step::begin("forget the session");
        step.end(file::write(STORED, &[]))?;
        let step = Step::begin(chain.full);
        step.end(connect(servers, chain.server, false, credentials, webhook).await)?;
        let step = Step::begin(chain.resumed);
        step.end(connect(servers, chain.server, true, credentials, webhook).await)?;
    }
    Ok(())
}

/// Restores the session, performs the job's first operation over a new connection, and stores the
/// next session. Client, buffers and session are gone afterwards, as after a restart.
async fn connect(
    servers: &mut Servers,
    name: &'static str,
    is_resumed: bool,
    credentials: &Credentials,
    webhook: &mut Webhook,
) -> Result<(), JobError> {
    let mut session = Session::new();
    restore(&mut session)?;
    ensure!(session.is_empty() != is_resumed, "the session of before");
    let trust = Trust::resuming(Some(&mut session));
    let mut place = None;
    let client = servers.client(name, credentials, &trust, &mut place)?;
    list(client, webhook, &[]).await?;
    let resumed = client.link().connection().is_resumed();
    ensure!(
        resumed == is_resumed,
        "the session of before, and only it, to be resumed"
    );
    let next = client.link().session().map_or(&[][..], Session::as_bytes);
    ensure!(!next.is_empty(), "a session for the next connection");
    file::write(STORED, next)?;
    client.disconnect().await;
    Ok(())
}

/// Not inlined, so that its buffer takes no stack for the rest of the run.
#[inline(never)]
fn restore(session: &mut Session) -> Result<(), JobError> {
    let mut buffer = [0; Session::MAX_BYTES + 1];
    let stored = file::read(STORED, &mut buffer)?;
    ensure!(session.restore(stored).is_ok(), "a session that is intact");
    Ok(())
}
