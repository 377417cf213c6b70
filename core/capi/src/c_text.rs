//! Texts with a NUL at their end.

/// Makes a NUL-terminated text that is a static of its own. The compiler merges NUL-terminated
/// literals into one section, which the linker keeps or drops as a whole: 3.7 kB in a program that
/// prints no error.
macro_rules! c_text {
    ($text:literal) => {{
        const TEXT: &str = concat!($text, "\0");
        static BYTES: [u8; TEXT.len()] = $crate::c_text::array(TEXT);
        &BYTES
    }};
}
pub(crate) use c_text;

/// The bytes of a text of `N` bytes, for constants.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
pub(crate) const fn array<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(text.as_bytes());
    bytes
}
