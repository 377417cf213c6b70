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
    /// The API named a next page that no longer existed ([B20](crate::behaviour#b20)); the list
    /// ended before it.
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
pub(crate) struct Watch {
    /// What the whole pages so far have shown.
    report: ListReport,
    /// Hash of the id of the last webhook on the page before; 0 if there is none to compare.
    edge: u32,
    /// Hash of the id of the last webhook so far.
    latest: u32,
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self {
            report: ListReport::default(),
            edge: 0,
            latest: 0,
        }
    }

    /// What is known by now, while a page gives this count.
    pub(crate) fn report(&self, count: Option<u32>) -> ListReport {
        let mut report = self.report;
        report.count_changed |=
            matches!((report.count, count), (Some(before), Some(now)) if before != now);
        report.count = count.or(report.count);
        report
    }

    /// A webhook of the page was read. An empty id: it did not fit, or is left out.
    ///
    /// If some webhooks moved over the edge, the last one of the page before is among the first
    /// ones of this page, whatever their number.
    pub(crate) fn webhook(&mut self, id: &str) {
        self.latest = hash(id);
        self.report.repeated |= self.latest != 0 && self.latest == self.edge;
    }

    /// The page is whole, and gave this count.
    pub(crate) fn end_of_page(&mut self, count: Option<u32>) {
        self.report = self.report(count);
        self.edge = self.latest;
    }
}

/// FNV-1a of 32 bits, but begun with 0, so that it is 0 for an empty id (and for one in 2^32
/// others).
fn hash(id: &str) -> u32 {
    id.bytes().fold(0, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
