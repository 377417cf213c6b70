//! What the process holds: heap, resident memory, file descriptors.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicI64, Ordering};

/// Bytes that are allocated now, by all threads.
static LIVE: AtomicI64 = AtomicI64::new(0);

struct Counting;

// SAFETY: everything is left to the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LIVE.fetch_add(size as i64 - layout.size() as i64, Ordering::Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A reading, or the difference of two.
pub(crate) struct Meters {
    pub(crate) heap: i64,
    pub(crate) resident: i64,
    pub(crate) descriptors: i64,
}

impl Meters {
    pub(crate) fn read() -> Self {
        Self {
            heap: LIVE.load(Ordering::Relaxed),
            resident: resident(),
            descriptors: descriptors(),
        }
    }

    pub(crate) fn since(&self, before: &Self) -> Self {
        Self {
            heap: self.heap - before.heap,
            resident: self.resident - before.resident,
            descriptors: self.descriptors - before.descriptors,
        }
    }
}

/// Before anything is believed: a leak of each kind shows.
pub(crate) fn the_counter_counts() {
    let before = Meters::read();
    let heap = std::hint::black_box(vec![1_u8; 64 << 20]);
    let file = std::fs::File::open("/dev/null");
    let after = Meters::read().since(&before);
    assert!(after.heap >= 64 << 20, "{}", after.heap);
    if cfg!(target_os = "linux") {
        assert!(after.resident > 32 << 20, "{}", after.resident);
        assert_eq!(after.descriptors, 1);
    } else {
        println!("soak: resident memory and descriptors are not counted on this system");
    }
    drop((heap, file));
    assert!(Meters::read().since(&before).heap < 1 << 20);
}

#[cfg(target_os = "linux")]
fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<i64>().ok());
    number.expect("a resident set") * 1024
}

#[cfg(target_os = "linux")]
fn descriptors() -> i64 {
    std::fs::read_dir("/proc/self/fd")
        .expect("descriptors")
        .count() as i64
}

#[cfg(not(target_os = "linux"))]
fn resident() -> i64 {
    0
}

#[cfg(not(target_os = "linux"))]
fn descriptors() -> i64 {
    0
}
