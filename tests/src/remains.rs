//! What a value leaves in memory.

use std::mem::MaybeUninit;

/// The bytes of a value, before and after it is dropped.
pub fn remains<T>(value: T) -> [Vec<u8>; 2] {
    let mut place = Box::new(MaybeUninit::<T>::uninit());
    let start = place.as_mut_ptr().cast::<u8>();
    // SAFETY: the whole place is written to, first with zeros and then with a value, which is
    // dropped in place; it is then read byte by byte, as memory and not as a value.
    unsafe {
        start.write_bytes(0, size_of::<T>());
        std::ptr::from_mut(place.as_mut()).cast::<T>().write(value);
        let read = || {
            (0..size_of::<T>())
                .map(|at| start.add(at).read_volatile())
                .collect()
        };
        let before = read();
        place.assume_init_drop();
        [before, read()]
    }
}

/// Whether these bytes hold that part.
pub fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|it| it == part)
}
