//! The command line of BoringSSL's runner (`ssl/test/test_config.cc`), as far as it is about a
//! TLS 1.3 client.
//!
//! Every flag that this file does not know ends the shim with exit code 89, "unimplemented".
//! So a flag may be accepted without effect only if the client behaves as it asks anyway.

use std::path::PathBuf;

/// What the runner asks for and this shim or the client cannot do.
#[derive(Debug)]
pub struct Unimplemented(pub String);

/// The whole command line.
#[derive(Debug, Default)]
pub struct Options {
    pub port: u16,
    pub shim_id: u64,
    pub ipv6: bool,
    /// Number of connections after the first; each offers the session of the one before.
    pub resume_count: u32,
    pub initial: Connection,
    pub resume: Connection,
}

/// What one connection has to do and to expect. A field for each flag, by the flag's name.
#[derive(Clone, Debug)]
pub struct Connection {
    pub host_name: Option<String>,
    pub trust_cert: Option<PathBuf>,
    pub cert_file: Option<PathBuf>,
    pub key_file: Option<PathBuf>,
    pub signing_prefs: Vec<u16>,
    pub curves: Vec<u16>,
    pub key_shares: Vec<u16>,
    pub expect_curve_id: Option<u16>,
    pub expect_hrr: Option<bool>,
    pub expect_version: Option<u16>,
    pub expect_cipher: Option<u16>,
    pub expect_peer_signature_algorithm: Option<u16>,
    /// The runner knows that this client wants TLS 1.3.
    pub refuses_older: bool,
    /// Certificates must not be accepted.
    pub verify_fail: bool,
    /// The result of verification is looked at; a connection exists whatever it is.
    pub expect_verify_result: bool,
    /// One `-new-x509-credential` was there. The client has no choice among several.
    pub has_credential: bool,
    /// The number of the credential that is to be shown, -1 for none.
    pub expect_credential: Option<i32>,
    pub expect_session_miss: bool,
    pub expect_no_session: bool,
    pub shim_writes_first: bool,
    pub shim_shuts_down: bool,
    pub check_close_notify: bool,
    pub write_different_record_sizes: bool,
    pub key_update: bool,
    pub key_update_before_read: bool,
    pub send_alert: bool,
    pub read_size: usize,
    pub initial_write: Vec<u8>,
    pub repeat_initial_write: u32,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            host_name: None,
            trust_cert: None,
            cert_file: None,
            key_file: None,
            signing_prefs: Vec::new(),
            curves: Vec::new(),
            key_shares: Vec::new(),
            expect_curve_id: None,
            expect_hrr: None,
            expect_version: None,
            expect_cipher: None,
            expect_peer_signature_algorithm: None,
            refuses_older: false,
            verify_fail: false,
            expect_verify_result: false,
            has_credential: false,
            expect_credential: None,
            expect_session_miss: false,
            expect_no_session: false,
            shim_writes_first: false,
            shim_shuts_down: false,
            check_close_notify: false,
            write_different_record_sizes: false,
            key_update: false,
            key_update_before_read: false,
            send_alert: false,
            read_size: 512,
            initial_write: b"hello".to_vec(),
            repeat_initial_write: 1,
        }
    }
}

/// Flags that change nothing here: the client does what they ask for without being told.
const WITHOUT_EFFECT: &[&str] = &[
    "async",              // The streams block; BoringSSL's own non-blocking mode is meant.
    "implicit-handshake", // The handshake ends before the first read or write either way.
    "handshake-twice",
    "no-op-extra-handshake",
    "verify-peer", // Certificates are always verified.
    "no-tls1",
    "no-tls11",
    "use-custom-verify-callback", // Either way, the verdict is the same.
    "use-old-client-cert-callback",
    "expect-ticket-renewal", // Every connection of TLS 1.3 brings tickets of its own.
    "renegotiate-freely",    // TLS 1.3 has no renegotiation to allow.
    "renegotiate-ignore",
    "renegotiate-once",
    "renegotiate-explicit",
    "forbid-renegotiation-after-handshake",
];

impl Options {
    /// Parses the arguments after the program's name.
    pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, Unimplemented> {
        let mut options = Self::default();
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            let flag = argument.trim_start_matches('-');
            let mut value = || {
                arguments
                    .next()
                    .ok_or_else(|| Unimplemented(format!("-{flag} without a value")))
            };
            match flag {
                "port" => options.port = number(flag, &value()?)?,
                "shim-id" => options.shim_id = number(flag, &value()?)?,
                "ipv6" => options.ipv6 = true,
                "resume-count" => options.resume_count = number(flag, &value()?)?,
                _ => options.connection_flag(flag, &mut value)?,
            }
        }
        Ok(options)
    }

    fn connection_flag(
        &mut self,
        flag: &str,
        value: &mut dyn FnMut() -> Result<String, Unimplemented>,
    ) -> Result<(), Unimplemented> {
        if let Some(flag) = flag.strip_prefix("on-initial-") {
            return self.initial.flag(flag, value);
        }
        if let Some(flag) = flag.strip_prefix("on-resume-") {
            return self.resume.flag(flag, value);
        }
        let mut fetched = None;
        self.initial.flag(flag, &mut || {
            let value = value()?;
            fetched = Some(value.clone());
            Ok(value)
        })?;
        self.resume.flag(flag, &mut || {
            fetched
                .clone()
                .ok_or_else(|| Unimplemented(format!("-{flag} without a value")))
        })
    }
}

impl Connection {
    fn flag(
        &mut self,
        flag: &str,
        value: &mut dyn FnMut() -> Result<String, Unimplemented>,
    ) -> Result<(), Unimplemented> {
        match flag {
            "host-name" => self.host_name = Some(value()?),
            "trust-cert" => self.trust_cert = Some(value()?.into()),
            "cert-file" => self.cert_file = Some(value()?.into()),
            "key-file" => self.key_file = Some(value()?.into()),
            "signing-prefs" => self.signing_prefs.push(number(flag, &value()?)?),
            "curves" => self.curves.push(number(flag, &value()?)?),
            "key-shares" => self.key_shares.push(number(flag, &value()?)?),
            "expect-curve-id" => self.expect_curve_id = Some(number(flag, &value()?)?),
            "expect-hrr" => self.expect_hrr = Some(true),
            "expect-no-hrr" => self.expect_hrr = Some(false),
            "expect-version" => self.expect_version = Some(number(flag, &value()?)?),
            "expect-cipher" => self.expect_cipher = Some(number(flag, &value()?)?),
            "expect-peer-signature-algorithm" => {
                self.expect_peer_signature_algorithm = Some(number(flag, &value()?)?);
            }
            "expect-verify-result" => self.expect_verify_result = true,
            "verify-fail" => self.verify_fail = true,
            "new-x509-credential" if !self.has_credential => self.has_credential = true,
            "expect-selected-credential" => self.expect_credential = Some(number(flag, &value()?)?),
            "expect-total-renegotiations" => {
                if number::<u32>(flag, &value()?)? > 0 {
                    return Err(Unimplemented("TLS 1.2 and older".into()));
                }
            }
            "expect-session-miss" => self.expect_session_miss = true,
            "expect-no-session" => self.expect_no_session = true,
            "shim-writes-first" => self.shim_writes_first = true,
            "shim-shuts-down" => self.shim_shuts_down = true,
            "check-close-notify" => self.check_close_notify = true,
            "write-different-record-sizes" => self.write_different_record_sizes = true,
            "key-update" => self.key_update = true,
            "key-update-before-read" => self.key_update_before_read = true,
            "send-alert" => self.send_alert = true,
            "read-size" => self.read_size = number(flag, &value()?)?,
            "shim-initial-write" => self.initial_write = value()?.into_bytes(),
            "repeat-shim-initial-write" => self.repeat_initial_write = number(flag, &value()?)?,
            "min-version" => self.refuses_older = number::<u16>(flag, &value()?)? >= 0x0304,
            "no-tls12" => self.refuses_older = true,
            "max-version" => {
                if number::<u16>(flag, &value()?)? < 0x0304 {
                    return Err(Unimplemented("TLS 1.2 and older".into()));
                }
            }
            "no-tls13" => return Err(Unimplemented("TLS 1.2 and older".into())),
            _ if WITHOUT_EFFECT.contains(&flag) => {}
            _ => return Err(Unimplemented(format!("-{flag}"))),
        }
        Ok(())
    }
}

fn number<T: std::str::FromStr>(flag: &str, text: &str) -> Result<T, Unimplemented> {
    text.parse()
        .map_err(|_| Unimplemented(format!("-{flag} {text}")))
}
