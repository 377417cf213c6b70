//! Grammars written down as tables: in this state, such a byte leads to that state and has this
//! effect. A rule takes four bytes of flash, however rare it is; code for it would take more.

/// The rules of a grammar without what they lead to, for [`find`].
pub(crate) struct Rules {
    /// First and last byte of each rule, the rules of a state in one piece.
    pub(crate) bytes: &'static [[u8; 2]],
    /// Where the rules of each state begin, and where the last one's end.
    pub(crate) starts: &'static [u8],
}

/// The number of the first rule of `state` for `byte`; larger than any if there is none.
#[inline(never)]
pub(crate) fn find(rules: &Rules, state: u8, byte: u8) -> usize {
    let bound = |state| rules.starts.get(state).copied().map_or(0, usize::from);
    let (start, end) = (bound(usize::from(state)), bound(usize::from(state) + 1));
    let candidates = rules.bytes.get(start..end).unwrap_or_default();
    let fits = |[first, last]: &[u8; 2]| (*first..=*last).contains(&byte);
    match candidates.iter().position(fits) {
        Some(offset) => start + offset,
        None => usize::MAX,
    }
}

/// Declares the states of a grammar, each with its rules: a byte or a range of bytes, the state it
/// leads to, and its effect if it has one. The first rule that fits counts; where none does, the
/// byte is refused.
macro_rules! grammar {
    (
        $(#[$meta:meta])*
        $vis:vis enum $state:ident with $effect:ident {
            $(
                $(#[$doc:meta])*
                $name:ident {$(
                    $first:literal $(..= $last:literal)? => $next:ident $(does $does:ident)?,
                )*}
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
        #[repr(u8)]
        $vis enum $state {
            $($(#[$doc])* $name),*
        }

        impl $state {
            /// The state that `byte` leads to, and the byte's effect.
            $vis fn rule(self, byte: u8) -> Option<($state, $effect)> {
                use crate::grammar::{Rules, find};
                const LENGTHS: &[usize] = &[$(<[[u8; 2]]>::len(&[$(grammar!(@range $first $($last)?)),*])),*];
                #[allow(
                    clippy::indexing_slicing,
                    reason = "evaluated by the compiler, which refuses what is out of bounds"
                )]
                const STARTS: [u8; LENGTHS.len() + 1] = {
                    let mut starts = [0; LENGTHS.len() + 1];
                    let mut state = 0;
                    while state < LENGTHS.len() {
                        let end = starts[state] as usize + LENGTHS[state];
                        assert!(end <= u8::MAX as usize);
                        starts[state + 1] = end as u8;
                        state += 1;
                    }
                    starts
                };
                static RULES: Rules = Rules {
                    bytes: &[$($(grammar!(@range $first $($last)?),)*)*],
                    starts: &STARTS,
                };
                static EFFECTS: &[($state, $effect)] =
                    &[$($(($state::$next, grammar!(@effect $effect $($does)?)),)*)*];
                EFFECTS.get(find(&RULES, self as u8, byte)).copied()
            }
        }
    };
    (@range $only:literal) => { [$only, $only] };
    (@range $first:literal $last:literal) => { [$first, $last] };
    (@effect $effect:ident) => { $effect::Nothing };
    (@effect $effect:ident $does:ident) => { $effect::$does };
}
pub(crate) use grammar;
