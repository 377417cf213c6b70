//! The emulated boards.

/// A board that QEMU has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Machine {
    /// What the compiler builds for.
    pub(crate) target: &'static str,
    pub(crate) emulator: &'static str,
    /// Its arguments that choose the board.
    pub(crate) arguments: &'static [&'static str],
    pub(crate) is_riscv: bool,
}

pub(crate) static CORTEX_M4: Machine = Machine {
    target: "thumbv7em-none-eabi",
    emulator: "qemu-system-arm",
    arguments: &["-machine", "mps2-an386"],
    is_riscv: false,
};

/// QEMU has the Cortex-M0, which executes the same instructions as a Cortex-M0+.
pub(crate) static CORTEX_M0: Machine = Machine {
    target: "thumbv6m-none-eabi",
    emulator: "qemu-system-arm",
    arguments: &["-machine", "microbit"],
    is_riscv: false,
};

pub(crate) static RISCV32: Machine = Machine {
    target: "riscv32imc-unknown-none-elf",
    emulator: "qemu-system-riscv32",
    arguments: &["-machine", "virt", "-bios", "none"],
    is_riscv: true,
};
