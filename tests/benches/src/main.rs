//! What the client costs on a host, beside other clients. Callgrind and strace count what this
//! program does when run with other arguments. Assertions are about counts, never about times.

mod clients;
mod comparison;
mod count;
mod decode;
mod heap;
mod listener;
mod listing;
mod load;
mod pages;
mod server;
mod table;
mod webhooks;

use anyhow::{Context as _, Result, bail, ensure};

const HELP: &str = "\
benches            measures everything, and fails if a client's budget is exceeded, a list's memory
                   grows or its instructions are not linear
benches --short    the same with fewer and smaller runs
benches --listener [--short]
                   measures how many notifications a second the listener takes, beside hyper; needs
                   wrk
benches --listener --write
                   measures that, and writes it into the client's README
benches --write    measures everything, and writes the comparison into the READMEs";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        [] => all(false),
        ["--short"] => all(true),
        ["--listener"] => listener::measure(false).map(drop),
        ["--listener", "--short"] => listener::measure(true).map(drop),
        ["--listener", "--write"] => listener::write(),
        ["--write"] => table::write(&comparison::measure(false)?),
        // These runs are what callgrind counts.
        ["request", who, address, load, count] => {
            let load = load::Load::of(load)?;
            clients::perform(who, address, load, count.parse()?)
        }
        ["decode", who, count] => decode::perform(who, count.parse()?),
        ["list", collection, page] => {
            let seen = listing::perform(collection.parse()?, page.parse()?)?;
            ensure!(seen.webhooks == collection.parse::<u32>()?, "lost webhooks");
            Ok(())
        }
        _ => bail!("unknown arguments:\n{HELP}"),
    }
}

fn all(short: bool) -> Result<()> {
    let measured = comparison::measure(short)?;
    println!("{}", table::text(&measured));
    comparison::decide(&measured)?;
    comparison::heap()?;
    decoding()?;
    growth(short)
}

fn decoding() -> Result<()> {
    let bytes = decode::body().len() as u64;
    println!(
        "Decoding a list of {} webhooks, {bytes} bytes",
        decode::WEBHOOKS
    );
    println!("{:<24} {:>24}", "", "instructions a byte");
    for who in decode::DECODERS {
        let count = |times: &str| count::instructions(&["decode", who, times]);
        let instructions = (count("6")? - count("1")?) / 5;
        println!("{who:<24} {:>24.1}", instructions as f64 / bytes as f64);
    }
    Ok(())
}

/// Lists collections of growing size, and one in pages of growing size.
fn growth(short: bool) -> Result<()> {
    const COLUMNS: [&str; 6] = [
        "webhooks",
        "page size",
        "heap",
        "stack",
        "instructions",
        "each",
    ];
    println!("\nListing, from memory");
    println!("{}", COLUMNS.map(|title| format!("{title:>14}")).concat());
    let largest = if short { 10_000 } else { 100_000 };
    let sizes = (0..)
        .map(|power| 10_u32.pow(power))
        .take_while(|size| *size <= largest);
    let mut runs: Vec<(u32, u32)> = sizes.map(|size| (size, 100)).collect();
    runs.extend([1, 10, 1000].map(|page| (1000, page)));
    let nothing = count::instructions(&["list", "0", "100"])?;
    let mut measured = Vec::new();
    for (collection, page) in runs {
        let seen = listing::perform(collection, page)?;
        ensure!(
            seen.webhooks == collection,
            "{} of {collection}",
            seen.webhooks
        );
        let count = count::instructions(&["list", &collection.to_string(), &page.to_string()])?;
        let each = (count - nothing) as f64 / f64::from(collection);
        let (heap, stack) = (seen.heap, seen.stack);
        println!("{collection:>14}{page:>14}{heap:>14}{stack:>14}{count:>14}{each:>14.0}");
        measured.push((collection, page, seen, each));
    }
    decide(&measured)
}

fn decide(measured: &[(u32, u32, listing::Seen, f64)]) -> Result<()> {
    let (_, _, first, _) = measured.first().context("nothing measured")?;
    for (collection, page, seen, _) in measured {
        ensure!(
            seen.heap == 0,
            "listing {collection} allocates {} bytes",
            seen.heap
        );
        ensure!(
            seen.stack == first.stack,
            "listing {collection} in pages of {page} takes {} bytes of stack, not {}",
            seen.stack,
            first.stack
        );
    }
    // Once pages are full, a webhook costs the same however many there are, within 2 %.
    let each = |wanted: (u32, u32)| {
        let found = measured.iter().find(|run| (run.0, run.1) == wanted);
        found.map(|run| run.3).context("not measured")
    };
    let thousand = each((1000, 100))?;
    for (collection, page, _, each) in measured {
        if *collection >= 1000 && *page == 100 {
            let ratio = each / thousand;
            ensure!(
                (0.98..1.02).contains(&ratio),
                "a webhook of {collection} takes {ratio:.3} times the instructions of one of 1000"
            );
        }
    }
    // Nor does it cost more in a larger page than in a smaller one: each page is a request.
    let pages = [
        each((1000, 1))?,
        each((1000, 10))?,
        thousand,
        each((1000, 1000))?,
    ];
    ensure!(
        pages.is_sorted_by(|small, large| large <= small),
        "larger pages cost more: {pages:?}"
    );
    println!("Memory is flat, and instructions are linear.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{decide, listing::Seen};

    /// The verdict on correct runs after `spoil` has changed them.
    fn verdict(spoil: impl FnOnce(&mut Vec<(u32, u32, Seen, f64)>)) -> Option<String> {
        let seen = |webhooks| Seen {
            webhooks,
            heap: 0,
            stack: 700,
        };
        let runs = [
            (1, 100),
            (1000, 100),
            (10_000, 100),
            (1000, 1),
            (1000, 10),
            (1000, 1000),
        ];
        let each = |page| 100.0 + 50.0 / f64::from(page);
        let mut runs = runs
            .map(|(count, page)| (count, page, seen(count), each(page)))
            .into();
        spoil(&mut runs);
        decide(&runs).err().map(|error| error.to_string())
    }

    #[test]
    fn finds_what_grows() {
        assert_eq!(verdict(|_| ()), None);
        assert!(verdict(|runs| runs[2].2.heap = 1).is_some_and(|text| text.contains("allocates")));
        assert!(verdict(|runs| runs[5].2.stack += 8).is_some_and(|text| text.contains("stack")));
        assert!(verdict(|runs| runs[2].3 *= 1.03).is_some_and(|text| text.contains("times")));
        assert!(verdict(|runs| runs[5].3 += 9.0).is_some_and(|text| text.contains("larger")));
        assert!(verdict(Vec::clear).is_some());
    }
}
