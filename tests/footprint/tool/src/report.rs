//! The costs in tables for people.

use crate::costs::{Cost, Costs};

const MEASURES: [&str; 5] = ["flash", "ram", "stack", "instructions", "panicking-calls"];
const OPERATIONS: [&str; 6] = [
    "list", "register", "retrieve", "update", "replace", "delete",
];

/// Prints a table of images, then one of operations, for each opt-level.
pub(crate) fn print(costs: &Costs) {
    for opt in ["z", "s"] {
        let mut images: Vec<&str> = Vec::new();
        let of_images = |cost: &&Cost| cost.opt == opt && cost.image != "sizes";
        for cost in costs.0.iter().filter(of_images) {
            if !images.contains(&&*cost.image) {
                images.push(&cost.image);
            }
        }
        if images.is_empty() {
            continue;
        }
        let columns = MEASURES.map(|measure| (measure, measure.to_owned()));
        table(costs, opt, &images, &columns);
        images.retain(|image| image.ends_with("/all"));
        for measure in ["stack", "instructions"] {
            println!("\n{measure} of each operation");
            let columns = OPERATIONS.map(|operation| (operation, format!("{measure}:{operation}")));
            table(costs, opt, &images, &columns);
        }
        println!();
    }
    println!("bytes of public types");
    for cost in &costs.0 {
        if let Some(name) = cost.measure.strip_prefix("size:") {
            println!("{:>6}  {name}", cost.number);
        }
    }
    println!();
}

fn table(costs: &Costs, opt: &str, images: &[&str], columns: &[(&str, String)]) {
    print!("{:<24}", format!("opt-level {opt}"));
    for (title, _) in columns {
        print!(" {title:>15}");
    }
    println!();
    for image in images {
        print!("{image:<24}");
        for (_, measure) in columns {
            match costs.get(opt, image, measure) {
                Some(number) => print!(" {number:>15}"),
                None => print!(" {:>15}", "-"),
            }
        }
        println!();
    }
}
