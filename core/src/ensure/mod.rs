//! Creating or updating a webhook to match, exactly once, whatever happens on the way.
//!
//! ```text
//!                  as desired
//!  Look ───────────────────────────────► Done
//!   ▲ │ otherwise                         ▲
//!   │ └──────────► Update ────────────────┤
//!   │ absent                              │
//!   ├──── Register, with a key            │
//!   └─ absent still: Register, without ───┘
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

/// Whether `present` needs no change to be as `desired`.
pub(crate) fn is_as_desired<F, C: Compares<F>>(
    desired: &DesiredWebhook<'_, F>,
    present: &Webhook<C>,
) -> bool {
    differences::<F, C>(&desired.members, present)
        .first()
        .is_none()
}

/// What is to be done next.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum State {
    Look,
    /// With the idempotency key.
    Register,
    /// Without one.
    RegisterAnew,
    Update(Fields),
    Done,
}

/// Creates or updates a webhook to match, exactly once, with the fewest requests: says which
/// operation to perform next, and is told what came of it.
///
/// The transports have this ready made, as `ensure`. Over a connection of your own it is this loop:
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
/// After an error, do it again, at once or after losing power: from whatever point, it goes on to
/// the same end.
///
/// # What is sent
///
/// | the webhook | requests |
/// |---|---|
/// | is there as desired | `GET` |
/// | is there, and differs | `GET`, `PATCH` of what differs |
/// | is not there | `GET`, `POST`, `GET` |
/// | is not there, and a stored response says otherwise | `GET`, `POST`, `GET`, `POST` |
/// | is not there, and is refused | `GET`, `POST`, `GET`, `POST` |
///
/// The server stores its response to a `POST` for 24 hours and repeats it for the same idempotency
/// key, whatever has become of the webhook since; refusals probably too
/// ([B21](crate::behaviour#b21)). So a response to a `POST` with a key may be old, and a `GET`
/// checks it. After a 201, the webhook may have been deleted since. After a refusal, the stored
/// response could otherwise block the registration for a day: the id may have been taken yesterday,
/// or a limit of requests exceeded. If the webhook does not exist, it is registered without a key,
/// and that response counts. This is as safe, because an id that the client chose cannot be
/// registered twice. Only the status and the field at fault are used, never a text of the server
/// ([B6](crate::behaviour#b6)).
///
/// A 5xx may come before the registration is made. Then the response without a key says that the
/// id is taken, and another `GET` shows whether by this very webhook.
///
/// At most eight requests are sent, and more than five only if another client changes the webhook
/// meanwhile.
///
/// # Memory
///
/// 96 bytes on a 32-bit device, besides the one [`Webhook`] that all responses are decoded into.
/// When [`next`](Self::next) returns `None`, that is the webhook as the API has it. It takes 13 kB
/// of flash beyond the three operations that it uses: 7 kB of them are SHA-256, which a device with
/// TLS has already, and 2 kB compare metadata.
///
/// A [`Capacity`](crate::Capacity) must store every field that is compared: see [`Compares`].
pub struct Ensure<'a, F = AllFields> {
    desired: DesiredWebhook<'a, F>,
    key: String<32>,
    state: State,
    /// A response with the key was, or may have been, an old one.
    key_is_spent: bool,
    /// It was tried without a key.
    has_registered_anew: bool,
    /// A registration was sent that may have been, or may yet be, carried out.
    is_unsure: bool,
    outcome: Ensured,
}

impl<'a, F> Ensure<'a, F> {
    /// Begins. Nothing is sent yet.
    pub fn new(api: &Api<'_>, desired: &DesiredWebhook<'a, F>) -> Self {
        Self {
            desired: *desired,
            key: key(api, desired.id, &desired.members),
            state: State::Look,
            key_is_spent: false,
            has_registered_anew: false,
            is_unsure: false,
            outcome: Ensured::Unchanged,
        }
    }

    /// The operation to perform next, whose response is decoded into `webhook`: always the same
    /// one. `None` when the API holds the webhook as desired.
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
            State::Look => (Method::Get, None, None),
            State::Register => (Method::Post, Some(all), Some(self.key.as_str())),
            State::RegisterAnew => (Method::Post, Some(all), None),
            State::Update(fields) => (Method::Patch, Some(fields.of(&members)), None),
            State::Done => return None,
        };
        let mut request = Request::new(method, (method != Method::Post).then_some(id), members);
        request.idempotency_key = idempotency_key;
        Some(request)
    }

    /// The operation succeeded: its response is in `webhook`.
    ///
    /// # Errors
    /// [`EnsureError::NotKept`]: the API has the webhook, but does not keep a value as it was sent.
    /// [`EnsureError::OtherWebhook`]: the response has another id.
    pub fn responded<C: Compares<F>>(&mut self, webhook: &Webhook<C>) -> Result<(), EnsureError> {
        // What a key brought may be an old response, about a webhook of another shape.
        if !matches!(self.state, State::Register) && webhook.id.as_ref() != self.desired.id {
            return Err(EnsureError::OtherWebhook);
        }
        self.learn(
            differences::<F, C>(&self.desired.members, webhook),
            webhook.secret_key.is_empty(),
        )
    }

    // Not inlined: saves 224 bytes in an image with all operations (measured on thumbv7em).
    #[inline(never)]
    fn learn(&mut self, fields: Fields, secret_is_hidden: bool) -> Result<(), EnsureError> {
        self.wrote();
        self.state = match self.state {
            State::Look if fields.first().is_some() => State::Update(fields),
            State::Look | State::Done => State::Done,
            State::Register => {
                // Should it not be there, the response was an old one.
                self.key_is_spent = true;
                State::Look
            }
            State::RegisterAnew | State::Update(_) => {
                // A secret key that is never shown has been sent, which is all that can be done.
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

    /// The API refused the operation. `blamed` is the field that its response names
    /// ([`Problem::webhook_field`](crate::Problem::webhook_field)).
    ///
    /// Returns `true` if the caller should continue; on `false`, report the refusal.
    #[must_use]
    pub fn refused(&mut self, refusal: Refusal, blamed: Option<Field>) -> bool {
        let id_is_refused = refusal.status == 400 && blamed == Some(Field::Id);
        self.state = match self.state {
            State::Look | State::Update(_) if refusal.is_absent() => {
                match (self.key_is_spent, self.has_registered_anew) {
                    (false, _) => State::Register,
                    (true, false) => State::RegisterAnew,
                    (true, true) => return false,
                }
            }
            // It may be the response that was stored for the key hours ago (B21).
            State::Register => {
                if !refusal.changed_nothing() {
                    // It may have been carried out all the same.
                    self.wrote();
                    self.is_unsure = true;
                }
                self.key_is_spent = true;
                State::Look
            }
            // Perhaps by this device's own request, whose response was lost or a 5xx. 409 is what
            // others would say.
            State::RegisterAnew if self.is_unsure && (id_is_refused || refusal.status == 409) => {
                State::Look
            }
            _ => return false,
        };
        self.has_registered_anew |= matches!(self.state, State::RegisterAnew);
        true
    }

    /// The operation failed in a way that may pass, and it is not known what became of it: begins
    /// again with a look. What was learnt is kept, the idempotency key too.
    ///
    /// Always safe, also where the operation itself is not
    /// [repeatable](crate::Exchange::is_repeatable).
    pub const fn again(&mut self) {
        self.wrote();
        self.is_unsure |= matches!(self.state, State::Register | State::RegisterAnew);
        self.has_registered_anew = false;
        self.state = State::Look;
    }

    /// What it took. Of interest once [`next`](Self::next) is `None`.
    pub const fn outcome(&self) -> Ensured {
        self.outcome
    }

    /// The operation was carried out, or may have been. A webhook that was registered and then
    /// updated was created.
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
