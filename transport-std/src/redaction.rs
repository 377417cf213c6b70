//! Taking secrets out of what the server says.

/// A secret shorter than this may be part of an ordinary word, so only a whole word is taken out.
const TELLING: usize = 8;

/// The shortest beginning of a secret that is taken out of the end of a text that was cut off.
const BEGINNING: usize = 5;

/// Replaces `secret` by `***` wherever `text` quotes it, and its beginning if the text ends in `…`
/// because it was cut inside it.
///
/// [`Error`](crate::Error) does this with the token and with the secret keys that were sent; this
/// is for what else a program shows, and for other secrets. A secret of less than eight bytes is
/// replaced only where it is a whole word. An empty one is not replaced.
pub fn redact(text: &mut String, secret: &str) {
    if secret.is_empty() {
        return;
    }
    *text = without(text, secret);
    if let Some(kept) = text.strip_suffix('…') {
        let ends = secret.char_indices().map(|(end, _)| end).skip(BEGINNING);
        let starts = ends.filter_map(|end| secret.get(..end));
        let rest = starts.filter_map(|start| kept.strip_suffix(start)).last();
        if let Some(rest) = rest {
            *text = format!("{rest}***…");
        }
    }
}

/// Returns the text with `***` wherever it quotes the secret.
pub(crate) fn without(text: &str, secret: &str) -> String {
    if secret.is_empty() {
        return text.into();
    }
    let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(secret) {
        kept.push_str(before);
        let is_word = !is_inside(kept.chars().next_back()) && !is_inside(after.chars().next());
        let is_quoted = is_word || secret.len() >= TELLING;
        kept.push_str(if is_quoted { "***" } else { secret });
        rest = after;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn a_secret_is_taken_out() {
        for (text, secret, redacted) in [
            ("s3cretS3CRET is weak", "s3cretS3CRET", "*** is weak"),
            ("xs3cretS3CRETx s3cretS3CRET", "s3cretS3CRET", "x***x ***"),
            (
                "key is key-like, keys are not",
                "key",
                "*** is ***-like, keys are not",
            ),
            ("it begins s3cretS…", "s3cretS3CRET", "it begins ***…"),
            ("it begins s3cr…", "s3cretS3CRET", "it begins s3cr…"),
            ("s3cretS", "s3cretS3CRET", "s3cretS"),
            ("nyckelåäö!", "nyckelåäö", "***!"),
            ("", "s3cretS3CRET", ""),
            ("anything", "", "anything"),
        ] {
            let mut shown = String::from(text);
            redact(&mut shown, secret);
            assert_eq!(shown, redacted, "{text}");
        }
    }
}
