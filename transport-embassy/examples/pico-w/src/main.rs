//! A device on a Raspberry Pi Pico W, with Wi-Fi by the CYW43439 on the board: makes sure that its
//! webhook is registered, then receives notifications.
//!
//! LINKED, NOT RUN: no board was available. The pins are those of its data sheet. What the
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

#[path = "../../shared/board.rs"]
mod board;
mod entropy;
mod wifi;

use core::hint::black_box;

use board::or;
use defmt::{Display2Format, error, info};
use defmt_rtt as _;
use embassy_executor::Spawner;
use embassy_futures::select::{Either3, select3};
use embassy_net::{Config, StackResources};
use panic_probe as _;
use rand_chacha::rand_core::Rng as _;
use static_cell::StaticCell;

static RESOURCES: StaticCell<StackResources<{ board::SOCKETS }>> = StaticCell::new();

/// The Wi-Fi network to join. Without a password it is an open one.
const NETWORK: wifi::Network = wifi::Network {
    name: or(option_env!("PICO_W_NETWORK"), "no-network"),
    password: option_env!("PICO_W_PASSWORD"),
};

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
    #[cfg(feature = "tls")]
    let work = board::start(stack, random);
    #[cfg(not(feature = "tls"))]
    let work = board::start(stack, random.next_u32());
    let joined = wifi::stay_joined(&mut control, stack, &NETWORK);
    match select3(work, joined, network.run()).await {
        Either3::First(Ok(())) => info!("the webhook is registered"),
        Either3::First(Err(failure)) => error!("{}", Display2Format(&failure)),
        Either3::Second(never) | Either3::Third(never) => never,
    }
}
