//! Bytes and instructions of an image, by function.

use std::collections::BTreeMap;

use crate::elf::{Elf, Symbol};
use crate::trace::Run;

/// Prints every function, the largest first, with the instructions executed in it.
pub(crate) fn print(elf: &Elf, run: &Run) {
    let mut rows: BTreeMap<u32, (u32, Vec<&str>, u64)> = BTreeMap::new();
    let in_flash = |symbol: &&Symbol| symbol.address < 0x1000_0000 && symbol.size > 0;
    for symbol in elf.symbols.iter().filter(in_flash) {
        let row = rows.entry(symbol.address).or_default();
        row.0 = row.0.max(symbol.size);
        row.1.push(&symbol.name);
        row.2 = run.profile.get(&symbol.address).copied().unwrap_or(0);
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.0, row.2)));
    println!("{:>7} {:>12}  symbol", "bytes", "instructions");
    for (size, names, instructions) in &rows {
        println!("{size:>7} {instructions:>12}  {}", names.join(" = "));
    }
    let bytes: u32 = rows.iter().map(|row| row.0).sum();
    let instructions: u64 = rows.iter().map(|row| row.2).sum();
    println!(
        "{bytes:>7} {instructions:>12}  in all; the image has {} bytes in flash",
        elf.flash
    );
}
