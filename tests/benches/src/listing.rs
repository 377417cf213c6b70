//! Listing a collection of any size from memory, with core.

use anyhow::Result;
use gigapay_webhooks::drive::blocking;
use gigapay_webhooks::{Api, Credentials, Exchange, ExchangeEvent, List, Server, Token, Webhook};

use crate::heap;
use crate::pages::Pages;

/// What a listing cost.
pub struct Seen {
    pub webhooks: u32,
    /// Bytes allocated during the listing.
    pub heap: usize,
    /// Bytes of stack from the listing to the deepest read of the response.
    pub stack: usize,
}

/// Lists `collection` webhooks in pages of `page`.
pub fn perform(collection: u32, page: u32) -> Result<Seen> {
    let credentials = Credentials::user(Token::new("asasdadjanfkanfda")?);
    let api = Api::new(Server::PRODUCTION, &credentials);
    let mut webhook = Webhook::new();
    let mut buffer = [0; 512];
    let mut pages = Pages::new(collection, page);
    let list = List::new(&mut webhook).page_size(page);
    let mut exchange = Exchange::new(&api, list, &mut buffer);
    let before = heap::allocated();
    let mut webhooks = 0;
    while let ExchangeEvent::Item = blocking::advance(&mut exchange, &mut pages)? {
        webhooks += 1;
    }
    Ok(Seen {
        webhooks,
        heap: heap::allocated() - before,
        stack: (&raw const webhooks).addr() - pages.deepest,
    })
}
