//! wrk, which sends requests over 64 connections.

use std::fs;
use std::net::SocketAddr;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Sends the requests of a file, one after the other; each of two threads has its own half.
const SCRIPT: &str = r#"
local threads = 0
function setup(thread)
  thread:set("first", threads)
  threads = threads + 1
end
function init(args)
  local file = io.open(args[1], "rb")
  all = file:read("*a")
  file:close()
  size = tonumber(args[2])
  count = math.ceil(#all / size / 2)
  first = math.min(first * count, #all / size - count)
  number = 0
end
function request()
  number = (number + 1) % count
  local start = (first + number) * size
  return all:sub(start + 1, start + size)
end
"#;

/// What runs of wrk showed.
pub struct Rate {
    pub requests_per_second: f64,
    pub sent: u64,
    /// CPU time of the server for a request, in microseconds: it hardly depends on what else the
    /// machine does.
    pub cost: f64,
}

impl Rate {
    /// The better of two runs: what else the machine does only makes a server slower.
    fn better(self, other: Self) -> Self {
        Self {
            requests_per_second: self.requests_per_second.max(other.requests_per_second),
            sent: self.sent + other.sent,
            cost: self.cost.min(other.cost),
        }
    }

    /// What both runs showed, if there was an earlier one.
    pub fn after(self, earlier: Option<Self>) -> Self {
        match earlier {
            Some(earlier) => self.better(earlier),
            None => self,
        }
    }
}

/// Sends the requests of `all`, each `size` bytes long, for so many seconds.
pub fn load(server: SocketAddr, all: &[u8], size: usize, seconds: &str) -> Result<Rate> {
    let folder = std::env::temp_dir().join(format!("benches-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let (script, file) = (folder.join("send.lua"), folder.join("requests"));
    fs::write(&script, SCRIPT)?;
    fs::write(&file, all)?;
    let before = processor_ticks()?;
    let output = Command::new("wrk")
        .args(["-t2", "-c64", "-d", seconds, "-s"])
        .arg(&script)
        .args([&format!("http://{server}/"), "--"])
        .arg(&file)
        .arg(size.to_string())
        .output()
        .context("wrk does not run: apt-get install wrk")?;
    let ticks = processor_ticks()? - before;
    fs::remove_dir_all(&folder)?;
    let text = String::from_utf8(output.stdout)?;
    ensure!(output.status.success(), "wrk failed: {text}");
    let is_well = !text.contains("Socket errors") && !text.contains("Non-2xx");
    ensure!(is_well, "requests failed:\n{text}");
    let (requests_per_second, sent) =
        parse(&text).with_context(|| format!("unexpected output of wrk:\n{text}"))?;
    // A hundredth of a second each.
    let cost = ticks as f64 * 10_000.0 / sent as f64;
    Ok(Rate {
        requests_per_second,
        sent,
        cost,
    })
}

/// The CPU time of this process, without that of wrk.
fn processor_ticks() -> Result<u64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let fields = text.rsplit(')').next().context("no name")?;
    let times = fields.split_whitespace().skip(11).take(2);
    times.map(|ticks| Ok(ticks.parse::<u64>()?)).sum()
}

/// The rate, and how many requests it was.
fn parse(text: &str) -> Option<(f64, u64)> {
    let lines = || text.lines().map(str::trim);
    let sent = lines().find_map(|line| line.split_once(" requests in "))?.0;
    let rate = lines().find_map(|line| line.strip_prefix("Requests/sec:"))?;
    Some((rate.trim().parse().ok()?, sent.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_prints_is_read() {
        let text = "  62543 requests in 2.10s, 2.33MB read\nRequests/sec:  29783.12\n";
        assert_eq!(parse(text), Some((29_783.12, 62_543)));
        assert_eq!(parse("Requests/sec: x"), None);
    }
}
