//! Clients in clear.

use core::marker::PhantomData;

use embassy_net::Stack;
use gigapay_webhooks_embassy::{Api, Buffers, HttpClient};

use crate::job::failure::JobError;

/// The client of this image.
pub(crate) type BenchClient<'a> = HttpClient<'a>;
/// Its memory, of the default sizes.
pub(super) type TcpBuffers = Buffers;

/// What must vouch for a server: nothing.
pub(crate) struct Trust<'a>(PhantomData<&'a ()>);

impl Trust<'_> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

/// What a client needs besides buffers and a network: nothing.
pub(super) struct More;

impl More {
    pub(super) fn new() -> Result<Self, JobError> {
        Ok(Self)
    }

    pub(super) fn client<'s>(
        &'s mut self,
        _: &str,
        _: &Trust<'s>,
        network: Stack<'static>,
        api: Api<'s>,
        buffers: &'s mut TcpBuffers,
    ) -> Result<BenchClient<'s>, JobError> {
        Ok(HttpClient::insecure_http(network, api, buffers)?)
    }
}
