//! A notification for a webhook, and what became of it.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A notification for one webhook, with every attempt to deliver it so far.
///
/// `Display` is one line about its last attempt that is safe to print: event, webhook and status.
/// No part of it contains a secret key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Delivery {
    /// Its number; the first is 1.
    pub number: u64,
    /// The event's name. The receiver is not told ([B25](crate::behaviour#b25)).
    pub event: String,
    /// The webhook's id.
    pub webhook: String,
    /// Where it is posted.
    pub url: String,
    /// The object that is posted, byte for byte; shared by all webhooks.
    #[serde(serialize_with = "text")]
    pub body: Arc<str>,
    /// The attempts, oldest first.
    pub attempts: Vec<Attempt>,
    /// What became of it.
    pub outcome: Outcome,
}

/// An attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Attempt {
    /// The value of `Gigapay-Signature` that was sent.
    pub signature: String,
    /// The status of the receiver's response.
    pub status: Option<u16>,
    /// Why there was no response.
    pub error: Option<String>,
}

/// What became of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It is being sent, or waits for its next attempt.
    Pending,
    /// The receiver responded with a status from 200 to 299.
    Delivered,
    /// All attempts failed, its address is not allowed, or its webhook is gone.
    GivenUp,
}

fn text<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

impl Attempt {
    /// Whether the receiver accepted the notification: it responded with a status from 200 to 299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self.status, Some(200..=299))
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            number,
            event,
            webhook,
            ..
        } = self;
        write!(f, "notification {number}: {event} to {webhook}")?;
        match self.attempts.last() {
            None => {}
            Some(Attempt {
                status: Some(status),
                ..
            }) => write!(f, ", {status}")?,
            Some(Attempt { error, .. }) => {
                write!(f, ", {}", error.as_deref().unwrap_or("no response"))?;
            }
        }
        match (self.outcome, self.attempts.len()) {
            (Outcome::Pending, 0) => Ok(()),
            (Outcome::Pending, count) => write!(f, "; attempt {count}, will be tried again"),
            (Outcome::Delivered, count) => write!(f, "; attempt {count}, delivered"),
            (Outcome::GivenUp, count) => write!(f, "; attempt {count}, given up"),
        }
    }
}
