//! A webhook with the capacities of ours.

use heapless::{String, Vec};

#[derive(Default)]
pub struct Webhook {
    pub id: String<64>,
    pub url: String<256>,
    pub events: Vec<String<28>, 8>,
    pub secret_key: String<64>,
    /// JSON text.
    pub metadata: String<256>,
}

impl Webhook {
    pub fn clear(&mut self) {
        self.id.clear();
        self.url.clear();
        self.events.clear();
        self.secret_key.clear();
        self.metadata.clear();
    }
}
