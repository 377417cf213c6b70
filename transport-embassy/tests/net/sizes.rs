//! What futures and structs cost, so that growth is noticed.

use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::{Capacity, Client, Error, Link, Webhook};

use crate::support::{client, sandbox, with};

/// Sizes in bytes, on this host: pointers are twice as long as on a device.
#[derive(Debug)]
struct Sizes {
    client: usize,
    retrieve: usize,
    retrieve_into: usize,
    delete: usize,
    listing: usize,
    next: usize,
}

fn sizes<L: Link, C: Capacity>(mut client: Client<'static, L, C>) -> Sizes {
    let mut webhook: Webhook = Webhook::default();
    let retrieve = size_of_val(&client.retrieve("x"));
    let retrieve_into = size_of_val(&client.retrieve_into("x", &mut webhook));
    let delete = size_of_val(&client.delete("x"));
    let mut list = client.list(&mut webhook);
    let next = size_of_val(&list.next());
    let listing = size_of_val(&list);
    drop(list);
    Sizes {
        client: size_of_val(&client),
        retrieve,
        retrieve_into,
        delete,
        listing,
        next,
    }
}

#[test]
fn in_clear() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let sizes = sizes(client(stack));
        println!("{sizes:?}");
        assert!(sizes.client <= 416);
        assert!(sizes.retrieve_into <= 1_500);
        assert!(sizes.delete <= 1_450);
        assert!(sizes.next <= 880 && sizes.listing <= 750);
        assert!(sizes.retrieve <= sizes.retrieve_into + size_of::<Webhook>() + 64);
    });
    assert_eq!(size_of::<Error<TcpError>>(), 16);
}

#[cfg(feature = "tls")]
#[test]
fn over_tls() {
    use crate::support::secure;

    let sandbox = secure::sandbox_with(0);
    with(&sandbox, async |stack| {
        let sizes = sizes(secure::client(stack, secure::config(&sandbox)));
        println!("{sizes:?}");
        assert!(sizes.client <= 1_600);
        assert!(sizes.retrieve_into <= 1_600);
    });
    assert!(size_of::<Error<secure::Failure>>() <= 20);
}
