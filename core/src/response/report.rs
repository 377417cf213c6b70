//! What a list shows of itself besides its webhooks: `count` (B19), and signs that it changed while
//! it was read (B20).

use core::fmt;

/// What a list shows of itself besides its webhooks: how many there are, and whether that changed
/// while the pages were read.
///
/// Each page is cut when it is requested. A webhook that is registered or deleted between two
/// requests moves others over the edge of a page, where they are listed twice or not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ListReport {
    /// Number of webhooks in the whole list, as the last page counts them. `None` before the first
    /// page has said so, or if the API gives no number below 2^32.
    pub count: Option<u32>,
    /// Two pages gave different counts: webhooks were registered or deleted between them.
    pub count_changed: bool,
    /// The last webhook of a page was listed again on the next page. Ids are compared by a 32-bit
    /// hash, and not at all where [`Capacity::Id`](crate::Capacity::Id) is too small or omitted.
    pub repeated: bool,
    /// The API named a next page that no longer existed (B20); the list ended before it.
    pub page_gone: bool,
}

impl ListReport {
    /// Whether the list changed while it was read. A webhook may be missing then, or may have been
    /// listed twice: list again.
    #[must_use]
    pub const fn has_changed(&self) -> bool {
        self.count_changed || self.repeated || self.page_gone
    }
}

impl fmt::Display for ListReport {
    /// `the list changed while it was read (…): …`, or `the list did not change while it was read`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.has_changed() {
            return f.write_str("the list did not change while it was read");
        }
        f.write_str("the list changed while it was read (")?;
        let mut separator = "";
        for (is_so, sign) in [
            (self.count_changed, "its count changed between two pages"),
            (
                self.repeated,
                "a webhook of one page came again on the next",
            ),
            (self.page_gone, "its last page is gone"),
        ] {
            if is_so {
                f.write_str(separator)?;
                f.write_str(sign)?;
                separator = ", ";
            }
        }
        f.write_str("): a webhook may be missing or listed twice; list again")
    }
}

/// Compares the pages of a list, in bounded memory.
pub(super) struct Watch {
    pub(super) report: ListReport,
    /// Hash of the id of the last webhook on the page before.
    edge: Option<u32>,
    /// Hash of the id of the last webhook so far.
    latest: Option<u32>,
}

impl Watch {
    pub(super) const fn new() -> Self {
        Self {
            report: ListReport {
                count: None,
                count_changed: false,
                repeated: false,
                page_gone: false,
            },
            edge: None,
            latest: None,
        }
    }

    /// A webhook of the page was read. `None` or empty: its id did not fit.
    ///
    /// If some webhooks moved over the edge, the last one of the page before is among the first
    /// ones of this page, whatever their number.
    #[inline(never)]
    pub(super) fn webhook(&mut self, id: Option<&str>) {
        self.latest = id.filter(|id| !id.is_empty()).map(hash);
        self.report.repeated |= self.latest.is_some() && self.latest == self.edge;
    }

    /// The page gave this count.
    pub(super) fn count(&mut self, count: Option<u32>) {
        if count.is_some() {
            self.report.count_changed |= self.report.count.is_some() && self.report.count != count;
            self.report.count = count;
        }
    }

    /// The next page begins.
    pub(super) const fn next_page(&mut self) {
        self.edge = self.latest;
    }
}

/// FNV-1a, 32 bits.
fn hash(id: &str) -> u32 {
    id.bytes().fold(0x811C_9DC5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::hash;

    /// From the test vectors of draft-eastlake-fnv.
    #[test]
    fn hash_is_fnv_1a() {
        assert_eq!(hash(""), 0x811C_9DC5);
        assert_eq!(hash("a"), 0xE40C_292C);
        assert_eq!(hash("foobar"), 0xBF9C_F968);
    }
}
