//! What goes wrong with one request.

use std::mem::{Discriminant, discriminant};
use std::time::Duration;

use super::{Cut, Fault};
use crate::http::response::ApiResponse;
use crate::language::Text;

/// The faults that act on one request.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The response that takes the place of the API's.
    pub(crate) instead: Option<Instead>,
    pub(crate) delay: Option<Duration>,
    pub(crate) quirks: Quirks,
    pub(crate) shape: Shape,
}

/// What the API itself does differently.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quirks {
    pub(crate) escape_non_ascii: bool,
    pub(crate) extra_fields: bool,
    pub(crate) links_name_plain_http: bool,
    pub(crate) links_drop_page_size: bool,
}

/// What happens to the response's bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) framing: Framing,
    pub(crate) close: bool,
    pub(crate) length_on_empty_body: bool,
    pub(crate) interim: Option<(u16, u32)>,
    pub(crate) drip: Option<(usize, Duration)>,
    pub(crate) cut: Option<(usize, Cut)>,
    pub(crate) cut_idle: Option<Cut>,
}

/// How the response's body is framed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Framing {
    #[default]
    Length,
    Chunked {
        size: usize,
        extension: Option<String>,
        trailers: Vec<(String, String)>,
    },
    CloseDelimited {
        http_1_0: bool,
    },
}

/// A response that is not the API's.
#[derive(Clone, Debug)]
pub(crate) enum Instead {
    ServerError(u16),
    Throttled(u32),
    Reply(ApiResponse),
    RedirectToHttps,
}

impl Instead {
    /// Returns the text of a 429.
    pub(crate) fn throttled(seconds: u32) -> Text {
        let (english, swedish) = if seconds == 1 {
            ("second", "sekund")
        } else {
            ("seconds", "sekunder")
        };
        Text::made(
            format!("Request was throttled. Expected available in {seconds} {english}."),
            format!("Förfrågan stoppades. Förväntas vara tillgänglig om {seconds} {swedish}."),
        )
    }
}

impl Plan {
    /// Returns the kind of a fault. Faults of one kind exclude each other: those that replace the
    /// response are one kind, those that frame it another.
    pub(super) fn kind(&self, fault: &Fault) -> Discriminant<Fault> {
        match fault {
            Fault::Throttled { .. } | Fault::Reply { .. } | Fault::RedirectToHttps => {
                discriminant(&Fault::ServerError { status: 500 })
            }
            Fault::CloseDelimited { .. } => discriminant(&Fault::Chunked {
                size: 1,
                extension: None,
                trailers: Vec::new(),
            }),
            fault => discriminant(fault),
        }
    }

    pub(super) fn add(&mut self, fault: &Fault) {
        let shape = &mut self.shape;
        match fault.clone() {
            Fault::Chunked {
                size,
                extension,
                trailers,
            } => {
                shape.framing = Framing::Chunked {
                    size: size.max(1),
                    extension,
                    trailers,
                };
            }
            Fault::CloseDelimited { http_1_0 } => {
                shape.framing = Framing::CloseDelimited { http_1_0 };
                shape.close = true;
            }
            Fault::Close => shape.close = true,
            Fault::LengthOnEmptyBody => shape.length_on_empty_body = true,
            Fault::Interim { status, count } => shape.interim = Some((status, count)),
            Fault::Delay { time } => self.delay = Some(time),
            Fault::Drip { bytes, every } => shape.drip = Some((bytes.max(1), every)),
            Fault::ServerError { status } => self.instead = Some(Instead::ServerError(status)),
            Fault::Throttled { retry_after } => {
                self.instead = Some(Instead::Throttled(retry_after))
            }
            Fault::Reply {
                status,
                headers,
                body,
            } => {
                self.instead = Some(Instead::Reply(ApiResponse {
                    status,
                    headers,
                    body,
                }));
            }
            Fault::RedirectToHttps => self.instead = Some(Instead::RedirectToHttps),
            Fault::CutResponse { after, how } => shape.cut = Some((after, how)),
            Fault::CutIdle { how } => shape.cut_idle = Some(how),
            Fault::CutRequest { .. }
            | Fault::WrongSignature
            | Fault::ShiftedTime { .. }
            | Fault::DuplicateDelivery { .. }
            | Fault::BothSecrets
            | Fault::CutDelivery { .. } => {}
            Fault::EscapeNonAscii => self.quirks.escape_non_ascii = true,
            Fault::ExtraFields => self.quirks.extra_fields = true,
            Fault::LinksNamePlainHttp => self.quirks.links_name_plain_http = true,
            Fault::LinksDropPageSize => self.quirks.links_drop_page_size = true,
        }
    }
}
