//! The state: webhooks, and the first responses to idempotency keys (B21).

use serde::{Deserialize, Serialize};

use crate::http::response::ApiResponse;
use crate::webhook::Webhook;

/// The whole state. Every change to it is recorded, to be written to the journal or undone.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct State {
    /// In the order of their creation.
    webhooks: Vec<Webhook>,
    replies: Vec<StoredReply>,
    #[serde(skip)]
    changes: Vec<Change>,
    #[serde(skip)]
    undo: Vec<Undo>,
}

/// The first response to an idempotency key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredReply {
    /// A digest of the token: keys of different tokens are different keys.
    pub(crate) caller: String,
    pub(crate) key: String,
    /// When it expires, in seconds since 1970.
    pub(crate) until: u64,
    pub(crate) response: ApiResponse,
}

/// A change, as in the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    Add(Webhook),
    Set(usize, Webhook),
    Remove(usize),
    Reply(StoredReply),
    /// Removes the responses that have expired at this time.
    Expire(u64),
}

/// What undoes a change.
#[derive(Clone, Debug)]
enum Undo {
    Add,
    Set(usize, Webhook),
    Remove(usize, Webhook),
    Replies(Vec<StoredReply>),
    Reply,
}

impl State {
    pub(crate) fn webhooks(&self) -> &[Webhook] {
        &self.webhooks
    }

    /// Returns the position of a webhook that this caller can see.
    pub(crate) fn find(&self, id: &str, integration: Option<&str>) -> Option<usize> {
        self.webhooks
            .iter()
            .position(|hook| hook.id == id && hook.visible_to(integration))
    }

    /// Returns the stored response to a key, unless it has expired.
    pub(crate) fn reply(&self, caller: &str, key: &str, now: u64) -> Option<&ApiResponse> {
        let same = |reply: &&StoredReply| reply.caller == caller && reply.key == key;
        self.replies
            .iter()
            .filter(|reply| now < reply.until)
            .find(same)
            .map(|reply| &reply.response)
    }

    /// Changes the state and records that. `false` if there is no webhook at the position.
    pub(crate) fn apply(&mut self, change: Change) -> bool {
        let Some(undo) = self.perform(&change) else {
            return false;
        };
        self.undo.push(undo);
        self.changes.push(change);
        true
    }

    fn perform(&mut self, change: &Change) -> Option<Undo> {
        Some(match change {
            Change::Add(webhook) => {
                self.webhooks.push(webhook.clone());
                Undo::Add
            }
            Change::Set(index, webhook) => {
                let present = self.webhooks.get_mut(*index)?;
                Undo::Set(*index, std::mem::replace(present, webhook.clone()))
            }
            Change::Remove(index) if *index < self.webhooks.len() => {
                Undo::Remove(*index, self.webhooks.remove(*index))
            }
            Change::Remove(_) => return None,
            Change::Reply(reply) => {
                self.replies.push(reply.clone());
                Undo::Reply
            }
            Change::Expire(now) => {
                let undo = Undo::Replies(self.replies.clone());
                self.replies.retain(|reply| *now < reply.until);
                undo
            }
        })
    }

    /// Stores a response, and forgets those that have expired.
    pub(crate) fn store_reply(&mut self, reply: StoredReply, now: u64) {
        if self.replies.iter().any(|reply| reply.until <= now) {
            self.apply(Change::Expire(now));
        }
        self.apply(Change::Reply(reply));
    }

    /// Changes the webhooks without a record: a store in memory needs none.
    pub(crate) fn tamper(&mut self, change: impl FnOnce(&mut Vec<Webhook>)) {
        change(&mut self.webhooks);
    }

    /// Returns the changes since the last time, in their order.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Keeps the changes.
    pub(crate) fn keep(&mut self) {
        self.changes.clear();
        self.undo.clear();
    }

    /// Undoes the changes.
    pub(crate) fn undo(&mut self) {
        while let Some(undo) = self.undo.pop() {
            match undo {
                Undo::Add => drop(self.webhooks.pop()),
                Undo::Set(index, webhook) => {
                    if let Some(present) = self.webhooks.get_mut(index) {
                        *present = webhook;
                    }
                }
                Undo::Remove(index, webhook) => self.webhooks.insert(index, webhook),
                Undo::Replies(replies) => self.replies = replies,
                Undo::Reply => drop(self.replies.pop()),
            }
        }
        self.changes.clear();
    }

    /// Returns the changes that lead from an empty state to this one.
    pub(crate) fn history(&self) -> impl Iterator<Item = Change> {
        let webhooks = self.webhooks.iter().cloned().map(Change::Add);
        webhooks.chain(self.replies.iter().cloned().map(Change::Reply))
    }
}
