//! A webhook, or a page of them.

use heapless::String;

use crate::Failure;
use crate::json::Json;
use crate::receive::number;
use crate::webhook::Webhook;

/// Reads a response that is one webhook.
#[inline(never)]
pub fn one(body: &[u8], webhook: &mut Webhook) -> Result<(), Failure> {
    let mut json = Json::new(body)?;
    object(&mut json, webhook)?;
    json.end()
}

/// Reads a page, and hands each webhook on. Returns the number of the next page.
#[inline(never)]
pub fn page(
    body: &[u8],
    webhook: &mut Webhook,
    mut each: impl FnMut(&Webhook),
) -> Result<Option<u32>, Failure> {
    let mut json = Json::new(body)?;
    let mut next = None;
    let mut has_results = false;
    json.members(|json, name| match name {
        "next" => {
            next = match json.peek() {
                b'"' => Some(page_of(json)?),
                _ => json.value().map(|_| None).ok_or(Failure::Malformed)?,
            };
            Ok(())
        }
        "results" if has_results => Err(Failure::Malformed),
        "results" => {
            has_results = true;
            json.elements(|json| {
                object(json, webhook)?;
                each(webhook);
                Ok(())
            })
        }
        _ => ignore(json),
    })?;
    json.end()?;
    match has_results {
        true => Ok(next),
        false => Err(Failure::Malformed),
    }
}

/// The number in the URL of the next page.
fn page_of(json: &mut Json<'_>) -> Result<u32, Failure> {
    let url = json.string().ok_or(Failure::Malformed)?;
    let mut pairs = url.as_bytes().split(|byte| matches!(byte, b'?' | b'&'));
    let page = pairs.find_map(|pair| pair.strip_prefix(b"page="));
    page.and_then(number).ok_or(Failure::Malformed)
}

fn ignore(json: &mut Json<'_>) -> Result<(), Failure> {
    json.value().map(|_| ()).ok_or(Failure::Malformed)
}

const NAMES: [&str; 5] = ["id", "url", "events", "secret_key", "metadata"];

/// A bit for each member that a webhook must have.
const ALL: u32 = 0b1_1111;

/// Decodes a webhook in place.
#[inline(never)]
fn object(json: &mut Json<'_>, webhook: &mut Webhook) -> Result<(), Failure> {
    webhook.clear();
    let mut seen = 0;
    json.members(|json, name| {
        let Some(member) = NAMES.iter().position(|known| *known == name) else {
            return ignore(json);
        };
        if seen & 1 << member != 0 {
            return Err(Failure::Malformed);
        }
        seen |= 1 << member;
        match member {
            0 => json.text(&mut webhook.id),
            1 => json.text(&mut webhook.url),
            2 => json.elements(|json| {
                let mut event = String::<28>::new();
                json.text(&mut event)?;
                webhook.events.push(event).map_err(|_| Failure::TooLarge)
            }),
            3 => json.text(&mut webhook.secret_key),
            _ => {
                let value = json.value().ok_or(Failure::Malformed)?;
                webhook
                    .metadata
                    .push_str(value)
                    .map_err(|_| Failure::TooLarge)
            }
        }
    })?;
    match seen {
        ALL => Ok(()),
        _ => Err(Failure::Malformed),
    }
}
