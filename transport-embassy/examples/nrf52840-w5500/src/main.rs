//! A device on an nRF52840-DK with a W5500 board for Ethernet: makes sure that its webhook is
//! registered, then receives notifications.
//!
//! LINKED, NOT RUN: no board was available. What the client does above the driver runs in QEMU: see
//! `transport-embassy/firmware`. The W5500 is on pins of the DK's Arduino header: SCK D13, MISO
//! D12, MOSI D11, CS D10, INT D9, RST D8.
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

use defmt::{Display2Format, error, info};
use defmt_rtt as _;
use embassy_executor::Spawner;
use embassy_futures::select::{Either3, select3};
use embassy_net::{Config, StackResources};
use embassy_net_wiznet::State;
use embassy_net_wiznet::chip::W5500;
use embassy_nrf::gpio::{Input, Level, Output, OutputDrive, Pull};
use embassy_nrf::rng::Rng;
use embassy_nrf::spim::{self, Frequency, Spim};
use embassy_nrf::{bind_interrupts, peripherals};
use embassy_time::Delay;
use embedded_hal_bus::spi::ExclusiveDevice;
use panic_probe as _;
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    SPIM3 => spim::InterruptHandler<peripherals::SPI3>;
});

static STATE: StaticCell<State<4, 4>> = StaticCell::new();
static RESOURCES: StaticCell<StackResources<{ board::SOCKETS }>> = StaticCell::new();

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let p = embassy_nrf::init(Default::default());
    // The chip's generator, with the correction of its bias: fit for secrets.
    let mut random = Rng::new_blocking(p.RNG);
    random.set_bias_correction(true);

    let mut config = spim::Config::default();
    config.frequency = Frequency::M16;
    let bus = Spim::new(p.SPI3, Irqs, p.P1_15, p.P1_14, p.P1_13, config);
    let select = Output::new(p.P1_12, Level::High, OutputDrive::Standard);
    let spi = ExclusiveDevice::new(bus, select, Delay).expect("a pin of the chip does not fail");
    let interrupt = Input::new(p.P1_11, Pull::Up);
    let reset = Output::new(p.P1_10, Level::High, OutputDrive::Standard);
    let state = STATE.init_with(State::new);
    let made = embassy_net_wiznet::new::<_, _, W5500, _, _, _>(
        address(&mut random),
        state,
        spi,
        interrupt,
        reset,
    );
    let Ok((driver, driving)) = made.await else {
        error!("there is no W5500");
        return;
    };

    let resources = RESOURCES.init_with(StackResources::new);
    let config = Config::dhcpv4(Default::default());
    let seed = random.blocking_next_u64();
    let (stack, mut network) = embassy_net::new(driver, config, resources, seed);
    #[cfg(feature = "tls")]
    let work = board::start(stack, random);
    #[cfg(not(feature = "tls"))]
    let work = board::start(stack, random.blocking_next_u32());
    match select3(work, driving.run(), network.run()).await {
        Either3::First(Ok(())) => info!("the webhook is registered"),
        Either3::First(Err(failure)) => error!("{}", Display2Format(&failure)),
        Either3::Second(never) | Either3::Third(never) => never,
    }
}

/// A MAC address of the device's own (locally administered), new at each start. A product has one.
fn address(random: &mut Rng<'_, embassy_nrf::mode::Blocking>) -> [u8; 6] {
    let mut address = [2; 6];
    random.blocking_fill_bytes(&mut address[1..]);
    address
}
