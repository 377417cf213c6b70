//! The texts of errors, in the languages that the API supports (B6).

use std::borrow::Cow;

/// The language of a response's error texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Swedish,
}

impl Language {
    /// Returns the best supported language for an `Accept-Language` value; English if none matches.
    pub(crate) fn negotiate(accept: Option<&str>) -> Self {
        let mut best = (Self::English, 0.0);
        for range in accept.unwrap_or("").split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or("").trim().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            let language = match tag.split('-').next() {
                Some("sv") => Self::Swedish,
                Some("en") => Self::English,
                _ => continue,
            };
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }

    /// The tag for `Content-Language`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Swedish => "sv",
        }
    }
}

/// One sentence in every supported language.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    english: Cow<'static, str>,
    swedish: Cow<'static, str>,
}

impl Text {
    /// A fixed sentence.
    pub(crate) const fn fixed(english: &'static str, swedish: &'static str) -> Self {
        Self {
            english: Cow::Borrowed(english),
            swedish: Cow::Borrowed(swedish),
        }
    }

    /// A sentence made at run time.
    pub(crate) fn made(english: String, swedish: String) -> Self {
        Self {
            english: english.into(),
            swedish: swedish.into(),
        }
    }

    /// The sentence in one language.
    pub(crate) fn say(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Swedish => &self.swedish,
        }
    }
}

pub(crate) const NO_CREDENTIALS: Text = Text::fixed(
    "Authentication credentials were not provided.",
    "Autentiseringsuppgifter saknas.",
);
pub(crate) const INVALID_TOKEN: Text = Text::fixed("Invalid token.", "Ogiltig token.");
pub(crate) const EMPTY_TOKEN: Text = Text::fixed(
    "Invalid token header. No credentials provided.",
    "Ogiltig token-header. Inga autentiseringsuppgifter angivna.",
);
pub(crate) const SPACED_TOKEN: Text = Text::fixed(
    "Invalid token header. Token string should not contain spaces.",
    "Ogiltig token-header. Token får inte innehålla mellanslag.",
);
pub(crate) const FORBIDDEN: Text = Text::fixed(
    "You do not have permission to perform this action.",
    "Du har inte tillåtelse att utföra denna förfrågan.",
);
pub(crate) const INTEGRATION_REQUIRED: Text = Text::fixed(
    "The Integration-ID header is required for these events.",
    "Headern Integration-ID krävs för dessa händelser.",
);
pub(crate) const NO_SUCH_WEBHOOK: Text = Text::fixed(
    "No Webhook matches the given query.",
    "Ingen Webhook matchar den angivna frågan.",
);
pub(crate) const INVALID_PAGE: Text = Text::fixed("Invalid page.", "Ogiltig sida.");
pub(crate) const NOT_ACCEPTABLE: Text = Text::fixed(
    "Could not satisfy the request Accept header.",
    "Kunde inte tillgodose förfrågans Accept-header.",
);
pub(crate) const REQUIRED: Text = Text::fixed(
    "This field is required.",
    "Det här fältet är obligatoriskt.",
);
pub(crate) const NULL: Text = Text::fixed(
    "This field may not be null.",
    "Det här fältet får inte vara null.",
);
pub(crate) const BLANK: Text = Text::fixed(
    "This field may not be blank.",
    "Det här fältet får inte vara tomt.",
);
pub(crate) const NOT_A_STRING: Text = Text::fixed("Not a valid string.", "Inte en giltig sträng.");
pub(crate) const NUL_CHARACTER: Text = Text::fixed(
    "Null characters are not allowed.",
    "Null-tecken är inte tillåtna.",
);
pub(crate) const NOT_A_URL: Text = Text::fixed("Enter a valid URL.", "Ange en giltig URL.");
pub(crate) const EMPTY_LIST: Text = Text::fixed(
    "This list may not be empty.",
    "Den här listan får inte vara tom.",
);
pub(crate) const INVALID_JSON_VALUE: Text = Text::fixed(
    "Value must be valid JSON.",
    "Värdet måste vara giltig JSON.",
);
pub(crate) const ID_TAKEN: Text = Text::fixed(
    "webhook with this id already exists.",
    "webhook med detta id finns redan.",
);
pub(crate) const NO_DATA: Text = Text::fixed("No data provided", "Ingen data angiven");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        let pick = |accept| Language::negotiate(Some(accept));
        assert_eq!(Language::negotiate(None), Language::English);
        assert_eq!(pick("sv"), Language::Swedish);
        assert_eq!(pick("sv-SE, en;q=0.5"), Language::Swedish);
        assert_eq!(pick("sv;q=0.3, en;q=0.5"), Language::English);
        assert_eq!(pick("fr, *;q=0.1"), Language::English);
        assert_eq!(pick("sv;q=nonsense"), Language::English);
    }
}
