//! JSON values, strings and white space (RFC 8259).

use super::Random;

/// White space that means nothing.
fn space(chance: &mut Random) -> &'static str {
    chance.of(&["", "", "", "", " ", "\n", "\t", "\r\n", "  \n\t "])
}

/// `text` as a JSON string, each character raw or escaped (B12).
pub fn string(text: &str, chance: &mut Random) -> String {
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
fn escape(c: char, out: &mut String, chance: &mut Random) {
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
pub fn any_value(levels: usize, chance: &mut Random) -> String {
    let items = |levels: usize, chance: &mut Random| -> Vec<String> {
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
pub fn array(items: Vec<String>, chance: &mut Random) -> String {
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
pub fn object(members: Vec<(String, String)>, chance: &mut Random) -> String {
    let mut out = String::from("{") + space(chance);
    for (index, (name, value)) in members.into_iter().enumerate() {
        if index > 0 {
            out = out + "," + space(chance);
        }
        out = out + &name + space(chance) + ":" + space(chance) + &value + space(chance);
    }
    out + "}"
}
