//! The contents of an image's ELF file: section sizes, and the addresses of functions.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use object::{Object as _, ObjectSection as _, ObjectSymbol as _, SectionFlags, elf};

use crate::branches;

/// A function or an object in memory.
#[derive(Clone)]
pub(crate) struct Symbol {
    /// Demangled, without the hash.
    pub(crate) name: String,
    /// Without the Thumb bit.
    pub(crate) address: u32,
    pub(crate) size: u32,
    pub(crate) is_code: bool,
}

/// An image.
pub(crate) struct Elf {
    /// Bytes in flash: code, constants, and initial values of static variables.
    pub(crate) flash: u64,
    /// Bytes of RAM for static variables, and for code where the chip runs it from there.
    pub(crate) ram: u64,
    /// Bytes of code.
    pub(crate) code: u64,
    /// In order of address.
    pub(crate) symbols: Vec<Symbol>,
    is_riscv: bool,
    /// The sections with content: address and bytes.
    sections: Vec<(u32, Vec<u8>)>,
}

impl Elf {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let file = object::File::parse(&*bytes)?;
        let mut elf = Self {
            flash: 0,
            ram: 0,
            code: 0,
            symbols: Vec::new(),
            is_riscv: file.architecture() == object::Architecture::Riscv32,
            sections: Vec::new(),
        };
        for section in file.sections() {
            let SectionFlags::Elf { sh_flags } = section.flags() else {
                continue;
            };
            if sh_flags & u64::from(elf::SHF_ALLOC) == 0 {
                continue;
            }
            let body = section.uncompressed_data()?;
            if !body.is_empty() {
                elf.flash += section.size();
                let address = u32::try_from(section.address())?;
                elf.sections.push((address, body.into_owned()));
            }
            let name = section.name().unwrap_or_default();
            // An ESP32 runs these from RAM, and its linker script makes the rest of it a section.
            let is_copied = name == ".trap" || name.starts_with(".rwtext");
            let is_written = sh_flags & u64::from(elf::SHF_WRITE) != 0 && name != ".stack";
            if is_written || is_copied {
                elf.ram += section.size();
            }
            if sh_flags & u64::from(elf::SHF_EXECINSTR) != 0 {
                elf.code += section.size();
            }
        }
        for symbol in file.symbols() {
            let name = symbol.name().unwrap_or_default();
            if symbol.is_definition() && !name.starts_with('$') {
                elf.symbols.push(Symbol {
                    name: format!("{:#}", rustc_demangle::demangle(name)),
                    address: u32::try_from(symbol.address())? & !1,
                    size: u32::try_from(symbol.size())?,
                    is_code: symbol.kind() == object::SymbolKind::Text,
                });
            }
        }
        elf.symbols.sort_by_key(|symbol| symbol.address);
        Ok(elf)
    }

    /// Returns the address of a function.
    pub(crate) fn address(&self, name: &str) -> Option<u32> {
        let found = self.symbols.iter().find(|symbol| symbol.name == name);
        found.map(|symbol| symbol.address)
    }

    /// Returns the function that contains an address.
    pub(crate) fn function(&self, address: u32) -> Option<&Symbol> {
        let after = self
            .symbols
            .partition_point(|symbol| symbol.address <= address);
        self.symbols[..after]
            .iter()
            .rev()
            .take(8)
            .find(|symbol| symbol.is_code && address - symbol.address < symbol.size.max(2))
    }

    /// Returns bytes of flash.
    pub(crate) fn bytes(&self, address: u32, length: u32) -> Option<&[u8]> {
        self.sections.iter().find_map(|(start, body)| {
            let from = address.checked_sub(*start)? as usize;
            body.get(from..from + length as usize)
        })
    }

    /// Returns the functions of `core::panicking`, and the number of calls to them.
    pub(crate) fn panics(&self) -> (Vec<&Symbol>, usize) {
        let panics: Vec<&Symbol> = self
            .symbols
            .iter()
            .filter(|symbol| symbol.is_code && symbol.name.starts_with("core::panicking"))
            .collect();
        let within = |at: u32| {
            panics
                .iter()
                .any(|panic| (panic.address..panic.address + panic.size).contains(&at))
        };
        let code = self.symbols.iter().filter(|symbol| symbol.is_code);
        let calls = code
            .filter(|symbol| !within(symbol.address))
            .filter_map(|symbol| Some((symbol, self.bytes(symbol.address, symbol.size)?)))
            .flat_map(|(symbol, bytes)| match self.is_riscv {
                true => branches::riscv(symbol.address, bytes),
                false => branches::thumb(symbol.address, bytes),
            })
            .filter(|to| panics.iter().any(|panic| panic.address == *to))
            .count();
        (panics, calls)
    }
}
