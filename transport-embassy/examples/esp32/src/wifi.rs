//! The network that the device joins.

use embassy_time::Timer;
use esp_println::println;
use esp_radio::wifi::sta::StationConfig;
use esp_radio::wifi::{AuthenticationMethodConfig, Config, WifiController};

use crate::board::or;

const NETWORK: &str = or(option_env!("WIFI_NETWORK"), "no-network");
const PASSWORD: Option<&str> = option_env!("WIFI_PASSWORD");

/// Joins the network, and again whenever it is lost. Without a password it is an open one.
pub async fn stay_joined(controller: &mut WifiController<'_>) -> ! {
    let authentication = match PASSWORD {
        Some(password) => AuthenticationMethodConfig::Wpa2Personal(
            password
                .try_into()
                .expect("a password has 64 bytes at most"),
        ),
        None => AuthenticationMethodConfig::Open,
    };
    let station = StationConfig::default()
        .with_ssid(
            NETWORK
                .try_into()
                .expect("a network's name has 32 bytes at most"),
        )
        .with_authentication(authentication);
    let configured = controller.set_config(&Config::Station(station));
    configured.expect("the radio takes a station's configuration");
    loop {
        match controller.connect_async().await {
            Ok(_) => {
                println!("joined {}", NETWORK);
                let _ = controller.wait_for_disconnect_async().await;
                println!("lost {}", NETWORK);
            }
            Err(error) => println!("{}: {:?}", NETWORK, error),
        }
        Timer::after_secs(5).await;
    }
}
