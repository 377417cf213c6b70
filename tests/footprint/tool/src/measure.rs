//! The images, and measuring one.

use anyhow::{Result, bail};

use crate::costs::Costs;
use crate::image::{Built, Image};
use crate::machine::{CORTEX_M0, CORTEX_M4, Machine, RISCV32};
use crate::trace::{self, Run};

/// Our own images: the name, the cargo features, and the features of the image that it is compared
/// with.
pub(crate) const OURS: [(&str, &str, &str); 16] = [
    ("blocking/list", "blocking,list", ""),
    ("blocking/register", "blocking,register", ""),
    (
        "without-texts/register",
        "blocking-without-texts,register",
        "",
    ),
    ("blocking/retrieve", "blocking,retrieve", ""),
    ("blocking/update", "blocking,update", ""),
    ("blocking/replace", "blocking,replace", ""),
    ("blocking/delete", "blocking,delete", ""),
    ("blocking/all", "blocking,all", ""),
    (
        "blocking/all+receive",
        "blocking,all,receive",
        "notification",
    ),
    ("nonblocking/register", "nonblocking,register", ""),
    ("nonblocking/all", "nonblocking,all", ""),
    ("polled/register", "polled,register", ""),
    ("polled/all", "polled,all", ""),
    ("notify/verify", "verify", "notification"),
    ("notify/receive", "receive", "notification"),
    ("notify/sha256+verify", "sha256,verify", "notification"),
];

/// All six operations on other processors: the name and the board.
pub(crate) const ELSEWHERE: [(&str, &Machine); 2] =
    [("cortex-m0/all", &CORTEX_M0), ("riscv32imc/all", &RISCV32)];

/// What a firmware developer would use instead: the name, the package in tests/peers, its features.
pub(crate) const PEERS: [(&str, &str, &str); 5] = [
    ("peer/reqwless/all", "peer-reqwless", ""),
    ("peer/edge-http/all", "peer-edge-http", ""),
    ("peer/by-hand/all", "peer-by-hand", ""),
    ("peer/by-hand-borrowed/all", "peer-by-hand", "borrowed"),
    ("peer/by-hand-complete/all", "peer-by-hand-complete", ""),
];

pub(crate) fn peer<'a>(opt: &'a str, package: &'a str, features: &'a str) -> Image<'a> {
    Image {
        folder: "../peers",
        package,
        features,
        opt,
        machine: &CORTEX_M4,
    }
}

pub(crate) fn elsewhere<'a>(
    opt: &'a str,
    features: &'a str,
    machine: &'static Machine,
) -> Image<'a> {
    Image {
        machine,
        ..ours(opt, features)
    }
}

pub(crate) fn ours<'a>(opt: &'a str, features: &'a str) -> Image<'a> {
    Image {
        folder: ".",
        package: "footprint",
        features,
        opt,
        machine: &CORTEX_M4,
    }
}

/// Returns what an image must report: the events of the webhooks in the canned responses, plus one
/// for the deletion; one for what is hashed or verified; two for two notifications received.
fn expected(work: &str) -> u32 {
    let each = work.split('+').map(|work| match work {
        "list" => 3,
        "update" | "receive" => 2,
        "all" => 9,
        _ => 1,
    });
    each.sum()
}

/// Builds an image and runs it; it must have done all its work.
pub(crate) fn run(name: &str, image: &Image<'_>) -> Result<(Built, Run)> {
    let built = image.build()?;
    let run = trace::run(&built)?;
    let expected = expected(name.rsplit('/').next().unwrap_or(name));
    if run.done != expected {
        bail!("{} did {} of {expected}", image.name(), run.done);
    }
    Ok((built, run))
}

/// Measures an image, less the `empty` bytes of flash that every image has.
pub(crate) fn measure(
    costs: &mut Costs,
    name: &str,
    image: &Image<'_>,
    empty: &Built,
) -> Result<()> {
    let (built, run) = run(name, image)?;
    let mut push = |measure: &str, number| costs.push(image.opt, name, measure, number);
    push("flash", built.elf.flash.saturating_sub(empty.elf.flash));
    push("ram", built.elf.ram.saturating_sub(empty.elf.ram));
    for (function, cost) in &run.costs {
        let suffix = match function.strip_prefix("operation_") {
            Some(operation) => format!(":{operation}"),
            None => String::new(),
        };
        push(&format!("stack{suffix}"), cost.stack.into());
        push(&format!("instructions{suffix}"), cost.instructions);
    }
    let (panics, calls) = built.elf.panics();
    push("panics", panics.len() as u64);
    push("panicking-calls", calls as u64);
    Ok(())
}

/// Adds the instructions of verifying per 1,000 instructions of hashing alone.
pub(crate) fn ratio(costs: &mut Costs, opt: &str) {
    let image = "notify/sha256+verify";
    let get = |what| costs.get(opt, image, what);
    if let (Some(hashing @ 1..), Some(verifying)) =
        (get("instructions:sha256"), get("instructions:verify"))
    {
        costs.push(opt, image, "permille", verifying * 1000 / hashing);
    }
}

/// Adds the size of every public type, as an image reports it.
pub(crate) fn sizes(costs: &mut Costs) -> Result<()> {
    let image = ours("z", "sizes");
    let built = image.build()?;
    let run = trace::run(&built)?;
    if run.reported.is_empty() {
        bail!("{} reported no size", image.name());
    }
    for (name, bytes) in run.reported {
        let name = name.replace("'static, ", "").replace("<'static>", "");
        costs.push("z", "sizes", &format!("size:{name}"), bytes.into());
    }
    Ok(())
}
