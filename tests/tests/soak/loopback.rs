//! The std client over loopback.

use std::time::Duration;

use gigapay_sandbox::{Cut, Fault, Sandbox, Webhook as Stored};
use gigapay_webhooks::{Server, Standard, WebhookUpdate};
use gigapay_webhooks_std::{Client, Error};
use gigapay_webhooks_tests::Hook;
use gigapay_webhooks_tests::service::credentials;

use crate::model::{
    Disturbance, Request, Response, Target, desired, events, registration, replacement,
};

pub(crate) struct Loopback {
    sandbox: Sandbox,
    client: Client<Standard>,
    cuts: u64,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MS: Duration = Duration::from_millis(1);

impl Loopback {
    pub(crate) fn new() -> Self {
        let sandbox = Sandbox::builder().start().expect("a sandbox");
        let url = sandbox.base_url();
        let server = Server::parse(&url).expect("a base URL");
        let client = Client::builder(credentials()).server(server).capacity();
        let client = client.build().expect("a client");
        Self {
            sandbox,
            client,
            cuts: 0,
        }
    }

    fn send(&mut self, request: &Request) -> Result<Response, Error> {
        let client = &mut self.client;
        let webhook = match request {
            Request::List => {
                let list = client.list().page_size(10);
                let hooks: Result<_, Error> = list.map(|hook| Ok(Hook::from(&*hook?))).collect();
                return hooks.map(Response::Hooks);
            }
            Request::Register(hook, key) => {
                let events = events(hook);
                let new = registration(hook, &events).idempotency_key(key);
                client.register(new)?
            }
            Request::Retrieve(id) => client.retrieve(id)?,
            Request::Update(id, url) => client.update(id, WebhookUpdate::new().url(url))?,
            Request::Replace(hook) => {
                let events = events(hook);
                let new = replacement(hook, &events);
                client.replace(&hook.id, new)?
            }
            Request::Delete(id) => return client.delete(id).map(|()| Response::Nothing),
            Request::Ensure(hook) => {
                let events = events(hook);
                let desired = desired(hook, &events);
                let (outcome, webhook) = client.ensure(&desired)?;
                return Ok(Response::Ensured(outcome, Hook::from(&*webhook)));
            }
        };
        Ok(Response::Hook(Hook::from(&*webhook)))
    }
}

impl Target for Loopback {
    fn perform(&mut self, request: &Request, disturbance: Option<Disturbance>) -> Response {
        self.cuts += 1;
        let how = [Cut::Close, Cut::Reset][(self.cuts % 2) as usize];
        let fault = disturbance.map(|disturbance| match disturbance {
            Disturbance::CutRequest(after) => Fault::cut_request(after, how),
            Disturbance::CutResponse(after) => Fault::cut_response(after, how),
            Disturbance::Delay => Fault::Delay { time: 5 * MS },
            Disturbance::ServerError => Fault::ServerError { status: 500 },
            Disturbance::Throttled => Fault::Throttled { retry_after: 0 },
            Disturbance::Slow => Fault::Drip {
                bytes: 8,
                every: MS,
            },
        });
        if let Some(fault) = fault {
            self.sandbox.arm(fault.times(1));
        }
        let got = match self.send(request) {
            Ok(got) => got,
            Err(error) => match error.status() {
                Some(status) => Response::Refused(status),
                None => Response::Broken(error.to_string()),
            },
        };
        self.sandbox.faults().clear();
        if disturbance.is_some_and(Disturbance::is_cut) {
            // One behind the request or the response is still to come, and would disturb the next.
            self.client.disconnect();
        }
        got
    }

    fn store(&self) -> Vec<Stored> {
        self.sandbox.webhooks()
    }

    fn forget(&mut self) {
        self.sandbox.advance_clock(DAY);
        self.sandbox.clear_requests();
    }
}
