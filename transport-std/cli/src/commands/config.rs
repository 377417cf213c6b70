//! `config`

use gigapay_webhooks_std::gigapay_webhooks::Visible;
use serde::Serialize;

use super::*;
use crate::output::style::QUIET;
use crate::settings;

/// A setting, its value if it has one, and where that comes from.
#[derive(Serialize)]
struct Line {
    setting: &'static str,
    value: Option<String>,
    source: Option<String>,
}

/// Prints the settings that are in use.
pub(super) fn run(connection: &Connection, output: &Output) -> Result<(), Failure> {
    for line in lines(connection, output) {
        if output.is_json() {
            output.line(&line)?;
            continue;
        }
        let value = line.value.unwrap_or_else(|| "none".into());
        let source = line.source.map(|source| format!("  ({source})"));
        output.say(&format!(
            "{QUIET}{:<14}{QUIET:#}  {}{QUIET}{}{QUIET:#}",
            line.setting,
            Visible(&value),
            Visible(&source.unwrap_or_default())
        ))?;
    }
    Ok(())
}

fn lines(connection: &Connection, output: &Output) -> Vec<Line> {
    let line = |setting, value: Option<String>| Line {
        setting,
        value,
        source: Some(connection.sources.of(setting).to_string()),
    };
    let base_url = match &connection.base_url {
        _ if connection.demo => "https://api.demo.gigapay.se/v2/".into(),
        Some(url) => without_password(url),
        None => "https://api.gigapay.se/v2/".into(),
    };
    let token = connection
        .token
        .as_deref()
        .map(|token| output.masked(token));
    let ca_file = connection.ca_file.as_ref();
    let seconds = connection.timeout.as_secs_f64();
    vec![
        Line {
            setting: "file",
            value: settings::path().map(|path| path.display().to_string()),
            source: None,
        },
        line("base_url", Some(base_url)),
        line("token", token.map(Into::into)),
        line("integration_id", connection.integration_id.clone()),
        line("ca_file", ca_file.map(|path| path.display().to_string())),
        line("proxy", connection.proxy.as_deref().map(without_password)),
        line("timeout", Some(format!("{seconds} s"))),
    ]
}

/// Returns the URL without a user name and password.
fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let Some((_, host)) = authority.rsplit_once('@') else {
        return url.into();
    };
    let slashes = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{slashes}***@{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_is_taken_out() {
        for (url, shown) in [
            ("http://a:b@c:1/d@e", "http://***@c:1/d@e"),
            ("a:b@c", "***@c"),
            ("http://c/d@e", "http://c/d@e"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
