//! The configurations that are shipped for nginx and caddy in front of a listener, with what
//! differs from one gateway to the next replaced by a test's ports and files.

const NGINX: &str = include_str!("../../../transport-std/docs/listen/nginx.conf");
const CADDY: &str = include_str!("../../../transport-std/docs/listen/Caddyfile");

pub(crate) fn nginx() -> String {
    let shipped = replaced(
        NGINX,
        &[
            ("listen 443 ssl;", "listen 127.0.0.1:@PORT@ ssl;"),
            ("    listen [::]:443 ssl;\n", ""),
            ("server 127.0.0.1:8080;", "server @UPSTREAM@;"),
            (
                "/etc/ssl/gateway.example.com/fullchain.pem",
                "@FOLDER@/fullchain.pem",
            ),
            (
                "/etc/ssl/gateway.example.com/privkey.pem",
                "@FOLDER@/privkey.pem",
            ),
        ],
    );
    include_str!("../config/nginx-listen.conf").replace("@SHIPPED@", &shipped)
}

pub(crate) fn caddy() -> String {
    replaced(
        CADDY,
        &[
            (
                "\n{\n\tservers",
                "\n{\n\tadmin off\n\tauto_https off\n\tservers",
            ),
            (
                "\ngateway.example.com {",
                "\nhttps://gateway.example.com:@PORT@ {\n\tbind 127.0.0.1\n\t\
                 tls @FOLDER@/fullchain.pem @FOLDER@/privkey.pem",
            ),
            ("reverse_proxy 127.0.0.1:8080", "reverse_proxy @UPSTREAM@"),
        ],
    )
}

/// Replaces each of these, which must be there exactly once.
fn replaced(text: &str, pairs: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (from, to) in pairs {
        assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
        text = text.replace(from, to);
    }
    text
}
