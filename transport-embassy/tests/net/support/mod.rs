//! A device and a server's network in one process: two network stacks joined by a wire, and behind
//! the second one the sandbox on loopback.

mod bridge;
mod names;
#[cfg(feature = "tls")]
pub mod secure;
mod wire;

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::mpsc;
use std::task::Poll;
use std::time::Duration;

use embassy_net::{Config, Ipv4Address, Ipv4Cidr, Stack, StackResources, StaticConfigV4};
use gigapay_sandbox::{DEFAULT_TOKEN, Request, Sandbox, Webhook as Stored};
use gigapay_webhooks_embassy::{
    Api, Buffers, Client, Credentials, HttpClient, IntegrationId, Server, Token,
};

pub use names::{SILENT, TWO_ADDRESSES};

/// The server's address, and its name.
pub const ADDRESS: &str = "10.0.0.2";
pub const NAME: &str = "api.test";
/// A port on which nothing listens.
pub const DEAD_PORT: u16 = 81;
pub const INTEGRATION: &str = "integration-1";

/// What ends a test that waits for ever.
const WATCHDOG: Duration = Duration::from_secs(240);

/// What ends a test that never waits: all of them, with it.
const LAST_RESORT: Duration = Duration::from_secs(300);

/// Runs a test on a network that loses so many percent of its frames.
pub fn with_loss(percent: u32, sandbox: &Sandbox, test: impl AsyncFnOnce(Stack<'static>)) {
    with_server(percent, sandbox.addr(), test);
}

/// The same, with a server that is no sandbox.
pub fn with_server(percent: u32, server: SocketAddr, test: impl AsyncFnOnce(Stack<'static>)) {
    run(percent, server, async |device, _| test(device).await);
}

/// Runs a test of a device to which something on the server's side connects.
#[cfg(feature = "notify")]
pub fn with_both(percent: u32, test: impl AsyncFnOnce(Stack<'static>, Stack<'static>)) {
    // The device opens no connections.
    run(percent, SocketAddr::from(([127, 0, 0, 1], 9)), test);
}

fn run(percent: u32, server: SocketAddr, test: impl AsyncFnOnce(Stack<'static>, Stack<'static>)) {
    let (ended, watched) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        if watched.recv_timeout(LAST_RESORT) == Err(mpsc::RecvTimeoutError::Timeout) {
            eprintln!("a test loops for ever");
            std::process::abort();
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let network = network(percent, server);
        let outcome = tokio::time::timeout(WATCHDOG, network.run(test)).await;
        outcome.expect("the test hangs");
    });
    drop(ended);
}

/// Runs a test.
pub fn with(sandbox: &Sandbox, test: impl AsyncFnOnce(Stack<'static>)) {
    with_loss(0, sandbox, test);
}

struct Network {
    device: Side,
    server: Side,
    wire: wire::Wire,
    sandbox: SocketAddr,
}

struct Side {
    stack: Stack<'static>,
    runner: embassy_net::Runner<'static, wire::Device>,
}

fn network(loss: u32, sandbox: SocketAddr) -> Network {
    let (wire, [device, server]) = wire::Wire::new(loss);
    Network {
        device: side(device, 1),
        server: side(server, 2),
        wire,
        sandbox,
    }
}

fn side(device: wire::Device, number: u8) -> Side {
    let resources = Box::leak(Box::new(StackResources::<16>::new()));
    let mut config = Config::ipv4_static(StaticConfigV4 {
        address: Ipv4Cidr::new(Ipv4Address::new(10, 0, 0, number), 24),
        gateway: None,
        dns_servers: [Ipv4Address::new(10, 0, 0, 2)].into_iter().collect(),
    });
    let _ = &mut config;
    #[cfg(feature = "proto-ipv6")]
    {
        config.ipv6 = embassy_net::ConfigV6::Static(embassy_net::StaticConfigV6 {
            address: embassy_net::Ipv6Cidr::new(
                embassy_net::Ipv6Address::new(0xfd00, 0, 0, 0, 0, 0, 0, number.into()),
                64,
            ),
            gateway: None,
            dns_servers: Default::default(),
        });
    }
    let (stack, runner) = embassy_net::new(device, config, resources, number.into());
    Side { stack, runner }
}

impl Network {
    async fn run(mut self, test: impl AsyncFnOnce(Stack<'static>, Stack<'static>)) {
        let test = pin!(test(self.device.stack, self.server.stack));
        tokio::select! {
            () = test => {}
            _ = self.device.runner.run() => {}
            _ = self.server.runner.run() => {}
            () = self.wire.run() => {}
            () = bridge::run(self.server.stack, self.sandbox) => {}
            () = names::serve(self.server.stack) => {}
        }
    }
}

pub fn credentials() -> Credentials {
    Credentials::integration(
        Token::new(DEFAULT_TOKEN).unwrap(),
        IntegrationId::new(INTEGRATION).unwrap(),
    )
}

pub fn server() -> Server<'static> {
    Server::parse("http://10.0.0.2/v2/").unwrap()
}

/// A client of `server`, in buffers that are never given back.
pub fn client_of(stack: Stack<'static>, server: Server<'static>) -> HttpClient<'static> {
    let buffers: &mut Buffers = Box::leak(Box::new(Buffers::new()));
    let credentials = Box::leak(Box::new(credentials()));
    Client::insecure_http(stack, Api::new(server, credentials), buffers).unwrap()
}

pub fn client(stack: Stack<'static>) -> HttpClient<'static> {
    client_of(stack, server())
}

pub fn sandbox() -> Sandbox {
    Sandbox::builder().start().unwrap()
}

/// A sandbox that holds so many webhooks: `hook-1`, `hook-2` and so on.
pub fn sandbox_with(webhooks: usize) -> Sandbox {
    let sandbox = sandbox();
    store(&sandbox, webhooks);
    sandbox
}

pub fn store(sandbox: &Sandbox, webhooks: usize) {
    let stored = (1..=webhooks).map(|number| {
        let url = format!("https://example.com/{number}");
        Stored::new(&format!("hook-{number}"), &url, &["Payout.created"])
            .in_integration(INTEGRATION)
    });
    sandbox.insert(stored).unwrap();
}

/// Polls a future so many times. `None` if it was not ready by then.
pub async fn polled<F: Future>(mut future: Pin<&mut F>, times: usize) -> Option<F::Output> {
    for _ in 0..times {
        let polled = poll_fn(|context| Poll::Ready(future.as_mut().poll(context)));
        if let Poll::Ready(output) = polled.await {
            return Some(output);
        }
        // The network's turn, and the sandbox's.
        tokio::time::sleep(Duration::from_micros(300)).await;
    }
    None
}

/// What the sandbox was asked, a line each: `GET /v2/webhooks/hook-1/ 200`.
pub fn seen(sandbox: &Sandbox) -> Vec<String> {
    sandbox.requests().iter().map(Request::line).collect()
}
