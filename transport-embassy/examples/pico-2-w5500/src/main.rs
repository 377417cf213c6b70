//! A device on a Raspberry Pi Pico 2 (RP2350) with a W5500 for Ethernet, as on WIZnet's
//! W5500-EVB-Pico2: makes sure that its webhook is registered, then receives notifications.
//!
//! LINKED, NOT RUN: no board was available. What the client does above the driver runs in QEMU: see
//! `transport-embassy/firmware`. The pins are those of that board.
//!
//! ```sh
//! export GIGAPAY_TOKEN=... GIGAPAY_INTEGRATION_ID=... GIGAPAY_ROOT=root.der
//! export GIGAPAY_WEBHOOK_ID=pump-7 GIGAPAY_RECEIVER=https://example.com/hooks/
//! cargo run --release      # with probe-rs
//! ```

#![no_std]
#![no_main]

#[path = "../../shared/board.rs"]
mod board;
mod random;

use defmt::{Display2Format, error, info};
use defmt_rtt as _;
use embassy_executor::Spawner;
use embassy_futures::select::{Either3, select3};
use embassy_net::{Config, StackResources};
use embassy_net_wiznet::State;
use embassy_net_wiznet::chip::W5500;
use embassy_rp::gpio::{Input, Level, Output, Pull};
use embassy_rp::peripherals::{DMA_CH0, DMA_CH1, TRNG};
use embassy_rp::spi::{self, Spi};
use embassy_rp::trng::{self, Trng};
use embassy_rp::{bind_interrupts, dma};
use embassy_time::Delay;
use embedded_hal_bus::spi::ExclusiveDevice;
use panic_probe as _;
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    DMA_IRQ_0 => dma::InterruptHandler<DMA_CH0>, dma::InterruptHandler<DMA_CH1>;
    TRNG_IRQ => trng::InterruptHandler<TRNG>;
});

static STATE: StaticCell<State<4, 4>> = StaticCell::new();
static RESOURCES: StaticCell<StackResources<{ board::SOCKETS }>> = StaticCell::new();

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let p = embassy_rp::init(Default::default());
    let mut random = random::Random(Trng::new(p.TRNG, Irqs, trng::Config::default()));

    let mut config = spi::Config::default();
    config.frequency = 32_000_000;
    let bus = Spi::new(
        p.SPI0, p.PIN_18, p.PIN_19, p.PIN_16, p.DMA_CH0, p.DMA_CH1, Irqs, config,
    );
    let select = Output::new(p.PIN_17, Level::High);
    let spi = ExclusiveDevice::new(bus, select, Delay).expect("a pin of the chip does not fail");
    let interrupt = Input::new(p.PIN_21, Pull::Up);
    let reset = Output::new(p.PIN_20, Level::High);
    let state = STATE.init_with(State::new);
    let address = random.address();
    let made =
        embassy_net_wiznet::new::<_, _, W5500, _, _, _>(address, state, spi, interrupt, reset);
    let Ok((driver, driving)) = made.await else {
        error!("there is no W5500");
        return;
    };

    let resources = RESOURCES.init_with(StackResources::new);
    let config = Config::dhcpv4(Default::default());
    let seed = random.0.blocking_next_u64();
    let (stack, mut network) = embassy_net::new(driver, config, resources, seed);
    #[cfg(feature = "tls")]
    let work = board::start(stack, random);
    #[cfg(not(feature = "tls"))]
    let work = board::start(stack, random.0.blocking_next_u32());
    match select3(work, driving.run(), network.run()).await {
        Either3::First(Ok(())) => info!("the webhook is registered"),
        Either3::First(Err(failure)) => error!("{}", Display2Format(&failure)),
        Either3::Second(never) | Either3::Third(never) => never,
    }
}
