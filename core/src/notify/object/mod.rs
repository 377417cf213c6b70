//! The object that a notification is about ([B25](crate::behaviour#b25)): what the objects of all
//! events have in common, read as it arrives.

mod reader;
#[cfg(feature = "serde")]
mod typed;

use heapless::String;
use heapless::string::StringView;

use crate::keyword::keywords;
use crate::shown::{errors, shown};
use crate::values::{Capacity, Metadata, Standard, Text};

pub use reader::ObjectReader;
#[cfg(feature = "serde")]
pub use typed::from_body;

errors! {
    /// Why an object could not be read. It was signed all the same, if the verdict says so: the
    /// body itself is still there, for those who collected it.
    pub enum ObjectError {
        /// The body is not one JSON value (RFC 8259), or is cut short.
        Json => "the body is not one whole JSON value",
        /// It nests deeper than [`MAX_DEPTH`](crate::MAX_DEPTH), or its metadata deeper than
        /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
        TooDeep => "the body nests too deep",
        /// It is JSON, but no object.
        NotAnObject => "the body is JSON, but no object",
        /// The object has the member of this name twice.
        Duplicate(name: &'static str) => "the object has {name} twice",
        /// The object's `id` is no text.
        WrongType(name: &'static str) => "the object's {name} is of the wrong type",
        /// The member of this name is longer than there is room for. All others were read.
        TooLong(name: &'static str) => "the object's {name} is longer than its capacity",
        /// It cannot be read into the type asked for.
        #[cfg(feature = "serde")]
        Typed(error: crate::TypedJsonError) => "{error}",
    }
}

/// Declares the members that are read: those of [`TimeField`], and what all objects have.
macro_rules! members {
    ($($time:ident = $name:literal,)*) => {
        /// A field of an object that holds a time. The notification does not name its event
        /// ([B25](crate::behaviour#b25)); the fields that are present tell which event it was.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum TimeField {$(
            #[doc = concat!("`", $name, "`")]
            $time,
        )*}

        impl TimeField {
            /// All of them.
            pub const ALL: [Self; 6] = [$(Self::$time),*];

            /// The member's name in the API's JSON.
            pub const fn name(self) -> &'static str {
                match self {$(
                    Self::$time => $name,
                )*}
            }
        }

        keywords! {
            /// The members, the times in the order of [`TimeField`].
            enum Member {
                Id = "id",
                Metadata = "metadata",
                $($time = $name,)*
            }
        }

        impl Member {
            fn name(self) -> &'static str {
                let name = Self::ALL.texts.get(self as usize);
                name.copied().unwrap_or_default()
            }
        }
    };
}

members! {
    Created = "created_at",
    Notified = "notified_at",
    Claimed = "claimed_at",
    Verified = "verified_at",
    Accepted = "accepted_at",
    Paid = "paid_at",
}

/// Room for a time: `2026-11-24T12:00:00.000000+00:00`.
const TIME: usize = 32;

/// What the objects of all events have in common. With the usual capacities it takes some 550
/// bytes.
///
/// ```
/// use gigapay_webhooks::notify::{TimeField, Object};
///
/// let mut object: Object = Object::default();
/// object.read(br#"{"id":"7","created_at":"2026-11-24T12:00:00Z","paid_at":null}"#)?;
/// assert_eq!(object.id, "7");
/// assert_eq!(object.time(TimeField::Created), Some("2026-11-24T12:00:00Z"));
/// assert_eq!(object.time(TimeField::Paid), None);
/// # Ok::<(), gigapay_webhooks::notify::ObjectError>(())
/// ```
#[derive(Clone)]
pub struct Object<C: Capacity = Standard> {
    /// `id`; empty if the object has none.
    pub id: C::Id,
    /// `metadata`, the raw JSON text ([B11](crate::behaviour#b11)).
    pub metadata: Metadata<C::Metadata>,
    times: [String<TIME>; TimeField::ALL.len()],
}

impl<C: Capacity> Object<C> {
    /// Reads a body that was collected. What of the object was read before is dropped.
    ///
    /// # Errors
    /// Those of [`ObjectReader::finish`].
    pub fn read(&mut self, body: &[u8]) -> Result<(), ObjectError> {
        let mut reader = ObjectReader::new(self);
        reader.push(body);
        reader.finish()
    }

    /// A time, as the API writes it (RFC 3339); `None` if the object does not have it, or not as
    /// text.
    pub fn time(&self, field: TimeField) -> Option<&str> {
        let text = self.times.get(field as usize)?.as_str();
        (!text.is_empty()).then_some(text)
    }

    fn text_mut(&mut self, member: Member) -> Option<&mut StringView> {
        match member {
            Member::Id => self.id.view_mut(),
            Member::Metadata => self.metadata.0.view_mut(),
            time => {
                let place = (time as usize).checked_sub(Member::Created as usize)?;
                Some(self.times.get_mut(place)?.as_mut_view())
            }
        }
    }
}

impl<C: Capacity> Default for Object<C> {
    fn default() -> Self {
        Self {
            id: C::Id::default(),
            metadata: Metadata::default(),
            times: Default::default(),
        }
    }
}

shown!(
    [C: Capacity] Object<C>, |it| "Object(id: {:?}, metadata: {:?}, times: {:?})",
    it.id.stored(), it.metadata, TimeField::ALL.map(|field| (field.name(), it.time(field)))
);
