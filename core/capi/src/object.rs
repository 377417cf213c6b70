//! Rust values in memory of the caller. A mark before each value says that it is initialised.

use core::mem::{MaybeUninit, align_of, size_of};

use zeroize::Zeroize;

use crate::status::gigapay_status;

/// A C type that holds a Rust value.
///
/// # Safety
/// The type is `repr(C)` with the size and alignment of `[u64; N]`, and its `MARK` is unique.
pub(crate) unsafe trait Object: Sized {
    type Value;
    const MARK: u32;
}

/// Contents of an [`Object`].
#[repr(C)]
pub(crate) struct Slot<T> {
    mark: u32,
    value: MaybeUninit<T>,
}

/// Fails to compile if the value does not fit into the object, or leaves more than `slack` bytes.
pub(crate) const fn assert_room<T, O>(slack: usize) {
    assert!(size_of::<T>() <= size_of::<O>(), "the object is too small");
    assert!(
        align_of::<T>() <= align_of::<O>(),
        "the object is misaligned"
    );
    // The sizes of objects are chosen for 64-bit hosts, where values are larger.
    if cfg!(target_pointer_width = "64") {
        assert!(
            size_of::<O>() - size_of::<T>() <= slack,
            "the object is too large"
        );
    }
}

/// Declares a C type of `$words` words that holds a Rust value.
macro_rules! object {
    ($name:ident, $words:ident, $value:ty, $mark:literal) => {
        // SAFETY: the type is `repr(C)` around `[u64; N]`; the marks of all uses differ.
        unsafe impl crate::object::Object for $name {
            type Value = $value;
            const MARK: u32 = $mark;
        }

        const _: () = {
            crate::object::assert_room::<crate::object::Slot<$value>, $name>(8);
            assert!(size_of::<$name>() == $words * 8);
        };
    };
}
pub(crate) use object;

fn slot<O: Object>(object: *mut O) -> Result<*mut Slot<O::Value>, gigapay_status> {
    if object.is_null() {
        return Err(gigapay_status::NullPointer);
    }
    let slot: *mut Slot<O::Value> = object.cast();
    match object.is_aligned() && slot.is_aligned() {
        true => Ok(slot),
        false => Err(gigapay_status::Misaligned),
    }
}

/// Writes a value to an object. Whatever was there is overwritten, and not dropped.
///
/// # Safety
/// The pointer is `NULL`, or there is room for an object that no other code uses.
pub(crate) unsafe fn init<O: Object>(
    object: *mut O,
    value: O::Value,
) -> Result<(), gigapay_status> {
    let slot = slot(object)?;
    let mark = O::MARK;
    let value = MaybeUninit::new(value);
    // SAFETY: the pointer is aligned and not `NULL`, and the object has room for the value.
    unsafe { slot.write(Slot { mark, value }) };
    Ok(())
}

/// # Safety
/// The pointer is `NULL`, or to an object that was initialised or is all zeros, and that does
/// not change during `'a`.
pub(crate) unsafe fn get<'a, O: Object>(object: *const O) -> Result<&'a O::Value, gigapay_status> {
    let slot = slot(object.cast_mut())?;
    // SAFETY: the pointer is aligned and not `NULL`, and the mark is initialised or zero.
    if unsafe { (*slot).mark } != O::MARK {
        return Err(gigapay_status::NotInitialised);
    }
    // SAFETY: the mark says that the value is initialised; no code changes it.
    Ok(unsafe { (*slot).value.assume_init_ref() })
}

/// # Safety
/// As [`get`], and no other code uses the object during `'a`.
pub(crate) unsafe fn get_mut<'a, O: Object>(
    object: *mut O,
) -> Result<&'a mut O::Value, gigapay_status> {
    // SAFETY: the caller's promise.
    unsafe { get(object.cast_const()) }?;
    let slot = slot(object)?;
    // SAFETY: the mark says that the value is initialised; no other code uses it.
    Ok(unsafe { (*slot).value.assume_init_mut() })
}

/// Takes the value out of an object, and overwrites the object with zeros.
///
/// # Safety
/// As [`get_mut`].
pub(crate) unsafe fn take<O: Object>(object: *mut O) -> Result<O::Value, gigapay_status> {
    // SAFETY: the caller's promise.
    unsafe { get(object.cast_const()) }?;
    let slot = slot(object)?;
    // SAFETY: the mark says that the value is initialised; the object is wiped next.
    let value = unsafe { (*slot).value.assume_init_read() };
    // SAFETY: it is neither `NULL` nor misaligned.
    unsafe { zero(object) };
    Ok(value)
}

/// Drops the value of an object, if there is one, and overwrites the object with zeros.
///
/// # Safety
/// As [`get_mut`].
pub(crate) unsafe fn wipe<O: Object>(object: *mut O) -> Result<(), gigapay_status> {
    let slot = slot(object)?;
    // SAFETY: the pointer is aligned and not `NULL`; the value is initialised if the mark is set.
    unsafe {
        if (*slot).mark == O::MARK {
            (*slot).value.assume_init_drop();
        }
    }
    // SAFETY: it is neither `NULL` nor misaligned.
    unsafe { zero(object) };
    Ok(())
}

/// Overwrites memory with zeros; the compiler cannot optimise this away.
///
/// # Safety
/// The pointer is to an aligned object of a type that consists of integers. No other code uses the
/// object.
pub(crate) unsafe fn zero<O>(object: *mut O) {
    let words: *mut MaybeUninit<u64> = object.cast();
    let count = size_of::<O>() / size_of::<u64>();
    // SAFETY: an object is an array of `count` words, which need not be initialised.
    let words = unsafe { core::slice::from_raw_parts_mut(words, count) };
    words.zeroize();
}
