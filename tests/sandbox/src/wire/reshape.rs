//! The bytes of a complete response in another shape: other framing, interim responses before it.

use super::Pending;
use crate::faults::Framing;

/// Returns the length of a complete response once its head is there.
pub(super) fn length(bytes: &[u8], head_only: bool) -> Option<usize> {
    let head = head_length(bytes)?;
    let body = if head_only {
        0
    } else {
        content_length(bytes.get(..head)?).unwrap_or(0)
    };
    head.checked_add(body)
}

fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(4)
        .position(|buffer| buffer == b"\r\n\r\n")
        .map(|start| start + 4)
}

fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.is_empty())
}

fn has_name(line: &[u8], name: &str) -> bool {
    line.get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        && line.get(name.len()) == Some(&b':')
}

fn content_length(head: &[u8]) -> Option<usize> {
    let line = lines(head).find(|line| has_name(line, "content-length"))?;
    let value = line.split(|byte| *byte == b':').nth(1)?;
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

/// Returns the bytes to send for a complete response.
pub(super) fn reshape(response: &[u8], pending: &Pending) -> Vec<u8> {
    let shape = &pending.shape;
    let mut out = Vec::new();
    if let Some((status, count)) = shape.interim {
        for _ in 0..count {
            out.extend_from_slice(interim(status).as_bytes());
        }
    }
    let (head, body) = response.split_at(head_length(response).unwrap_or(response.len()));
    let no_body = head.get(9..12) == Some(b"204");
    let framing = if pending.head || no_body {
        &Framing::Length
    } else {
        &shape.framing
    };
    for (index, line) in lines(head).enumerate() {
        match framing {
            Framing::CloseDelimited { http_1_0: true } if index == 0 => {
                out.extend_from_slice(b"HTTP/1.0");
                out.extend_from_slice(line.get(8..).unwrap_or_default());
            }
            Framing::Chunked { .. } | Framing::CloseDelimited { .. }
                if has_name(line, "content-length") =>
            {
                continue;
            }
            _ => out.extend_from_slice(line),
        }
        out.extend_from_slice(b"\r\n");
    }
    if no_body && shape.length_on_empty_body {
        out.extend_from_slice(b"Content-Length: 0\r\n");
    }
    match framing {
        Framing::Chunked {
            size,
            extension,
            trailers,
        } => {
            chunk(&mut out, body, *size, extension.as_deref(), trailers);
        }
        _ => {
            out.extend_from_slice(b"\r\n");
            out.extend_from_slice(body);
        }
    }
    out
}

fn interim(status: u16) -> String {
    match status {
        100 => "HTTP/1.1 100 Continue\r\n\r\n".into(),
        102 => "HTTP/1.1 102 Processing\r\n\r\n".into(),
        103 => "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n".into(),
        status => format!("HTTP/1.1 {status} Interim\r\n\r\n"),
    }
}

fn chunk(
    out: &mut Vec<u8>,
    body: &[u8],
    size: usize,
    extension: Option<&str>,
    trailers: &[(String, String)],
) {
    let extension = extension.map(|text| format!(";{text}")).unwrap_or_default();
    out.extend_from_slice(b"Transfer-Encoding: chunked\r\n");
    if !trailers.is_empty() {
        let names: Vec<&str> = trailers.iter().map(|trailer| trailer.0.as_str()).collect();
        out.extend_from_slice(format!("Trailer: {}\r\n", names.join(", ")).as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    for piece in body.chunks(size) {
        out.extend_from_slice(format!("{:x}{extension}\r\n", piece.len()).as_bytes());
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("0{extension}\r\n").as_bytes());
    for (name, value) in trailers {
        out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Shape;

    const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello";

    fn reshaped(shape: Shape) -> String {
        String::from_utf8(reshape(RESPONSE, &Pending { shape, head: false })).unwrap()
    }

    #[test]
    fn a_whole_response_is_known_by_its_length() {
        assert_eq!(length(b"HTTP/1.1 200 OK\r\n", false), None);
        assert_eq!(length(RESPONSE, false), Some(RESPONSE.len()));
        assert_eq!(length(RESPONSE, true), Some(RESPONSE.len() - 5));
        assert_eq!(length(b"HTTP/1.1 204 No Content\r\n\r\n", false), Some(27));
    }

    #[test]
    fn chunks_with_extensions_and_trailers() {
        let framing = Framing::Chunked {
            size: 3,
            extension: Some("a=b".into()),
            trailers: vec![("T".into(), "v".into())],
        };
        let expected = "HTTP/1.1 200 OK\r\nX: y\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n\
                        3;a=b\r\nhel\r\n2;a=b\r\nlo\r\n0;a=b\r\nT: v\r\n\r\n";
        assert_eq!(
            reshaped(Shape {
                framing,
                ..Shape::default()
            }),
            expected
        );
    }

    #[test]
    fn old_responses_end_with_the_connection() {
        let framing = Framing::CloseDelimited { http_1_0: true };
        let expected = "HTTP/1.0 200 OK\r\nX: y\r\n\r\nhello";
        assert_eq!(
            reshaped(Shape {
                framing,
                ..Shape::default()
            }),
            expected
        );
    }

    #[test]
    fn interim_responses_come_first() {
        let shape = Shape {
            interim: Some((100, 2)),
            ..Shape::default()
        };
        let text = reshaped(shape);
        assert!(
            text.starts_with(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"
            )
        );
    }
}
