//! Building an image.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::elf::Elf;
use crate::machine::Machine;

/// An image to build.
#[derive(Clone, Copy)]
pub(crate) struct Image<'a> {
    /// Folder of its workspace, relative to this one.
    pub(crate) folder: &'a str,
    pub(crate) package: &'a str,
    pub(crate) features: &'a str,
    /// `z` or `s`.
    pub(crate) opt: &'a str,
    pub(crate) machine: &'static Machine,
}

/// An image that was built.
pub(crate) struct Built {
    pub(crate) path: PathBuf,
    pub(crate) elf: Elf,
    pub(crate) machine: &'static Machine,
}

impl Image<'_> {
    pub(crate) fn build(&self) -> Result<Built> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(self.folder);
        let target = folder.join("target");
        let profile = match self.opt {
            "z" => "release",
            _ => "release-s",
        };
        let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "build",
                "--quiet",
                "--locked",
                "--target",
                self.machine.target,
            ])
            .args(["--package", self.package, "--features", self.features])
            .args(["--profile", profile, "--target-dir"])
            .arg(&target)
            .current_dir(&folder)
            // A caller's flags for the host must not reach the image.
            // What a program on a device would choose (core/docs/limits.md): 5 kB less flash.
            .env("RUSTFLAGS", "--cfg sha2_backend_soft=\"compact\"")
            .status()
            .context("cargo cannot be started")?;
        if !status.success() {
            bail!("the image {} does not build", self.name());
        }
        let path = target
            .join(self.machine.target)
            .join(profile)
            .join(self.package);
        let elf = Elf::read(&path)?;
        Ok(Built {
            path,
            elf,
            machine: self.machine,
        })
    }

    pub(crate) fn name(&self) -> String {
        format!(
            "{} ({}; opt-level {}; {})",
            self.package, self.features, self.opt, self.machine.target
        )
    }
}
