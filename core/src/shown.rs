//! Macros that implement `Debug`, `Display` and `defmt::Format`.

/// Implements `Debug`, and `defmt::Format` with the feature `defmt`, by one format string, for
/// types that must not show all of their fields.
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

/// Declares an error enum. Each variant is displayed as the text after it, which may contain its
/// payload.
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
