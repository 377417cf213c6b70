//! A set of webhooks: those that are desired, and perhaps no others.

use gigapay_webhooks::drive::DriveError;
use gigapay_webhooks::{
    Credentials, Delete, EnsureError, Error, List, ListReport, Reconcile, Reconciled, Task, Token,
    Unlisted,
};
use gigapay_webhooks_tests::service::Cut;

use super::*;

/// Does what is to be done, on a device that knows nothing.
fn reconcile(
    device: &mut Device,
    service: &mut Service,
    desired: &[DesiredWebhook<'_>],
    unlisted: Unlisted,
) -> Result<Reconciled, Failed> {
    let credentials = device.credentials.clone();
    let api = gigapay_webhooks::Api::new(gigapay_webhooks::Server::PRODUCTION, &credentials);
    let mut reconcile = Reconcile::new(&api, desired, unlisted).map_err(Failed::Ensure)?;
    let mut webhook: Webhook = Webhook::new();
    loop {
        match reconcile.next_task() {
            Task::List => {
                let list = List::new(&mut webhook);
                let mut report = ListReport::default();
                let listed = device.perform(service, list, |exchange| {
                    exchange
                        .webhook()
                        .into_iter()
                        .for_each(|it| reconcile.listed(it));
                    report = exchange.report();
                });
                listed.map_err(Failed::Drive)?;
                reconcile.list_ended(report).map_err(Failed::Ensure)?;
            }
            Task::Ensure(desired) => {
                let outcome = device.ensure(service, desired, &mut webhook)?;
                reconcile.ensured(outcome);
            }
            Task::Delete(id) => match device.perform(service, Delete::new(id), |_| ()) {
                Ok(()) => reconcile.deleted(),
                Err(DriveError::Exchange(Error::Api(refusal))) if reconcile.refused(refusal) => {}
                Err(error) => return Err(Failed::Drive(error)),
            },
            Task::Done(done) => return Ok(done),
        }
    }
}

fn run(service: &mut Service, ids: &[String], unlisted: Unlisted) -> Result<Reconciled, Failed> {
    let desired: Vec<_> = ids
        .iter()
        .map(|id| DesiredWebhook::new(id, URL, &EVENTS))
        .collect();
    reconcile(&mut Device::default(), service, &desired, unlisted)
}

fn ids(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{prefix}{n}")).collect()
}

fn store(service: &mut Service, ids: &[String], url: &str) {
    let webhooks = ids.iter().map(|id| {
        let webhook = Stored::new(id, url, &["Payout.created", "Payout.notified"]);
        webhook.in_integration(INTEGRATION)
    });
    service.api.tamper(|stored| stored.extend(webhooks));
}

fn held(service: &Service) -> Vec<String> {
    let mut ids: Vec<String> = service
        .api
        .webhooks()
        .iter()
        .map(|w| w.id.clone())
        .collect();
    ids.sort_unstable();
    ids
}

fn counts(done: Reconciled) -> [u32; 4] {
    [done.unchanged, done.created, done.updated, done.deleted]
}

#[test]
fn unlisted_are_kept_and_cost_nothing() {
    let mut service = Service::new();
    store(&mut service, &ids("unlisted webhook", 40), URL);
    store(&mut service, &ids("own", 1), URL);
    let own = ids("own", 3);
    let done = run(&mut service, &own, Unlisted::Keep).unwrap();
    assert_eq!(counts(done), [1, 2, 0, 0]);
    assert_eq!(service.api.webhooks().len(), 43);
    service.take_log();
    let done = run(&mut service, &own, Unlisted::Keep).unwrap();
    assert_eq!(counts(done), [3, 0, 0, 0]);
    assert_eq!(service.methods(), "GET 200, GET 200, GET 200");
    assert_eq!(
        counts(run(&mut service, &[], Unlisted::Keep).unwrap()),
        [0; 4]
    );
    assert!(service.take_log().is_empty());
}

/// One list is all it takes when nothing is to be done.
#[test]
fn a_set_as_desired_costs_a_list() {
    let mut service = Service::new();
    let own = ids("own", 20);
    store(&mut service, &own, URL);
    let done = run(&mut service, &own, Unlisted::Delete).unwrap();
    assert_eq!(counts(done), [20, 0, 0, 0]);
    assert_eq!(service.take_log(), ["GET /v2/webhooks/ 200"]);
}

/// B20: pages move while webhooks are deleted between two of them; here none is missed.
#[test]
fn unlisted_are_deleted_however_many() {
    for unlisted in [0, 1, 7, 8, 9, 25, 26, 60] {
        let mut service = Service::new();
        let own = ids("own", 5);
        store(&mut service, &ids("a", unlisted / 2), URL);
        store(&mut service, &own[..2], URL);
        store(&mut service, &own[2..4], "https://example.com/old/");
        store(&mut service, &ids("b", unlisted - unlisted / 2), URL);
        let done = run(&mut service, &own, Unlisted::Delete).unwrap();
        assert_eq!(counts(done), [2, 1, 2, unlisted as u32]);
        assert_eq!(held(&service), own);
        let log = service.take_log();
        let deletes = log.iter().filter(|line| line.starts_with("DELETE")).count();
        assert_eq!(deletes, unlisted);
        // The desired webhooks exist at every moment.
        let last_write = log.iter().rposition(|line| line.starts_with("P")).unwrap();
        let first_delete = log.iter().position(|line| line.starts_with("DELETE"));
        assert!(
            first_delete.is_none_or(|delete| delete > last_write),
            "{log:?}"
        );
        assert_eq!(
            counts(run(&mut service, &own, Unlisted::Delete).unwrap()),
            [5, 0, 0, 0]
        );
    }
}

/// More than a list can mark: the rest is looked at one by one.
#[test]
fn a_large_set() {
    let mut service = Service::new();
    let own = ids("own", 300);
    store(&mut service, &own, URL);
    let done = run(&mut service, &own, Unlisted::Delete).unwrap();
    assert_eq!(counts(done), [300, 0, 0, 0]);
    assert_eq!(service.log.len(), 300_usize.div_ceil(25) + 300 - 256);
}

/// B14: a list made with an integration shows the user's webhooks too; they are not its unlisted
/// webhooks.
#[test]
fn the_users_webhooks_are_no_unlisted_to_an_integration() {
    let users = || Stored::new("users", URL, &["Registration.verified"]);
    let mut service = holding(users());
    store(&mut service, &ids("own", 1), URL);
    store(&mut service, &ids("unlisted webhook", 1), URL);
    let done = run(&mut service, &ids("own", 1), Unlisted::Delete).unwrap();
    assert_eq!(counts(done), [1, 0, 0, 1]);
    assert_eq!(held(&service), ["own0", "users"]);
    // To the user they are; and an integration's are not even shown.
    let token = Token::new(gigapay_sandbox::DEFAULT_TOKEN).unwrap();
    let mut device = Device {
        credentials: Credentials::user(token),
        ..Device::default()
    };
    let done = reconcile(&mut device, &mut service, &[], Unlisted::Delete).unwrap();
    assert_eq!(counts(done), [0, 0, 0, 1]);
    assert_eq!(held(&service), ["own0"]);
}

#[test]
fn one_id_twice_is_refused_before_anything_is_sent() {
    let mut service = Service::new();
    let twice = [ids("own", 3), ids("own", 1)].concat();
    for unlisted in [Unlisted::Keep, Unlisted::Delete] {
        let error = run(&mut service, &twice, unlisted).unwrap_err();
        assert!(matches!(error, Failed::Ensure(EnsureError::SameId)));
    }
    assert!(service.log.is_empty());
}

/// A server that says it deletes, and does not, is no endless loop.
#[test]
fn a_server_that_does_not_delete() {
    let mut service = Service::new();
    store(&mut service, &ids("unlisted webhook", 3), URL);
    service.instead = vec![("DELETE", "HTTP/1.1 204 No Content\r\n\r\n".into()); 1000];
    let error = run(&mut service, &[], Unlisted::Delete).unwrap_err();
    assert!(
        matches!(error, Failed::Ensure(EnsureError::NoProgress)),
        "{error:?}"
    );
    assert_eq!(service.log.len(), 4 + 3 * 3);
}

/// B20: two pages between which webhooks were deleted, so that the unlisted ones show on neither.
fn changing_list() -> Vec<(&'static str, String)> {
    let page = |target, next: &str, results: &str, count| {
        let body = format!(r#"{{"count":{count},"next":{next},"results":[{results}]}}"#);
        (target, response("200 OK", &body))
    };
    let events = r#"["Payout.created","Payout.notified"]"#;
    let own = format!(r#"{{"id":"own0","url":"{URL}","events":{events}}}"#);
    vec![
        page("GET /v2/webhooks/?page=2", "null", "", 25),
        page("GET /v2/webhooks/", r#""https://x/?page=2""#, &own, 26),
    ]
}

#[test]
fn a_list_that_changed_while_it_was_read_is_read_again() {
    let own = ids("own", 1);
    let unlisted = ids("unlisted webhook", 9);
    let mut service = Service::new();
    store(&mut service, &own, URL);
    store(&mut service, &unlisted, URL);
    service.instead = changing_list();
    let done = run(&mut service, &own, Unlisted::Delete).unwrap();
    assert!(service.instead.is_empty());
    assert_eq!(counts(done), [1, 0, 0, 9]);
    assert_eq!(held(&service), own);
}

#[test]
fn a_list_that_changes_each_time_is_an_error() {
    let mut service = Service::new();
    store(&mut service, &ids("own", 1), URL);
    store(&mut service, &ids("unlisted webhook", 1), URL);
    service.instead = [(); 9].iter().flat_map(|()| changing_list()).collect();
    let error = run(&mut service, &ids("own", 1), Unlisted::Delete).unwrap_err();
    assert!(
        matches!(error, Failed::Ensure(EnsureError::ListChanged)),
        "{error:?}"
    );
    assert_eq!(held(&service).len(), 2);
    // Three lists of two pages.
    assert_eq!(service.take_log().len(), 6);
}

/// What a changing list does show is deleted; as long as it is fewer each time, it goes on.
#[test]
fn a_changing_list_that_shows_fewer_each_time_is_progress() {
    // Webhooks without events are any user's own.
    let token = Token::new(gigapay_sandbox::DEFAULT_TOKEN).unwrap();
    let credentials = Credentials::user(token);
    let api = gigapay_webhooks::Api::new(gigapay_webhooks::Server::PRODUCTION, &credentials);
    let webhook = |n: u32| {
        let mut webhook: Webhook = Webhook::new();
        webhook.id = heapless::String::try_from(format!("w{n}").as_str()).unwrap();

        webhook
    };
    let mut changed = ListReport::default();
    changed.repeated = true;
    let desired: [DesiredWebhook<'_>; 0] = [];
    let mut reconcile: Reconcile<'_> = Reconcile::new(&api, &desired, Unlisted::Delete).unwrap();
    let (mut lists, mut left) = (0, 50);
    let done = loop {
        match reconcile.next_task() {
            Task::List => {
                lists += 1;
                (0..left).for_each(|n| reconcile.listed(&webhook(n)));
                let report = if left > 0 {
                    changed
                } else {
                    ListReport::default()
                };
                reconcile.list_ended(report).unwrap();
            }
            Task::Delete(_) => {
                left -= 1;
                reconcile.deleted();
            }
            Task::Ensure(_) => panic!("nothing is desired"),
            Task::Done(done) => break done,
        }
    };
    assert_eq!((done.deleted, left, lists), (50, 0, 8));
}

/// Another client deletes them first.
#[test]
fn unlisted_that_are_gone_already() {
    let mut service = Service::new();
    store(&mut service, &ids("unlisted webhook", 3), URL);
    service.instead = vec![("DELETE", not_found())];
    let done = run(&mut service, &[], Unlisted::Delete).unwrap();
    // The one that was said to be gone was there after all, in the second list.
    assert_eq!((counts(done), held(&service).len()), ([0, 0, 0, 3], 0));
}

/// The power goes at every byte, and at every fifth in the other way.
#[test]
fn cut_at_every_byte() {
    let own = ids("own", 3);
    let start = || {
        let mut service = Service::new();
        store(&mut service, &own[..1], URL);
        store(&mut service, &own[1..2], "https://example.com/old/");
        store(&mut service, &ids("unlisted webhook", 2), URL);
        service
    };
    let mut whole = start();
    run(&mut whole, &own, Unlisted::Delete).unwrap();
    let mut cuts = 0;
    for (how, step) in [(Cut::Told, 5), (Cut::Silent, 1)] {
        for after in (0..whole.passed).step_by(step) {
            let mut service = start();
            service.cut_after(after, how);
            run(&mut service, &own, Unlisted::Delete).unwrap_err();
            service.restore();
            run(&mut service, &own, Unlisted::Delete).unwrap();
            assert_eq!(held(&service), own, "{how:?} after {after}");
            assert!(
                service
                    .api
                    .webhooks()
                    .iter()
                    .all(|webhook| webhook.url == URL)
            );
            cuts += 1;
        }
    }
    println!("{cuts} cuts");
    assert!(cuts > 6000, "{cuts}");
}
