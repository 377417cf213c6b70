//! Web servers, each with a configuration file of its own.

use std::{fs, path::PathBuf, process::Command};

use super::{Server, free_port};
use crate::{
    NAME,
    pki::{Chain, folder},
};

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

/// A folder for the files of a server on `port`, with a page in it.
fn own_folder(port: u16) -> PathBuf {
    let own = folder().join(format!("server.{port}"));
    fs::create_dir_all(&own).expect("a folder");
    fs::write(own.join("index.html"), "a page").expect("a file");
    own
}

/// Apache's httpd.
pub fn apache(chain: &Chain, directives: &str) -> Server {
    let port = free_port();
    let own = own_folder(port);
    let modules: String = ["mpm_event", "authz_core", "dir", "socache_shmcb", "ssl"]
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .concat();
    let (root, sent, key) = (own.display(), chain.sent.display(), chain.key.display());
    fs::write(
        own.join("httpd.conf"),
        format!(
            "{modules}
             ServerRoot {root}\nDocumentRoot {root}\nServerName {NAME}
             DefaultRuntimeDir {root}\nPidFile {root}/pid\nErrorLog {root}/error.log
             DirectoryIndex index.html\nListen 127.0.0.1:{port}
             SSLEngine on\nSSLCertificateFile {sent}\nSSLCertificateKeyFile {key}
             {directives}\n"
        ),
    )
    .expect("a file");
    let mut command = Command::new("apache2");
    command.arg("-X").arg("-f").arg(own.join("httpd.conf"));
    Server::start(&mut command, port, "apt-get install apache2-bin")
}

/// lighttpd with OpenSSL.
pub fn lighttpd(chain: &Chain) -> Server {
    let port = free_port();
    let own = own_folder(port);
    let (root, sent, key) = (own.display(), chain.sent.display(), chain.key.display());
    fs::write(
        own.join("lighttpd.conf"),
        format!(
            "server.modules = (\"mod_openssl\")
             server.bind = \"127.0.0.1\"\nserver.port = {port}
             server.document-root = \"{root}\"\nindex-file.names = (\"index.html\")
             ssl.engine = \"enable\"\nssl.pemfile = \"{sent}\"\nssl.privkey = \"{key}\"\n"
        ),
    )
    .expect("a file");
    let mut command = Command::new("lighttpd");
    command.arg("-D").arg("-f").arg(own.join("lighttpd.conf"));
    Server::start(
        &mut command,
        port,
        "apt-get install lighttpd lighttpd-mod-openssl",
    )
}

/// HAProxy, which wants chain and key in one file.
pub fn haproxy(chain: &Chain) -> Server {
    let port = free_port();
    let own = own_folder(port);
    let pem = [&chain.sent, &chain.key].map(|path| fs::read_to_string(path).expect("a PEM file"));
    fs::write(own.join("both.pem"), pem.concat()).expect("a file");
    let root = own.display();
    fs::write(
        own.join("haproxy.cfg"),
        format!(
            "defaults\n mode http\n timeout client 60s\n timeout server 60s\n timeout connect 9s
             \nfrontend tls\n bind 127.0.0.1:{port} ssl crt {root}/both.pem
             \n http-request return status 200 content-type text/plain string page\n"
        ),
    )
    .expect("a file");
    let mut command = Command::new("haproxy");
    command.arg("-db").arg("-f").arg(own.join("haproxy.cfg"));
    Server::start(&mut command, port, "apt-get install haproxy")
}

/// Caddy, with Go's TLS.
pub fn caddy(chain: &Chain) -> Server {
    let port = free_port();
    let own = own_folder(port);
    let (root, sent, key) = (own.display(), chain.sent.display(), chain.key.display());
    fs::write(
        own.join("Caddyfile"),
        format!(
            "{{\n admin off\n auto_https off\n skip_install_trust
             \n storage file_system {root}\n}}
             \nhttps://{NAME}:{port} {{\n bind 127.0.0.1\n tls {sent} {key}\n respond page\n}}\n"
        ),
    )
    .expect("a file");
    let mut command = Command::new("caddy");
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(own.join("Caddyfile"));
    command.env("HOME", &own);
    Server::start(&mut command, port, "apt-get install caddy")
}
