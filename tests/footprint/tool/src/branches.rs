//! Where the jumps and calls in machine code lead.

/// Returns the targets of the 32-bit branches (B.W and BL: Armv7-M manual, A7.7.12 and A7.7.18) in
/// these bytes.
pub(crate) fn thumb(address: u32, bytes: &[u8]) -> Vec<u32> {
    let halves: Vec<u32> = bytes
        .chunks_exact(2)
        .map(|pair| u32::from(u16::from_le_bytes([pair[0], pair[1]])))
        .collect();
    let mut found = Vec::new();
    for (index, pair) in halves.windows(2).enumerate() {
        let (first, second) = (pair[0], pair[1]);
        if first & 0xF800 != 0xF000 || second & 0x9000 != 0x9000 {
            continue;
        }
        let sign = first >> 10 & 1;
        let bit_23 = 1 ^ sign ^ (second >> 13 & 1);
        let bit_22 = 1 ^ sign ^ (second >> 11 & 1);
        let offset = sign << 24
            | bit_23 << 23
            | bit_22 << 22
            | (first & 0x3FF) << 12
            | (second & 0x7FF) << 1;
        // Sign-extends 25 bits to 32.
        let offset = (offset << 7).cast_signed() >> 7;
        let at = address + 2 * index as u32;
        found.push(at.wrapping_add(4).wrapping_add_signed(offset));
    }
    found
}

/// Returns the targets of JAL, C.J, C.JAL and of pairs of AUIPC and JALR (RISC-V unprivileged
/// manual, 2.5.1 and 27.4) in these bytes of a function. Calls are such pairs unless the linker
/// relaxes them.
pub(crate) fn riscv(address: u32, bytes: &[u8]) -> Vec<u32> {
    let mut found = Vec::new();
    // The register that AUIPC set in the instruction before, and its value.
    const NONE: (u32, u32) = (u32::MAX, 0);
    let mut upper = NONE;
    let mut at = 0;
    while let Some(&[low, high]) = bytes.get(at..at + 2).and_then(|half| half.first_chunk()) {
        let half = u32::from(u16::from_le_bytes([low, high]));
        let here = address.wrapping_add(at as u32);
        // Two set bits: the instruction has 32 bits, of which these are the lower 16.
        if half & 3 == 3 {
            let rest = bytes
                .get(at + 2..at + 4)
                .and_then(|half| half.first_chunk());
            let Some(&rest) = rest else { break };
            let word = u32::from(u16::from_le_bytes(rest)) << 16 | half;
            match word & 0x7F {
                0x6F => found.push(here.wrapping_add_signed(jal(word))),
                // Of the register that the instruction before set.
                0x67 if (word >> 15 & 31) == upper.0 => {
                    found.push(upper.1.wrapping_add_signed(word.cast_signed() >> 20));
                }
                _ => {}
            }
            upper = match word & 0x7F {
                0x17 => (word >> 7 & 31, here.wrapping_add(word & 0xFFFF_F000)),
                _ => NONE,
            };
            at += 4;
        } else {
            if matches!(half & 0xE003, 0x2001 | 0xA001) {
                found.push(here.wrapping_add_signed(compressed(half)));
            }
            upper = NONE;
            at += 2;
        }
    }
    found
}

/// The offset in a JAL: imm[20|10:1|11|19:12] from bit 31 down.
fn jal(word: u32) -> i32 {
    let offset = (word >> 31) << 20
        | (word >> 12 & 0xFF) << 12
        | (word >> 20 & 1) << 11
        | (word >> 21 & 0x3FF) << 1;
    // Sign-extends 21 bits to 32.
    (offset << 11).cast_signed() >> 11
}

/// The offset in a C.JAL or C.J: imm[11|4|9:8|10|6|7|3:1|5] from bit 12 down.
fn compressed(half: u32) -> i32 {
    let offset = (half >> 12 & 1) << 11
        | (half >> 11 & 1) << 4
        | (half >> 9 & 3) << 8
        | (half >> 8 & 1) << 10
        | (half >> 7 & 1) << 6
        | (half >> 6 & 1) << 7
        | (half >> 3 & 7) << 1
        | (half >> 2 & 1) << 5;
    // Sign-extends 12 bits to 32.
    (offset << 20).cast_signed() >> 20
}

#[cfg(test)]
mod tests {
    use super::{riscv, thumb};

    #[test]
    fn thumb_call_leads_there() {
        // `bl 0x0` at 0x100, then `nop`, then `bl 0x206` at 0x106.
        let bytes = [0xFF, 0xF7, 0x7E, 0xFF, 0x00, 0xBF, 0x00, 0xF0, 0x7E, 0xF8];
        assert_eq!(thumb(0x100, &bytes), [0x0, 0x206]);
    }

    #[test]
    fn riscv_call_leads_there() {
        // `c.nop`, `jal ra, 0x202`, `auipc ra, 0x1`, `jalr ra, -8(ra)`, `addi`, `c.j 0x118`,
        // `c.j 0xdc`.
        let bytes = [
            0x01, 0x00, 0xEF, 0x00, 0x00, 0x10, 0x97, 0x10, 0x00, 0x00, 0xE7, 0x80, 0x80, 0xFF,
            0x13, 0x05, 0x15, 0x00, 0x19, 0xA0, 0xE1, 0xB7,
        ];
        assert_eq!(riscv(0x100, &bytes), [0x202, 0x10FE, 0x118, 0xDC]);
    }
}
