//! The other end of the guest's connections: a few servers on this host's loopback, each of which
//! behaves as the API does but for one thing, and what each of them must have seen afterwards.

mod seen;
mod server;

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::folder::Folder;
use crate::options::Options;
use seen::Seen;
use server::Server;

pub(crate) use seen::Finding;

/// The servers of one run.
pub(crate) struct Peer {
    servers: Vec<(Server, Seen)>,
    /// On a good wire a connection is accepted once; on a bad one, who knows.
    is_wire_good: bool,
    folder: Folder,
}

impl Peer {
    /// Starts the servers, each on a free port.
    pub(crate) fn start(options: &Options) -> Result<Self> {
        let folder = Folder::new()?;
        let mut servers = Vec::new();
        for (kind, seen) in seen::all(options.tls) {
            let server = Server::start(kind, options.tls)?;
            if let Some(root) = server.root() {
                fs::write(folder.path().join(server.anchor()), root)?;
            }
            servers.push((server, seen));
        }
        Ok(Self {
            servers,
            is_wire_good: options.loss == 0,
            folder,
        })
    }

    /// What the guest is told. No word may contain a space: the guest gets them as one line.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let token = format!("token={}", gigapay_sandbox::DEFAULT_TOKEN);
        let servers = self.servers.iter().map(|(server, _)| server.argument());
        [token].into_iter().chain(servers).collect()
    }

    /// Where the files are that the guest reads, and what their paths start from.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Whether each server has seen what it should have.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.servers
            .iter()
            .map(|(server, seen)| seen.compare(server, self.is_wire_good))
            .collect()
    }
}
