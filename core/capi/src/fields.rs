//! The fields of a webhook that a caller sends.

use gigapay_webhooks::{Event, Events, Json, SecretKey};

use crate::border::{self, Region, Written, gigapay_text};
use crate::status::gigapay_status;

/// Fields of a webhook to send. A field whose `data` is `NULL` is not sent.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_fields {
    /// Id of a new webhook, or new id of an existing one.
    pub id: gigapay_text,
    /// Where notifications are posted.
    pub url: gigapay_text,
    /// Names of events: 256 bytes in all, with one extra byte for each. `NULL` if not sent.
    pub events: *const gigapay_text,
    /// Number of events.
    pub event_count: usize,
    /// Key to sign notifications with, up to 64 bytes.
    pub secret_key: gigapay_text,
    /// The text of one JSON value, nested 28 deep at most.
    pub metadata: gigapay_text,
}

/// The fields of C, checked. Secret keys are copied, and wiped when dropped.
#[derive(Default)]
pub(crate) struct Fields<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) url: Option<&'a str>,
    pub(crate) events: Option<Events>,
    pub(crate) secret_key: Option<SecretKey>,
    pub(crate) metadata: Option<Json<'a>>,
}

impl<'a> Fields<'a> {
    /// The fields that a new webhook, or one that is replaced, needs.
    pub(crate) fn url_and_events(&self) -> Result<(&'a str, &Events), gigapay_status> {
        match (self.url, &self.events) {
            (Some(url), Some(events)) => Ok((url, events)),
            _ => Err(gigapay_status::InvalidArgument),
        }
    }

    /// # Safety
    /// The fields, their texts and their array may be read during `'a`.
    // Not inlined: operations that take fields share it.
    #[inline(never)]
    pub(crate) unsafe fn read<const N: usize>(
        fields: *const gigapay_fields,
        written: &Written<N>,
    ) -> Result<Self, gigapay_status> {
        written.keeps(Region::of(fields))?;
        // SAFETY: the caller's promise.
        let fields = unsafe { border::reference(fields) }?;
        // SAFETY: the caller's promise, for all texts.
        let (id, url, secret_key, metadata) = unsafe {
            (
                written.text(fields.id)?,
                written.text(fields.url)?,
                written.text(fields.secret_key)?,
                written.text(fields.metadata)?,
            )
        };
        Ok(Self {
            id,
            url,
            // SAFETY: the caller's promise.
            events: unsafe { events(fields, written) }?,
            secret_key: secret_key.map(SecretKey::new).transpose()?,
            metadata: metadata.map(Json::new).transpose()?,
        })
    }
}

/// Sets those fields that are present in the value that is built.
macro_rules! set {
    ($built:expr, $($field:ident: $value:expr),+ $(,)?) => {{
        let built = $built;
        $(
            let built = match $value {
                Some(value) => built.$field(value),
                None => built,
            };
        )+
        built
    }};
}
pub(crate) use set;

/// # Safety
/// As [`Fields::read`].
unsafe fn events<const N: usize>(
    fields: &gigapay_fields,
    written: &Written<N>,
) -> Result<Option<Events>, gigapay_status> {
    if fields.events.is_null() && fields.event_count == 0 {
        return Ok(None);
    }
    let size = fields.event_count.saturating_mul(size_of::<gigapay_text>());
    written.keeps(Region::bytes(fields.events.cast(), size))?;
    let mut events = Events::default();
    // SAFETY: the caller's promise.
    for name in unsafe { border::array(fields.events, fields.event_count) }? {
        // SAFETY: the caller's promise.
        let name = unsafe { written.text(*name) }?.ok_or(gigapay_status::NullPointer)?;
        events.push(Event::new(name))?;
    }
    Ok(Some(events))
}
