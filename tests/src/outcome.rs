//! What becomes of an exchange, in a form that can be written down beforehand.

use gigapay_webhooks::{Error, Field, Problem};

use crate::Hook;

/// What came before the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Got {
    /// A webhook.
    Hook(Hook),
    /// In a list, one of whose fields this one was too long.
    Oversize(Field),
    /// The list asked for another connection.
    Reconnect,
}

/// How an exchange ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Well.
    Done,
    /// The API refused, with this status and this `Retry-After`.
    Refused(u16, Option<u32>),
    /// With any other error.
    Failed(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        match error {
            Error::Api(refusal) => Self::Refused(refusal.status, refusal.retry_after),
            error => Self::Failed(error),
        }
    }
}

/// What the server said with a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    /// The fields it blames, each with a message.
    pub faults: Vec<(Option<String>, String)>,
    /// Whether any text is cut.
    pub is_cut: bool,
    /// Whether there was more.
    pub has_more: bool,
}

impl From<&Problem> for Messages {
    fn from(problem: &Problem) -> Self {
        let faults = problem
            .faults()
            .map(|fault| (fault.field.map(Into::into), fault.message.into()));
        Self {
            faults: faults.collect(),
            is_cut: problem.is_cut(),
            has_more: problem.has_more(),
        }
    }
}

/// Everything that can be seen of an exchange when it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What came, in its order. Of an operation with one webhook that ended well, that webhook.
    pub got: Vec<Got>,
    /// How it ended.
    pub end: End,
    /// Whether the connection may carry another exchange.
    pub reusable: bool,
    /// What the server said.
    pub said: Messages,
}

impl Outcome {
    /// An exchange that ended like this, with nothing to show.
    pub fn of(end: impl Into<End>) -> Self {
        Self {
            got: Vec::new(),
            end: end.into(),
            reusable: false,
            said: Messages::default(),
        }
    }

    /// The same, and these webhooks came.
    #[must_use]
    pub fn hooks(mut self, hooks: impl IntoIterator<Item = Hook>) -> Self {
        self.got.extend(hooks.into_iter().map(Got::Hook));
        self
    }

    /// The same, and the connection may carry another exchange.
    #[must_use]
    pub const fn reusable(mut self) -> Self {
        self.reusable = true;
        self
    }

    /// The same, and the server said this, too, about no field in particular.
    #[must_use]
    pub fn said(mut self, message: &str) -> Self {
        self.said.faults.push((None, message.into()));
        self
    }

    /// The same, and the server blamed this field with its last message.
    #[must_use]
    pub fn about(mut self, field: &str) -> Self {
        if let Some((last, _)) = self.said.faults.last_mut() {
            *last = Some(field.into());
        }
        self
    }
}
