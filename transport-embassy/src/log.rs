//! Log lines of the client: by defmt, by log, by both, or by neither.
//!
//! Nothing that passes here holds a token, a secret key, or any body.

/// Tells of the ordinary course of things.
macro_rules! debug {
    ($text:literal $(, $value:expr)* $(,)?) => {{
        #[cfg(feature = "defmt")]
        ::defmt::debug!($text $(, $value)*);
        #[cfg(feature = "log")]
        ::log::debug!($text $(, $value)*);
        #[cfg(not(any(feature = "defmt", feature = "log")))]
        { $(let _ = &$value;)* }
    }};
}

/// Tells of what went wrong.
macro_rules! warn {
    ($text:literal $(, $value:expr)* $(,)?) => {{
        #[cfg(feature = "defmt")]
        ::defmt::warn!($text $(, $value)*);
        #[cfg(feature = "log")]
        ::log::warn!($text $(, $value)*);
        #[cfg(not(any(feature = "defmt", feature = "log")))]
        { $(let _ = &$value;)* }
    }};
}
