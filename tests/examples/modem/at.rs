//! Dialling by AT commands, up to the point where the modem passes bytes through.

use core::fmt;

use embedded_io_0_7::{Read, Write};

/// Bytes of a line from the modem. Its own lines are shorter; what is longer is cut.
const LINE: usize = 64;
/// Lines that a modem may say before it responds to a command: its echo, and events of the network.
const MOST_LINES: usize = 16;

/// Why there is no connection.
#[derive(Debug)]
pub enum DialError<E> {
    /// The serial port failed.
    Uart(E),
    /// The modem reaches no server at this address.
    Refused,
    /// The modem does not say what a modem says.
    Silent,
}

impl<E: fmt::Debug> fmt::Display for DialError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uart(error) => write!(f, "the serial port failed: {error:?}"),
            Self::Refused => f.write_str("the modem reaches no server at this address"),
            Self::Silent => f.write_str("the modem does not respond as expected"),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for DialError<E> {}

/// Has the modem open a TCP connection and pass its bytes through from then on.
pub fn dial<U: Read + Write>(
    uart: &mut U,
    host: &str,
    port: u16,
) -> Result<(), DialError<U::Error>> {
    // No echo; then transparent mode: after CONNECT, the serial port is the connection.
    command(uart, format_args!("ATE0"), "OK")?;
    command(uart, format_args!("AT+CIPMODE=1"), "OK")?;
    command(
        uart,
        format_args!("AT+CIPSTART=\"TCP\",\"{host}\",{port}"),
        "CONNECT",
    )
}

/// Sends a command and waits for the line that says that it is done.
fn command<U: Read + Write>(
    uart: &mut U,
    command: fmt::Arguments<'_>,
    done: &str,
) -> Result<(), DialError<U::Error>> {
    write!(uart, "{command}\r\n").map_err(|error| match error {
        embedded_io_0_7::WriteFmtError::Other(error) => DialError::Uart(error),
        embedded_io_0_7::WriteFmtError::FmtError => DialError::Silent,
    })?;
    uart.flush().map_err(DialError::Uart)?;
    for _ in 0..MOST_LINES {
        let mut line = [0; LINE];
        match read_line(uart, &mut line)? {
            line if line == done.as_bytes() => return Ok(()),
            b"ERROR" | b"NO CARRIER" | b"CONNECT FAIL" => return Err(DialError::Refused),
            _ => {}
        }
    }
    Err(DialError::Silent)
}

/// Reads a line, a byte at a time: what follows `CONNECT` is not the modem's any more.
fn read_line<'l, U: Read>(
    uart: &mut U,
    line: &'l mut [u8; LINE],
) -> Result<&'l [u8], DialError<U::Error>> {
    let mut length = 0;
    loop {
        let mut byte = [0];
        match uart.read(&mut byte).map_err(DialError::Uart)? {
            0 => return Err(DialError::Silent),
            _ if byte == *b"\n" => break,
            _ => {}
        }
        if let Some(place) = line.get_mut(length).filter(|_| byte != *b"\r") {
            [*place] = byte;
            length += 1;
        }
    }
    Ok(line.get(..length).unwrap_or_default())
}
