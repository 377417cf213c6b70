//! A device that makes sure that its webhook is registered and then lists all, on a Raspberry Pi
//! Pico W: Wi-Fi with the CYW43439 on the board.
//!
//! COMPILED, NOT RUN: the board was not available. The pins are those of its data sheet. What the
//! client does above the driver runs in QEMU: see `transport-embassy/firmware`.
//!
//! The firmware of the radio chip is not included, because its licence is not this project's:
//! `build.rs` says what it is and where it comes from.
//!
//! ```sh
//! export PICO_W_CYW43_FIRMWARE=cyw43-firmware PICO_W_NETWORK=... PICO_W_PASSWORD=...
//! export GIGAPAY_TOKEN=... GIGAPAY_INTEGRATION_ID=... GIGAPAY_ROOT=root.der
//! export GIGAPAY_WEBHOOK_ID=pump-7 GIGAPAY_RECEIVER=https://example.com/hooks/
//! cargo run --release      # with probe-rs
//! ```

#![no_std]
#![no_main]

mod entropy;
mod webhooks;
mod wifi;

use core::hint::black_box;

use defmt::{error, info};
use defmt_rtt as _;
use embassy_executor::Spawner;
use embassy_futures::select::{Either3, select3};
use embassy_net::{Config, StackResources};
use panic_probe as _;
use rand_chacha::rand_core::Rng as _;
use static_cell::StaticCell;

/// Sockets open at once: DHCP's, the name server's, and the client's.
const SOCKETS: usize = 3;

static RESOURCES: StaticCell<StackResources<SOCKETS>> = StaticCell::new();

/// A product has these in a part of its flash that is written when it is made. Anybody who reads
/// the flash has an API key in an image, and the flash of this board is a separate chip that
/// anybody can read.
const SETTINGS: webhooks::Settings = webhooks::Settings {
    token: or(option_env!("GIGAPAY_TOKEN"), "no-token"),
    integration: or(option_env!("GIGAPAY_INTEGRATION_ID"), "no-integration"),
    root: include_bytes!(concat!(env!("OUT_DIR"), "/root.der")),
    // 1 November 2026.
    built: 1_793_491_200,
    id: or(option_env!("GIGAPAY_WEBHOOK_ID"), "pico-w"),
    receiver: or(
        option_env!("GIGAPAY_RECEIVER"),
        "https://example.com/hooks/",
    ),
};

/// The Wi-Fi network to join. Without a password it is an open one.
const NETWORK: wifi::Network = wifi::Network {
    name: or(option_env!("PICO_W_NETWORK"), "no-network"),
    password: option_env!("PICO_W_PASSWORD"),
};

const fn or(given: Option<&'static str>, otherwise: &'static str) -> &'static str {
    match given {
        Some(given) => given,
        None => otherwise,
    }
}

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let p = embassy_rp::init(Default::default());
    // The compiler must not know whether the firmware is there; otherwise it would remove
    // everything below from an image without it.
    if black_box(wifi::FIRMWARE).is_empty() {
        error!("built without PICO_W_CYW43_FIRMWARE: there is nothing that the radio could run");
        return;
    }
    let Ok(mut random) = entropy::generator() else {
        error!("the ring oscillator is stuck: there are no secrets to be had for TLS");
        return;
    };
    let pins = wifi::Pins {
        power: p.PIN_23,
        data: p.PIN_24,
        select: p.PIN_25,
        clock: p.PIN_29,
    };
    let (driver, mut control) = wifi::start(spawner, pins, p.PIO0, p.DMA_CH0).await;

    let resources = RESOURCES.init_with(StackResources::new);
    let config = Config::dhcpv4(Default::default());
    let seed = random.next_u64();
    let (stack, mut network) = embassy_net::new(driver, config, resources, seed);
    let ended = select3(
        webhooks::run(stack, random, &SETTINGS),
        wifi::stay_joined(&mut control, stack, &NETWORK),
        network.run(),
    );
    match ended.await {
        Either3::First(Ok(())) => info!("the webhook is registered, and all are listed"),
        Either3::First(Err(webhooks::Failure::Settings)) => error!("the settings make no sense"),
        Either3::First(Err(webhooks::Failure::Api(failure))) => {
            error!("the API refuses: {}", failure);
        }
        Either3::Second(never) | Either3::Third(never) => never,
    }
}
