//! A model of the API: what it stores, and how many requests it can and will serve.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;

use crate::Conditions;

/// What happens to a request that arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is carried out, and its response leaves at this time in milliseconds.
    Served(u64),
    /// 429: the account has made too many (B23).
    Throttled(u64),
    /// 503: more are waiting than the server lets wait.
    Overloaded,
}

/// The requests under way: one queue with a constant service time, behind a rate limit.
#[derive(Debug)]
pub struct Load {
    conditions: Conditions,
    /// When each of the requests of the last minute was admitted, as Django REST framework
    /// remembers them.
    admitted: VecDeque<u64>,
    /// When the server will have finished what waits, in microseconds.
    busy_until: u64,
}

impl Load {
    /// An idle server.
    pub fn new(conditions: Conditions) -> Self {
        Self {
            conditions,
            admitted: VecDeque::new(),
            busy_until: 0,
        }
    }

    /// A request arrives at `now`, in milliseconds.
    pub fn admit(&mut self, now: u64) -> Admission {
        let Conditions {
            capacity,
            per_minute,
            longest_queue,
            ..
        } = self.conditions;
        let begins = self.busy_until.max(now * 1000);
        if begins - now * 1000 > longest_queue * 1000 {
            return Admission::Overloaded;
        }
        while self.admitted.front().is_some_and(|at| at + 60_000 <= now) {
            self.admitted.pop_front();
        }
        let service = 1_000_000 / capacity;
        if self.admitted.len() as u64 >= per_minute {
            // Refusing costs the server a tenth of carrying out.
            self.busy_until = begins + service / 10;
            let oldest = self.admitted.front().copied().unwrap_or(now);
            return Admission::Throttled((oldest + 60_000 - now).div_ceil(1000));
        }
        self.admitted.push_back(now);
        self.busy_until = begins + service;
        Admission::Served(self.busy_until.div_ceil(1000))
    }
}

/// A webhook as it was last written.
#[derive(Debug)]
struct Record {
    url: String,
    events: String,
}

/// The webhooks, and the responses that idempotency keys repeat.
#[derive(Debug, Default)]
pub struct Store {
    /// By id. A vector, because "exactly one" is what is to be shown and not assumed.
    webhooks: HashMap<String, Vec<Record>>,
    /// By idempotency key (B21).
    stored: HashMap<String, String>,
    drawn: u64,
}

impl Store {
    /// Registers a webhook before the simulation begins.
    pub fn put(&mut self, id: &str, url: &str, events: &str) {
        let record = Record {
            url: url.to_owned(),
            events: events.to_owned(),
        };
        self.webhooks.entry(id.to_owned()).or_default().push(record);
    }

    /// Number of webhooks with this URL, under any id.
    pub fn count(&self) -> usize {
        self.webhooks.values().map(Vec::len).sum()
    }

    /// Whether `id` is one webhook with this URL and these events.
    pub fn has_one(&self, id: &str, url: &str, events: &str) -> bool {
        match self.webhooks.get(id).map(Vec::as_slice) {
            Some([record]) => record.url == url && record.events == events,
            _ => false,
        }
    }

    /// Carries out a request and returns the response to it.
    pub fn respond(&mut self, request: &str) -> String {
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or((request, ""));
        let mut words = head.split(' ');
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let id = target.strip_prefix("/v2/webhooks/").unwrap_or_default();
        let id = id.trim_end_matches('/');
        match method {
            "GET" => self.show(id, 200),
            "PATCH" => self.update(id, body),
            "POST" => self.register(field(head, "Idempotency-Key"), body),
            _ => with_body(405, "{\"detail\":\"Method not allowed.\"}"),
        }
    }

    fn show(&self, id: &str, status: u16) -> String {
        let Some(record) = self.webhooks.get(id).and_then(|all| all.first()) else {
            return with_body(404, "{\"detail\":\"Not found.\"}");
        };
        let Record { url, events } = record;
        with_body(
            status,
            &format!(
                "{{\"id\":\"{id}\",\"url\":\"{url}\",\"events\":{events},\"secret_key\":\
                 \"c1329a085d65f7757838df5920fdcc9a\",\"metadata\":{{}}}}"
            ),
        )
    }

    fn update(&mut self, id: &str, body: &str) -> String {
        if let Some(record) = self.webhooks.get_mut(id).and_then(|all| all.first_mut()) {
            if let Some(url) = member(body, "url") {
                record.url = url.trim_matches('"').to_owned();
            }
            if let Some(events) = member(body, "events") {
                record.events = events.to_owned();
            }
        }
        self.show(id, 200)
    }

    fn register(&mut self, key: Option<&str>, body: &str) -> String {
        if let Some(stored) = key.and_then(|key| self.stored.get(key)) {
            return stored.clone();
        }
        self.drawn += 1;
        let drawn = format!("drawn-{}", self.drawn);
        let id = member(body, "id").map_or(&*drawn, |id| id.trim_matches('"'));
        let response = if self.webhooks.contains_key(id) {
            with_body(400, "{\"id\":[\"webhook with this id already exists.\"]}")
        } else {
            let url = member(body, "url").unwrap_or("\"\"").trim_matches('"');
            self.put(id, url, member(body, "events").unwrap_or("[]"));
            self.show(id, 201)
        };
        if let Some(key) = key {
            self.stored.insert(key.to_owned(), response.clone());
        }
        response
    }
}

/// A response with `body`.
fn with_body(status: u16, body: &str) -> String {
    let mut text = format!("HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n");
    let _ = write!(text, "Content-Length: {}\r\n\r\n{body}", body.len());
    text
}

/// The response to a request that is not carried out.
pub fn refusal(status: u16, retry_after: Option<u64>) -> String {
    let field = retry_after.map_or(String::new(), |s| format!("Retry-After: {s}\r\n"));
    format!("HTTP/1.1 {status} -\r\n{field}Content-Length: 0\r\n\r\n")
}

/// The value of a header field.
fn field<'r>(head: &'r str, name: &str) -> Option<&'r str> {
    let lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
    let mut found = lines.filter(|(field, _)| field.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value)
}

/// The raw value of a member of an object that core encoded: a string or an array of strings,
/// without escapes.
fn member<'b>(body: &'b str, name: &str) -> Option<&'b str> {
    let start = body.find(&format!("\"{name}\":"))? + name.len() + 3;
    let value = body.get(start..)?;
    let end = match value.as_bytes().first()? {
        b'[' => value.find(']')? + 1,
        _ => value.get(1..)?.find('"')? + 2,
    };
    value.get(..end)
}
