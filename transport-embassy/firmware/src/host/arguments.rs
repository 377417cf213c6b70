//! The command line: `name=value` words.

#[cfg(feature = "faults")]
use core::str::FromStr;

use defmt::Format;
use heapless::Vec;
use semihosting::experimental::env::{self, Args};
use static_cell::{ConstStaticCell, StaticCell};

/// Maximum length of the command line, in bytes.
const LONGEST: usize = 512;

/// Maximum number of words.
const MOST: usize = 16;

/// A name and its value.
type Word = (&'static str, &'static str);

/// The command line's words.
#[derive(Clone, Copy)]
pub(crate) struct Arguments(&'static [Word]);

/// What is wrong with the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Format)]
pub(crate) enum ArgumentError {
    /// It cannot be read: there is none, it is longer than the buffer, or it is not UTF-8.
    Unreadable,
    /// It has too many words.
    TooMany,
    /// This name is missing.
    Missing(&'static str),
    /// The value of this name is invalid.
    #[cfg(feature = "faults")]
    Invalid(&'static str),
}

impl Arguments {
    /// Reads the command line. Must be called once only.
    ///
    /// Not inlined, so that copying the line into its static takes no stack for the rest of the
    /// run.
    #[inline(never)]
    pub(crate) fn read() -> Result<Self, ArgumentError> {
        static LINE: StaticCell<Args<LONGEST>> = StaticCell::new();
        static WORDS: ConstStaticCell<Vec<Word, MOST>> = ConstStaticCell::new(Vec::new());
        let line = env::args().map_err(|_| ArgumentError::Unreadable)?;
        let line: &'static Args<LONGEST> = LINE.init(line);
        let words = WORDS.take();
        for word in line {
            let word = word.map_err(|_| ArgumentError::Unreadable)?;
            // The first word is the image's name and has no value.
            if let Some(pair) = word.split_once('=') {
                words.push(pair).map_err(|_| ArgumentError::TooMany)?;
            }
        }
        Ok(Self(words))
    }

    /// Returns the value of `name`.
    pub(crate) fn text(self, name: &'static str) -> Result<&'static str, ArgumentError> {
        let word = self.0.iter().find(|(known, _)| *known == name);
        word.map(|(_, value)| *value)
            .ok_or(ArgumentError::Missing(name))
    }

    /// Returns the value of `name`, parsed.
    #[cfg(feature = "faults")]
    pub(crate) fn value<T: FromStr>(self, name: &'static str) -> Result<T, ArgumentError> {
        self.text(name)?
            .parse()
            .map_err(|_| ArgumentError::Invalid(name))
    }
}
