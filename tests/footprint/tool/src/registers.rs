//! The registers of interest, as QEMU prints them before an instruction.

/// What they hold before an instruction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Registers {
    /// The first three arguments of a function.
    pub(crate) arguments: [u32; 3],
    pub(crate) stack: u32,
    pub(crate) return_to: u32,
    /// The address of the instruction.
    pub(crate) at: u32,
}

impl Registers {
    /// Parses a line such as `R00=0123abcd R01=...`. Returns `true` if it was the last one.
    pub(crate) fn take_arm(&mut self, line: &[u8]) -> bool {
        if !line.starts_with(b"R") {
            return false;
        }
        for word in words(line) {
            let Some((name, value)) = word.split_once('=') else {
                continue;
            };
            let value = u32::from_str_radix(value, 16).ok();
            match (name, value) {
                ("R00", Some(value)) => self.arguments[0] = value,
                ("R01", Some(value)) => self.arguments[1] = value,
                ("R02", Some(value)) => self.arguments[2] = value,
                ("R13", Some(value)) => self.stack = value,
                // Bit 0 only says that the code is Thumb.
                ("R14", Some(value)) => self.return_to = value & !1,
                ("R15", Some(value)) => self.at = value & !1,
                _ => {}
            }
        }
        line.starts_with(b"R12=")
    }

    /// Parses a line such as ` pc       80000000` or ` x0/zero  00000000 x1/ra    0123abcd ...`.
    /// Returns `true` if it was the last one.
    pub(crate) fn take_riscv(&mut self, line: &[u8]) -> bool {
        if !line.starts_with(b" pc ") && !line.starts_with(b" x") {
            return false;
        }
        let mut words = words(line);
        while let (Some(name), Some(value)) = (words.next(), words.next()) {
            let value = u32::from_str_radix(value, 16).ok();
            match (name, value) {
                ("x10/a0", Some(value)) => self.arguments[0] = value,
                ("x11/a1", Some(value)) => self.arguments[1] = value,
                ("x12/a2", Some(value)) => self.arguments[2] = value,
                ("x2/sp", Some(value)) => self.stack = value,
                ("x1/ra", Some(value)) => self.return_to = value,
                ("pc", Some(value)) => self.at = value,
                _ => {}
            }
        }
        line.starts_with(b" x28/")
    }
}

fn words(line: &[u8]) -> impl Iterator<Item = &str> {
    std::str::from_utf8(line)
        .unwrap_or("")
        .split_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::Registers;

    #[test]
    fn reads_what_qemu_prints_for_arm() {
        let mut registers = Registers::default();
        assert!(!registers.take_arm(b"R00=00000001 R01=00000002 R02=00000003 R03=00000004\n"));
        assert!(!registers.take_arm(b"XPSR=41000000 -Z-- T priv-thread\n"));
        assert!(registers.take_arm(b"R12=00000000 R13=2000fff0 R14=00000123 R15=00000456\n"));
        let expected = Registers {
            arguments: [1, 2, 3],
            stack: 0x2000_FFF0,
            return_to: 0x122,
            at: 0x456,
        };
        assert_eq!(registers, expected);
    }

    #[test]
    fn reads_what_qemu_prints_for_riscv() {
        let mut registers = Registers::default();
        let lines: [&[u8]; 5] = [
            b" pc       80000456\n",
            b" mhartid  00000000\n",
            b" x0/zero  00000000 x1/ra    80000122 x2/sp    8004fff0 x3/gp    80040800\n",
            b" x8/s0    00000000 x9/s1    00000000 x10/a0   00000001 x11/a1   00000002\n",
            b" x12/a2   00000003 x13/a3   00000004 x14/a4   00000000 x15/a5   00000000\n",
        ];
        assert_eq!(lines.map(|line| registers.take_riscv(line)), [false; 5]);
        assert!(registers.take_riscv(b" x28/t3   00000000 x29/t4   00000000\n"));
        let expected = Registers {
            arguments: [1, 2, 3],
            stack: 0x8004_FFF0,
            return_to: 0x8000_0122,
            at: 0x8000_0456,
        };
        assert_eq!(registers, expected);
    }
}
