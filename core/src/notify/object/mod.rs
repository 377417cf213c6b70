//! The object in a notification ([B25](crate::behaviour#b25)): the fields that the objects of all
//! events share.

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
    /// Why an object could not be read. The notification may still be authentic, and a collected
    /// body is still available.
    pub enum ObjectError {
        /// The body is not one JSON value (RFC 8259), or is cut short.
        Json => "the body is not one complete JSON value",
        /// The body nests deeper than [`MAX_DEPTH`](crate::MAX_DEPTH), or its metadata deeper than
        /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
        TooDeep => "the body nests too deep",
        /// The body is JSON, but not an object.
        NotAnObject => "the body is JSON, but not an object",
        /// The object has the member with this name twice.
        Duplicate(name: &'static str) => "the object has {name} twice",
        /// The object's `id` is not a string.
        WrongType(name: &'static str) => "the object's {name} is of the wrong type",
        /// The member with this name exceeds its capacity. All others were read.
        TooLong(name: &'static str) => "the object's {name} is longer than its capacity",
        /// The body does not fit the caller's type.
        #[cfg(feature = "serde")]
        Typed(error: crate::TypedJsonError) => "{error}",
    }
}

/// Declares the members that are read: `id`, `metadata` and those of [`TimeField`].
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
            /// All time fields.
            pub const ALL: [Self; 6] = [$(Self::$time),*];

            /// Returns the member's name in the API's JSON.
            pub const fn name(self) -> &'static str {
                match self {$(
                    Self::$time => $name,
                )*}
            }
        }

        keywords! {
            /// The members that are read; the times have the order of [`TimeField`].
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

/// Capacity for a time such as `2026-11-24T12:00:00.000000+00:00`, in bytes.
const TIME: usize = 32;

/// The fields that the objects of all events share. With [`Standard`] capacities it takes at most
/// 600 bytes on a 32-bit device.
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
    /// The object's `id`; empty if it has none.
    pub id: C::Id,
    /// The object's `metadata`, as raw JSON text ([B11](crate::behaviour#b11)).
    pub metadata: Metadata<C::Metadata>,
    times: [String<TIME>; TimeField::ALL.len()],
}

impl<C: Capacity> Object<C> {
    /// Reads a collected body. Replaces all fields.
    ///
    /// # Errors
    /// Those of [`ObjectReader::finish`].
    pub fn read(&mut self, body: &[u8]) -> Result<(), ObjectError> {
        let mut reader = ObjectReader::new(self);
        reader.push(body);
        reader.finish()
    }

    /// Returns a time, as the API writes it (RFC 3339); `None` if the object does not have it as a
    /// string.
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
