//! A server that sends the same response to every request and keeps the connection.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use anyhow::Result;

pub const BODY: &str = "{\"id\":\"pump-7\",\"url\":\"https://gigatron.se/webhooks/payouts/\",\
    \"events\":[\"Payout.created\"],\"secret_key\":\"c1329a085d65f7757838df5920fdcc9a\",\
    \"metadata\":{\"n\":12}}";

/// Starts the server, which ends with the program.
pub fn start() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream));
        }
    });
    Ok(address)
}

/// Responds to requests without a body until the client closes.
fn serve(mut stream: TcpStream) -> Option<()> {
    let response = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    stream.set_nodelay(true).ok()?;
    let mut buffer = [0; 2048];
    let mut filled = 0;
    loop {
        let read = stream.read(buffer.get_mut(filled..)?).ok()?;
        if read == 0 {
            return None;
        }
        filled += read;
        if buffer[..filled].ends_with(b"\r\n\r\n") {
            stream.write_all(response.as_bytes()).ok()?;
            filled = 0;
        }
    }
}
