//! A server of lists of any length, which makes up each webhook when it is asked for (B19).

use crate::peer::Peer;
use crate::request::Parsed;
use crate::{Hook, run};

/// What the server puts into `next` for this page number and page size.
pub type Link = fn(page: u32, page_size: usize) -> String;

/// The address as the API itself would write it.
pub fn plain_link(page: u32, page_size: usize) -> String {
    format!("\"https://api.gigapay.se/v2/webhooks/?page={page}&page_size={page_size}\"")
}

/// A server of lists, in memory.
#[derive(Debug)]
pub struct Pages {
    /// How many webhooks there are.
    pub total: usize,
    /// What `next` is, if there is one.
    pub link: Link,
    /// Pages behind which it closes the connection, saying so.
    pub closes_after: Vec<u32>,
    /// The first page that is gone when it is asked for (B20).
    pub gone_from: u32,
    /// The targets that were asked for, in their order.
    pub targets: Vec<String>,
    /// How many connections there were.
    pub connections: usize,
    request: Vec<u8>,
    /// What is ready to be read, and how much of it has been.
    ready: Vec<u8>,
    given: usize,
    /// The webhooks of the present page that are not ready yet.
    coming: std::ops::Range<usize>,
    /// What ends the present page.
    tail: String,
    closes: bool,
}

/// The webhook at this place of the list.
pub fn webhook(index: usize) -> Hook {
    let n = index.to_string();
    Hook::new(
        &n,
        "https://gigatron.se/webhooks/payouts/",
        &["Payout.created", "Payout.notified"],
        "c1329a085d65f7757838df5920fdcc9a",
    )
    .metadata(&format!("{{\"n\": {n}}}"))
}

impl Pages {
    /// A server of so many webhooks.
    pub fn new(total: usize) -> Self {
        Self {
            total,
            link: plain_link,
            closes_after: Vec::new(),
            gone_from: u32::MAX,
            targets: Vec::new(),
            connections: 1,
            request: Vec::new(),
            ready: Vec::new(),
            given: 0,
            coming: 0..0,
            tail: String::new(),
            closes: false,
        }
    }

    fn chunk(&mut self, text: &str) {
        let chunk = format!("{:x}\r\n{text}\r\n", text.len());
        self.ready.extend(chunk.bytes());
    }

    fn response(&mut self, target: String) {
        assert!(self.ready.is_empty() && self.coming.is_empty(), "pipelined");
        let parameter = |name: &str| {
            let (_, query) = target.split_once('?')?;
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|pair| pair.0 == name)?.1.parse::<u32>().ok()
        };
        let page = parameter("page").unwrap_or(1);
        let size = parameter("page_size").unwrap_or(25) as usize;
        self.targets.push(target);
        self.given = 0;
        self.closes = self.closes_after.contains(&page);
        let connection = if self.closes { "close" } else { "keep-alive" };
        if page >= self.gone_from {
            let body = r#"{"detail":"Invalid page."}"#;
            let length = body.len();
            self.ready = format!(
                "HTTP/1.1 404 Not Found\r\nConnection: {connection}\r\nContent-Length: \
                    {length}\r\n\r\n{body}"
            )
            .into_bytes();
            return;
        }
        let start = (page as usize - 1) * size;
        let end = (start + size).min(self.total);
        let next = if end < self.total {
            (self.link)(page + 1, size)
        } else {
            "null".into()
        };
        self.ready = format!(
            "HTTP/1.1 200 OK\r\nConnection: {connection}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        .into_bytes();
        self.chunk("{\"count\":0,\"results\":[");
        self.coming = start..end;
        self.tail = format!("],\"next\":{next}}}");
    }

    /// Makes the next piece of the present page.
    fn go_on(&mut self) {
        self.ready.clear();
        self.given = 0;
        if let Some(index) = self.coming.next() {
            let hook = webhook(index);
            let events: Vec<String> = hook.events.iter().map(|e| format!("\"{e}\"")).collect();
            let comma = if self.coming.is_empty() { "" } else { "," };
            self.chunk(&format!(
                r#"{{"id":"{}","url":"{}","events":[{}],"secret_key":"{}","metadata":{}}}{comma}"#,
                hook.id,
                hook.url,
                events.join(","),
                hook.secret_key,
                hook.metadata
            ));
        } else if !self.tail.is_empty() {
            let tail = std::mem::take(&mut self.tail);
            self.chunk(&tail);
            self.ready.extend(b"0\r\n\r\n");
        }
    }
}

impl Peer for Pages {
    fn write(&mut self, bytes: &[u8]) -> usize {
        self.request.extend(bytes);
        if self.request.ends_with(b"\r\n\r\n") {
            if self.given == self.ready.len() {
                self.ready.clear();
            }
            let parsed = Parsed::new(&std::mem::take(&mut self.request));
            let id = parsed.field("Integration-ID");
            assert_eq!((parsed.method.as_str(), id), ("GET", Some("aqdnkjasdo12")));
            self.response(parsed.target);
        }
        bytes.len()
    }

    fn read(&mut self, space: &mut [u8]) -> usize {
        if self.given == self.ready.len() {
            self.go_on();
        }
        let rest = &self.ready[self.given..];
        assert!(
            !rest.is_empty() || self.closes,
            "waits for what never comes"
        );
        let size = rest.len().min(space.len());
        space[..size].copy_from_slice(&rest[..size]);
        self.given += size;
        size
    }

    fn reconnect(&mut self) {
        assert!(self.closes, "gives up a connection that was kept");
        self.ready.clear();
        self.given = 0;
        self.connections += 1;
    }
}

/// Lists with these pages asked for, over a buffer of so many bytes.
pub fn list(
    pages: &mut Pages,
    page: Option<u32>,
    page_size: Option<u32>,
    buffer: usize,
) -> crate::Outcome {
    let credentials = run::sample_credentials();
    let server = gigapay_webhooks::Server::PRODUCTION;
    let api = gigapay_webhooks::Api::new(server, &credentials);
    let mut webhook: gigapay_webhooks::Webhook = gigapay_webhooks::Webhook::default();
    let mut list = gigapay_webhooks::List::new(&mut webhook);
    if let Some(page) = page {
        list = list.page(page);
    }
    if let Some(page_size) = page_size {
        list = list.page_size(page_size);
    }
    let mut buffer = vec![0; buffer];
    let mut exchange = gigapay_webhooks::Exchange::new(&api, list, &mut buffer);
    run::run(&mut exchange, pages)
}
