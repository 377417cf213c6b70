//! The same over TLS.

use embassy_net::Stack;
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use gigapay_sandbox::{Sandbox, Tls};
use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::tls::{
    CertificateDer, StreamError, TlsConfig, TrustAnchor, Validity, anchor,
};
use gigapay_webhooks_embassy::{
    Api, Buffers, Client, Error, HttpsClient, Server, Stage, TlsBuffers,
};

use super::{NAME, credentials, store};

pub type Failure = StreamError<TcpError>;

/// The random number generator of the operating system.
pub type SystemRng = UnwrapErr<SysRng>;

/// A new one of these.
pub const SYSTEM_RNG: SystemRng = UnwrapErr(SysRng);

/// A sandbox with TLS that holds so many webhooks; its certificate is for [`NAME`].
pub fn sandbox_with(webhooks: usize) -> Sandbox {
    let builder = Sandbox::builder().tls(Tls::SelfMade).tls_name(NAME);
    let sandbox = builder.start().unwrap();
    store(&sandbox, webhooks);
    sandbox
}

/// The root of a sandbox's certificate.
pub fn root(sandbox: &Sandbox) -> &'static [TrustAnchor<'static>] {
    let certificate = CertificateDer::from(sandbox.ca_der().unwrap().to_vec());
    let certificate: &'static CertificateDer<'static> = Box::leak(Box::new(certificate));
    Box::leak(Box::new([anchor(certificate).unwrap()]))
}

/// A configuration that fits a sandbox.
pub fn config(sandbox: &Sandbox) -> TlsConfig<'static> {
    TlsConfig::new(NAME, root(sandbox), Validity::SkipDates)
}

/// A client in buffers that are never given back.
pub fn client(
    stack: Stack<'static>,
    config: TlsConfig<'static>,
) -> HttpsClient<'static, SystemRng> {
    let buffers: &mut Buffers = Box::leak(Box::default());
    let records: &mut TlsBuffers = Box::leak(Box::default());
    let server = Server::parse("https://api.test/v2/").unwrap();
    let api = Api::new(server, Box::leak(Box::new(credentials())));
    Client::https(stack, api, config, buffers, records, SYSTEM_RNG).unwrap()
}

/// What an operation failed with, if that was in the handshake.
pub fn in_handshake(error: Error<Failure>) -> Option<Failure> {
    match error.into_cause() {
        gigapay_webhooks_embassy::Cause::Link {
            stage: Stage::Tls,
            error,
        } => Some(error),
        _ => None,
    }
}
