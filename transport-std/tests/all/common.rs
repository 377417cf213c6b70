//! Clients of a sandbox.

use gigapay_sandbox::{DEFAULT_TOKEN, Sandbox, Tls, Webhook};
use gigapay_webhooks_std::{Client, ClientBuilder, Credentials, IntegrationId, Token};

pub(crate) const INTEGRATION: &str = "aqdnkjasdo12";

pub(crate) fn credentials() -> Credentials {
    Credentials::integration(
        Token::new(DEFAULT_TOKEN).unwrap(),
        IntegrationId::new(INTEGRATION).unwrap(),
    )
}

/// A client of that base URL, still to be built.
pub(crate) fn to(url: &str) -> ClientBuilder {
    Client::builder(credentials()).base_url(url).unwrap()
}

/// A client of that sandbox, still to be built.
pub(crate) fn of(sandbox: &Sandbox) -> ClientBuilder {
    let builder = to(&sandbox.base_url());
    match sandbox.ca_der() {
        Some(der) => builder.add_root_certificate_der(der).unwrap(),
        None => builder,
    }
}

pub(crate) fn client(sandbox: &Sandbox) -> Client {
    of(sandbox).build().unwrap()
}

pub(crate) fn plain() -> Sandbox {
    Sandbox::builder().start().unwrap()
}

pub(crate) fn encrypted() -> Sandbox {
    Sandbox::builder().tls(Tls::SelfMade).start().unwrap()
}

/// Stores so many webhooks, with ids `w000` and on.
pub(crate) fn fill(sandbox: &Sandbox, count: usize) -> Vec<String> {
    let ids: Vec<String> = (0..count).map(|n| format!("w{n:03}")).collect();
    let webhook = |id: &String| {
        Webhook::new(id, "https://example.com/hooks/", &["Payout.created"])
            .in_integration(INTEGRATION)
    };
    sandbox.insert(ids.iter().map(webhook)).unwrap();
    ids
}

/// The ids of a whole list.
pub(crate) fn ids(client: &mut Client) -> Vec<String> {
    client
        .list()
        .map(|webhook| webhook.unwrap().id.as_str().into())
        .collect()
}

/// Method and target of all recorded requests.
pub(crate) fn lines(sandbox: &Sandbox) -> Vec<String> {
    let line = |request: &gigapay_sandbox::Request| {
        format!("{} {} {}", request.method, request.target, request.status)
    };
    sandbox.requests().iter().map(line).collect()
}
