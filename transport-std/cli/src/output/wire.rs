//! `--verbose`: requests and responses on standard error, without their bodies.

use std::io::{self, Write};

use gigapay_webhooks_std::ExchangeReport;
use gigapay_webhooks_std::gigapay_webhooks::Visible;

use super::style::{GOOD, HINT, METHOD, QUIET};

/// Number of characters shown of a signature: `t=`, ten digits, `,v1=`, and four more. Anybody who
/// has all of it can send the notification again.
const SIGNATURE_SHOWN: usize = 20;

/// Shows a request of the client, and its response if there is one.
pub(crate) fn exchange(report: &ExchangeReport<'_>) {
    request(report.request_head);
    let time = report.duration.as_secs_f64() * 1000.0;
    match report.status {
        Some(_) => {
            let measured = format!("{} bytes in {time:.1} ms", report.received);
            response(report.response_head, &measured);
        }
        None => no_response(&format!("within {time:.1} ms")),
    }
}

/// Shows the head of a request that is sent.
pub(crate) fn request(head: &str) {
    show_request('→', head);
}

/// Shows the head of a request that was received.
pub(crate) fn received(head: &str) {
    show_request('←', head);
}

fn show_request(direction: char, head: &str) {
    let (line, fields) = head.split_once('\n').unwrap_or((head, ""));
    let (method, target) = line.split_once(' ').unwrap_or((line, ""));
    let (method, target) = (Visible(method), Visible(target));
    show(
        &format!("{direction} {METHOD}{method}{METHOD:#} {target}"),
        fields,
    );
}

/// Shows the head of a response, and what was measured.
pub(crate) fn response(head: &str, measured: &str) {
    let (line, fields) = head.split_once('\n').unwrap_or((head, ""));
    let is_success = line.split(' ').nth(1).is_some_and(|status| status < "300");
    let colour = if is_success { GOOD } else { HINT };
    let line = Visible(line.trim_end());
    show(
        &format!("← {colour}{line}{colour:#}  {QUIET}{measured}{QUIET:#}"),
        fields,
    );
}

/// Shows that there is no response.
pub(crate) fn no_response(measured: &str) {
    show(
        &format!("← {HINT}no response{HINT:#}  {QUIET}{measured}{QUIET:#}"),
        "",
    );
}

/// Writes the lines at once, so that those of several threads do not mix.
fn show(line: &str, fields: &str) {
    let mut text = format!("{line}\n");
    for field in fields.lines().filter(|field| !field.is_empty()) {
        let field = masked(field);
        text += &format!("    {QUIET}{}{QUIET:#}\n", Visible(&field));
    }
    // If standard error is closed, it cannot be told.
    let _: io::Result<()> = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Returns a header field, with a signature cut.
fn masked(field: &str) -> String {
    match field.split_once(": ") {
        Some((name, value)) if name.eq_ignore_ascii_case("gigapay-signature") => {
            let start: String = value.chars().take(SIGNATURE_SHOWN).collect();
            format!("{name}: {start}…")
        }
        _ => field.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_signature_is_cut() {
        assert_eq!(
            masked("Gigapay-Signature: t=1700000000,v1=abcdef0123"),
            "Gigapay-Signature: t=1700000000,v1=abcd…"
        );
        assert_eq!(masked("Host: a"), "Host: a");
    }
}
