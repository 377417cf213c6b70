//! Checks pointers and lengths from C and converts them to references. Every access to the caller's
//! memory starts here or in [`object`](crate::object).

use core::ffi::c_char;
use core::slice;

use crate::status::gigapay_status;

/// A UTF-8 text with its length in bytes, without a terminating NUL. If `data` is `NULL`, there is
/// no text. `gigapay_text_of` converts a C string, `GIGAPAY_TEXT` a literal.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_text {
    /// The first byte, or `NULL`.
    pub data: *const c_char,
    /// Number of bytes.
    pub length: usize,
}

impl gigapay_text {
    pub(crate) const NONE: Self = Self {
        data: core::ptr::null(),
        length: 0,
    };

    /// A text that C may read for as long as `text` lives.
    pub(crate) const fn lend(text: &str) -> Self {
        Self {
            data: text.as_ptr().cast(),
            length: text.len(),
        }
    }
}

/// Returns the text of a C string, valid as long as the string. `NULL` is no text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_text_of(string: *const c_char) -> gigapay_text {
    if string.is_null() {
        return gigapay_text::NONE;
    }
    let mut length = 0_usize;
    // SAFETY: the caller promises a NUL at the end of the string, where this stops.
    while unsafe { *string.add(length) } != 0 {
        length += 1;
    }
    gigapay_text {
        data: string,
        length,
    }
}

/// The object behind a pointer that must not be `NULL`.
///
/// # Safety
/// The pointer is `NULL`, or to a value of this type that no code changes during `'a`.
pub(crate) unsafe fn reference<'a, T>(pointer: *const T) -> Result<&'a T, gigapay_status> {
    if !pointer.is_aligned() {
        return Err(gigapay_status::Misaligned);
    }
    // SAFETY: the pointer is aligned; the caller promises the rest.
    unsafe { pointer.as_ref() }.ok_or(gigapay_status::NullPointer)
}

/// The bytes at a pointer, which may be `NULL` if there are none.
///
/// # Safety
/// If the pointer is not `NULL`, that many bytes may be read there, and no code changes them during
/// `'a`.
pub(crate) unsafe fn bytes<'a>(
    pointer: *const u8,
    length: usize,
) -> Result<&'a [u8], gigapay_status> {
    check_length(length)?;
    match (pointer.is_null(), length) {
        (true, 0) => Ok(&[]),
        (true, _) => Err(gigapay_status::NullPointer),
        // SAFETY: not `NULL`, and no longer than an object can be; the caller promises the rest.
        (false, _) => Ok(unsafe { slice::from_raw_parts(pointer, length) }),
    }
}

/// Returns a buffer, set to zeros because C may not have initialised it.
///
/// # Safety
/// If the pointer is not `NULL`, that many bytes are the caller's alone during `'a`.
pub(crate) unsafe fn buffer<'a>(
    pointer: *mut u8,
    length: usize,
) -> Result<&'a mut [u8], gigapay_status> {
    check_length(length)?;
    if pointer.is_null() {
        return match length {
            0 => Ok(&mut []),
            _ => Err(gigapay_status::NullPointer),
        };
    }
    // SAFETY: the pointer is not `NULL`, and `length` bytes may be written there.
    unsafe { pointer.write_bytes(0, length) };
    // SAFETY: all of these bytes are initialised now, and no other code uses them.
    Ok(unsafe { slice::from_raw_parts_mut(pointer, length) })
}

/// An array, which may be `NULL` if it has no elements.
///
/// # Safety
/// As [`bytes`], for elements of this type.
pub(crate) unsafe fn array<'a, T>(
    pointer: *const T,
    count: usize,
) -> Result<&'a [T], gigapay_status> {
    check_length(count.saturating_mul(size_of::<T>()))?;
    match (pointer.is_null(), count) {
        (true, 0) => Ok(&[]),
        (true, _) => Err(gigapay_status::NullPointer),
        _ if !pointer.is_aligned() => Err(gigapay_status::Misaligned),
        // SAFETY: neither `NULL` nor misaligned, and no longer than an object can be.
        _ => Ok(unsafe { slice::from_raw_parts(pointer, count) }),
    }
}

/// Writes a function's result, unless the pointer is `NULL` or misaligned.
///
/// # Safety
/// The pointer is `NULL`, or there is room for a value of this type.
pub(crate) unsafe fn put<T>(pointer: *mut T, value: T) {
    if !pointer.is_null() && pointer.is_aligned() {
        // SAFETY: it is neither `NULL` nor misaligned, and there is room.
        unsafe { pointer.write(value) };
    }
}

/// Checks that an object can have this length: at most half of the address space.
const fn check_length(length: usize) -> Result<(), gigapay_status> {
    match length > isize::MAX as usize {
        true => Err(gigapay_status::InvalidLength),
        false => Ok(()),
    }
}

/// A piece of memory that a function writes to.
#[derive(Clone, Copy)]
pub(crate) struct Region {
    start: usize,
    length: usize,
}

impl Region {
    pub(crate) fn of<T>(pointer: *const T) -> Self {
        Self::bytes(pointer.cast(), size_of::<T>())
    }

    pub(crate) fn bytes(pointer: *const u8, length: usize) -> Self {
        Self {
            start: pointer.addr(),
            length: if pointer.is_null() { 0 } else { length },
        }
    }

    fn overlaps(self, other: Self) -> bool {
        self.length > 0
            && other.length > 0
            && self.start < other.start.saturating_add(other.length)
            && other.start < self.start.saturating_add(self.length)
    }
}

/// The memory that a function writes to. Its regions do not overlap each other, nor anything that
/// the function reads.
pub(crate) struct Written<const N: usize>([Region; N]);

impl<const N: usize> Written<N> {
    pub(crate) fn new(regions: [Region; N]) -> Result<Self, gigapay_status> {
        for (place, region) in regions.iter().enumerate() {
            let mut others = regions.iter().skip(place + 1);
            if others.any(|other| region.overlaps(*other)) {
                return Err(gigapay_status::Overlap);
            }
        }
        Ok(Self(regions))
    }

    /// Fails if `read` overlaps a region that is written to.
    pub(crate) fn keeps(&self, read: Region) -> Result<(), gigapay_status> {
        match self.0.iter().any(|region| region.overlaps(read)) {
            true => Err(gigapay_status::Overlap),
            false => Ok(()),
        }
    }

    /// The text, or `None` if its pointer is `NULL`.
    ///
    /// # Safety
    /// As [`bytes`].
    pub(crate) unsafe fn text<'a>(
        &self,
        text: gigapay_text,
    ) -> Result<Option<&'a str>, gigapay_status> {
        let data: *const u8 = text.data.cast();
        check_length(text.length)?;
        self.keeps(Region::bytes(data, text.length))?;
        // SAFETY: the caller's promise.
        let bytes = unsafe { bytes(data, text.length) }?;
        if data.is_null() {
            return Ok(None);
        }
        match str::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(gigapay_status::NotUtf8),
        }
    }
}
