//! The secret key is in no `Debug`, and cannot be told from the idempotency key.

use gigapay_webhooks::{Ensure, SecretKey};

use super::*;

#[test]
fn nothing_shows_the_secret() {
    const SECRET: &str = "c1329a085d65f7757838df5920fdcc9a";
    let secret: SecretKey = SecretKey::new(SECRET).unwrap();
    let wanted = desired().secret_key(&secret);
    let device = Device::default();
    let mut service = Service::new();
    let mut webhook: Webhook = Webhook::new();
    let mut ensure = Ensure::new(&device.api(), &wanted);
    let mut shown = format!("{wanted:?} {ensure:?}");
    let mut operations = 0;
    while let Some(operation) = ensure.next(&mut webhook) {
        shown += &format!("{operation:?}");
        let result = device.perform(&mut service, operation, |_| ());
        match result {
            Ok(()) => ensure.responded(&webhook).unwrap(),
            Err(gigapay_webhooks::drive::DriveError::Exchange(gigapay_webhooks::Error::Api(
                refusal,
            ))) => {
                assert!(ensure.refused(refusal, None));
            }
            Err(error) => panic!("{error}"),
        }
        shown += &format!("{ensure:?}");
        operations += 1;
    }
    assert_eq!(operations, 3);
    assert!(shown.contains("***") && shown.contains("pump/7"), "{shown}");
    assert!(!shown.contains(SECRET), "{shown}");
    let key = service.keys.iter().flatten().next().unwrap();
    assert!(!key.contains(&SECRET[..6]), "{key}");
    assert_eq!(service.api.webhooks()[0].secret_key, SECRET);
}
