//! Checks costs against the limits in the file `budgets`.

use anyhow::{Context as _, Result, bail};

use crate::costs::{Cost, Costs};

/// A limit.
pub(crate) struct Budget {
    opt: String,
    image: String,
    measure: String,
    limit: u64,
}

/// Parses lines of four columns; `#` begins a comment.
pub(crate) fn parse(text: &str) -> Result<Vec<Budget>> {
    let lines = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or(""));
    let lines = lines.filter(|line| !line.trim().is_empty());
    let budgets: Vec<_> = lines.map(line).collect::<Result<_>>()?;
    if budgets.is_empty() {
        bail!("there are no budgets");
    }
    Ok(budgets)
}

fn line(line: &str) -> Result<Budget> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let [opt, image, measure, limit] = columns[..] else {
        bail!("a budget has four columns: {line}");
    };
    Ok(Budget {
        opt: opt.to_owned(),
        image: image.to_owned(),
        measure: measure.to_owned(),
        limit: limit
            .replace('_', "")
            .parse()
            .with_context(|| format!("no number: {line}"))?,
    })
}

impl Budget {
    /// Whether anything was measured that it limits.
    pub(crate) fn is_about(&self, costs: &Costs) -> bool {
        costs.0.iter().any(|cost| self.concerns(cost))
    }

    /// `*` stands for any image of ours.
    fn concerns(&self, cost: &Cost) -> bool {
        let image = if self.image == "*" {
            !cost.image.starts_with("peer/")
        } else {
            self.image == cost.image
        };
        image && self.opt == cost.opt && self.measure == cost.measure
    }

    /// Whether another budget, which names the image, takes precedence.
    fn gives_way(&self, cost: &Cost, others: &[Self]) -> bool {
        self.image == "*"
            && others
                .iter()
                .any(|other| other.image != "*" && other.concerns(cost))
    }
}

/// Returns a line for each exceeded budget, and for each budget that nothing was measured for.
pub(crate) fn check(budgets: &[Budget], costs: &Costs) -> Vec<String> {
    let mut failures = Vec::new();
    for budget in budgets {
        let Budget {
            opt,
            image,
            measure,
            limit,
        } = budget;
        let mut measured = 0;
        for cost in costs.0.iter().filter(|cost| budget.concerns(cost)) {
            measured += 1;
            if cost.number > *limit && !budget.gives_way(cost, budgets) {
                failures.push(format!(
                    "opt-level {opt}, {}: {measure} is {}, {} more than the limit of {limit}",
                    cost.image,
                    cost.number,
                    cost.number - limit
                ));
            }
        }
        if measured == 0 {
            failures.push(format!(
                "opt-level {opt}, {image}: nothing measured as {measure}"
            ));
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::{Costs, check, parse};

    fn costs() -> Costs {
        let mut costs = Costs::default();
        costs.push("z", "blocking/all", "flash", 1001);
        costs.push("s", "blocking/all", "flash", 2000);
        costs.push("z", "peer/other", "flash", 9000);
        costs
    }

    #[test]
    fn says_by_what_and_how_much() {
        let budgets = parse("z blocking/all flash 1_000 # comment\ns blocking/all flash 2000");
        assert_eq!(
            check(&budgets.unwrap(), &costs()),
            ["opt-level z, blocking/all: flash is 1001, 1 more than the limit of 1000"]
        );
    }

    #[test]
    fn a_star_is_all_of_ours() {
        assert!(check(&parse("z * flash 1001").unwrap(), &costs()).is_empty());
        assert_eq!(check(&parse("z * flash 1000").unwrap(), &costs()).len(), 1);
    }

    #[test]
    fn an_image_of_its_own_line_is_no_matter_of_the_star() {
        let budgets = "z * flash 1000\nz blocking/all flash 1001";
        assert!(check(&parse(budgets).unwrap(), &costs()).is_empty());
    }

    #[test]
    fn a_budget_for_nothing_is_a_mistake() {
        assert_eq!(
            check(&parse("z blocking/al flash 1").unwrap(), &costs()).len(),
            1
        );
        assert!(parse("").is_err());
        assert!(parse("z blocking/all flash").is_err());
        assert!(parse("z blocking/all flash many").is_err());
    }
}
