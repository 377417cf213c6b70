//! A body as it may have been before a program parsed it and wrote it again, or an editor saved it.
//!
//! Only the order of members cannot be restored.

use serde::de::IgnoredAny;

/// Whether a body is JSON.
pub(super) fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(body).is_ok()
}

/// Returns variants of the body, each with a description.
pub(super) fn all(body: &[u8], max: usize) -> Vec<(Vec<u8>, String)> {
    let mut all: Vec<(Vec<u8>, String)> = Vec::new();
    if body.len() > max {
        return all;
    }
    for (end, what) in ENDS {
        if let Some(rest) = body.strip_suffix(end.as_bytes()) {
            all.push((rest.to_vec(), format!("without {what} at its end")));
        }
        let longer = [body, end.as_bytes()].concat();
        all.push((longer, format!("with {what} at its end")));
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return all;
    };
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        all.push((rest.into(), "without the byte order mark".into()));
    }
    let unix = text.replace("\r\n", "\n");
    all.push((
        unix.replace('\n', "\r\n").into(),
        "with CR LF newlines".into(),
    ));
    all.push((unix.into(), "with LF newlines".into()));
    if !is_json(body) {
        return all;
    }
    for (layout, how) in LAYOUTS {
        for (escapes, and) in ESCAPES {
            let written = write(text, *layout, *escapes);
            let what = format!("written {how}{and}");
            all.push((
                format!("{written}\n").into(),
                format!("{what}, and a newline"),
            ));
            all.push((written.into(), what));
        }
    }
    all
}

const ENDS: [(&str, &str); 2] = [("\n", "a newline (LF)"), ("\r\n", "a newline (CR LF)")];

/// Layout of tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    AsIs,
    Compact,
    /// A space after each comma and colon, as Python does.
    Spaced,
    /// A line for each member, indented by this many spaces.
    Lines(usize),
}

const LAYOUTS: &[(Layout, &str)] = &[
    (Layout::AsIs, "with its spaces as they are"),
    (Layout::Compact, "without spaces between its tokens"),
    (Layout::Spaced, "with a space after each comma and colon"),
    (Layout::Lines(2), "in lines, indented by 2"),
    (Layout::Lines(4), "in lines, indented by 4"),
];

/// How characters outside ASCII are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    AsIs,
    NonAscii,
    None,
}

const ESCAPES: &[(Escapes, &str)] = &[
    (Escapes::AsIs, ""),
    (Escapes::NonAscii, ", everything outside ASCII escaped"),
    (Escapes::None, ", without unnecessary escapes"),
];

/// Rewrites a valid JSON text.
fn write(text: &str, layout: Layout, escapes: Escapes) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            _ => first.len_utf8(),
        };
        let (token, tail) = rest.split_at(length);
        rest = tail;
        match (first, layout) {
            ('"', _) => out.push_str(&string(token, escapes)),
            (_, Layout::AsIs) => out.push_str(token),
            (' ' | '\t' | '\r' | '\n', _) => {}
            ('{' | '[', Layout::Lines(indent)) => {
                out.push(first);
                let closes = rest.trim_start().starts_with(['}', ']']);
                if !closes {
                    depth += 1;
                    line(&mut out, depth * indent);
                }
            }
            ('}' | ']', Layout::Lines(indent)) => {
                if !out.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    line(&mut out, depth * indent);
                }
                out.push(first);
            }
            (',', Layout::Lines(indent)) => {
                out.push(',');
                line(&mut out, depth * indent);
            }
            (',' | ':', Layout::Spaced) | (':', Layout::Lines(_)) => {
                out.push(first);
                out.push(' ');
            }
            _ => out.push_str(token),
        }
    }
    out
}

fn line(out: &mut String, spaces: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', spaces));
}

fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Rewrites a string literal.
fn string(literal: &str, escapes: Escapes) -> String {
    let value = match serde_json::from_str::<String>(literal) {
        Ok(value) if escapes != Escapes::AsIs => serde_json::Value::from(value).to_string(),
        // Half a surrogate pair, for instance.
        _ => return literal.into(),
    };
    if escapes == Escapes::None {
        return value;
    }
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"a": [1,2 , {}],"b":"å \"x\\","c":{"d":[]}}"#;

    #[test]
    fn layouts_are_those_of_others() {
        let written = |layout| write(TEXT, layout, Escapes::AsIs);
        assert_eq!(written(Layout::AsIs), TEXT);
        assert_eq!(
            written(Layout::Compact),
            r#"{"a":[1,2,{}],"b":"å \"x\\","c":{"d":[]}}"#
        );
        // Python: json.dumps(…, ensure_ascii=False)
        assert_eq!(
            written(Layout::Spaced),
            r#"{"a": [1, 2, {}], "b": "å \"x\\", "c": {"d": []}}"#
        );
        // serde_json sorts members, which these are already, and indents by 2.
        let value: serde_json::Value = serde_json::from_str(TEXT).unwrap();
        assert_eq!(
            written(Layout::Lines(2)),
            serde_json::to_string_pretty(&value).unwrap()
        );
    }

    #[test]
    fn what_is_not_ascii_is_escaped_or_not() {
        let text = r#"["å😀\u00e5\/"]"#;
        let written = |escapes| write(text, Layout::AsIs, escapes);
        assert_eq!(written(Escapes::AsIs), text);
        assert_eq!(
            written(Escapes::NonAscii),
            r#"["\u00e5\ud83d\ude00\u00e5/"]"#
        );
        assert_eq!(written(Escapes::None), r#"["å😀å/"]"#);
    }
}
