//! The programs in the READMEs, so that they are compiled.

/// The project's.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Project;

/// The std client's.
#[cfg(doctest)]
#[doc = include_str!("../../../transport-std/README.md")]
pub struct Std;

/// The sandbox's.
#[cfg(doctest)]
#[doc = include_str!("../../sandbox/README.md")]
pub struct Sandbox;
