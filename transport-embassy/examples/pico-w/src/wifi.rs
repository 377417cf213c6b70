//! The radio chip of the board, and the network that it joins.

use cyw43::{Aligned, Control, JoinOptions, NetDriver, Runner, SpiBus, State, aligned_bytes};
use cyw43_pio::{DEFAULT_CLOCK_DIVIDER, PioSpi};
use defmt::{Debug2Format, info, warn};
use embassy_executor::Spawner;
use embassy_net::Stack;
use embassy_rp::gpio::{Level, Output};
use embassy_rp::peripherals::{DMA_CH0, PIN_23, PIN_24, PIN_25, PIN_29, PIO0};
use embassy_rp::pio::Pio;
use embassy_rp::{Peri, bind_interrupts, dma, pio};
use embassy_time::{Duration, Timer, with_timeout};
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    PIO0_IRQ_0 => pio::InterruptHandler<PIO0>;
    DMA_IRQ_0 => dma::InterruptHandler<DMA_CH0>;
});

/// The chip's firmware, which it does not store. Empty if the image was built without it.
pub static FIRMWARE: &Aligned<cyw43::A4, [u8]> =
    aligned_bytes!(concat!(env!("OUT_DIR"), "/43439A0.bin"));
/// The regulatory limits by country and channel.
static REGIONS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/43439A0_clm.bin"));
/// The wiring of the board.
static WIRING: &Aligned<cyw43::A4, [u8]> =
    aligned_bytes!(concat!(env!("OUT_DIR"), "/nvram_rp2040.bin"));

static STATE: StaticCell<State> = StaticCell::new();

/// Timeout of the link after joining.
const PATIENCE: Duration = Duration::from_secs(15);
/// Interval between two attempts to join.
const PAUSE: Duration = Duration::from_secs(5);

type Bus = SpiBus<Output<'static>, PioSpi<'static, PIO0, 0>>;

/// The network to join.
pub struct Network {
    /// Its name.
    pub name: &'static str,
    /// Its password (WPA2 or WPA3); without one it is an open network.
    pub password: Option<&'static str>,
}

/// What the chip is connected to.
pub struct Pins {
    pub power: Peri<'static, PIN_23>,
    pub data: Peri<'static, PIN_24>,
    pub select: Peri<'static, PIN_25>,
    pub clock: Peri<'static, PIN_29>,
}

/// Loads the chip's firmware, and runs its driver from then on. Call it once only.
pub async fn start(
    spawner: Spawner,
    pins: Pins,
    pio: Peri<'static, PIO0>,
    dma: Peri<'static, DMA_CH0>,
) -> (NetDriver<'static>, Control<'static>) {
    let mut pio = Pio::new(pio, Irqs);
    let spi = PioSpi::new(
        &mut pio.common,
        pio.sm0,
        DEFAULT_CLOCK_DIVIDER,
        pio.irq0,
        Output::new(pins.select, Level::High),
        pins.data,
        pins.clock,
        dma::Channel::new(dma, Irqs),
    );
    let power = Output::new(pins.power, Level::Low);
    let state = STATE.init_with(State::new);
    let (driver, mut control, runner) = cyw43::new(state, power, spi, FIRMWARE, WIRING).await;
    spawner.spawn(drive(runner).expect("it is started once"));
    control.init(REGIONS).await;
    (driver, control)
}

#[embassy_executor::task]
async fn drive(runner: Runner<'static, Bus>) -> ! {
    runner.run().await
}

/// Joins the network, and again whenever it is lost.
pub async fn stay_joined(control: &mut Control<'_>, stack: Stack<'_>, network: &Network) -> ! {
    loop {
        let options = match network.password {
            Some(password) => JoinOptions::new(password.as_bytes()),
            None => JoinOptions::new_open(),
        };
        match control.join(network.name, options).await {
            Ok(()) if with_timeout(PATIENCE, stack.wait_link_up()).await.is_ok() => {
                info!("joined {}", network.name);
                stack.wait_link_down().await;
                warn!("lost {}", network.name);
            }
            Ok(()) => warn!("joined {}, but its link did not come up", network.name),
            // The driver can print it only with its own log.
            Err(error) => warn!("{}: {}", network.name, Debug2Format(&error)),
        }
        Timer::after(PAUSE).await;
    }
}
