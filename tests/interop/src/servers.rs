//! Servers, each a process of its own on a port of the loopback interface, ended when dropped.
//! Each replies to any HTTP request with an HTTP response and closes the connection.

use std::{
    fs,
    io::ErrorKind,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::pki::{Chain, folder};

/// How long a server may take to listen. Java's needs seconds on a busy machine.
const STARTUP: Duration = Duration::from_secs(60);

/// A running server.
#[derive(Debug)]
pub struct Server {
    pub port: u16,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that has ended by itself is no longer there to be ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts `command` and waits until it listens on `port`. `hint` says how to install it.
    fn start(command: &mut Command, port: u16, hint: &str) -> Self {
        let program = command.get_program().to_string_lossy().into_owned();
        let log = folder().join(format!("{port}.log"));
        let output = fs::File::create(&log).expect("a log");
        let child = command
            .stdin(Stdio::piped())
            .stdout(output.try_clone().expect("a log"))
            .stderr(output)
            .spawn()
            .unwrap_or_else(|error| match error.kind() {
                ErrorKind::NotFound => panic!("{program} is missing: {hint}"),
                _ => panic!("{program}: {error}"),
            });
        let mut server = Self { port, child };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.child.try_wait().expect("its state").is_some();
            assert!(
                !ended && started.elapsed() < STARTUP,
                "{program} does not listen: {}",
                fs::read_to_string(&log).unwrap_or_default()
            );
            sleep(Duration::from_millis(20));
        }
        server
    }
}

/// A port that nothing listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

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

/// nginx with more directives in its server block.
pub fn nginx(chain: &Chain, directives: &str) -> Server {
    let port = free_port();
    let prefix = folder().join(format!("nginx.{port}"));
    fs::create_dir_all(&prefix).expect("a folder");
    let config = prefix.join("nginx.conf");
    let (sent, key) = (chain.sent.display(), chain.key.display());
    fs::write(
        &config,
        format!(
            "daemon off; master_process off; pid nginx.pid; error_log stderr;
             events {{ worker_connections 64; }}
             http {{
                access_log off; client_body_temp_path tmp; proxy_temp_path tmp;
                fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
                server {{
                    listen 127.0.0.1:{port} ssl;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate {sent};
                    ssl_certificate_key {key};
                    {directives}
                    location / {{ return 200 \"$ssl_session_reused $ssl_cipher\"; }}
                }}
             }}"
        ),
    )
    .expect("a file");
    let mut command = Command::new("nginx");
    command
        .arg("-p")
        .arg(&prefix)
        .arg("-c")
        .arg(&config)
        .args(["-e", "stderr"]);
    Server::start(&mut command, port, "apt-get install nginx-light")
}

/// GnuTLS's test server with a priority string.
pub fn gnutls(chain: &Chain, priority: &str) -> Server {
    let port = free_port();
    let mut command = Command::new("gnutls-serv");
    command.args([
        "--http",
        "--priority",
        priority,
        "--port",
        &port.to_string(),
    ]);
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
    let text = format!(
        "openssl_conf=conf\n[conf]\nssl_conf=ssl\n[ssl]\nsystem_default=system\n[system]\n{groups}\n"
    );
    fs::write(&config, text).expect("a file");
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
