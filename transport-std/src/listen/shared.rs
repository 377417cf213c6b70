//! What the threads of a listener share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gigapay_webhooks::notify::{Endpoint, Keyring, TimeCheck};

use super::ListenError;

/// The most secrets that are accepted at a time.
pub(super) const SECRETS_MAX: usize = 8;

pub(super) type Keys = Keyring<SECRETS_MAX>;

/// How a listener behaves for its whole life.
pub(super) struct Rules {
    pub(super) path: String,
    pub(super) max_body: u32,
    pub(super) max_connections: usize,
    pub(super) first_byte_time: Duration,
    pub(super) request_time: Duration,
    pub(super) idle_time: Duration,
    pub(super) max_age: u32,
    pub(super) max_ahead: u32,
}

/// What the event loop and the owner of the listener share.
pub(super) struct Shared {
    pub(super) rules: Rules,
    keys: Mutex<Arc<Keys>>,
    is_stopped: AtomicBool,
}

impl Shared {
    pub(super) fn new(rules: Rules, keys: Keys) -> Self {
        Self {
            rules,
            keys: Mutex::new(Arc::new(keys)),
            is_stopped: AtomicBool::new(false),
        }
    }

    pub(super) fn endpoint(&self) -> Result<Endpoint<'_>, ListenError> {
        Ok(Endpoint::new(&self.rules.path)?.max_body(self.rules.max_body))
    }

    /// The secrets of now; they stay the same for a request.
    pub(super) fn keys(&self) -> Arc<Keys> {
        lock(&self.keys).clone()
    }

    pub(super) fn set_keys(&self, keys: Keys) {
        *lock(&self.keys) = Arc::new(keys);
    }

    pub(super) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Release);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Acquire)
    }

    pub(super) fn clock(&self) -> TimeCheck {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        TimeCheck::Unix {
            now: since.unwrap_or_default().as_secs(),
            max_age: self.rules.max_age,
            max_ahead: self.rules.max_ahead,
        }
    }
}

/// The secrets, ready for use.
pub(super) fn keyring<S: AsRef<[u8]>>(secrets: &[S]) -> Result<Keys, ListenError> {
    let mut keys = Keys::new();
    for secret in secrets {
        keys.push(secret.as_ref())?;
    }
    Ok(keys)
}

/// Locks what is whole after a panic elsewhere too.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
