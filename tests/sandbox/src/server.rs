//! The server's thread: accepts connections until it is stopped.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::notifications;
use crate::service::{self, Connection};
use crate::shared::Shared;
use crate::wire::{FaultStream, Socket, Wire};

/// How long requests and deliveries in progress may take to end when the server stops.
const GRACE: Duration = Duration::from_millis(300);

/// Runs the server until `stop` is true or its sender is dropped.
pub(crate) fn run(
    listener: std::net::TcpListener,
    tls: Option<Arc<ServerConfig>>,
    shared: Arc<Shared>,
    numbers: mpsc::UnboundedReceiver<u64>,
    stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        let tls = tls.map(TlsAcceptor::from);
        accept(&listener, tls, &shared, numbers, stop).await;
        Ok(())
    })
}

async fn accept(
    listener: &TcpListener,
    tls: Option<TlsAcceptor>,
    shared: &Arc<Shared>,
    mut numbers: mpsc::UnboundedReceiver<u64>,
    mut stop: watch::Receiver<bool>,
) {
    let mut tasks = JoinSet::new();
    let for_tasks = stop.clone();
    loop {
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => break,
            Some(_) = tasks.join_next() => {}
            Some(number) = numbers.recv() => {
                tasks.spawn(notifications::deliver(shared.clone(), number, for_tasks.clone()));
            }
            accepted = listener.accept() => match accepted {
                Ok((tcp, peer)) => {
                    let connection = Arc::new(Connection {
                        number: shared.count_connection(),
                        peer: peer.ip().to_canonical(),
                        wire: Wire::default(),
                        shared: shared.clone(),
                    });
                    tasks.spawn(serve(tcp, tls.clone(), connection, for_tasks.clone()));
                }
                // Most likely out of file descriptors: some will be closed.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    let ended = async { while tasks.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GRACE, ended).await;
}

async fn serve(
    tcp: TcpStream,
    tls: Option<TlsAcceptor>,
    connection: Arc<Connection>,
    mut stop: watch::Receiver<bool>,
) {
    let shared = connection.shared.clone();
    let _ = tcp.set_nodelay(true);
    let socket = match tls {
        None => Socket::Plain(tcp),
        Some(acceptor) => {
            let handshake = tokio::time::timeout(shared.config.read_time, acceptor.accept(tcp));
            match handshake.await {
                Ok(Ok(tls)) => Socket::Tls(Box::new(tls)),
                _ => return,
            }
        }
    };
    let stream = FaultStream::new(socket, connection.wire.clone(), shared.faults.clone());
    let service = service_fn(move |request| {
        let connection = connection.clone();
        async move { Ok::<_, Infallible>(service::serve(connection, request).await) }
    });
    let http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(shared.config.read_time)
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(http);
    tokio::select! {
        _ = http.as_mut() => return,
        _ = stop.wait_for(|stop| *stop) => {}
    }
    http.as_mut().graceful_shutdown();
    let _ = http.await;
}

/// Binds a listener to the first usable address that `address` resolves to.
pub(crate) fn listen(address: &str) -> io::Result<(std::net::TcpListener, SocketAddr)> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
