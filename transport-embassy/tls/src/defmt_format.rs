//! defmt's `Format` for the types whose `Debug` is written by hand: it shows the same, no secrets.

use defmt::{Debug2Format, Format, Formatter};

macro_rules! format_as_debug {
    ($($(#[$condition:meta])? $type:ty,)*) => {
        $(
            $(#[$condition])?
            impl Format for $type {
                fn format(&self, f: Formatter<'_>) {
                    defmt::write!(f, "{}", Debug2Format(self));
                }
            }
        )*
    };
}

format_as_debug! {
    crate::RecordBuffers<'_>,
    crate::Connection,
    crate::DateClock,
    crate::TlsConfig<'_>,
    crate::Validity<'_>,
    #[cfg(feature = "client-certificate")]
    crate::ClientCertificate<'_>,
}
