//! Responses decoded by serde-json-core: into structs that own their text, or into ones that borrow
//! it, from which it is then copied.

use heapless::{String, Vec};
use serde::Deserialize;

/// A webhook with the same capacities as ours.
#[derive(Deserialize, Default)]
pub struct Webhook {
    pub id: String<64>,
    pub url: String<256>,
    pub events: Vec<String<28>, 8>,
    pub secret_key: String<64>,
}

#[derive(Deserialize)]
struct Page {
    results: Vec<Webhook, 2>,
}

#[derive(Deserialize)]
struct Borrowed<'a> {
    #[serde(borrow)]
    id: &'a str,
    #[serde(borrow)]
    url: &'a str,
    #[serde(borrow)]
    events: Vec<&'a str, 8>,
    #[serde(borrow)]
    secret_key: &'a str,
}

#[derive(Deserialize)]
struct BorrowedPage<'a> {
    #[serde(borrow)]
    results: Vec<Borrowed<'a>, 2>,
}

/// Returns the webhook in a response.
#[inline(never)]
pub fn one_owned(body: &[u8], mut each: impl FnMut(&Webhook)) -> Option<()> {
    let (webhook, _) = serde_json_core::from_slice(body).ok()?;
    each(&webhook);
    Some(())
}

/// Returns the webhooks on a page.
#[inline(never)]
pub fn list_owned(body: &[u8], each: impl FnMut(&Webhook)) -> Option<()> {
    let (page, _) = serde_json_core::from_slice::<Page>(body).ok()?;
    page.results.iter().for_each(each);
    Some(())
}

/// Returns the webhook in a response.
#[inline(never)]
pub fn one_borrowed(body: &[u8], mut each: impl FnMut(&Webhook)) -> Option<()> {
    let (webhook, _) = serde_json_core::from_slice::<Borrowed<'_>>(body).ok()?;
    let mut place = Webhook::default();
    copy(&webhook, &mut place)?;
    each(&place);
    Some(())
}

/// Returns the webhooks on a page.
#[inline(never)]
pub fn list_borrowed(body: &[u8], mut each: impl FnMut(&Webhook)) -> Option<()> {
    let (page, _) = serde_json_core::from_slice::<BorrowedPage<'_>>(body).ok()?;
    let mut place = Webhook::default();
    for webhook in &page.results {
        copy(webhook, &mut place)?;
        each(&place);
    }
    Some(())
}

#[inline(never)]
fn copy(from: &Borrowed<'_>, to: &mut Webhook) -> Option<()> {
    to.id.clear();
    to.id.push_str(from.id).ok()?;
    to.url.clear();
    to.url.push_str(from.url).ok()?;
    to.secret_key.clear();
    to.secret_key.push_str(from.secret_key).ok()?;
    to.events.clear();
    for event in &from.events {
        to.events.push(String::try_from(*event).ok()?).ok()?;
    }
    Some(())
}
