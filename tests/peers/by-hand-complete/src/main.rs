//! The image: the six operations over the canned responses.
#![no_std]
#![no_main]

use common::{BUFFER, Method, Request};
use heapless::String;
use peer_by_hand_complete::page_path::page_path;
use peer_by_hand_complete::refusal::Refusal;
use peer_by_hand_complete::webhook::Webhook;
use peer_by_hand_complete::{Failure, body, receive};

/// What an operation works with, on its caller's stack.
struct Place {
    buffer: [u8; BUFFER],
    webhook: Webhook,
}

impl Place {
    fn new() -> Self {
        Self {
            buffer: [0; BUFFER],
            webhook: Webhook::default(),
        }
    }
}

/// Performs a request. Returns the response's body, in the buffer.
#[inline(never)]
fn exchange<'p>(
    request: &Request<'_>,
    response: usize,
    buffer: &'p mut [u8],
) -> Result<&'p [u8], Failure> {
    let mut connection = board::connection(response);
    let length = common::encode(request, buffer).ok_or(Failure::TooLarge)?;
    let body = buffer.get(..length).ok_or(Failure::TooLarge)?;
    common::send(request, body, &mut connection).ok_or(Failure::Connection)?;
    let head = receive::receive(&mut connection, buffer)?;
    // A program would keep the connection if so.
    core::hint::black_box(head.is_reusable);
    let body = buffer.get(head.body).ok_or(Failure::Malformed)?;
    match head.status {
        200..=299 => Ok(body),
        status => Err(Failure::Refused(Refusal::new(
            status,
            head.retry_after,
            body,
        ))),
    }
}

fn one(request: &Request<'_>, response: usize) -> usize {
    let mut place = Place::new();
    let result = exchange(request, response, &mut place.buffer);
    let result = result.and_then(|body| body::one(body, &mut place.webhook));
    done(result.map(|()| look(&place.webhook)))
}

fn list(request: &Request<'_>, response: usize) -> usize {
    let mut place = Place::new();
    let mut seen = 0;
    let mut path = String::<48>::new();
    let mut page = path.push_str(request.path).is_ok().then_some(1);
    while page.is_some() {
        let request = Request {
            method: Method::Get,
            path: &path,
            body: None,
        };
        let result = exchange(&request, response, &mut place.buffer);
        let result = result
            .and_then(|body| body::page(body, &mut place.webhook, |webhook| seen += look(webhook)));
        let Ok(next) = result else {
            return done(result.map(|_| 0));
        };
        // A list whose pages do not advance has no end.
        if next.is_some_and(|next| Some(next) <= page) {
            return done(Err(Failure::Malformed));
        }
        page = next;
        if let Some(page) = page
            && page_path(&mut path, common::LIST.path, page).is_none()
        {
            return done(Err(Failure::TooLarge));
        }
    }
    seen
}

fn none(request: &Request<'_>, response: usize) -> usize {
    let mut place = Place::new();
    let result = exchange(request, response, &mut place.buffer);
    done(result.map(|_| 1))
}

/// Uses a webhook: counts its events.
fn look(webhook: &Webhook) -> usize {
    core::hint::black_box((
        webhook.id.as_str(),
        webhook.url.as_str(),
        webhook.secret_key.as_str(),
        webhook.metadata.as_str(),
    ));
    webhook.events.len()
}

/// Uses a failure, as a program would that shows it.
fn done(result: Result<usize, Failure>) -> usize {
    match result {
        Ok(seen) => return seen,
        Err(Failure::Refused(refusal)) => {
            core::hint::black_box((refusal.status, refusal.retry_after));
            core::hint::black_box((refusal.messages.as_str(), refusal.is_cut));
        }
        Err(failure) => {
            core::hint::black_box(failure);
        }
    }
    0
}

common::image!(list, one, none);
