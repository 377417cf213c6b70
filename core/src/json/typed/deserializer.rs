//! serde deserializer for validated JSON text.

use core::fmt::Display;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::TypedJsonError::{self, Shape};
use super::Value;
use crate::json::checked::Members;

impl Error for TypedJsonError {
    /// Drops the message, to keep the error small.
    fn custom<T: Display>(_: T) -> Self {
        Shape
    }
}

type Result<T> = core::result::Result<T, TypedJsonError>;

/// Declares methods that parse a number with `str::parse` and check its range.
macro_rules! numbers {
    ($($method:ident $visit:ident $number:ty, $is_in_range:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            match self.text.parse::<$number>() {
                Ok(number) if $is_in_range(number) => visitor.$visit(number),
                _ => Err(Shape),
            }
        }
    )*};
}

/// Declares methods that forward to others. (serde would forward them to `deserialize_any`, which
/// links the float parser and its panics.)
macro_rules! same_as {
    ($($method:ident($($argument:ty),*) $other:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, $(_: $argument,)* visitor: V) -> Result<V::Value> {
            self.$other(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Value<'_, 'de> {
    type Error = TypedJsonError;

    numbers! {
        deserialize_i8 visit_i8 i8, |_| true;
        deserialize_i16 visit_i16 i16, |_| true;
        deserialize_i32 visit_i32 i32, |_| true;
        deserialize_i64 visit_i64 i64, |_| true;
        deserialize_i128 visit_i128 i128, |_| true;
        deserialize_u8 visit_u8 u8, |_| true;
        deserialize_u16 visit_u16 u16, |_| true;
        deserialize_u32 visit_u32 u32, |_| true;
        deserialize_u64 visit_u64 u64, |_| true;
        deserialize_u128 visit_u128 u128, |_| true;
        deserialize_f32 visit_f32 f32, f32::is_finite;
        deserialize_f64 visit_f64 f64, f64::is_finite;
    }

    same_as! {
        deserialize_char() deserialize_str,
        deserialize_string() deserialize_str,
        deserialize_identifier() deserialize_str,
        deserialize_byte_buf() deserialize_bytes,
        deserialize_unit_struct(&'static str) deserialize_unit,
        deserialize_tuple(usize) deserialize_seq,
        deserialize_tuple_struct(&'static str, usize) deserialize_seq,
        deserialize_struct(&'static str, &'static [&'static str]) deserialize_map,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.text.as_bytes() {
            [b'"', ..] => self.deserialize_str(visitor),
            [b'[', ..] => self.deserialize_seq(visitor),
            [b'{', ..] => self.deserialize_map(visitor),
            [b't' | b'f', ..] => self.deserialize_bool(visitor),
            [b'n', ..] => self.deserialize_unit(visitor),
            _ => match (self.text.parse(), self.text.parse()) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_i64(number),
                _ => self.deserialize_f64(visitor),
            },
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.text {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Shape),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(self.string()?)
    }

    /// JSON has no byte strings.
    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        Err(Shape)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.text {
            "null" => visitor.visit_unit(),
            _ => Err(Shape),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.items('[', |items| visitor.visit_seq(items))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.items('{', |items| visitor.visit_map(items))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.text {
            "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    /// Reads `"Name"` or `{"Name": value}`.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match self.text.starts_with('{') {
            true => self.items('{', |items| {
                visitor.visit_enum(MapAccessDeserializer::new(items))
            }),
            false => visitor.visit_enum(BorrowedStrDeserializer::new(self.string()?)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }
}

impl<'s, 'de> Value<'s, 'de> {
    /// Reads an object or array, which begins with `start`. The visitor must read all of its items.
    fn items<T>(
        self,
        start: char,
        visit: impl FnOnce(&mut Items<'s, 'de>) -> Result<T>,
    ) -> Result<T> {
        if !self.text.starts_with(start) {
            return Err(Shape);
        }
        let mut items = Items {
            members: Members::of(self.text),
            value: "",
            scratch: self.scratch,
        };
        let value = visit(&mut items)?;
        match items.members.next() {
            None => Ok(value),
            Some(_) => Err(Shape),
        }
    }
}

/// The remaining elements of an array or members of an object.
struct Items<'s, 'de> {
    members: Members<'de>,
    /// The value of the member whose name was read last.
    value: &'de str,
    scratch: &'s mut &'de mut [u8],
}

impl<'de> Items<'_, 'de> {
    fn read<S: DeserializeSeed<'de>>(&mut self, text: &'de str, seed: S) -> Result<S::Value> {
        seed.deserialize(Value {
            text,
            scratch: &mut *self.scratch,
        })
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = TypedJsonError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        let element = self.members.next();
        element
            .map(|element| self.read(element.value, seed))
            .transpose()
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = TypedJsonError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        let member = self.members.next();
        self.value = member.as_ref().map_or("", |member| member.value);
        member
            .map(|member| self.read(member.name, seed))
            .transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        self.read(self.value, seed)
    }
}
