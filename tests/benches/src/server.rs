//! A server with one response for each load, which keeps its connections.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use anyhow::Result;

use crate::load::Load;

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

/// A load's target in the request line, and the response to it.
type Route = (String, Vec<u8>);

fn route(load: Load) -> Route {
    let body = load.body();
    let response = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    (format!(" {} ", load.target()), response.into())
}

/// Responds to requests without a body until the client closes, or asks for something else.
fn serve(mut stream: TcpStream) -> Option<()> {
    let routes = Load::ALL.map(route);
    stream.set_nodelay(true).ok()?;
    let mut buffer = [0; 2048];
    let mut filled = 0;
    loop {
        let read = stream.read(buffer.get_mut(filled..)?).ok()?;
        if read == 0 {
            return None;
        }
        filled += read;
        let request = &buffer[..filled];
        if request.ends_with(b"\r\n\r\n") {
            let line = request.split(|byte| *byte == b'\r').next()?;
            let line = std::str::from_utf8(line).ok()?;
            let (_, response) = routes
                .iter()
                .find(|(target, _)| line.contains(target.as_str()))?;
            stream.write_all(response).ok()?;
            filled = 0;
        }
    }
}
