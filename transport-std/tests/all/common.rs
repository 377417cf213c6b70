//! Clients of a sandbox, and a response for other servers.

use gigapay_sandbox::{DEFAULT_TOKEN, Request, Sandbox, Tls, Webhook};
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
    sandbox.requests().iter().map(Request::line).collect()
}

pub(crate) const WEBHOOK: &str = concat!(
    r#"{"id":"pump-7","url":"https://example.com/hooks/","events":["Payout.created"],"#,
    r#""secret_key":"c1329a085d65f7757838df5920fdcc9a","metadata":{"n":[1,2]}}"#
);

/// A whole response that carries [`WEBHOOK`].
pub(crate) fn response(status: &str) -> String {
    let length = WEBHOOK.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{WEBHOOK}")
}
