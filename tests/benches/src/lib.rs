//! The programs in the READMEs and documents, so that they are compiled and run as tests.

/// The project's README.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Project;

/// Core's README.
#[cfg(doctest)]
#[doc = include_str!("../../../core/README.md")]
pub struct Core;

/// Core's page on notifications.
#[cfg(doctest)]
#[doc = include_str!("../../../core/docs/notifications.md")]
pub struct Notifications;

/// Core's page on `ensure`.
#[cfg(doctest)]
#[doc = include_str!("../../../core/docs/exactly-once.md")]
pub struct ExactlyOnce;

/// The std client's README.
#[cfg(doctest)]
#[doc = include_str!("../../../transport-std/README.md")]
pub struct Std;

/// The sandbox's README.
#[cfg(doctest)]
#[doc = include_str!("../../sandbox/README.md")]
pub struct Sandbox;
