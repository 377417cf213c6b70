//! What the threads of a listener share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gigapay_webhooks::notify::{Endpoint, Keyring, ReplayGuard, Reply, TimeCheck};

use super::ListenError;
use super::notification::{Notification, Report};
use super::registry::Registry;

/// The most secrets that are accepted at a time.
pub(super) const SECRETS_MAX: usize = 8;
/// So many notifications are remembered, so that none is handed on twice. 160 kB.
pub(super) const REMEMBERED: usize = 4096;

pub(super) type Keys = Keyring<SECRETS_MAX>;
pub(super) type Handler = dyn Fn(&Notification<'_>) -> Reply + Send + Sync;
pub(super) type Observer = dyn Fn(&Report) + Send + Sync;

/// How a listener behaves for its whole life.
pub(super) struct Rules {
    pub(super) path: String,
    pub(super) max_body: u32,
    pub(super) first_byte_time: Duration,
    pub(super) request_time: Duration,
    pub(super) idle_time: Duration,
    pub(super) max_age: u32,
    pub(super) max_ahead: u32,
    pub(super) observer: Option<Box<Observer>>,
}

/// What the threads of a listener share.
pub(super) struct Shared {
    pub(super) rules: Rules,
    pub(super) handler: Box<Handler>,
    pub(super) registry: Arc<Registry>,
    keys: Mutex<Arc<Keys>>,
    guard: Mutex<Box<ReplayGuard<REMEMBERED>>>,
}

impl Shared {
    pub(super) fn new(rules: Rules, handler: Box<Handler>, registry: Registry, keys: Keys) -> Self {
        Self {
            rules,
            handler,
            registry: Arc::new(registry),
            keys: Mutex::new(Arc::new(keys)),
            guard: Mutex::new(Box::default()),
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

    pub(super) fn guard(&self) -> MutexGuard<'_, Box<ReplayGuard<REMEMBERED>>> {
        lock(&self.guard)
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
    match keys.is_empty() {
        true => Err(ListenError::NoSecret),
        false => Ok(keys),
    }
}

/// Locks what is whole after a panic elsewhere too.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
