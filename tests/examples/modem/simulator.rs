//! A modem on the other end of a serial port: knows the commands of [`at`](crate::at), dials, and
//! then passes bytes through.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use embedded_io_0_7::{ErrorKind, ErrorType, Read, Write};

/// Bytes that the serial port holds: no read gives more.
pub const FIFO: usize = 64;

/// The device's end of the serial port.
pub struct Uart(TcpStream);

impl ErrorType for Uart {
    type Error = ErrorKind;
}

impl Read for Uart {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, ErrorKind> {
        let length = to.len().min(FIFO);
        io::Read::read(&mut self.0, to.get_mut(..length).unwrap_or_default()).map_err(kind)
    }
}

impl Write for Uart {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let length = bytes.len().min(FIFO);
        io::Write::write(&mut self.0, bytes.get(..length).unwrap_or_default()).map_err(kind)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        io::Write::flush(&mut self.0).map_err(kind)
    }
}

fn kind(error: io::Error) -> ErrorKind {
    match error.kind() {
        io::ErrorKind::Interrupted => ErrorKind::Interrupted,
        _ => ErrorKind::Other,
    }
}

/// Starts a modem in a thread of its own, which ends with the serial port.
pub fn start() -> io::Result<Uart> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let device = TcpStream::connect(listener.local_addr()?)?;
    device.set_nodelay(true)?;
    let (port, _) = listener.accept()?;
    thread::spawn(move || modem(port));
    Ok(Uart(device))
}

/// Obeys commands until one dials, then passes bytes through.
fn modem(port: TcpStream) -> io::Result<()> {
    port.set_nodelay(true)?;
    let mut commands = BufReader::new(port.try_clone()?);
    let mut responses = port.try_clone()?;
    let mut command = String::new();
    loop {
        command.clear();
        if commands.read_line(&mut command)? == 0 {
            return Ok(());
        }
        // A modem says what the network does whenever it likes.
        responses.write_all(b"\r\n+CREG: 1\r\n")?;
        let Some(address) = command.trim_end().strip_prefix("AT+CIPSTART=\"TCP\",") else {
            responses.write_all(b"OK\r\n")?;
            continue;
        };
        match TcpStream::connect(address.replace('"', "").replace(',', ":")) {
            Ok(server) => {
                responses.write_all(b"CONNECT\r\n")?;
                return pass_through(port, server);
            }
            Err(_) => responses.write_all(b"CONNECT FAIL\r\n")?,
        }
    }
}

fn pass_through(port: TcpStream, server: TcpStream) -> io::Result<()> {
    server.set_nodelay(true)?;
    let (from_server, to_port) = (server.try_clone()?, port.try_clone()?);
    let back = thread::spawn(move || copy(from_server, to_port));
    copy(port, server)?;
    let _ = back.join();
    Ok(())
}

/// Passes bytes on as they come, and the end of them, too.
fn copy(mut from: TcpStream, mut to: TcpStream) -> io::Result<()> {
    let mut bytes = [0; FIFO];
    loop {
        let count = from.read(&mut bytes)?;
        if count == 0 {
            return to.shutdown(Shutdown::Write);
        }
        to.write_all(bytes.get(..count).unwrap_or_default())?;
    }
}
