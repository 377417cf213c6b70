//! Clients over TLS.

use embassy_net::Stack;
use gigapay_webhooks::{Api, Standard};

use crate::secure::Secure;
use crate::tcp::Tcp;
use crate::tls::rand_core::TryCryptoRng;
use crate::tls::{DateClock, Session, TlsConfig};
use crate::{Buffers, Client, TlsBuffers, WrongScheme};

/// A client over TLS: see [`Client::https`]. `R` is its random number generator.
pub type HttpsClient<'a, R, C = Standard> = Client<'a, Secure<'a, Tcp<'a>, R>, C>;

impl<'a, R: TryCryptoRng> Client<'a, Secure<'a, Tcp<'a>, R>> {
    /// A client over TLS 1.3, to a server that proves itself as `tls` says. The name in there is
    /// the one that the certificate must hold: `api.server().host()`, unless the server is
    /// addressed by another one than it has. (An address of IPv6 goes without its brackets there.)
    ///
    /// `rng` makes the connections' secrets. It has to be seeded from hardware entropy, anew on
    /// each start.
    ///
    /// It takes one socket of the `stack`'s [`StackResources`](embassy_net::StackResources), for as
    /// long as it lives; looking up names takes another, and DHCP a third.
    ///
    /// ```
    /// # use embassy_net::Stack;
    /// # use gigapay_webhooks_embassy::tls::rand_core::TryCryptoRng;
    /// use gigapay_webhooks_embassy::tls::{TlsConfig, TrustAnchor, Validity};
    /// use gigapay_webhooks_embassy::{
    ///     Api, Buffers, Client, Credentials, HttpsClient, Server, TlsBuffers, WrongScheme,
    /// };
    ///
    /// fn client<'a, R: TryCryptoRng>(
    ///     stack: Stack<'a>,
    ///     credentials: &'a Credentials,
    ///     roots: &'a [TrustAnchor<'a>],
    ///     memory: &'a mut (Buffers, TlsBuffers),
    ///     rng: R,
    /// ) -> Result<HttpsClient<'a, R>, WrongScheme> {
    ///     let api = Api::new(Server::PRODUCTION, credentials);
    ///     // No clock: certificates that had expired when this was built are refused.
    ///     let validity = Validity::Since(1_790_000_000);
    ///     let tls = TlsConfig::new(Server::PRODUCTION.host(), roots, validity);
    ///     Client::https(stack, api, tls, &mut memory.0, &mut memory.1, rng)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`WrongScheme`] if the server's base URL is not `https`.
    ///
    /// # Panics
    /// embassy-net panics if the stack has no socket left.
    pub fn https<
        const R1: usize,
        const S1: usize,
        const W: usize,
        const R2: usize,
        const S2: usize,
    >(
        stack: Stack<'a>,
        api: Api<'a>,
        tls: TlsConfig<'a>,
        buffers: &'a mut Buffers<R1, S1, W>,
        records: &'a mut TlsBuffers<R2, S2>,
        rng: R,
    ) -> Result<Self, WrongScheme> {
        let tcp = Tcp::new(stack, &mut buffers.receive, &mut buffers.send);
        Self::with_link(
            api,
            Secure::new(tcp, tls, records, rng),
            &mut buffers.buffer,
        )
    }

    /// Resumes connections with `session`: see [`Secure::resume`].
    #[must_use]
    pub fn resume(mut self, session: &'a mut Session) -> Self {
        self.state.connection.link = self.state.connection.link.resume(session);
        self
    }

    /// Sets `clock` by the `Date` of every response: see [`Secure::set_clock`].
    #[must_use]
    pub fn set_clock(mut self, clock: &'a DateClock) -> Self {
        self.state.connection.link = self.state.connection.link.set_clock(clock);
        self
    }
}
