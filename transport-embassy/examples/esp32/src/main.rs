//! A device on an ESP32-C3 or ESP32-C6, over the chip's own Wi-Fi: makes sure that its webhook is
//! registered, receives notifications for a while, then sleeps deeply and resumes its TLS session
//! when it wakes up.
//!
//! LINKED, NOT RUN: no board was available. What the client does above the driver runs in QEMU: see
//! `transport-embassy/firmware`.
//!
//! It needs a newer compiler than the rest of the project: `Cargo.toml` says which.
//!
//! ```sh
//! export WIFI_NETWORK=... WIFI_PASSWORD=...
//! export GIGAPAY_TOKEN=... GIGAPAY_INTEGRATION_ID=... GIGAPAY_ROOT=root.der
//! export GIGAPAY_WEBHOOK_ID=pump-7 GIGAPAY_RECEIVER=https://example.com/hooks/
//! cargo run --release --features esp32c3 --target riscv32imc-unknown-none-elf    # with espflash
//! cargo run --release --features esp32c6 --target riscv32imac-unknown-none-elf
//! ```

#![no_std]
#![no_main]

#[path = "../../shared/board.rs"]
mod board;
#[cfg(feature = "tls")]
mod sleep;
mod wifi;

use embassy_executor::Spawner;
use embassy_futures::select::{Either3, select3};
use embassy_net::{Config, StackResources};
use embassy_time::Timer;
use esp_backtrace as _;
use esp_hal::ram;
use esp_hal::rng::Trng;
#[cfg(feature = "tls")]
use esp_hal::rtc_cntl::Rtc;
use esp_hal::rtc_cntl::sleep::LowPower;
use esp_hal::rtc_cntl::sleep::RtcSleepConfig;
use esp_hal::time::{Duration, Instant};
use esp_hal::timer::timg::TimerGroup;
use esp_println::println;
use esp_radio::wifi::{ControllerConfig, Interface, WifiController};
use static_cell::StaticCell;

esp_bootloader_esp_idf::esp_app_desc!();

/// How long to sleep.
const SLEEP: Duration = Duration::from_secs(600);

static RESOURCES: StaticCell<StackResources<{ board::SOCKETS }>> = StaticCell::new();

#[esp_rtos::main]
async fn main(_spawner: Spawner) {
    let p = esp_hal::init(esp_hal::Config::default());
    // Of the radio's driver alone: nothing else here allocates. The first part is the boot loader's
    // memory, which it no longer needs.
    esp_alloc::heap_allocator!(#[ram(reclaimed)] size: 64 * 1024);
    esp_alloc::heap_allocator!(size: 36 * 1024);
    let timers = TimerGroup::new(p.TIMG0);
    esp_rtos::start(timers.timer0, p.FROM_CPU_INTR0);

    let controller = WifiController::new(p.WIFI, ControllerConfig::default());
    let mut controller = controller.expect("the radio starts");
    // True random numbers only while the radio runs: this fails if it does not.
    let random = Trng::try_new().expect("the radio feeds the random number generator");

    let resources = RESOURCES.init_with(StackResources::new);
    let config = Config::dhcpv4(Default::default());
    let seed = u64::from(random.random()) << 32 | u64::from(random.random());
    let (stack, mut network) = embassy_net::new(Interface::station(), config, resources, seed);
    let was_asleep = !esp_hal::system::wakeup_cause().is_empty();
    #[cfg(feature = "tls")]
    let rtc = Rtc::new(p.RTC_TIMER);
    let work = async {
        if !was_asleep {
            Timer::after_millis((random.random() % board::FLEET_MS).into()).await;
        }
        #[cfg(feature = "tls")]
        return sleep::run(stack, random.clone(), &rtc).await;
        #[cfg(not(feature = "tls"))]
        return board::run(stack, random.random()).await;
    };
    let joined = wifi::stay_joined(&mut controller);
    match select3(work, joined, network.run()).await {
        Either3::First(Ok(())) => println!("sleeps"),
        Either3::First(Err(failure)) => println!("sleeps: {}", failure),
        Either3::Second(never) | Either3::Third(never) => never,
    }
    let mut power = LowPower::new(p.LPWR);
    power.set_wakeup_deadline(Instant::now() + SLEEP);
    power.sleep_deep(RtcSleepConfig::deep());
}
