//! Seeds of the targets of TLS.

use heapless_tls::{Pin, RECEIVE_BUFFER, TlsConfig};

use crate::support::client::{Recorder, drive};
use crate::support::server::{ALERT, APPLICATION_DATA, Item, P256, Script, X25519, flight};
use crate::support::{NAME, identity};

/// What the targets read first: the group, the size of the buffer, the size of the reads.
const LIMITS: [[u8; 3]; 5] = [[0, 0, 0], [1, 0, 0], [2, 0, 0], [2, 60, 0], [4, 0, 6]];

/// The flight of a right server. The client repeats itself, so that it can decrypt it again.
fn recorded(group: u16) -> Vec<u8> {
    let mut plan = flight();
    plan.push(Item::Record(APPLICATION_DATA, b"response".to_vec()));
    plan.push(Item::Record(ALERT, vec![1, 0]));
    let mut script = Script::new(identity(), plan);
    script.group = group;
    let mut recorder = Recorder::new(script);
    let pins = [Pin::LeafKey([7; 32])];
    let groups = if group == P256 {
        [heapless_tls::Group::P256]
    } else {
        [heapless_tls::Group::X25519]
    };
    let config = TlsConfig::pinned_only(NAME, &pins).with_groups(&groups);
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; 1024]);
    let mut buffers = heapless_tls::RecordBuffers::new(&mut receive, &mut send);
    // Refused for its pin, when the whole flight has been sent.
    assert!(drive(&config, &mut buffers, &mut recorder).is_err());
    recorder.sent
}

/// Target, name and bytes of each seed.
pub fn all() -> Vec<(&'static str, String, Vec<u8>)> {
    let mut seeds = Vec::new();
    for (index, limits) in LIMITS.iter().enumerate() {
        let group = if limits[0] & 1 == 0 { X25519 } else { P256 };
        let flight = [&limits[..], &recorded(group)].concat();
        seeds.push(("tls_records", format!("flight-{index}"), flight));
        // Suite, padding and plan; then each message changed in a byte.
        for suite in 0..3 {
            let right = [&limits[..], &[suite, 9 * suite, 7]].concat();
            for kind in 0..9 {
                let edit = [kind, 0, 4, 3, 0, 5 + kind, 9];
                let changed = [&right[..], &edit].concat();
                let name = format!("message-{index}-{suite}-{kind}");
                seeds.push(("tls_messages", name, changed));
            }
            seeds.push(("tls_messages", format!("right-{index}-{suite}"), right));
        }
        // The choice; no edit of the leaf; one of the root; a certificate more.
        for choice in 0..10 {
            let input = [
                &limits[..],
                &[choice, 0, 0, 0, 0, 0, 4, 3, 0, 90, 1, 0, 0, 0],
            ]
            .concat();
            seeds.push(("tls_certificate", format!("choice-{index}-{choice}"), input));
        }
    }
    seeds
}
