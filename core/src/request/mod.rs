//! Requests as bytes (RFC 9112 sections 2 to 6). Encoding is a function of the request and an
//! offset, so any buffer size works and no partly sent request is stored.

mod body;
mod head;
mod target;

pub(crate) use target::Target;

use crate::ConfigError;
use crate::credentials::is_visible_ascii;
use crate::encoder::Encoder;
use crate::values::{Members, check_id};

/// The methods that the API uses ([B15](crate::behaviour#b15)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Patch,
    Put,
    Delete,
}

impl Method {
    /// Returns the name, as in a request line.
    pub(crate) fn name(self) -> &'static str {
        self.start().trim_ascii_end()
    }

    /// Returns the beginning of the request line.
    const fn start(self) -> &'static str {
        match self {
            Self::Get => "GET ",
            Self::Post => "POST ",
            Self::Patch => "PATCH ",
            Self::Put => "PUT ",
            Self::Delete => "DELETE ",
        }
    }
}

/// A request. All operations use this type, so that one function encodes them all.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub(crate) method: Method,
    /// The id in the target; `None` for the collection of all webhooks.
    pub(crate) id: Option<&'a str>,
    /// The page of a list; `None` for the first page.
    pub(crate) page: Option<u32>,
    pub(crate) page_size: Option<u32>,
    pub(crate) idempotency_key: Option<&'a str>,
    pub(crate) members: Option<Members<'a>>,
}

impl<'a> Request<'a> {
    pub(crate) const fn new(
        method: Method,
        id: Option<&'a str>,
        members: Option<Members<'a>>,
    ) -> Self {
        Self {
            method,
            id,
            page: None,
            page_size: None,
            idempotency_key: None,
            members,
        }
    }

    /// Checks that the request can be sent.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if self.page == Some(0) || self.page_size == Some(0) {
            return Err(ConfigError::InvalidPage);
        }
        if !self.idempotency_key.is_none_or(is_visible_ascii) {
            return Err(ConfigError::InvalidIdempotencyKey);
        }
        if let Some(members) = &self.members {
            members.check()?;
        }
        self.id.map_or(Ok(()), check_id)
    }

    /// Whether sending the request twice has the same effect on the webhooks as sending it once
    /// (B21). A change of the id does not, since it moves the webhook (B9).
    pub(crate) fn is_repeatable(&self) -> bool {
        let new_id = self.members.and_then(|members| members.id);
        match self.method {
            Method::Get | Method::Delete => true,
            Method::Post => self.idempotency_key.is_some(),
            Method::Patch | Method::Put => new_id.is_none() || new_id == self.id,
        }
    }

    /// Encodes head and body.
    pub(crate) fn encode(&self, out: &mut Encoder<'_>, api: &crate::Api<'_>) {
        head::encode(out, api, self);
        body::encode(out, self.members.as_ref());
    }
}
