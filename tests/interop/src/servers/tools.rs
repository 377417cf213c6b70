//! Test servers of TLS libraries, and scripts over the libraries that have none.

use std::{fs, path::Path, process::Command};

use super::{Server, free_port};
use crate::pki::{Chain, folder};

/// OpenSSL's test server of the system, with more options.
pub fn openssl(chain: &Chain, options: &[&str]) -> Server {
    let port = free_port();
    let mut command = Command::new("openssl");
    command
        .args([
            "s_server",
            "-www",
            "-accept",
            &format!("127.0.0.1:{port}"),
            "-cert",
        ])
        .arg(&chain.leaf)
        .arg("-key")
        .arg(&chain.key);
    if fs::metadata(&chain.rest).expect("a file").len() > 0 {
        command.arg("-cert_chain").arg(&chain.rest);
    }
    Server::start(command.args(options), port, "apt-get install openssl")
}

/// GnuTLS's test server with a priority string.
pub fn gnutls(chain: &Chain, priority: &str) -> Server {
    gnutls_with(chain, &["--priority", priority])
}

/// GnuTLS's test server that requires a certificate of an authority.
pub fn gnutls_that_requires(chain: &Chain, authority: &str) -> Server {
    let options = [
        "--require-client-cert",
        "--verify-client-cert",
        "--x509cafile",
        authority,
    ];
    gnutls_with(chain, &options)
}

fn gnutls_with(chain: &Chain, options: &[&str]) -> Server {
    let port = free_port();
    let mut command = Command::new("gnutls-serv");
    command
        .args(["--http", "--port", &port.to_string()])
        .args(options);
    command
        .arg("--x509certfile")
        .arg(&chain.sent)
        .arg("--x509keyfile")
        .arg(&chain.key);
    Server::start(&mut command, port, "apt-get install gnutls-bin")
}

/// A script of this package under its interpreter; it gets the port and the chain's files.
fn script(mut command: Command, name: &str, chain: &Chain, options: &[&str], hint: &str) -> Server {
    let port = free_port();
    command
        .arg(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("scripts")
                .join(name),
        )
        .arg(port.to_string())
        .args([&chain.sent, &chain.key])
        .args(options);
    Server::start(&mut command, port, hint)
}

/// Node's `https` module.
pub fn node(chain: &Chain, options: &[&str]) -> Server {
    script(
        Command::new("node"),
        "node.js",
        chain,
        options,
        "apt-get install nodejs",
    )
}

/// Java's own TLS implementation.
pub fn java(chain: &Chain) -> Server {
    let store = chain.sent.with_extension("p12");
    let output = Command::new("openssl")
        .args(["pkcs12", "-export", "-passout", "pass:password", "-in"])
        .arg(&chain.sent)
        .arg("-inkey")
        .arg(&chain.key)
        .arg("-out")
        .arg(&store)
        .output()
        .expect("openssl is missing: apt-get install openssl");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let store = store.to_str().expect("a path in UTF-8");
    script(
        Command::new("java"),
        "Server.java",
        chain,
        &[store],
        "apt-get install openjdk-17-jdk-headless",
    )
}

/// The OpenSSL that a release of Python's `cryptography` brings, by the folder that `./install`
/// puts it in: `openssl-4` or `openssl-3.5`. `groups` is OpenSSL's list, empty for its default.
pub fn wheel(version: &str, chain: &Chain, groups: &str, options: &[&str]) -> Server {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("installed")
        .join(version);
    let config = folder().join(format!("groups-{}.cnf", groups.replace(':', "-")));
    let groups = if groups.is_empty() {
        String::new()
    } else {
        format!("Groups={groups}")
    };
    let sections =
        "openssl_conf=conf\n[conf]\nssl_conf=ssl\n[ssl]\nsystem_default=system\n[system]\n";
    fs::write(&config, format!("{sections}{groups}\n")).expect("a file");
    let mut command = Command::new(installed.join("bin/python"));
    command.env("OPENSSL_CONF", config);
    script(
        command,
        "wheel.py",
        chain,
        options,
        "run tests/interop/install",
    )
}

/// tlslite-ng, in Python throughout, with settings as `name=value` pairs.
pub fn tlslite(chain: &Chain, settings: &[&str]) -> Server {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("installed/tlslite");
    let command = Command::new(installed.join("bin/python"));
    script(
        command,
        "tlslite_server.py",
        chain,
        settings,
        "run tests/interop/install",
    )
}
