//! Report on a list: `count` (B19), and signs that the list changed while it was read (B20).

use core::fmt;

/// Report on a list: the number of its webhooks, and whether it changed while its pages were read.
///
/// The server divides the list into pages at each request. A webhook that is registered or deleted
/// between two requests moves others to the next or previous page, so that they are listed twice or
/// not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ListReport {
    /// Number of webhooks in the whole list, from the latest page that states it. `None` if no page
    /// has stated a number below 2^32 yet.
    pub count: Option<u32>,
    /// Two pages stated different counts: webhooks were registered or deleted between them.
    pub count_changed: bool,
    /// The last webhook of a page was listed again on the next page. Ids are compared by a 32-bit
    /// hash; ids that are omitted or exceed [`Capacity::Id`](crate::Capacity::Id) are not compared.
    pub repeated: bool,
    /// The API named a next page that no longer existed ([B20](crate::behaviour#b20)); the list
    /// ended before it.
    pub page_gone: bool,
}

impl ListReport {
    /// Whether the list changed while it was read. If so, a webhook may be missing or listed twice:
    /// list again.
    #[must_use]
    pub const fn has_changed(&self) -> bool {
        self.count_changed || self.repeated || self.page_gone
    }
}

impl fmt::Display for ListReport {
    /// Shows `the list changed while it was read (…): …` or `the list did not change while it was
    /// read`.
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
                "a webhook of one page was listed again on the next",
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
    /// The report on the complete pages so far.
    report: ListReport,
    /// Hash of the id of the last webhook on the previous page; 0 if there is none.
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

    /// Returns the report, including the current page's count.
    pub(crate) fn report(&self, count: Option<u32>) -> ListReport {
        let mut report = self.report;
        report.count_changed |=
            matches!((report.count, count), (Some(before), Some(now)) if before != now);
        report.count = count.or(report.count);
        report
    }

    /// Notes a webhook of the page. The id is empty if it did not fit or is omitted.
    ///
    /// If webhooks moved to this page, the last one of the previous page is among them.
    pub(crate) fn webhook(&mut self, id: &str) {
        self.latest = hash(id);
        self.report.repeated |= self.latest != 0 && self.latest == self.edge;
    }

    /// Ends a page, which stated this count.
    pub(crate) fn end_of_page(&mut self, count: Option<u32>) {
        self.report = self.report(count);
        self.edge = self.latest;
    }
}

/// FNV-1a hash of 32 bits with the initial value 0, so that an empty id has the hash 0.
fn hash(id: &str) -> u32 {
    id.bytes().fold(0, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
