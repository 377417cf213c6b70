//! One run of the shim: a connection, and as many more with its session as the runner wants.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpStream},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use embedded_io_adapters::std::FromStd;
use getrandom::SysRng;
use heapless_tls::{
    ClientCertificate, Clock, Connection, Group, RecordBuffers, Session, StreamError, TlsConfig,
    TlsError, Validity, anchor,
    blocking::{close, flush, open, read, write},
};

use crate::{
    certificates::{certificates, foreign_root},
    failure::{Failure, failed},
    flags::{self, Options, Unimplemented},
    identity::Identity,
};

/// The name in the certificates of the runner.
const SERVER_NAME: &str = "test";

/// Room for the largest message that the runner sends, and for a record beside it.
const RECEIVE_BUFFER: usize = 128 * 1024;

/// Room for the longest record of data, or for a client certificate.
const SEND_BUFFER: usize = 20 * 1024;

type Socket = FromStd<TcpStream>;

/// Wall clock of the host.
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Option<u64> {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .map(|elapsed| elapsed.as_secs())
    }
}

/// Performs every connection that the runner asks for.
pub fn run(options: &Options) -> Result<(), Failure> {
    let mut session = Session::new();
    for number in 0..=options.resume_count {
        let expected = if number == 0 {
            &options.initial
        } else {
            &options.resume
        };
        connect(options, expected, &mut session, number > 0)?;
    }
    Ok(())
}

/// Performs one connection; `resumption` says that the runner gave us a session before.
fn connect(
    options: &Options,
    expected: &flags::Connection,
    session: &mut Session,
    resumption: bool,
) -> Result<(), Failure> {
    let groups = groups(expected)?;
    let roots = match &expected.trust_cert {
        Some(path) if !expected.verify_fail && !path.as_os_str().is_empty() => certificates(path)?,
        // Verification has to fail, so nothing of the runner's is trusted.
        _ => vec![foreign_root()?],
    };
    let anchors: Vec<_> = roots
        .iter()
        .map(anchor)
        .collect::<Result<_, _>>()
        .map_err(|error| {
            Failure::Unimplemented(Unimplemented(format!("root certificate: {error:?}")))
        })?;
    let identity = Identity::load(expected)?;
    let chain: Vec<_> = identity
        .iter()
        .flat_map(|identity| &identity.chain)
        .collect();
    let chain: Vec<&[u8]> = chain.into_iter().map(AsRef::as_ref).collect();
    let certificate = identity
        .as_ref()
        .map(|identity| ClientCertificate::new(&chain, identity));
    let name = expected.host_name.as_deref().unwrap_or(SERVER_NAME);
    let mut config = TlsConfig::new(name, &anchors, Validity::SkipDates)
        .with_groups(&groups)
        .with_session_clock(&SystemClock);
    if let Some(certificate) = &certificate {
        config = config.with_client_certificate(certificate);
    }

    let mut socket = socket(options)?;
    let (mut receive, mut send) = (vec![0; RECEIVE_BUFFER], vec![0; SEND_BUFFER]);
    let mut buffers = RecordBuffers::new(&mut receive, &mut send).with_session(session);
    if expected.verify_fail && resumption {
        // A session is bound to what is trusted, so this client would not offer it.
        return Err(Unimplemented("-on-resume-verify-fail".into()).into());
    }
    if expected.verify_fail && expected.expect_verify_result {
        return Err(Unimplemented("connections without verification".into()).into());
    }
    if expected.send_alert {
        return Err(Unimplemented("-send-alert".into()).into());
    }
    let result = exchange(&mut socket, &config, &mut buffers, expected, resumption);
    drain(socket.into_inner());
    if let Err(Failure::Failed(reason)) = &result
        && ["Protocol(NotTls13)", "Alert(Alert(70))"]
            .iter()
            .any(|older| reason.contains(older))
        && !expected.refuses_older
    {
        return Err(Unimplemented("TLS 1.2 and older".into()).into());
    }
    if let Err(Failure::Failed(reason)) = &result
        && reason.contains("Alert(Alert(40))")
        && groups.len() < expected.curves.len()
    {
        return Err(Unimplemented(OTHER_GROUPS.into()).into());
    }
    result?;
    let selected = identity.as_ref().map_or(-1, Identity::selected);
    if expected
        .expect_credential
        .is_some_and(|wanted| wanted != selected)
    {
        return failed(format!("credential {selected} was shown"));
    }
    if session.is_empty() != expected.expect_no_session && !expected.shim_shuts_down {
        return failed(format!("session stored: {}", !session.is_empty()));
    }
    Ok(())
}

fn exchange(
    socket: &mut Socket,
    config: &TlsConfig<'_>,
    buffers: &mut RecordBuffers<'_>,
    expected: &flags::Connection,
    resumption: bool,
) -> Result<(), Failure> {
    let mut connection = Connection::new();
    open(&mut connection, socket, config, buffers, &mut SysRng).map_err(tls)?;
    check(&connection, expected, resumption)?;
    if expected.write_different_record_sizes {
        let data = vec![0x42; 32_769];
        for size in [
            0, 1, 255, 256, 257, 16_383, 16_384, 16_385, 32_767, 32_768, 32_769,
        ] {
            let data = data.get(..size).unwrap_or_default();
            write_all(&mut connection, socket, buffers, data)?;
        }
    } else {
        if expected.shim_writes_first {
            for _ in 0..expected.repeat_initial_write {
                write_all(&mut connection, socket, buffers, &expected.initial_write)?;
            }
        }
        if !expected.shim_shuts_down {
            echo(&mut connection, socket, buffers, expected)?;
        }
    }
    shut_down(&mut connection, socket, buffers, expected)
}

/// Returns every byte of the runner xor 0xff until the runner closes.
fn echo(
    connection: &mut Connection,
    socket: &mut Socket,
    buffers: &mut RecordBuffers<'_>,
    expected: &flags::Connection,
) -> Result<(), Failure> {
    let mut data = vec![0; expected.read_size];
    loop {
        if expected.key_update_before_read {
            connection
                .update_keys(false)
                .map_err(|error| tls(StreamError::Tls(error)))?;
            flush(connection, socket, buffers).map_err(tls)?;
        }
        let length = match read(connection, socket, buffers, &mut data) {
            Ok(length) => length,
            // BoringSSL's shim ends here on a close with and without close_notify.
            Err(StreamError::Tls(TlsError::Truncated)) if !expected.check_close_notify => 0,
            Err(error) => return Err(tls(error)),
        };
        let data = data.get_mut(..length).unwrap_or_default();
        if data.is_empty() {
            return Ok(());
        }
        if expected.key_update {
            connection
                .update_keys(false)
                .map_err(|error| tls(StreamError::Tls(error)))?;
        }
        data.iter_mut().for_each(|byte| *byte ^= 0xff);
        write_all(connection, socket, buffers, data)?;
    }
}

/// Sends close_notify and, if the runner checks it, waits for the runner's.
fn shut_down(
    connection: &mut Connection,
    socket: &mut Socket,
    buffers: &mut RecordBuffers<'_>,
    expected: &flags::Connection,
) -> Result<(), Failure> {
    let closed = close(connection, socket, buffers);
    if !expected.check_close_notify {
        return Ok(()); // The runner has closed the socket already, or does so without notice.
    }
    closed.map_err(tls)?;
    let mut data = [0];
    match read(connection, socket, buffers, &mut data).map_err(tls)? {
        0 => Ok(()),
        _ => failed("data instead of close_notify"),
    }
}

/// Compares what was negotiated with what the runner expects.
fn check(
    connection: &Connection,
    expected: &flags::Connection,
    resumption: bool,
) -> Result<(), Failure> {
    let resumed = resumption && !expected.expect_session_miss;
    if connection.is_resumed() != resumed {
        return failed(format!("session resumed: {}", connection.is_resumed()));
    }
    if expected
        .expect_version
        .is_some_and(|version| version != 0x0304)
    {
        return failed("not TLS 1.3");
    }
    let group = connection.group().map(Group::code);
    if expected
        .expect_curve_id
        .is_some_and(|wanted| group != Some(wanted))
    {
        return failed(format!("group {group:?}"));
    }
    let cipher_suite = connection.cipher_suite().map(|suite| suite.code());
    if expected
        .expect_cipher
        .is_some_and(|wanted| cipher_suite != Some(wanted))
    {
        return failed(format!("cipher suite {cipher_suite:?}"));
    }
    if expected.expect_peer_signature_algorithm.is_some() {
        return Err(Unimplemented("-expect-peer-signature-algorithm".into()).into());
    }
    Ok(())
}

fn write_all(
    connection: &mut Connection,
    socket: &mut Socket,
    buffers: &mut RecordBuffers<'_>,
    mut data: &[u8],
) -> Result<(), Failure> {
    while !data.is_empty() {
        let written = write(connection, socket, buffers, data).map_err(tls)?;
        data = data.get(written..).unwrap_or_default();
    }
    flush(connection, socket, buffers).map_err(tls)
}

const OTHER_GROUPS: &str = "groups other than X25519 and P-256";

/// The groups to offer, the share's first: those of the runner's list that the client has.
fn groups(expected: &flags::Connection) -> Result<Vec<Group>, Unimplemented> {
    let known = |curve: u16| {
        Group::ALL
            .iter()
            .copied()
            .find(|group| group.code() == curve)
    };
    let groups: Vec<_> = match expected.curves.as_slice() {
        [] => Group::ALL.to_vec(),
        curves => curves.iter().copied().filter_map(known).collect(),
    };
    let is_expected_known = expected
        .expect_curve_id
        .is_none_or(|curve| known(curve).is_some());
    if groups.is_empty() || !is_expected_known {
        return Err(Unimplemented(OTHER_GROUPS.into()));
    }
    let share = groups.first().map(|group| group.code());
    match expected.key_shares.as_slice() {
        [] => Ok(groups),
        [wanted] if Some(*wanted) == share => Ok(groups),
        _ => Err(Unimplemented(
            "-key-shares other than the first group".into(),
        )),
    }
}

fn socket(options: &Options) -> Result<Socket, Failure> {
    let address = if options.ipv6 {
        SocketAddr::from((Ipv6Addr::LOCALHOST, options.port))
    } else {
        SocketAddr::from((Ipv4Addr::LOCALHOST, options.port))
    };
    let mut socket = TcpStream::connect(address)?;
    socket.set_nodelay(true)?;
    // The runner waits for the shim without end, so the shim must not wait for the runner so.
    socket.set_read_timeout(Some(Duration::from_secs(5)))?;
    socket.write_all(&options.shim_id.to_le_bytes())?;
    Ok(FromStd::new(socket))
}

/// Half-closes and reads the rest, so that what was sent reaches the runner before a reset.
fn drain(mut socket: TcpStream) {
    let mut rest = [0; 4096];
    if socket.shutdown(Shutdown::Write).is_ok() {
        while socket.read(&mut rest).is_ok_and(|length| length > 0) {}
    }
}

fn tls(error: StreamError<std::io::Error>) -> Failure {
    match error {
        StreamError::Tls(error) => Failure::Failed(format!("TLS error: {error:?}")),
        error => Failure::Failed(format!("{error:?}")),
    }
}
