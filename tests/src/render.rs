//! JSON and HTTP written in every way that the grammars allow, by chance.

use crate::Hook;

/// A small generator of pseudo-random numbers, so that a whole rendering follows from one seed.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The generator with this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % (limit.max(1) as u64)).unwrap_or(0)
    }

    /// One of `choices`.
    pub fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Yes, once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// White space that means nothing.
fn space(chance: &mut Chance) -> &'static str {
    chance.of(&["", "", "", "", " ", "\n", "\t", "\r\n", "  \n\t "])
}

/// `text` as a JSON string, each character raw or escaped (B12).
pub fn string(text: &str, chance: &mut Chance) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        let short = match c {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '/' => Some("\\/"),
            '\u{8}' => Some("\\b"),
            '\u{c}' => Some("\\f"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            _ => None,
        };
        let must = matches!(c, '"' | '\\' | '\0'..='\u{1f}');
        match (short, chance.below(4)) {
            (Some(short), 0 | 1) => out += short,
            (_, 2 | 3) if !must => out.push(c),
            (None, _) if !must && chance.once_in(2) => out.push(c),
            _ => escape(c, &mut out, chance),
        }
    }
    out + "\""
}

/// `\uXXXX`, twice outside the basic plane, in digits of either case.
fn escape(c: char, out: &mut String, chance: &mut Chance) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let digits = if chance.once_in(2) {
            format!("{unit:04x}")
        } else {
            format!("{unit:04X}")
        };
        *out += "\\u";
        *out += &digits;
    }
}

const SCALARS: [&str; 14] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1.50",
    "-12e+7",
    "0.1E-9",
    "123456789012345678901234567890",
    "-0.000000000000000000000000000000001e400",
    "\"\"",
    "\"\\ud83e\\udd80 å\\u00e5\"",
    "\"]}\\\"\"",
    "\"\\ud800\"",
];

/// Any JSON value, nested up to so many levels.
pub fn any_value(levels: usize, chance: &mut Chance) -> String {
    let items = |levels: usize, chance: &mut Chance| -> Vec<String> {
        let count = chance.below(4);
        (0..count).map(|_| any_value(levels, chance)).collect()
    };
    match if levels == 0 { 0 } else { chance.below(4) } {
        2 => array(items(levels - 1, chance), chance),
        3 => {
            let values = items(levels - 1, chance);
            let members = values
                .into_iter()
                .map(|value| {
                    let name = chance.of(&["id", "url", "", "å", "a\nb", "metadata"]);
                    (string(name, chance), value)
                })
                .collect();
            object(members, chance)
        }
        _ => chance.of(&SCALARS).into(),
    }
}

/// An array of values that are JSON already.
pub fn array(items: Vec<String>, chance: &mut Chance) -> String {
    let mut out = String::from("[") + space(chance);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out = out + "," + space(chance);
        }
        out = out + &item + space(chance);
    }
    out + "]"
}

/// An object of names and values that are JSON already.
pub fn object(members: Vec<(String, String)>, chance: &mut Chance) -> String {
    let mut out = String::from("{") + space(chance);
    for (index, (name, value)) in members.into_iter().enumerate() {
        if index > 0 {
            out = out + "," + space(chance);
        }
        out = out + &name + space(chance) + ":" + space(chance) + &value + space(chance);
    }
    out + "}"
}

/// Members that no client knows, among them some with names that are nearly known (B8).
fn unknown(chance: &mut Chance) -> Vec<(String, String)> {
    const NAMES: [&str; 9] = [
        "object",
        "Id",
        "ids",
        "i",
        "",
        "next_",
        "å",
        "metadata2",
        "a very long name of a field",
    ];
    let count = chance.below(4);
    (0..count)
        .map(|_| {
            let name = chance.of(&NAMES);
            (string(name, chance), any_value(3, chance))
        })
        .collect()
}

/// A webhook, its members in any order and with unknown ones among them.
pub fn hook(hook: &Hook, chance: &mut Chance) -> String {
    let events = hook.events.iter().map(|e| string(e, chance)).collect();
    let values = [
        ("id", string(&hook.id, chance)),
        ("url", string(&hook.url, chance)),
        ("events", array(events, chance)),
        ("secret_key", string(&hook.secret_key, chance)),
        ("metadata", hook.metadata.clone()),
    ];
    let mut members = unknown(chance);
    members.extend(values.map(|(name, value)| (string(name, chance), value)));
    chance.shuffle(&mut members);
    object(members, chance)
}

/// The envelope of a list that has no further page, its members in any order (B19).
pub fn list(hooks: &[Hook], chance: &mut Chance) -> String {
    let results = hooks.iter().map(|h| hook(h, chance)).collect();
    let values = [
        ("count", chance.of(&["0", "4", "123456"]).to_owned()),
        ("next", "null".to_owned()),
        (
            "previous",
            chance.of(&["null", "\"https://h/?page=7\""]).to_owned(),
        ),
        ("results", array(results, chance)),
    ];
    let mut members = unknown(chance);
    members.extend(values.map(|(name, value)| (string(name, chance), value)));
    chance.shuffle(&mut members);
    object(members, chance)
}

/// An answer of status 200 with this content, framed in any way.
pub fn answer(content: &str, chance: &mut Chance) -> Vec<u8> {
    let mut fields: Vec<String> = ["Server: nginx", "X-Empty:", "Location: /\u{e5}"]
        .iter()
        .filter(|_| chance.once_in(2))
        .map(|&field| field.into())
        .collect();
    let (field, body) = match chance.below(3) {
        0 => {
            let name = chance.of(&["Content-Length", "content-length", "CONTENT-LENGTH"]);
            let field = format!("{name}:{}{}", chance.of(&["", " ", "\t "]), content.len());
            (Some(field), content.as_bytes().to_vec())
        }
        1 => {
            let coding = chance.of(&["chunked", "Chunked", "CHUNKED"]);
            let field = format!("Transfer-Encoding: {coding}");
            (Some(field), chunked(content.as_bytes(), chance))
        }
        _ => (None, content.as_bytes().to_vec()),
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

/// `content` in chunks of any size, with extensions and trailers.
pub fn chunked(content: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = content;
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
