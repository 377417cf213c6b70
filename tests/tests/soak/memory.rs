//! The core over the API in memory.

use std::time::Duration;

use gigapay_sandbox::Webhook as Stored;
use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::{
    Delete, Error, List, Register, Replace, Retrieve, Standard, Update, Webhook, WebhookUpdate,
};
use gigapay_webhooks_tests::Hook;
use gigapay_webhooks_tests::service::{Cut, Device, Failed, Service};
use gigapay_webhooks_tests::wire::WireError;

use crate::model::{
    Disturbance, Request, Response, Target, desired, events, registration, replacement,
};

pub(crate) struct InMemory {
    service: Service,
    device: Device,
    webhook: Webhook<Standard>,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl InMemory {
    pub(crate) fn new() -> Self {
        Self {
            service: Service::new(),
            device: Device::default(),
            webhook: Webhook::default(),
        }
    }

    fn send(&mut self, request: &Request) -> Result<Response, DriveError<WireError>> {
        let Self {
            service,
            device,
            webhook,
        } = self;
        match request {
            Request::List => {
                let mut hooks = Vec::new();
                device.perform(service, List::new(webhook).page_size(10), |exchange| {
                    hooks.extend(exchange.webhook().map(Hook::from));
                })?;
                return Ok(Response::Hooks(hooks));
            }
            Request::Register(hook, key) => {
                let events = events(hook);
                let new = registration(hook, &events).idempotency_key(key);
                device.perform(service, Register::new(new, webhook), |_| ())?;
            }
            Request::Retrieve(id) => device.perform(service, Retrieve::new(id, webhook), |_| ())?,
            Request::Update(id, url) => {
                let update = WebhookUpdate::new().url(url);
                device.perform(service, Update::new(id, update, webhook), |_| ())?;
            }
            Request::Replace(hook) => {
                let events = events(hook);
                let new = replacement(hook, &events);
                device.perform(service, Replace::new(&hook.id, new, webhook), |_| ())?;
            }
            Request::Delete(id) => {
                device.perform(service, Delete::new(id), |_| ())?;
                return Ok(Response::Nothing);
            }
            Request::Ensure(hook) => {
                let events = events(hook);
                let desired = desired(hook, &events);
                return match device.ensure(service, &desired, webhook) {
                    Ok(outcome) => Ok(Response::Ensured(outcome, Hook::from(&*webhook))),
                    Err(Failed::Drive(error)) => Err(error),
                    Err(Failed::Ensure(error)) => panic!("{error}"),
                };
            }
        }
        Ok(Response::Hook(Hook::from(&*webhook)))
    }
}

impl Target for InMemory {
    fn perform(&mut self, request: &Request, disturbance: Option<Disturbance>) -> Response {
        let no = |status: &str| format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n");
        let service = &mut self.service;
        match disturbance {
            None => {}
            Some(Disturbance::CutRequest(after)) => service.cut_after(after, Cut::Told),
            Some(Disturbance::CutResponse(after)) => service.cut_after(400 + after, Cut::Silent),
            // Time stands still here; what is left of a delay is being interrupted.
            Some(Disturbance::Delay) => service.interruptions = 20,
            Some(Disturbance::ServerError) => service.instead = vec![("", no("500"))],
            Some(Disturbance::Throttled) => service.instead = vec![("", no("429"))],
            Some(Disturbance::Slow) => service.most = Some(1),
        }
        let got = match self.send(request) {
            Ok(got) => got,
            Err(DriveError::Exchange(Error::Api(refusal))) => Response::Refused(refusal.status),
            Err(error) => Response::Broken(error.to_string()),
        };
        self.service.restore();
        self.service.most = None;
        self.service.interruptions = 0;
        assert!(self.service.instead.is_empty());
        got
    }

    fn store(&self) -> Vec<Stored> {
        self.service.api.webhooks().to_vec()
    }

    fn forget(&mut self) {
        self.service.api.advance_clock(DAY);
        self.service.forget();
    }
}
