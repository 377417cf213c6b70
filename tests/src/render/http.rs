//! Responses and their framing (RFC 9112).

use super::Random;

/// A response of status 200 with this body, framed in any way.
pub fn response(body: &str, chance: &mut Random) -> Vec<u8> {
    let mut fields: Vec<String> = ["Server: nginx", "X-Empty:", "Location: /\u{e5}"]
        .iter()
        .filter(|_| chance.once_in(2))
        .map(|&field| field.into())
        .collect();
    let (field, body) = match chance.below(3) {
        0 => {
            let name = chance.of(&["Content-Length", "content-length", "CONTENT-LENGTH"]);
            let field = format!("{name}:{}{}", chance.of(&["", " ", "\t "]), body.len());
            (Some(field), body.as_bytes().to_vec())
        }
        1 => {
            let coding = chance.of(&["chunked", "Chunked", "CHUNKED"]);
            let field = format!("Transfer-Encoding: {coding}");
            (Some(field), chunked(body.as_bytes(), chance))
        }
        _ => (None, body.as_bytes().to_vec()),
    };
    fields.extend(field);
    chance.shuffle(&mut fields);
    let mut out = String::new();
    if chance.once_in(3) {
        out += "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n";
    }
    out += chance.of(&[
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 \r\n",
        "HTTP/1.1 200\r\n",
    ]);
    for field in fields {
        out = out + &field + "\r\n";
    }
    let mut out = (out + "\r\n").into_bytes();
    out.extend(body);
    out
}

/// `body` in chunks of any size, with extensions and trailers.
pub fn chunked(body: &[u8], chance: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let most = chance.of(&[1, 5, 40, 4096]);
        let size = (1 + chance.below(most)).min(rest.len());
        let (chunk, behind) = rest.split_at(size);
        rest = behind;
        let size = match chance.below(3) {
            0 => format!("{size:x}"),
            1 => format!("{size:X}"),
            _ => format!("{size:05x}"),
        };
        out.extend(size.into_bytes());
        out.extend(chance.of(&["", "", ";a", " ;a=b", ";a=\"b c\";d"]).bytes());
        out.extend(b"\r\n");
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(chance.of(&["0", "000", "0;last"]).bytes());
    out.extend(b"\r\n");
    out.extend(
        chance
            .of(&["", "", "X-Sum: 1\r\n", "A:\r\nB: c\r\n"])
            .bytes(),
    );
    out.extend(b"\r\n");
    out
}
