//! The example `device` on an ST Nucleo-H743ZI2: Ethernet on the board, random numbers from the
//! chip.
//!
//! COMPILED, NOT RUN: the board was not available. The pins are those of its manual, the clocks
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

#[allow(
    unused_attributes,
    reason = "`no_std`: elsewhere the file is a crate of its own"
)]
#[path = "../../device.rs"]
mod device;

use defmt::{error, info};
use defmt_rtt as _;
use embassy_executor::Spawner;
use embassy_stm32::eth::{Ethernet, PacketQueue};
use embassy_stm32::peripherals::RNG;
use embassy_stm32::rng::Rng;
use embassy_stm32::{Config, bind_interrupts, eth, rcc, rng, uid};
use gigapay_webhooks_embassy::tls::rand_core;
use panic_probe as _;
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    ETH => eth::InterruptHandler;
    RNG => rng::InterruptHandler<RNG>;
});

/// Capacity of the queues of frames to send and to read.
type Frames = PacketQueue<4, 4>;

static FRAMES: StaticCell<Frames> = StaticCell::new();

/// A product has these in a part of its flash that is written when it is made. Anybody who reads
/// the flash has an API key in an image: protect it.
const SETTINGS: device::Settings = device::Settings {
    token: or(option_env!("GIGAPAY_TOKEN"), "no-token"),
    integration: or(option_env!("GIGAPAY_INTEGRATION_ID"), "no-integration"),
    root: include_bytes!(concat!(env!("OUT_DIR"), "/root.der")),
    // 1 November 2026.
    built: 1_793_491_200,
    id: or(option_env!("GIGAPAY_WEBHOOK_ID"), "nucleo-h743zi"),
    receiver: or(
        option_env!("GIGAPAY_RECEIVER"),
        "https://example.com/hooks/",
    ),
};

const fn or(given: Option<&'static str>, otherwise: &'static str) -> &'static str {
    match given {
        Some(given) => given,
        None => otherwise,
    }
}

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let p = embassy_stm32::init(clocks());
    let random = HardwareRng(Rng::new(p.RNG, Irqs));
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
    match device::run(ethernet, random, &SETTINGS).await {
        Ok(()) => info!("the webhook is registered"),
        Err(device::Failure::Settings) => error!("the settings make no sense"),
        Err(device::Failure::Api(failure)) => error!("the API refuses: {}", failure),
    }
}

/// The chip's random number generator, by the traits of `rand_core` 0.10.
struct HardwareRng(Rng<'static, RNG>);

impl rand_core::TryRng for HardwareRng {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for HardwareRng {}

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
