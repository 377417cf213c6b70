//! The boards of `transport-embassy/examples`, and the variants that are linked of each.

/// A board, as its folder's `Cargo.toml` builds for it.
pub(crate) struct Board {
    pub(crate) folder: &'static str,
    pub(crate) chip: &'static str,
    pub(crate) network: &'static str,
    pub(crate) entropy: &'static str,
    pub(crate) target: &'static str,
    /// The feature that chooses the chip.
    pub(crate) feature: &'static str,
}

pub(crate) const BOARDS: [Board; 6] = [
    Board {
        folder: "esp32",
        chip: "ESP32-C3",
        network: "Wi-Fi (esp-radio)",
        entropy: "`esp_hal::rng::Trng`, once the radio runs",
        target: "riscv32imc-unknown-none-elf",
        feature: "esp32c3",
    },
    Board {
        folder: "esp32",
        chip: "ESP32-C6",
        network: "Wi-Fi (esp-radio)",
        entropy: "`esp_hal::rng::Trng`, once the radio runs",
        target: "riscv32imac-unknown-none-elf",
        feature: "esp32c6",
    },
    Board {
        folder: "nrf52840-w5500",
        chip: "nRF52840",
        network: "Ethernet (W5500)",
        entropy: "`embassy_nrf::rng::Rng`, its bias corrected",
        target: "thumbv7em-none-eabihf",
        feature: "",
    },
    Board {
        folder: "nucleo-h743zi",
        chip: "STM32H743",
        network: "Ethernet",
        entropy: "`embassy_stm32::rng::Rng`",
        target: "thumbv7em-none-eabihf",
        feature: "",
    },
    Board {
        folder: "pico-2-w5500",
        chip: "RP2350",
        network: "Ethernet (W5500)",
        entropy: "`embassy_rp::trng::Trng`",
        target: "thumbv8m.main-none-eabihf",
        feature: "",
    },
    Board {
        folder: "pico-w",
        chip: "RP2040",
        network: "Wi-Fi (CYW43439)",
        entropy: "none fit for secrets: see its `entropy.rs`",
        target: "thumbv6m-none-eabi",
        feature: "",
    },
];

/// With or without TLS, at an opt-level.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) has_tls: bool,
    pub(crate) opt: &'static str,
}

/// What the folders build by default.
pub(crate) const DEFAULT: Variant = Variant {
    has_tls: true,
    opt: "s",
};

/// In the order of the table.
pub(crate) const VARIANTS: [Variant; 4] = [
    DEFAULT,
    Variant {
        opt: "z",
        ..DEFAULT
    },
    Variant {
        has_tls: false,
        ..DEFAULT
    },
    Variant {
        has_tls: false,
        opt: "z",
    },
];

impl Variant {
    /// The name in `boards.tsv`.
    pub(crate) fn image(self, board: &Board) -> String {
        let how = if self.has_tls { "tls" } else { "clear" };
        format!("{}/{how}", board.chip)
    }

    /// Bytes of code that the image has at least, if nothing was optimised away that should run.
    pub(crate) const fn least_code(self) -> u64 {
        if self.has_tls { 100_000 } else { 50_000 }
    }
}
