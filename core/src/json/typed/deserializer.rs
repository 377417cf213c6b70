//! What serde asks for, read from the text.

use serde::Deserializer;
use serde::de::Visitor;

use super::access::{Items, Variant};
use super::{Reader, Shape, TypedJsonError};

/// Numbers: the text as this type parses it, if it is in the type's range.
macro_rules! numbers {
    ($($method:ident $visit:ident $number:ty, $is_in_range:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedJsonError> {
            match self.scalar().parse::<$number>() {
                Ok(number) if $is_in_range(&number) => visitor.$visit(number),
                _ => Err(Shape),
            }
        }
    )*};
}

/// Methods that do what another does.
macro_rules! same_as {
    ($($method:ident($($argument:ty),*) $other:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(
            self,
            $(_: $argument,)*
            visitor: V,
        ) -> Result<V::Value, TypedJsonError> {
            self.$other(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
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
        deserialize_f32 visit_f32 f32, |number: &f32| number.is_finite();
        deserialize_f64 visit_f64 f64, |number: &f64| number.is_finite();
    }

    same_as! {
        deserialize_char() deserialize_str,
        deserialize_string() deserialize_str,
        deserialize_identifier() deserialize_str,
        deserialize_unit_struct(&'static str) deserialize_unit,
        deserialize_tuple(usize) deserialize_seq,
        deserialize_tuple_struct(&'static str, usize) deserialize_seq,
        deserialize_struct(&'static str, &'static [&'static str]) deserialize_map,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedJsonError> {
        match self.peek() {
            Some(b'"') => self.deserialize_str(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b'{') => self.deserialize_map(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => self.deserialize_unit(visitor),
            _ => {
                let number = self.scalar();
                if let Ok(number) = number.parse::<u64>() {
                    visitor.visit_u64(number)
                } else if let Ok(number) = number.parse::<i64>() {
                    visitor.visit_i64(number)
                } else {
                    match number.parse::<f64>() {
                        Ok(number) if number.is_finite() => visitor.visit_f64(number),
                        _ => Err(Shape),
                    }
                }
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedJsonError> {
        match self.scalar() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Shape),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedJsonError> {
        visitor.visit_borrowed_str(self.string()?)
    }

    /// JSON has no bytes.
    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TypedJsonError> {
        Err(Shape)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TypedJsonError> {
        Err(Shape)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedJsonError> {
        match self.peek() {
            Some(b'n') => {
                self.skip()?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedJsonError> {
        match self.scalar() {
            "null" => visitor.visit_unit(),
            _ => Err(Shape),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TypedJsonError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedJsonError> {
        self.expect(b'[')?;
        let value = visitor.visit_seq(Items::new(self, b']'))?;
        self.expect(b']')?;
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedJsonError> {
        self.expect(b'{')?;
        let value = visitor.visit_map(Items::new(self, b'}'))?;
        self.expect(b'}')?;
        Ok(value)
    }

    /// `"Name"`, or `{"Name": value}`.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypedJsonError> {
        if !self.eat(b'{') {
            return visitor.visit_enum(Variant::without_value(self));
        }
        let value = visitor.visit_enum(Variant::with_value(self))?;
        self.expect(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, TypedJsonError> {
        self.skip()?;
        visitor.visit_unit()
    }
}
