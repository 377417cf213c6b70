//! The tables of boards in transport-embassy/README.md, and the dependencies of one.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::commas;
use crate::boards::{BOARDS, Board, VARIANTS, Variant};
use crate::costs::Costs;

const BEGIN: &str = "<!-- boards: written by tests/footprint/measure --boards --write -->\n";
const END: &str = "<!-- end of boards -->\n";

const DEPENDENCIES: [&str; 2] = [
    "<!-- dependencies: written by tests/footprint/measure --boards --write -->\n",
    "<!-- end of dependencies -->\n",
];

/// Returns the text with the tables between the marks replaced by those of these numbers, and the
/// dependencies by those in the `manifest` of a board.
pub(crate) fn replace(text: &str, costs: &Costs, manifest: &str) -> Result<String> {
    let text = super::between(text, BEGIN, END, &tables(costs)?)?;
    let [begin, end] = DEPENDENCIES;
    super::between(&text, begin, end, &dependencies(manifest)?)
}

/// The part of a board's manifest that a program outside of this repository needs as well.
fn dependencies(manifest: &str) -> Result<String> {
    let start = manifest
        .find("[features]")
        .context("a board has features")?;
    let block = manifest.get(start..).unwrap_or_default();
    let block = block.replace("{ path = \"../..\"", "{ version = \"0.1\"");
    Ok(format!("```toml\n{}\n```\n", block.trim_end()))
}

fn tables(costs: &Costs) -> Result<String> {
    let mut text = String::from("| Folder in `examples` | Chip | Network | Entropy |\n");
    text.push_str("|---|---|---|---|\n");
    for board in &BOARDS {
        let (folder, chip) = (board.folder, board.chip);
        let (network, entropy) = (board.network, board.entropy);
        writeln!(text, "| `{folder}` | {chip} | {network} | {entropy} |")?;
    }
    text.push_str("\n| Flash + static RAM |");
    // Those of an opt-level that was not measured have no column.
    let has = |it: &Variant| BOARDS.iter().any(|board| cell(costs, board, *it).is_some());
    let variants: Vec<Variant> = VARIANTS.into_iter().filter(has).collect();
    for variant in &variants {
        let how = if variant.has_tls { "TLS" } else { "in clear" };
        write!(text, " {how}, `{}` |", variant.opt)?;
    }
    writeln!(text, "\n|---|{}", "---:|".repeat(variants.len()))?;
    for board in &BOARDS {
        write!(text, "| {} |", board.chip)?;
        for variant in &variants {
            let cell = cell(costs, board, *variant);
            write!(text, " {} |", cell.as_deref().unwrap_or("not measured"))?;
        }
        writeln!(text)?;
    }
    Ok(text)
}

/// Flash and RAM, if they were measured.
fn cell(costs: &Costs, board: &Board, variant: Variant) -> Option<String> {
    let get = |measure: &str| costs.get(variant.opt, &variant.image(board), measure);
    Some(format!(
        "{} + {}",
        commas(get("flash")?),
        commas(get("ram")?)
    ))
}
