//! Errors in the framework's shapes (B22): `detail`, fields by name, list items by index.

use super::response::ApiResponse;
use crate::language::{Language, Text};

/// The body of an error: sentences, lists of them, and objects.
#[derive(Clone, Debug)]
pub(crate) enum Detail {
    Text(Text),
    List(Vec<Detail>),
    Map(Vec<(String, Detail)>),
}

impl Detail {
    /// A list of one sentence, the usual form under a field's name.
    pub(crate) fn one(text: Text) -> Self {
        Self::List(vec![Self::Text(text)])
    }

    fn render(&self, language: Language, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(&crate::json::string(text.say(language))),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.render(language, out);
                }
                out.push(']');
            }
            Self::Map(fields) => {
                out.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    out.push_str(&crate::json::string(name));
                    out.push(':');
                    value.render(language, out);
                }
                out.push('}');
            }
        }
    }
}

/// A request that the API refuses.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: u16,
    detail: Detail,
    headers: Vec<(&'static str, String)>,
}

impl Refusal {
    /// `{"detail": text}`, the form of most errors.
    pub(crate) fn new(status: u16, text: Text) -> Self {
        let detail = Detail::Map(vec![("detail".into(), Detail::Text(text))]);
        Self {
            status,
            detail,
            headers: Vec::new(),
        }
    }

    /// A 400 with field names as keys.
    pub(crate) fn invalid(fields: Vec<(String, Detail)>) -> Self {
        Self {
            status: 400,
            detail: Detail::Map(fields),
            headers: Vec::new(),
        }
    }

    /// A 400 that names no field.
    pub(crate) fn non_field(text: Text) -> Self {
        Self::invalid(vec![("non_field_errors".into(), Detail::one(text))])
    }

    /// A 404 for a webhook that does not exist or that the caller cannot see.
    pub(crate) fn no_such_webhook() -> Self {
        Self::new(404, crate::language::NO_SUCH_WEBHOOK)
    }

    /// The same refusal with a header field.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Returns the response in the client's language.
    pub(crate) fn response(&self, language: Language) -> ApiResponse {
        let mut body = String::new();
        self.detail.render(language, &mut body);
        let response = ApiResponse::json(self.status, body);
        self.headers
            .iter()
            .fold(response, |response, (name, value)| {
                response.with(name, value.clone())
            })
    }
}
