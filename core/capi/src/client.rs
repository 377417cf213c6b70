//! Arguments that all operations share: server, credentials, connection, buffer.

use gigapay_webhooks::{Api, Credentials, IntegrationId, Server, Token};

use crate::border::{Region, Written, gigapay_text};
use crate::connection::gigapay_connection;
use crate::object::{self, object};
use crate::status::gigapay_status;

/// Words of a `gigapay_credentials`.
pub const GIGAPAY_CREDENTIALS_WORDS: usize = 28;

/// A token and, for webhooks of an integration, its id. Initialise it with
/// `gigapay_credentials_init`, and overwrite it with `gigapay_credentials_wipe`.
#[repr(C)]
pub struct gigapay_credentials {
    opaque: [u64; GIGAPAY_CREDENTIALS_WORDS],
}

object!(
    gigapay_credentials,
    GIGAPAY_CREDENTIALS_WORDS,
    Credentials,
    0x6769_6301
);

/// How to reach the API.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_client {
    /// Base URL of the server: `http://` or `https://`, a host, and the path that `webhooks/` is
    /// appended to. Without it, Gigapay's production server.
    pub base_url: gigapay_text,
    /// Language of the API's messages, sent as `Accept-Language`. Optional.
    pub language: gigapay_text,
    /// The token, and whose webhooks these are.
    pub credentials: *const gigapay_credentials,
    /// The connection to the server.
    pub connection: gigapay_connection,
    /// Buffer in which the request is encoded and the response received. Overwritten with zeros at
    /// the end.
    pub buffer: *mut u8,
    /// Size of the buffer in bytes: at least 1; 512 bytes are a good choice.
    pub buffer_length: usize,
    /// Largest response in bytes; 0 for 16 MiB.
    pub max_response: u32,
}

/// Initialises credentials. Without an integration (`data` is `NULL`), they are for webhooks of the
/// user. The texts are copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_credentials_init(
    credentials: *mut gigapay_credentials,
    token: gigapay_text,
    integration: gigapay_text,
) -> gigapay_status {
    let written = Written::new([Region::of(credentials)]);
    let value = written.and_then(|written| {
        // SAFETY: the contract of all functions (see the header).
        let token = unsafe { written.text(token) }?.ok_or(gigapay_status::NullPointer)?;
        // SAFETY: as above.
        let integration = unsafe { written.text(integration) }?;
        let token = Token::new(token)?;
        Ok(match integration {
            None => Credentials::user(token),
            Some(id) => Credentials::integration(token, IntegrationId::new(id)?),
        })
    });
    // SAFETY: as above.
    gigapay_status::of(value.and_then(|value| unsafe { object::init(credentials, value) }))
}

/// Overwrites credentials with zeros.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_credentials_wipe(
    credentials: *mut gigapay_credentials,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    gigapay_status::of(unsafe { object::wipe(credentials) })
}

impl gigapay_client {
    /// # Safety
    /// The texts and credentials may be read during `'a`.
    pub(crate) unsafe fn api<'a, const N: usize>(
        &self,
        written: &Written<N>,
    ) -> Result<Api<'a>, gigapay_status> {
        written.keeps(Region::of(self.credentials))?;
        // SAFETY: the caller's promise.
        let credentials = unsafe { object::get(self.credentials) }?;
        // SAFETY: the caller's promise.
        let server = match unsafe { written.text(self.base_url) }? {
            None => Server::PRODUCTION,
            Some(url) => Server::parse(url)?,
        };
        let mut api = Api::new(server, credentials);
        if self.max_response > 0 {
            api = api.max_response(self.max_response);
        }
        // SAFETY: the caller's promise.
        match unsafe { written.text(self.language) }? {
            None => Ok(api),
            Some(language) => Ok(api.language(language)?),
        }
    }
}
