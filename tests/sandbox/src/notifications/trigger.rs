//! An event in the account: which webhooks it notifies ([B13](crate::behaviour#b13),
//! [B14](crate::behaviour#b14)).

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::sample_object;
use crate::deliveries::{Delivery, Full, Outcome, PENDING_MAX};
use crate::shared::Shared;
use crate::sync::lock;
use crate::webhook::{Webhook, user_scoped};

/// An event.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Happening {
    pub(crate) event: String,
    /// Integration it happens in; `None` for events of the user.
    #[serde(default)]
    pub(crate) integration: Option<String>,
    /// The object concerned, sent byte for byte; a sample if absent.
    #[serde(default)]
    pub(crate) object: Option<Box<RawValue>>,
    /// How long the response may wait for the first attempts.
    #[serde(default)]
    pub(crate) wait_milliseconds: u64,
}

/// Why no webhook is notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TriggerError {
    /// The event needs an integration, and none was named ([B14](crate::behaviour#b14)).
    IntegrationNeeded,
    /// The object is not JSON.
    NotJson,
    /// A thousand notifications are pending. Nothing was queued.
    Full,
}

impl fmt::Display for TriggerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IntegrationNeeded => f.write_str(
                "the event happens in an integration: name it; only Registration.* does without",
            ),
            Self::NotJson => f.write_str("the object is not JSON"),
            Self::Full => write!(
                f,
                "{PENDING_MAX} notifications are under way; wait until some have ended"
            ),
        }
    }
}

impl std::error::Error for TriggerError {}

/// Queues a notification for every webhook that is subscribed. Returns their numbers.
pub(crate) fn trigger(shared: &Shared, happening: &Happening) -> Result<Vec<u64>, TriggerError> {
    let event = &happening.event;
    let integration = happening.integration.as_deref().filter(|id| !id.is_empty());
    if integration.is_none() && !user_scoped(std::slice::from_ref(event)) {
        return Err(TriggerError::IntegrationNeeded);
    }
    let body: Arc<str> = match &happening.object {
        Some(object) => object.get().into(),
        None => sample_object(event, shared.clock.now()).into(),
    };
    let deliver = |webhook: &Webhook| Delivery {
        number: 0,
        event: event.clone(),
        webhook: webhook.id.clone(),
        url: webhook.url.clone(),
        body: body.clone(),
        attempts: Vec::new(),
        outcome: Outcome::Pending,
    };
    let new = lock(&shared.store)
        .state()
        .webhooks()
        .iter()
        .filter(|webhook| webhook.events.contains(event) && webhook.visible_to(integration))
        .map(deliver)
        .collect();
    shared
        .deliveries
        .add(new)
        .map_err(|Full| TriggerError::Full)
}
