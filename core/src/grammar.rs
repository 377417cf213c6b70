//! Grammars written down as tables: in this state, such a byte leads to that state and has this
//! effect. A rule takes four bytes of flash, however rare it is; code for it would take more.

/// What becomes of some bytes in a state, but for the effect.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) first: u8,
    pub(crate) last: u8,
    /// The state that follows, and [`LAST`] where the next rule is another state's.
    pub(crate) next: u8,
}

/// No state has a number as large as this.
pub(crate) const LAST: u8 = 0x80;

/// The state that follows by the rule for `byte`, among those that begin at the number `state`; and
/// that rule's number.
#[inline(never)]
pub(crate) fn find(rules: &'static [Rule], state: u8, byte: u8) -> Option<(u8, u8)> {
    let mut number = state;
    loop {
        let rule = rules.get(usize::from(number))?;
        if (rule.first..=rule.last).contains(&byte) {
            return Some((rule.next & !LAST, number));
        }
        if rule.next >= LAST {
            return None;
        }
        number += 1;
    }
}

/// Declares the states of a grammar, each with its rules: a byte or a range of bytes, the state it
/// leads to, and its effect if it has one. The first rule that fits counts; where none does, the
/// byte is refused. States compare in the order in which they stand.
macro_rules! grammar {
    (
        $(#[$meta:meta])*
        $vis:vis struct $state:ident with $effect:ident {
            $(
                $(#[$doc:meta])*
                $name:ident {$(
                    $first:literal $(..= $last:literal)? => $next:ident $(does $does:ident)?,
                )*}
            )*
        }
    ) => {
        $(#[$meta])*
        ///
        /// Its number is that of the first of its rules.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
        $vis struct $state(u8);

        #[allow(
            non_upper_case_globals,
            clippy::indexing_slicing,
            reason = "the constants stand for variants; the compiler evaluates what is indexed"
        )]
        impl $state {
            $($(#[$doc])* $vis const $name: Self = Self(Self::number(Place::$name as usize));)*

            /// The rules of each state; one that never fits for a state without any.
            const LISTS: &[&[(crate::grammar::Rule, $effect)]] = &[$(
                &[$((
                    crate::grammar::Rule {
                        first: $first,
                        last: grammar!(@last $first $($last)?),
                        next: Self::$next.0,
                    },
                    grammar!(@effect $effect $($does)?),
                )),*]
            ),*];

            const NEVER: (crate::grammar::Rule, $effect) = (
                crate::grammar::Rule {
                    first: 1,
                    last: 0,
                    next: 0,
                },
                $effect::Nothing,
            );

            const COUNT: usize = Self::number(Self::LISTS.len()) as usize;

            /// The rules of all states one behind the other.
            const ALL: ([crate::grammar::Rule; Self::COUNT], [$effect; Self::COUNT]) = {
                let mut rules = [Self::NEVER.0; Self::COUNT];
                let mut effects = [Self::NEVER.1; Self::COUNT];
                let mut at = 0;
                let mut place = 0;
                while place < Self::LISTS.len() {
                    let list = Self::LISTS[place];
                    let mut of_list = 0;
                    while of_list < list.len() {
                        (rules[at], effects[at]) = list[of_list];
                        at += 1;
                        of_list += 1;
                    }
                    if list.is_empty() {
                        at += 1;
                    }
                    rules[at - 1].next |= crate::grammar::LAST;
                    place += 1;
                }
                (rules, effects)
            };

            const fn number(place: usize) -> u8 {
                const LENGTHS: &[usize] = &[$(<[u8]>::len(&[$($first),*])),*];
                let mut number = 0;
                let mut before = 0;
                while before < place {
                    number += if LENGTHS[before] == 0 { 1 } else { LENGTHS[before] };
                    before += 1;
                }
                assert!(number < crate::grammar::LAST as usize);
                number as u8
            }

            /// The state that `byte` leads to, and the byte's effect.
            $vis fn rule(self, byte: u8) -> Option<($state, $effect)> {
                static RULES: [crate::grammar::Rule; $state::COUNT] = $state::ALL.0;
                static EFFECTS: [$effect; $state::COUNT] = $state::ALL.1;
                let (next, rule) = crate::grammar::find(&RULES, self.0, byte)?;
                Some(($state(next), *EFFECTS.get(usize::from(rule))?))
            }
        }

        /// The states in the order in which they stand.
        #[derive(Clone, Copy)]
        enum Place {
            $($name),*
        }
    };
    (@last $only:literal) => { $only };
    (@last $first:literal $last:literal) => { $last };
    (@effect $effect:ident) => { $effect::Nothing };
    (@effect $effect:ident $does:ident) => { $effect::$does };
}
pub(crate) use grammar;
