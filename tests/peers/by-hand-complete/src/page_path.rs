//! The path of a request.

use heapless::String;

/// Writes the path of a later page of a list.
pub fn page_path(path: &mut String<48>, first: &str, page: u32) -> Option<()> {
    path.clear();
    path.push_str(first).ok()?;
    path.push_str("&page=").ok()?;
    let mut divisor = 1_000_000_000;
    while divisor > 0 {
        if page >= divisor {
            path.push(char::from(b'0' + (page / divisor % 10) as u8))
                .ok()?;
        }
        divisor /= 10;
    }
    Some(())
}
