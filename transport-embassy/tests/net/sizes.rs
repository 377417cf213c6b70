//! What futures and structs cost, so that growth is noticed.

use gigapay_webhooks_embassy::tcp::TcpError;
use gigapay_webhooks_embassy::{Error, HttpClient, Webhook};

use crate::support::{client, sandbox, with};

#[test]
fn futures_and_structs_stay_small() {
    let sandbox = sandbox();
    with(&sandbox, async |stack| {
        let mut client = client(stack);
        let mut webhook: Webhook = Webhook::default();
        let retrieve = size_of_val(&client.retrieve("x"));
        let retrieve_into = size_of_val(&client.retrieve_into("x", &mut webhook));
        let delete = size_of_val(&client.delete("x"));
        let mut list = client.list(&mut webhook);
        let next = size_of_val(&list.next());
        let listing = size_of_val(&list);
        println!(
            "on this host, in bytes: client {}, webhook {}, error {}, retrieve {retrieve}, retrieve_into \
             {retrieve_into}, delete {delete}, listing {listing}, next {next}",
            size_of::<HttpClient<'_>>(),
            size_of::<Webhook>(),
            size_of::<Error<TcpError>>(),
        );
        assert!(size_of::<Error<TcpError>>() <= 24);
        assert!(retrieve_into < 2000);
        assert!(retrieve < retrieve_into + 2 * size_of::<Webhook>() + 64);
    });
}
