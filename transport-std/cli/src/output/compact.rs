//! JSON without the white space between its tokens (RFC 8259 section 2).

/// Removes the white space outside strings; strings and numbers stay unchanged, byte for byte.
/// `json` must be valid.
pub(super) fn compact(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut in_string = false;
    let mut is_escaped = false;
    for c in json.chars() {
        if in_string {
            in_string = c != '"' || is_escaped;
            is_escaped = c == '\\' && !is_escaped;
        } else if matches!(c, ' ' | '\t' | '\n' | '\r') {
            continue;
        } else {
            in_string = c == '"';
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn only_white_space_between_tokens_goes() {
        for (json, expected) in [
            ("{\n  \"a b\" :\t[ 1 , 2 ]\r\n}", r#"{"a b":[1,2]}"#),
            (r#"" \" , \\" "#, r#"" \" , \\""#),
            (r#"[ "\\" , "x y" ]"#, r#"["\\","x y"]"#),
            (
                "123456789012345678901234567890.10 ",
                "123456789012345678901234567890.10",
            ),
            ("{ \"å\u{2028}\" : 1E+2 }", "{\"å\u{2028}\":1E+2}"),
        ] {
            assert_eq!(compact(json), expected);
        }
    }
}
