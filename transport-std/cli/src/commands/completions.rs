//! `completions` and `man`: what other programs need to know of the command line.

use std::io::{self, Write};
use std::path::Path;

use clap_complete::Shell;

use crate::args::{self, NAME};
use crate::failure::Failure;

/// Prints the completions for a shell.
pub(super) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), NAME, &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script)?;
    Ok(out.flush()?)
}

/// Writes a man page for the program and one for each command.
pub(super) fn man(folder: &Path) -> Result<(), Failure> {
    let made = std::fs::create_dir_all(folder);
    let written = made.and_then(|()| clap_mangen::generate_to(args::command(), folder));
    written.map_err(|error| {
        Failure::own(
            None,
            format!("cannot write to {}: {error}", folder.display()),
        )
    })
}
