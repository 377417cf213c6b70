//! How values are shown, declared instead of written out for each type.

/// Implements `Debug`, and with that feature `defmt::Format`, by one format string: for types of
/// which only a part may be shown.
macro_rules! shown {
    ([$($generics:tt)*] $type:ty, |$it:pat_param| $format:tt $(, $argument:expr)*) => {
        impl<$($generics)*> core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let $it = self;
                write!(f, $format $(, $argument)*)
            }
        }

        #[cfg(feature = "defmt")]
        impl<$($generics)*> defmt::Format for $type {
            fn format(&self, f: defmt::Formatter<'_>) {
                let $it = self;
                defmt::write!(f, $format $(, $argument)*);
            }
        }
    };
}
pub(crate) use shown;

/// Declares an error whose variants are displayed as the text behind them, with the payload in it.
macro_rules! errors {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {$(
            $(#[$attribute:meta])*
            $variant:ident $(($payload:ident: $type:ty))? $({
                $(#[$doc:meta])*
                $field:ident: $field_type:ty,
            })? => $text:literal,
        )*}
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum $name {$(
            $(#[$attribute])*
            $variant $(($type))? $({
                $(#[$doc])*
                $field: $field_type,
            })?,
        )*}

        impl core::fmt::Display for $name {
            #[allow(unused_doc_comments, reason = "an attribute may be a `cfg`")]
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {$(
                    $(#[$attribute])*
                    Self::$variant $(($payload))? $({ $field })? => write!(f, $text),
                )*}
            }
        }

        impl core::error::Error for $name {}
    };
}
pub(crate) use errors;
