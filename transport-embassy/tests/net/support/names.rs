//! A name server that knows one name.

use embassy_net::Stack;
use embassy_net::udp::{PacketMetadata, UdpSocket};

use super::NAME;

/// A name about which the server says nothing at all.
pub const SILENT: &str = "silent.test";

/// A name with two addresses; no host has the first.
pub const TWO_ADDRESSES: &str = "two.test";

/// Responds to queries of type A, for ever.
pub async fn serve(stack: Stack<'static>) {
    let (mut receive_meta, mut send_meta) =
        ([PacketMetadata::EMPTY; 4], [PacketMetadata::EMPTY; 4]);
    let (mut receive, mut send) = ([0; 1024], [0; 1024]);
    let mut socket = UdpSocket::new(
        stack,
        &mut receive_meta,
        &mut receive,
        &mut send_meta,
        &mut send,
    );
    socket.bind(53).unwrap();
    let mut packet = [0; 512];
    loop {
        let Ok((length, from)) = socket.recv_from(&mut packet).await else {
            continue;
        };
        if let Some(reply) = reply(&packet[..length]) {
            socket.send_to(&reply, from).await.unwrap();
        }
    }
}

/// RFC 1035 section 4.1: header, question, and one response if the name is known.
fn reply(query: &[u8]) -> Option<Vec<u8>> {
    let (name, end) = question(query)?;
    if name == SILENT {
        return None;
    }
    let is_a = query[end..end + 2] == [0, 1];
    let last: &[u8] = match name.as_str() {
        NAME => &[2],
        TWO_ADDRESSES => &[9, 2],
        _ => &[],
    };
    let known = !last.is_empty();
    let mut reply = query[..end + 4].to_vec();
    // A response, recursion available; "no such name" unless it is known.
    reply[2] = 0x81;
    reply[3] = if known { 0x80 } else { 0x83 };
    let last = if is_a { last } else { &[] };
    reply[6..12].copy_from_slice(&[0, last.len() as u8, 0, 0, 0, 0]);
    for number in last {
        // The name of the question, type A, class IN, for a minute: 10.0.0.2, say.
        reply.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, *number]);
    }
    Some(reply)
}

/// The name that is asked for, and where it ends.
fn question(query: &[u8]) -> Option<(String, usize)> {
    let (mut name, mut at) = (String::new(), 12);
    loop {
        let length = usize::from(*query.get(at)?);
        at += 1;
        if length == 0 {
            return Some((name, at));
        }
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(std::str::from_utf8(query.get(at..at + length)?).ok()?);
        at += length;
    }
}
