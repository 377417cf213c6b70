//! Creates or updates a webhook to match, exactly once, even if connections fail or the device
//! restarts.
//!
//! ```text
//! Retrieve ──── matches ──────────────────────────► Done
//!          ──── differs ──────────────────────────► Update
//!          ──── absent ───────────────────────────► Register (with the idempotency key)
//!          ──── absent again ─────────────────────► RegisterAnew (without a key)
//! Register ──── any response ─────────────────────► Retrieve
//! RegisterAnew, Update ──── success ──────────────► Done
//! RegisterAnew ──── id taken, maybe by this client ► Retrieve
//! Update ──── absent ─────────────────────────────► Register or RegisterAnew
//! ```

mod desired;
mod differences;
mod key;
mod outcome;

pub use desired::DesiredWebhook;
pub use outcome::{EnsureError, Ensured};

use heapless::String;

use crate::operation::WebhookOperation;
use crate::request::{Method, Request};
use crate::shown::shown;
use crate::values::Members;
use crate::{AllFields, Api, Compares, Field, Refusal, Webhook};
use differences::{Fields, differences};
use key::key;

/// Whether `present` matches `desired`.
pub(crate) fn is_as_desired<F, C: Compares<F>>(
    desired: &DesiredWebhook<'_, F>,
    present: &Webhook<C>,
) -> bool {
    differences::<F, C>(&desired.members, present)
        .first()
        .is_none()
}

/// The next request.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum State {
    Retrieve,
    /// With the idempotency key.
    Register,
    /// Without one.
    RegisterAnew,
    Update(Fields),
    Done,
}

/// Creates or updates a webhook to match, exactly once, with the fewest requests. It says which
/// operation to perform next, and the caller reports the result.
///
/// The transports offer it as `ensure`. Over your own connection, use this loop:
///
#[cfg_attr(feature = "embedded-io-0-7", doc = "```")]
#[cfg_attr(not(feature = "embedded-io-0-7"), doc = "```ignore")]
/// use embedded_io::{Read, Write};
/// use gigapay_webhooks::drive::{DriveError, blocking};
/// use gigapay_webhooks::{Api, DesiredWebhook, Ensure, Ensured, Error, Exchange, Webhook};
/// # use embedded_io_0_7 as embedded_io;
///
/// fn ensure<C: Read + Write>(
///     api: &Api<'_>,
///     desired: &DesiredWebhook<'_>,
///     webhook: &mut Webhook,
///     mut connect: impl FnMut() -> C,
/// ) -> Result<Ensured, Box<dyn std::error::Error>>
/// where
///     C::Error: 'static,
/// {
///     let mut buffer = [0; 512];
///     let mut ensure = Ensure::new(api, desired);
///     while let Some(operation) = ensure.next(webhook) {
///         let mut exchange = Exchange::new(api, operation, &mut buffer);
///         let result = blocking::advance(&mut exchange, &mut connect());
///         let blamed = exchange.problem().webhook_field();
///         drop(exchange);
///         match result {
///             Ok(_) => ensure.responded(webhook)?,
///             Err(DriveError::Exchange(Error::Api(refusal)))
///                 if ensure.refused(refusal, blamed) => {}
///             Err(error) => return Err(error.into()),
///         }
///     }
///     Ok(ensure.outcome())
/// }
/// ```
///
/// After an error or a loss of power, start over: the result is the same, at whatever point it was
/// interrupted.
///
/// # Requests
///
/// | The webhook | Requests |
/// |---|---|
/// | matches | `GET` |
/// | differs | `GET`, `PATCH` of the fields that differ |
/// | does not exist | `GET`, `POST`, `GET` |
/// | does not exist, but a stored response says it does | `GET`, `POST`, `GET`, `POST` |
/// | does not exist, and the first `POST` is refused | `GET`, `POST`, `GET`, `POST` |
///
/// The server stores its response to a `POST` for 24 hours and repeats it for the same idempotency
/// key, even if the webhook has changed since; it probably does so for refusals, too
/// ([B21](crate::behaviour#b21)). So a response to a `POST` with a key may be old, and a `GET`
/// checks it. After a 201, the webhook may have been deleted since. After a refusal, the stored
/// response could otherwise block the registration for a day: the id may have been taken yesterday,
/// or a limit of requests exceeded. If the webhook does not exist, it is registered without a key,
/// and that response counts. This is safe, too, because an id that the client chose cannot be
/// registered twice. Decisions use only the status and the field at fault, never the server's
/// messages ([B6](crate::behaviour#b6)).
///
/// The server may carry out a registration after it responded 5xx. The `POST` without a key is then
/// refused because the id is taken, and another `GET` shows whether this webhook took it.
///
/// It sends at most eight requests, and more than five only if another client changes the webhook
/// meanwhile.
///
/// # Memory
///
/// It takes 96 bytes on a 32-bit device, besides the one [`Webhook`] that all responses are decoded
/// into. When [`next`](Self::next) returns `None`, that webhook is the API's current one. It takes
/// 13 kB of flash beyond the three operations that it uses: 7 kB for SHA-256, which a device with
/// TLS has already, and 2 kB to compare metadata.
///
/// A [`Capacity`](crate::Capacity) must store every field that is compared: see [`Compares`].
pub struct Ensure<'a, F = AllFields> {
    desired: DesiredWebhook<'a, F>,
    key: String<32>,
    state: State,
    /// A response to a `POST` with the key was received, or may have been stored by the server.
    key_is_spent: bool,
    /// A registration without the key was tried.
    has_registered_anew: bool,
    /// A registration of unknown outcome was sent.
    is_unsure: bool,
    outcome: Ensured,
}

impl<'a, F> Ensure<'a, F> {
    /// Prepares to ensure `desired`. Sends nothing.
    pub fn new(api: &Api<'_>, desired: &DesiredWebhook<'a, F>) -> Self {
        Self {
            desired: *desired,
            key: key(api, desired.id, &desired.members),
            state: State::Retrieve,
            key_is_spent: false,
            has_registered_anew: false,
            is_unsure: false,
            outcome: Ensured::Unchanged,
        }
    }

    /// Returns the operation to perform next, the same one until its result is reported. Its
    /// response is decoded into `webhook`. Returns `None` when the API's webhook matches.
    pub fn next<'n, C: Compares<F>>(
        &'n self,
        webhook: &'n mut Webhook<C>,
    ) -> Option<WebhookOperation<'n, C>> {
        Some(WebhookOperation::new(self.request()?, webhook))
    }

    // Not inlined: saves 224 bytes in an image with all operations (measured on thumbv7em).
    #[inline(never)]
    fn request(&self) -> Option<Request<'_>> {
        let DesiredWebhook { id, members, .. } = self.desired;
        let all = Members {
            id: Some(id),
            ..members
        };
        let (method, members, idempotency_key) = match self.state {
            State::Retrieve => (Method::Get, None, None),
            State::Register => (Method::Post, Some(all), Some(self.key.as_str())),
            State::RegisterAnew => (Method::Post, Some(all), None),
            State::Update(fields) => (Method::Patch, Some(fields.of(&members)), None),
            State::Done => return None,
        };
        let mut request = Request::new(method, (method != Method::Post).then_some(id), members);
        request.idempotency_key = idempotency_key;
        Some(request)
    }

    /// Reports that the operation succeeded; its response is in `webhook`.
    ///
    /// # Errors
    /// [`EnsureError::NotKept`] if the API has the webhook, but changed a value that was sent;
    /// [`EnsureError::OtherWebhook`] if the response has another id.
    pub fn responded<C: Compares<F>>(&mut self, webhook: &Webhook<C>) -> Result<(), EnsureError> {
        // The response to a `POST` with the key may be an old one, with another id.
        if !matches!(self.state, State::Register) && webhook.id.as_ref() != self.desired.id {
            return Err(EnsureError::OtherWebhook);
        }
        self.advance(
            differences::<F, C>(&self.desired.members, webhook),
            webhook.secret_key.is_empty(),
        )
    }

    // Not inlined: saves 224 bytes in an image with all operations (measured on thumbv7em).
    #[inline(never)]
    fn advance(&mut self, fields: Fields, secret_is_hidden: bool) -> Result<(), EnsureError> {
        self.wrote();
        self.state = match self.state {
            State::Retrieve if fields.first().is_some() => State::Update(fields),
            State::Retrieve | State::Done => State::Done,
            State::Register => {
                // If the webhook does not exist then, the response was an old one.
                self.key_is_spent = true;
                State::Retrieve
            }
            State::RegisterAnew | State::Update(_) => {
                // A secret key that the API does not show cannot be compared.
                let mut not_kept = fields;
                not_kept.secret_key &= !secret_is_hidden;
                if let Some(field) = not_kept.first() {
                    return Err(EnsureError::NotKept(field));
                }
                State::Done
            }
        };
        Ok(())
    }

    /// Reports that the API refused the operation. `blamed` is the field at fault
    /// ([`Problem::webhook_field`](crate::Problem::webhook_field)).
    ///
    /// Returns `true` if the caller should continue; on `false`, report the refusal.
    #[must_use]
    pub fn refused(&mut self, refusal: Refusal, blamed: Option<Field>) -> bool {
        let id_is_refused = refusal.status == 400 && blamed == Some(Field::Id);
        self.state = match self.state {
            State::Retrieve | State::Update(_) if refusal.is_absent() => {
                match (self.key_is_spent, self.has_registered_anew) {
                    (false, _) => State::Register,
                    (true, false) => State::RegisterAnew,
                    (true, true) => return false,
                }
            }
            // The refusal may have been stored for the key hours ago (B21).
            State::Register => {
                if !refusal.changed_nothing() {
                    // The registration may have been carried out.
                    self.wrote();
                    self.is_unsure = true;
                }
                self.key_is_spent = true;
                State::Retrieve
            }
            // The id may have been taken by an earlier request of this client, whose response was
            // lost or a 5xx. Other servers would respond 409.
            State::RegisterAnew if self.is_unsure && (id_is_refused || refusal.status == 409) => {
                State::Retrieve
            }
            _ => return false,
        };
        self.has_registered_anew |= matches!(self.state, State::RegisterAnew);
        true
    }

    /// Reports that the operation failed with an unknown outcome: starts over by retrieving the
    /// webhook. The idempotency key and the outcome so far are kept.
    ///
    /// This is always safe, even if the operation itself is not
    /// [repeatable](crate::Exchange::is_repeatable).
    pub const fn again(&mut self) {
        self.wrote();
        self.is_unsure |= matches!(self.state, State::Register | State::RegisterAnew);
        self.has_registered_anew = false;
        self.state = State::Retrieve;
    }

    /// Returns what was done so far; final once [`next`](Self::next) returns `None`.
    pub const fn outcome(&self) -> Ensured {
        self.outcome
    }

    /// Notes that the operation was, or may have been, carried out. A webhook that was registered
    /// and then updated counts as created.
    const fn wrote(&mut self) {
        self.outcome = match (self.outcome, self.state) {
            (Ensured::Unchanged, State::Register | State::RegisterAnew) => Ensured::Created,
            (Ensured::Unchanged, State::Update(_)) => Ensured::Updated,
            (outcome, _) => outcome,
        };
    }
}

shown!(
    [F] Ensure<'_, F>,
    |it| "Ensure {{ id: {:?}, state: {:?}, outcome: {:?} }}",
    it.desired.id,
    it.state,
    it.outcome
);
