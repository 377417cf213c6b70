//! The caller's own streams and TLS configurations.

use std::io::{self, BufWriter, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use gigapay_sandbox::{RawServer, Sandbox, Tls};
use gigapay_webhooks_std::rustls::crypto::ring::default_provider;
use gigapay_webhooks_std::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use gigapay_webhooks_std::rustls::server::WebPkiClientVerifier;
use gigapay_webhooks_std::rustls::{ClientConfig, RootCertStore, ServerConfig};
use gigapay_webhooks_std::{BuildError, Cause, Client, Stage, Stream, Target, TimeLimit};

use crate::common::{encrypted, fill, ids, of, plain, response, to};

/// A stream over a Unix socket, whose other end serves as the test says.
#[cfg(unix)]
#[test]
fn a_unix_socket_carries_operations() {
    use std::os::unix::net::UnixStream;
    use std::thread;

    let (client_end, mut server_end) = UnixStream::pair().unwrap();
    let server = thread::spawn(move || {
        let mut served = 0;
        let mut last = [0; 4];
        let mut byte = [0];
        while server_end.read(&mut byte).unwrap() == 1 {
            last.rotate_left(1);
            last[3] = byte[0];
            if last == *b"\r\n\r\n" {
                server_end.write_all(response("200 OK").as_bytes()).unwrap();
                served += 1;
            }
        }
        served
    });
    let mut client = to("http://localhost/v2/")
        .connector(move |target| {
            assert_eq!((target.host, target.port), ("localhost", 80));
            assert!(target.timeout.is_some());
            client_end.try_clone()
        })
        .build()
        .unwrap();
    for _ in 0..3 {
        assert_eq!(client.retrieve("pump-7").unwrap().id.as_str(), "pump-7");
        assert!(client.is_connected());
    }
    drop(client);
    assert_eq!(server.join().unwrap(), 3);
}

/// TLS is the client's, and the stream is used again like a connection of its own.
#[test]
fn tls_goes_over_the_callers_stream() {
    let sandbox = encrypted();
    let expected = fill(&sandbox, 30);
    let opened = Arc::new(AtomicU32::new(0));
    let (address, count) = (sandbox.addr(), opened.clone());
    let mut client = of(&sandbox)
        .connector(move |target: &Target<'_>| {
            count.fetch_add(1, Ordering::Relaxed);
            assert_eq!(target.port, address.port());
            TcpStream::connect(address)
        })
        .build()
        .unwrap();
    assert_eq!(ids(&mut client), expected);
    client.retrieve("w000").unwrap();
    assert_eq!(opened.load(Ordering::Relaxed), 1);
}

#[test]
fn a_connector_can_choose_the_type_of_its_stream() {
    let sandbox = plain();
    let expected = fill(&sandbox, 3);
    let address = sandbox.addr();
    let builder = of(&sandbox).connector(move |_| {
        let stream = TcpStream::connect(address)?;
        Ok(Box::new(stream) as Box<dyn Stream>)
    });
    let mut client = builder.build().unwrap();
    assert_eq!(ids(&mut client), expected);
    client.retrieve("w000").unwrap();
    assert_eq!(sandbox.connections(), 1, "it is probed, and used again");
}

#[test]
fn a_connector_leads_to_the_proxy_if_one_is_given() {
    let mut client = to("http://localhost/v2/")
        .proxy("http://[::1]:3128")
        .unwrap()
        .connector(|target| -> io::Result<TcpStream> {
            assert_eq!((target.host, target.port), ("[::1]", 3128));
            Err(io::ErrorKind::NetworkDown.into())
        })
        .build()
        .unwrap();
    let error = client.retrieve("a").unwrap_err();
    assert!(matches!(error.cause(), Cause::Proxy { .. }), "{error:?}");
    assert!(error.is_retryable());
}

#[test]
fn a_connectors_error_is_one_of_connecting() {
    let mut client = to("https://api.example/v2/")
        .connector(|_| -> io::Result<TcpStream> { Err(io::Error::other("the tunnel is down")) })
        .build()
        .unwrap();
    let error = client.retrieve("a").unwrap_err();
    assert!(matches!(error.cause(), Cause::Connect { .. }), "{error:?}");
    assert!(error.to_string().contains("the tunnel is down"), "{error}");
}

/// A stream without a way to find out whether anything has come, which sends when flushed.
struct Simple(BufWriter<TcpStream>);

impl Read for Simple {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        self.0.get_mut().read(space)
    }
}

impl Write for Simple {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Stream for Simple {
    fn set_read_timeout(&mut self, time: Option<Duration>) -> io::Result<()> {
        self.0.get_ref().set_read_timeout(time)
    }

    fn set_write_timeout(&mut self, time: Option<Duration>) -> io::Result<()> {
        self.0.get_ref().set_write_timeout(time)
    }

    fn set_nonblocking(&mut self, _: bool) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// A client over such streams.
fn simple(sandbox: &Sandbox) -> Client {
    let address = sandbox.addr();
    of(sandbox)
        .connector(move |_| TcpStream::connect(address).map(BufWriter::new).map(Simple))
        .build()
        .unwrap()
}

#[test]
fn a_stream_that_sends_when_flushed_carries_tls() {
    let sandbox = encrypted();
    let expected = fill(&sandbox, 3);
    let mut client = simple(&sandbox);
    assert_eq!(ids(&mut client), expected);
}

#[test]
fn a_stream_that_cannot_be_probed_serves_one_operation() {
    let sandbox = plain();
    let expected = fill(&sandbox, 60);
    let mut client = simple(&sandbox);
    assert_eq!(ids(&mut client), expected);
    client.retrieve("w000").unwrap();
    assert_eq!(sandbox.connections(), 2);
}

/// A stream that takes no bytes and gives none.
struct Stuck;

impl Read for Stuck {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
}

impl Write for Stuck {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Ok(0)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for Stuck {
    fn set_read_timeout(&mut self, _: Option<Duration>) -> io::Result<()> {
        Ok(())
    }

    fn set_write_timeout(&mut self, _: Option<Duration>) -> io::Result<()> {
        Ok(())
    }

    fn set_nonblocking(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_stream_that_takes_no_bytes_is_an_error() {
    for url in ["http://localhost/v2/", "https://localhost/v2/"] {
        let mut client = to(url).connector(|_| Ok(Stuck)).build().unwrap();
        let error = client.retrieve("a").unwrap_err();
        let source = match error.cause() {
            Cause::Send(source) => Some(source),
            Cause::Tls { source, .. } => source.downcast_ref::<io::Error>(),
            cause => panic!("{cause:?}"),
        };
        let kind = source.map(io::Error::kind);
        assert_eq!(kind, Some(io::ErrorKind::WriteZero), "{error:?}");
        assert!(error.is_retryable());
        assert!(!client.is_connected());
    }
}

#[test]
fn the_callers_stream_meets_the_read_timeout() {
    let (over, is_over) = std::sync::mpsc::channel::<()>();
    let server = RawServer::start(1, move |_, stream| {
        let _ = is_over.recv();
        drop(stream);
    });
    let address = server.addr();
    let mut client = to("http://localhost/v2/")
        .read_timeout(Duration::from_millis(100))
        .connector(move |_| TcpStream::connect(address))
        .build()
        .unwrap();
    let error = client.retrieve("a").unwrap_err();
    let is_it = matches!(
        error.cause(),
        Cause::Timeout {
            stage: Stage::Receive,
            limit: TimeLimit::Read,
            ..
        }
    );
    assert!(is_it, "{error:?}");
    drop(over);
}

fn roots(der: &[u8]) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(der)).unwrap();
    roots
}

fn config_builder() -> gigapay_webhooks_std::rustls::ConfigBuilder<
    ClientConfig,
    gigapay_webhooks_std::rustls::WantsVerifier,
> {
    ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
}

/// The server wants a certificate of the client's, which only a whole configuration can bring.
#[test]
fn a_client_certificate_comes_with_a_configuration() {
    let server = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let device = rcgen::generate_simple_self_signed(vec!["device-7".into()]).unwrap();
    let key = |pair: &rcgen::KeyPair| PrivatePkcs8KeyDer::from(pair.serialize_der());
    let provider = Arc::new(default_provider());
    let devices = Arc::new(roots(device.cert.der()));
    let verifier = WebPkiClientVerifier::builder_with_provider(devices, provider.clone());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(
            vec![server.cert.der().clone()],
            key(&server.signing_key).into(),
        )
        .unwrap();
    let tls = Tls::Custom(Arc::new(config));
    let sandbox = gigapay_sandbox::Sandbox::builder()
        .tls(tls)
        .start()
        .unwrap();
    fill(&sandbox, 1);

    let trusting = config_builder().with_root_certificates(roots(server.cert.der()));
    let with = trusting
        .clone()
        .with_client_auth_cert(
            vec![device.cert.der().clone()],
            key(&device.signing_key).into(),
        )
        .unwrap();
    let without = trusting.with_no_client_auth();
    let client = |config| {
        let builder = to(&sandbox.base_url()).tls_config(Arc::new(config));
        builder.build().unwrap()
    };
    client(with).retrieve("w000").unwrap();
    let error = client(without).retrieve("w000").unwrap_err();
    let text = error.to_string();
    assert!(text.contains("CertificateRequired"), "{text}");
}

#[test]
fn a_configuration_that_would_mislead_is_refused() {
    let sandbox = encrypted();
    let der = sandbox.ca_der().unwrap();
    let config = |alpn: &[&str]| {
        let mut config = config_builder()
            .with_root_certificates(roots(der))
            .with_no_client_auth();
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        Arc::new(config)
    };
    for (alpn, is_right) in [
        (&[][..], true),
        (&["http/1.1"][..], true),
        (&["h2"][..], false),
        (&["h2", "http/1.1"][..], false),
    ] {
        let result = to(&sandbox.base_url()).tls_config(config(alpn)).build();
        match result {
            Ok(_) => assert!(is_right, "{alpn:?}"),
            Err(error) => {
                assert!(
                    !is_right && matches!(error, BuildError::Tls(_)),
                    "{error:?}"
                );
            }
        }
    }
    let result = of(&sandbox).tls_config(config(&[])).build();
    assert!(matches!(result, Err(BuildError::Tls(_))));
    let roots_only = to(&sandbox.base_url()).only_added_roots();
    assert!(roots_only.tls_config(config(&[])).build().is_err());
}
