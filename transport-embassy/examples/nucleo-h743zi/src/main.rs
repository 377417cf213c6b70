//! A device on an ST Nucleo-H743ZI2, with Ethernet on the board and random numbers from the chip:
//! makes sure that its webhook is registered, then receives notifications.
//!
//! LINKED, NOT RUN: no board was available. The pins are those of its manual, the clocks
//! those of its default jumpers. What the program does above the driver runs in QEMU: see
//! `transport-embassy/firmware`.
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
#[cfg(feature = "tls")]
mod random;

use defmt::{Display2Format, error, info};
use defmt_rtt as _;
use embassy_executor::Spawner;
use embassy_futures::select::{Either, select};
use embassy_net::StackResources;
use embassy_stm32::eth::{Ethernet, PacketQueue};
use embassy_stm32::peripherals::RNG;
use embassy_stm32::rng::Rng;
use embassy_stm32::{Config, bind_interrupts, eth, rcc, rng, uid};
use panic_probe as _;
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    ETH => eth::InterruptHandler;
    RNG => rng::InterruptHandler<RNG>;
});

/// Capacity of the queues of frames to send and to read.
type Frames = PacketQueue<4, 4>;

static FRAMES: StaticCell<Frames> = StaticCell::new();

static RESOURCES: StaticCell<StackResources<{ board::SOCKETS }>> = StaticCell::new();

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let p = embassy_stm32::init(clocks());
    let mut random = Rng::new(p.RNG, Irqs);
    let frames = FRAMES.init_with(Frames::new);
    let ethernet = Ethernet::new(
        frames,
        p.ETH,
        Irqs,
        p.PA1,
        p.PA7,
        p.PC4,
        p.PC5,
        p.PG13,
        p.PB13,
        p.PG11,
        address(),
        p.ETH_SMA,
        p.PA2,
        p.PC1,
    );
    let resources = RESOURCES.init_with(StackResources::new);
    let config = embassy_net::Config::dhcpv4(Default::default());
    let (stack, mut network) = embassy_net::new(ethernet, config, resources, random.next_u64());
    #[cfg(feature = "tls")]
    let work = board::start(stack, random::Random(random));
    #[cfg(not(feature = "tls"))]
    let work = board::start(stack, random.next_u32());
    match select(work, network.run()).await {
        Either::First(Ok(())) => info!("the webhook is registered"),
        Either::First(Err(failure)) => error!("{}", Display2Format(&failure)),
        Either::Second(never) => never,
    }
}

/// The device's own MAC address (locally administered), from the chip's serial number.
fn address() -> [u8; 6] {
    let mut address = [2; 6];
    for (place, byte) in address[1..].iter_mut().zip(uid::uid()) {
        *place = byte;
    }
    address
}

/// 400 MHz from the internal oscillator, 48 MHz for random numbers.
fn clocks() -> Config {
    use rcc::{
        AHBPrescaler, APBPrescaler, HSIPrescaler, Pll, PllDiv, PllMul, PllPreDiv, PllSource,
        Sysclk, VoltageScale,
    };
    let mut config = Config::default();
    config.rcc.hsi = Some(HSIPrescaler::DIV1);
    config.rcc.csi = true;
    config.rcc.hsi48 = Some(Default::default());
    config.rcc.pll1 = Some(Pll {
        source: PllSource::HSI,
        prediv: PllPreDiv::DIV4,
        mul: PllMul::MUL50,
        fracn: None,
        divp: Some(PllDiv::DIV2),
        divq: None,
        divr: None,
    });
    config.rcc.sys = Sysclk::PLL1_P;
    config.rcc.ahb_pre = AHBPrescaler::DIV2;
    config.rcc.apb1_pre = APBPrescaler::DIV2;
    config.rcc.apb2_pre = APBPrescaler::DIV2;
    config.rcc.apb3_pre = APBPrescaler::DIV2;
    config.rcc.apb4_pre = APBPrescaler::DIV2;
    config.rcc.voltage_scale = VoltageScale::Scale1;
    config
}
