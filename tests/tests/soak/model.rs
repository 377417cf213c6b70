//! What the API must hold and response, operation by operation.

use std::collections::BTreeMap;

use gigapay_sandbox::Webhook as Stored;
use gigapay_webhooks::{
    DesiredWebhook, Ensured, Event, Json, NewWebhook, Replacement, ReplacementSecret,
};
use gigapay_webhooks_tests::Hook;
use gigapay_webhooks_tests::render::Random;

use crate::FAULTS_ONE_IN;

/// Webhooks that there may be at once.
const IDS: usize = 32;

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    List,
    Register(Hook, String),
    Retrieve(String),
    Update(String, String),
    Replace(Hook),
    Delete(String),
    Ensure(Hook),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Response {
    Hooks(Vec<Hook>),
    Hook(Hook),
    Ensured(Ensured, Hook),
    Nothing,
    Refused(u16),
    /// The connection or the response broke.
    Broken(String),
}

/// A webhook's events, as the core has them.
pub(crate) fn events(hook: &Hook) -> Vec<Event<'_>> {
    hook.events.iter().map(|event| Event::new(event)).collect()
}

fn metadata(hook: &Hook) -> Json<'_> {
    Json::new(&hook.metadata).expect("JSON")
}

/// What registers a webhook with these events.
pub(crate) fn registration<'a>(hook: &'a Hook, events: &'a [Event<'a>]) -> NewWebhook<'a> {
    let new = NewWebhook::new(&hook.url, events).id(&hook.id);
    new.metadata(metadata(hook))
}

/// What replaces a webhook by this one.
pub(crate) fn replacement<'a>(hook: &'a Hook, events: &'a [Event<'a>]) -> Replacement<'a> {
    let secret = ReplacementSecret::REGENERATE;
    Replacement::new(&hook.url, events, secret).metadata(metadata(hook))
}

/// What ensures a webhook.
pub(crate) fn desired<'a>(hook: &'a Hook, events: &'a [Event<'a>]) -> DesiredWebhook<'a> {
    DesiredWebhook::new(&hook.id, &hook.url, events).metadata(metadata(hook))
}

/// What goes wrong meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Disturbance {
    /// The request stops arriving after so many bytes.
    CutRequest(usize),
    /// The response does.
    CutResponse(usize),
    Delay,
    ServerError,
    Throttled,
    Slow,
}

const DISTURBANCES: [&str; 6] = [
    "cuts of requests",
    "cuts of responses",
    "delays",
    "500",
    "429",
    "slow bytes",
];

impl Disturbance {
    fn draw(random: &mut Random) -> Self {
        let after = random.below(700);
        match random.below(6) {
            0 => Self::CutRequest(after),
            1 => Self::CutResponse(after),
            2 => Self::Delay,
            3 => Self::ServerError,
            4 => Self::Throttled,
            _ => Self::Slow,
        }
    }

    const fn index(self) -> usize {
        match self {
            Self::CutRequest(_) => 0,
            Self::CutResponse(_) => 1,
            Self::Delay => 2,
            Self::ServerError => 3,
            Self::Throttled => 4,
            Self::Slow => 5,
        }
    }

    pub(crate) const fn is_cut(self) -> bool {
        matches!(self, Self::CutRequest(_) | Self::CutResponse(_))
    }
}

/// A client and its server.
pub(crate) trait Target {
    fn perform(&mut self, request: &Request, disturbance: Option<Disturbance>) -> Response;

    /// What the server holds.
    fn store(&self) -> Vec<Stored>;

    /// A day goes by: old responses and logs are dropped.
    fn forget(&mut self);
}

#[derive(Default)]
pub(crate) struct Counts {
    faults: [u64; 6],
    pub(crate) created: u64,
    pub(crate) refused: u64,
}

impl Counts {
    pub(crate) fn disturbed(&self) -> u64 {
        self.faults.iter().sum()
    }

    pub(crate) fn has_every_fault(&self) -> bool {
        self.faults.iter().all(|count| *count > 0)
    }

    pub(crate) fn faults(&self) -> String {
        let each = DISTURBANCES.iter().zip(self.faults);
        let texts: Vec<String> = each
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        texts.join(", ")
    }
}

pub(crate) struct Model {
    random: Random,
    held: BTreeMap<String, Hook>,
    operations: u64,
}

impl Model {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            held: BTreeMap::new(),
            operations: 0,
        }
    }

    fn hook(&mut self) -> Hook {
        const EVENTS: [&[&str]; 3] = [
            &["Payout.created"],
            &["Payout.created", "Payout.notified"],
            &["Employee.verified", "Payrun.paid", "Payout.accepted"],
        ];
        let id = format!("pump {}/å", self.random.below(IDS));
        let url = format!("https://example.com/{}/", self.random.below(1000));
        let events = EVENTS[self.random.below(3)];
        let hook = Hook::new(&id, &url, events, "");
        match self.random.below(2) {
            0 => hook,
            _ => hook.metadata(&format!(r#"{{"n":{}}}"#, self.random.below(100))),
        }
    }

    fn draw(&mut self) -> Request {
        let hook = self.hook();
        match self.random.below(100) {
            0..5 => Request::List,
            5..25 => Request::Register(hook, format!("key {}", self.operations).replace(' ', "-")),
            25..45 => Request::Retrieve(hook.id),
            45..55 => Request::Update(hook.id, hook.url),
            55..65 => Request::Replace(hook),
            65..85 => Request::Delete(hook.id),
            _ => Request::Ensure(hook),
        }
    }

    /// One operation, disturbed or not, and everything that follows from it.
    pub(crate) fn operate(&mut self, target: &mut dyn Target, counts: &mut Counts) {
        self.operations += 1;
        let request = self.draw();
        let disturbance =
            (self.random.once_in(FAULTS_ONE_IN)).then(|| Disturbance::draw(&mut self.random));
        let got = target.perform(&request, disturbance);
        let Some(disturbance) = disturbance else {
            return self.expect(&request, &got, counts);
        };
        counts.faults[disturbance.index()] += 1;
        match (disturbance, &got) {
            // Nothing but time was lost.
            (Disturbance::Delay | Disturbance::Slow, _) => self.expect(&request, &got, counts),
            (Disturbance::ServerError, got) => {
                assert_eq!(*got, Response::Refused(500), "{request:?}")
            }
            (Disturbance::Throttled, got) => {
                assert_eq!(*got, Response::Refused(429), "{request:?}")
            }
            (_, Response::Broken(_)) => self.resolve(&request, target),
            // It was cut where there was nothing, or sent once more.
            _ => self.expect_or_resolve(&request, &got, target, counts),
        }
        if disturbance.is_cut() {
            self.check(target);
        }
    }

    /// An undisturbed response is exactly this.
    fn expect(&mut self, request: &Request, got: &Response, counts: &mut Counts) {
        let there = |id: &String, held: &BTreeMap<String, Hook>| held.get(id).cloned();
        let before = match request {
            Request::List => None,
            Request::Register(hook, _) | Request::Replace(hook) | Request::Ensure(hook) => {
                there(&hook.id, &self.held)
            }
            Request::Retrieve(id) | Request::Update(id, _) | Request::Delete(id) => {
                there(id, &self.held)
            }
        };
        counts.refused += u64::from(matches!(got, Response::Refused(_)));
        match (request, before, got) {
            (Request::List, _, Response::Hooks(hooks)) => {
                let mut sorted: Vec<&Hook> = hooks.iter().collect();
                sorted.sort_by(|a, b| a.id.cmp(&b.id));
                assert!(sorted.into_iter().eq(self.held.values()), "{hooks:?}");
            }
            (Request::Retrieve(_), Some(before), Response::Hook(got)) => assert_eq!(*got, before),
            (Request::Register(..), Some(_), Response::Refused(400)) => {}
            (Request::Register(new, _), None, Response::Hook(got)) => {
                self.learn(new, got);
                counts.created += 1;
            }
            (Request::Update(_, url), Some(before), Response::Hook(got)) => {
                let wanted = Hook {
                    url: url.clone(),
                    ..before
                };
                assert_eq!(*got, wanted);
                self.held.insert(wanted.id.clone(), wanted);
            }
            (Request::Replace(new), Some(before), Response::Hook(got)) => {
                assert_ne!(
                    got.secret_key, before.secret_key,
                    "a new secret is drawn (B17)"
                );
                self.learn(new, got);
            }
            (Request::Delete(id), Some(_), Response::Nothing) => {
                self.held.remove(id);
            }
            (Request::Ensure(new), before, Response::Ensured(outcome, got)) => {
                let wanted = match &before {
                    None => Ensured::Created,
                    Some(before) if is_as(new, before) => Ensured::Unchanged,
                    Some(_) => Ensured::Updated,
                };
                assert_eq!(*outcome, wanted, "{new:?} {before:?}");
                if let Some(before) = before {
                    assert_eq!(got.secret_key, before.secret_key, "it is kept");
                } else {
                    counts.created += 1;
                }
                self.learn(new, got);
            }
            (
                Request::Retrieve(_)
                | Request::Update(..)
                | Request::Replace(_)
                | Request::Delete(_),
                None,
                Response::Refused(404),
            ) => {}
            (request, before, got) => panic!("{request:?} of {before:?} gave {got:?}"),
        }
    }

    /// What was to be written is what came back, and is held from now on.
    fn learn(&mut self, new: &Hook, got: &Hook) {
        assert!(
            is_as(new, got) && got.id == new.id,
            "{new:?} became {got:?}"
        );
        assert!(!got.secret_key.is_empty());
        self.held.insert(got.id.clone(), got.clone());
    }

    /// The response was lost: the server did it, or it did not.
    fn resolve(&mut self, request: &Request, target: &dyn Target) {
        let id = match request {
            Request::List | Request::Retrieve(_) => return,
            Request::Register(hook, _) | Request::Replace(hook) | Request::Ensure(hook) => &hook.id,
            Request::Update(id, _) | Request::Delete(id) => id,
        };
        let stored = target.store().into_iter().find(|stored| stored.id == *id);
        let now = stored.as_ref().map(hook_of);
        let before = self.held.get(id).cloned();
        if now != before {
            let was_done = match (request, &now) {
                (Request::Delete(_), None) => true,
                (Request::Update(_, url), Some(now)) => now.url == *url,
                (
                    Request::Register(new, _) | Request::Replace(new) | Request::Ensure(new),
                    Some(now),
                ) => is_as(new, now),
                _ => false,
            };
            assert!(was_done, "{request:?} made {now:?} of {before:?}");
        }
        match now {
            Some(now) => self.held.insert(id.clone(), now),
            None => self.held.remove(id),
        };
    }

    /// A cut that was made good: the first attempt may have been carried out, too.
    fn expect_or_resolve(
        &mut self,
        request: &Request,
        got: &Response,
        target: &dyn Target,
        counts: &mut Counts,
    ) {
        let may_differ = match request {
            Request::Replace(_)
            | Request::Ensure(_)
            | Request::Delete(_)
            | Request::Register(..) => true,
            Request::List | Request::Retrieve(_) | Request::Update(..) => false,
        };
        if may_differ {
            self.resolve(request, target);
        } else {
            self.expect(request, got, counts);
        }
    }

    /// The server holds what it must, each once.
    pub(crate) fn check(&self, target: &dyn Target) {
        let mut stored: Vec<Hook> = target.store().iter().map(hook_of).collect();
        stored.sort_by(|a, b| a.id.cmp(&b.id));
        assert!(
            stored.iter().eq(self.held.values()),
            "{stored:?}\nbut\n{:?}",
            self.held
        );
    }
}

/// As the caller wanted it; secrets are the server's.
fn is_as(wanted: &Hook, hook: &Hook) -> bool {
    (&wanted.url, &wanted.events, &wanted.metadata) == (&hook.url, &hook.events, &hook.metadata)
}

fn hook_of(stored: &Stored) -> Hook {
    Hook {
        id: stored.id.clone(),
        url: stored.url.clone(),
        events: stored.events.clone(),
        secret_key: stored.secret_key.clone(),
        metadata: stored.metadata.clone(),
    }
}
