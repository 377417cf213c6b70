//! Listing webhooks.

use core::ffi::c_void;

use gigapay_webhooks::{Exchange, ExchangeEvent, List, ListReport, Webhook};

use crate::border::{self, Region, gigapay_text};
use crate::call::{self, Call, Failed, advance, report};
use crate::client::gigapay_client;
use crate::result::{gigapay_outcome, gigapay_result};
use crate::status::{gigapay_field, gigapay_status};
use crate::webhook::{gigapay_webhook, lend};

/// Which webhooks to list, and the callbacks that receive them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_listing {
    /// The page to begin with, which counts from 1; 0 for the first.
    pub page: u32,
    /// Webhooks per page; 0 for the server's default.
    pub page_size: u32,
    /// Handed to the callbacks.
    pub context: *mut c_void,
    /// Receives a webhook, which is valid until the callback returns. Returns 0 to continue; any
    /// other number ends the list; then close the connection.
    pub item:
        Option<unsafe extern "C" fn(context: *mut c_void, webhook: *const gigapay_webhook) -> i32>,
    /// Called for a webhook that is skipped because `field` is too long for a `gigapay_webhook`.
    /// `id.data` is `NULL` if the id is not known. Returns 0 to continue; any other number ends the
    /// list. If it is `NULL`, such a webhook ends the list with `GIGAPAY_STATUS_CAPACITY`.
    pub oversize: Option<
        unsafe extern "C" fn(context: *mut c_void, field: gigapay_field, id: gigapay_text) -> i32,
    >,
}

/// Report on a list.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct gigapay_list_report {
    /// Number of webhooks in the whole list, from the latest page that states it.
    pub count: u32,
    /// Whether a page has stated `count`.
    pub has_count: bool,
    /// Whether the list changed while it was read, so that webhooks may be missing or listed twice.
    pub has_changed: bool,
}

impl From<ListReport> for gigapay_list_report {
    fn from(report: ListReport) -> Self {
        Self {
            count: report.count.unwrap_or(0),
            has_count: report.count.is_some(),
            has_changed: report.has_changed(),
        }
    }
}

/// Lists webhooks, one at a time, through all pages. They are decoded into `webhook`.
/// `list_report` may be `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gigapay_list(
    client: *mut gigapay_client,
    listing: *const gigapay_listing,
    webhook: *mut gigapay_webhook,
    list_report: *mut gigapay_list_report,
    result: *mut gigapay_result,
) -> gigapay_status {
    // SAFETY: the contract of all functions (see the header).
    unsafe {
        call::run_on(client, webhook, result, |call, webhook| {
            call.written.keeps(Region::of(listing))?;
            call.written.keeps(Region::of(list_report))?;
            let listing = *border::reference(listing)?;
            let mut found = gigapay_list_report::default();
            let ended = run(call, listing, webhook, &mut found);
            border::put(list_report, found);
            ended
        })
    }
}

fn run(
    call: Call<'_>,
    listing: gigapay_listing,
    webhook: &mut Webhook,
    found: &mut gigapay_list_report,
) -> Result<gigapay_result, gigapay_status> {
    let item = listing.item.ok_or(gigapay_status::NullPointer)?;
    let mut list = List::new(webhook);
    if listing.page > 0 {
        list = list.page(listing.page);
    }
    if listing.page_size > 0 {
        list = list.page_size(listing.page_size);
    }
    let mut exchange = Exchange::new(&call.api, list, call.buffer);
    loop {
        let event = advance(&mut exchange, call.connection);
        *found = exchange.report().into();
        let returned = match event {
            Ok(ExchangeEvent::Item) => {
                let webhook = exchange.webhook().ok_or(gigapay_status::Other)?;
                // SAFETY: the caller promises a callback that only reads the webhook.
                unsafe { item(listing.context, lend(webhook)) }
            }
            Ok(ExchangeEvent::Oversize(field)) => {
                let Some(oversize) = listing.oversize else {
                    let stopped = gigapay_result::new(gigapay_status::Capacity);
                    return Ok(stopped.about(Some(field)));
                };
                let id = exchange.oversize_id();
                let id = id.map_or(gigapay_text::NONE, gigapay_text::lend);
                // SAFETY: the caller promises a callback that only reads the text.
                unsafe { oversize(listing.context, field.into(), id) }
            }
            Ok(ExchangeEvent::Reconnect) => {
                let failed = match call.connection.reconnect() {
                    Some(Ok(())) => continue,
                    Some(Err(error)) => Failed::reconnecting(error),
                    None => Failed::stuck(),
                };
                return Ok(report(&exchange, &failed));
            }
            Ok(ExchangeEvent::Done { reusable }) => {
                let outcome = gigapay_outcome::NotCarriedOut;
                return Ok(gigapay_result::done(outcome, reusable));
            }
            Err(failed) => return Ok(report(&exchange, &failed)),
        };
        if returned != 0 {
            return Ok(gigapay_result::new(gigapay_status::Stopped));
        }
    }
}
