//! What the image's file says about it: how much memory it takes, where things are, what its log
//! means.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use defmt_decoder::Table;
use object::elf::{SHF_ALLOC, SHT_NOBITS};
use object::read::elf::{ElfFile32, SectionHeader as _};
use object::{Endianness, Object as _, ObjectSymbol as _};

/// Where the board's RAM begins, and beyond the end of its flash.
const RAM: u64 = 0x2000_0000;

/// The image.
pub(crate) struct Image {
    pub(crate) path: PathBuf,
    /// Bytes of flash: code, constants, and the initial values of variables.
    pub(crate) flash: u64,
    /// Bytes of RAM that are taken before `main`, the stack not among them.
    pub(crate) ram: u64,
    /// Where the two marks are that a step begins and ends with.
    pub(crate) marks: (u32, u32),
    /// The log's texts.
    pub(crate) texts: Table,
}

impl Image {
    /// Reads the file.
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

/// The address of a function, without the bit that says that it is Thumb code.
fn mark(file: &ElfFile32<'_, Endianness>, name: &str) -> Result<u32> {
    let symbol = file.symbols().find(|symbol| symbol.name() == Ok(name));
    let symbol = symbol.with_context(|| format!("the image has no function {name}"))?;
    Ok(u32::try_from(symbol.address())? & !1)
}
