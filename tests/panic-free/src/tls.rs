//! Uses everything in heapless-tls but its async streams, over connections that do whatever they
//! like. As in `main.rs`, nothing here runs: what counts is what the linker has to keep.
#![no_std]
#![no_main]

mod wire;

use core::convert::Infallible;
use core::hint::black_box;

use embedded_io::{Read as _, Write as _};
use heapless_tls::rand_core::{TryCryptoRng, TryRng};
use heapless_tls::{
    CertificateDer, ClientCertificate, Clock, Connection, DateClock, Group, MAX_SIGNATURE, Pin,
    RecordBuffers, Session, Signer, TlsConfig, TlsError, TlsStep, Validity, anchor, blocking,
};
use wire::Wire;

/// A random generator, a clock and a signer of which nothing is known.
struct Unknown;

impl TryRng for Unknown {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(black_box(1))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(black_box(1))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        black_box(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Unknown {}

impl Clock for Unknown {
    fn now(&self) -> Option<u64> {
        black_box(Some(1))
    }
}

impl Signer for Unknown {
    fn sign(&self, message: &[u8], signature: &mut [u8; MAX_SIGNATURE]) -> Option<usize> {
        black_box((message, signature));
        black_box(Some(70))
    }
}

/// Looks at a value by writing it to nowhere.
struct Nowhere;

impl core::fmt::Write for Nowhere {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        black_box(text);
        black_box(Ok(()))
    }
}

fn show(value: &impl core::fmt::Display) {
    let _ = core::fmt::write(&mut Nowhere, format_args!("{value}"));
}

/// Memory of a size that the compiler does not know.
fn lent<'m, const N: usize>(bytes: &'m mut [u8; N]) -> &'m mut [u8] {
    let length = black_box(N);
    black_box(bytes.get_mut(..length).unwrap_or_default())
}

/// The loop of a caller of the state machine.
fn machine(config: &TlsConfig<'_>, buffers: &mut RecordBuffers<'_>) -> Result<(), TlsError> {
    let mut connection = Connection::new();
    connection.start(config, buffers, &mut Unknown)?;
    let mut is_connected = false;
    loop {
        let step = if is_connected {
            connection.poll(buffers)?
        } else {
            connection.handshake(config, buffers)?
        };
        match step {
            TlsStep::Transmit(bytes) => {
                black_box(bytes);
                connection.transmitted(black_box(3));
            }
            TlsStep::Receive(room) => {
                black_box(room);
                connection.received(black_box(3));
            }
            TlsStep::Connected => {
                is_connected = true;
                connection.update_keys(black_box(true))?;
                black_box(connection.write(buffers, black_box(b"request"))?);
                connection.flush(buffers)?;
            }
            TlsStep::Data => {
                black_box(connection.data(buffers));
                connection.consume(buffers, black_box(1));
                black_box(connection.read(buffers, black_box(&mut [0; 9])));
            }
            TlsStep::Closed => return connection.close(buffers),
        }
        black_box((
            connection.is_quiet(),
            connection.group(),
            connection.cipher_suite(),
        ));
        black_box((connection.is_resumed(), connection.failure()));
    }
}

/// A connection over the blocking stream.
fn stream(config: &TlsConfig<'_>, buffers: RecordBuffers<'_>) {
    match blocking::connect(Wire, config, buffers, &mut Unknown) {
        Ok(mut stream) => {
            black_box(stream.write(black_box(b"request")).is_ok());
            black_box(stream.flush().is_ok());
            black_box(stream.update_keys(black_box(false)).is_ok());
            black_box(stream.read(black_box(&mut [0; 9])).is_ok());
            black_box(stream.close().is_ok());
        }
        Err(error) => {
            show(&error);
            black_box(error.is_retryable());
        }
    }
}

fn all() {
    let certificate = CertificateDer::from_slice(black_box(&[0x30]));
    let Ok(anchor) = anchor(&certificate).inspect_err(show) else {
        return;
    };
    let anchors = [anchor];
    let date_clock = DateClock::new(|| black_box(1));
    black_box(date_clock.set(black_box(b"Sun, 29 Nov 2026 00:00:00 GMT")));
    let validity = match black_box(0) {
        0 => Validity::At(&Unknown),
        1 => Validity::Since(black_box(1)),
        2 => Validity::AtOrSince(&date_clock, black_box(1)),
        _ => Validity::SkipDates,
    };
    let pins = [
        Pin::LeafKey(black_box([1; 32])),
        Pin::Certificate(black_box([1; 32])),
    ];
    let chain = [black_box(&[1_u8, 2][..])];
    let client = ClientCertificate::new(&chain, &Unknown);
    let mut config = if black_box(true) {
        TlsConfig::new(black_box("h"), &anchors, validity)
    } else {
        TlsConfig::pinned_only(black_box("h"), black_box(&pins))
    };
    if black_box(true) {
        config = config
            .with_pins(black_box(&pins))
            .with_groups(black_box(Group::ALL));
        config = config
            .with_session_clock(&Unknown)
            .with_client_certificate(&client);
    }
    let mut session = Session::new();
    if let Err(error) = session.restore(black_box(&[1])) {
        show(&error);
    }
    let (mut receive, mut send) = ([0; 2048], [0; 1024]);
    let mut buffers = RecordBuffers::new(lent(&mut receive), lent(&mut send));
    buffers = buffers.with_session(&mut session);
    if let Err(error) = machine(&config, &mut buffers) {
        show(&error);
        black_box((error.alert(), error.is_retryable()));
    }
    buffers.wipe();
    stream(&config, buffers);
    black_box(session.as_bytes());
}

#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    all();
    #[cfg(feature = "planted-index")]
    black_box(black_box(&[1_u8, 2][..])[black_box(3)]);
    loop {
        core::hint::spin_loop();
    }
}

/// Keeps the location of every panic in the image: the check reads them there.
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    black_box(info.location());
    loop {
        core::hint::spin_loop();
    }
}
