//! The parts of arrays, objects and enums, one by one.

use serde::Deserializer;
use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{Reader, Shape, TypedJsonError};

/// The elements of an array or the members of an object.
pub(super) struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    /// What ends them.
    end: u8,
    is_first: bool,
}

impl<'r, 'de> Items<'r, 'de> {
    pub(super) const fn new(reader: &'r mut Reader<'de>, end: u8) -> Self {
        Self {
            reader,
            end,
            is_first: true,
        }
    }

    /// The next element, or the name of the next member.
    fn next<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, TypedJsonError> {
        if self.reader.peek() == Some(self.end) {
            return Ok(None);
        }
        if !core::mem::take(&mut self.is_first) {
            self.reader.expect(b',')?;
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = TypedJsonError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, TypedJsonError> {
        self.next(seed)
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = TypedJsonError;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, TypedJsonError> {
        self.next(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, TypedJsonError> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant of an enum.
pub(super) struct Variant<'r, 'de> {
    reader: &'r mut Reader<'de>,
    has_value: bool,
}

impl<'r, 'de> Variant<'r, 'de> {
    pub(super) const fn without_value(reader: &'r mut Reader<'de>) -> Self {
        Self {
            reader,
            has_value: false,
        }
    }

    pub(super) const fn with_value(reader: &'r mut Reader<'de>) -> Self {
        Self {
            reader,
            has_value: true,
        }
    }

    /// To read its value from.
    fn value(self) -> Result<&'r mut Reader<'de>, TypedJsonError> {
        match self.has_value {
            true => Ok(self.reader),
            false => Err(Shape),
        }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = TypedJsonError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self), TypedJsonError> {
        let name = seed.deserialize(&mut *self.reader)?;
        if self.has_value {
            self.reader.expect(b':')?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = TypedJsonError;

    fn unit_variant(self) -> Result<(), TypedJsonError> {
        match self.has_value {
            true if self.reader.scalar() != "null" => Err(Shape),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<S::Value, TypedJsonError> {
        seed.deserialize(self.value()?)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TypedJsonError> {
        self.value()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypedJsonError> {
        self.value()?.deserialize_map(visitor)
    }
}
