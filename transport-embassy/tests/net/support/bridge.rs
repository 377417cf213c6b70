//! From the second stack to the sandbox: connections, and their ends of every kind.

use std::net::SocketAddr;

use embassy_net::Stack;
use embassy_net::tcp::TcpSocket;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The ports that lead to the sandbox.
const PORTS: [u16; 2] = [80, 443];

/// Accepts connections and carries them on, for ever.
pub async fn run(stack: Stack<'static>, sandbox: SocketAddr) {
    tokio::join!(
        listen(stack, PORTS[0], sandbox),
        listen(stack, PORTS[0], sandbox),
        listen(stack, PORTS[0], sandbox),
        listen(stack, PORTS[1], sandbox),
        listen(stack, PORTS[1], sandbox),
    );
}

async fn listen(stack: Stack<'static>, port: u16, sandbox: SocketAddr) {
    let (mut receive, mut send) = (vec![0; 8192], vec![0; 8192]);
    let mut socket = TcpSocket::new(stack, &mut receive, &mut send);
    socket.set_nagle_enabled(false);
    loop {
        if socket.accept(port).await.is_ok() {
            match TcpStream::connect(sandbox).await {
                Ok(stream) => carry(&mut socket, stream).await,
                Err(error) => panic!("the sandbox is gone: {error}"),
            }
        }
        socket.abort();
        let _ = socket.flush().await;
    }
}

/// Carries bytes both ways until both have ended or one has failed.
async fn carry(socket: &mut TcpSocket<'_>, mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let (mut up, mut down) = ([0; 4096], [0; 4096]);
    let (mut client_speaks, mut server_speaks) = (true, true);
    while client_speaks || server_speaks {
        tokio::select! {
            read = socket.read(&mut up), if client_speaks => match read {
                Ok(0) => {
                    client_speaks = false;
                    let _ = stream.shutdown().await;
                }
                Ok(length) => {
                    // If the server does not listen any more, what it said last is still to come.
                    let _ = stream.write_all(&up[..length]).await;
                }
                Err(_) => {
                    stream.set_zero_linger().unwrap();
                    return;
                }
            },
            read = stream.read(&mut down), if server_speaks => match read {
                Ok(0) => {
                    server_speaks = false;
                    socket.close();
                }
                Ok(length) => {
                    let mut rest = &down[..length];
                    while !rest.is_empty() {
                        match socket.write(rest).await {
                            Ok(written) => rest = &rest[written..],
                            Err(_) => return,
                        }
                    }
                }
                Err(_) => {
                    // Nothing that was sent before the reset is to be lost: only the end is.
                    let _ = socket.flush().await;
                    socket.abort();
                    let _ = socket.flush().await;
                    return;
                }
            },
        }
    }
    let _ = socket.flush().await;
}
