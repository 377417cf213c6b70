//! Where the values of a connection come from.

use std::collections::HashMap;
use std::fmt;

/// Where a value comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Source {
    Flag(&'static str),
    Variable(&'static str),
    Profile(String),
    #[default]
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Variable(name) => f.write_str(name),
            Self::Profile(name) => write!(f, "profile {name}"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// The sources of all settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources(HashMap<&'static str, Source>);

impl Sources {
    pub(crate) fn of(&self, setting: &str) -> Source {
        self.0.get(setting).cloned().unwrap_or_default()
    }

    pub(crate) fn set(&mut self, setting: &'static str, source: Source) {
        self.0.insert(setting, source);
    }

    /// Sets a value that was not given otherwise.
    pub(crate) fn fill<T>(
        &mut self,
        setting: &'static str,
        source: &Source,
        value: Option<T>,
        place: &mut Option<T>,
    ) {
        if value.is_some() && self.of(setting) == Source::Default {
            *place = value;
            self.set(setting, source.clone());
        }
    }

    /// Names a setting in an error, by its source.
    pub(crate) fn name(&self, setting: &str) -> String {
        match self.of(setting) {
            Source::Profile(name) => format!("{setting} of profile {name}"),
            source => source.to_string(),
        }
    }
}
