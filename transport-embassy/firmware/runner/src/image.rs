//! The contents of the image's ELF file: how much memory it takes, the addresses of functions, and
//! the texts of its log.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use defmt_decoder::Table;
use object::elf::{SHF_ALLOC, SHT_NOBITS};
use object::read::elf::{ElfFile32, SectionHeader as _};
use object::{Endianness, Object as _, ObjectSymbol as _};

/// The start of the board's RAM, which is beyond the end of its flash.
const RAM: u64 = 0x2000_0000;

/// The image.
pub(crate) struct Image {
    pub(crate) path: PathBuf,
    /// Bytes of flash: code, constants, and the initial values of variables.
    pub(crate) flash: u64,
    /// Bytes of RAM in use before `main`, without the stack.
    pub(crate) ram: u64,
    /// The addresses of the two marks at which a step begins and ends.
    pub(crate) marks: (u32, u32),
    /// The log's texts.
    pub(crate) texts: Table,
}

impl Image {
    /// Parses the file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let octets = fs::read(path)?;
        let file = ElfFile32::<Endianness>::parse(&*octets)?;
        let (flash, ram) = sizes(&file);
        let marks = (mark(&file, "step_begins")?, mark(&file, "step_ends")?);
        let texts = Table::parse(&octets)?.context("the image has no log")?;
        Ok(Self {
            path: path.to_owned(),
            flash,
            ram,
            marks,
            texts,
        })
    }
}

fn sizes(file: &ElfFile32<'_, Endianness>) -> (u64, u64) {
    let endian = file.endian();
    let (mut flash, mut ram) = (0, 0);
    for section in file.elf_section_table().iter() {
        let size = u64::from(section.sh_size(endian));
        if section.sh_flags(endian) & SHF_ALLOC == 0 {
            continue;
        }
        if u64::from(section.sh_addr(endian)) >= RAM {
            ram += size;
        }
        if section.sh_type(endian) != SHT_NOBITS {
            flash += size;
        }
    }
    (flash, ram)
}

/// Returns the address of a function, without the Thumb bit.
fn mark(file: &ElfFile32<'_, Endianness>, name: &str) -> Result<u32> {
    let symbol = file.symbols().find(|symbol| symbol.name() == Ok(name));
    let symbol = symbol.with_context(|| format!("the image has no function {name}"))?;
    Ok(u32::try_from(symbol.address())? & !1)
}
