//! The other end of the guest's connections: servers on this host's loopback, each of which behaves
//! as the API does except for one thing, and what each must have seen afterwards.

mod chains;
mod kind;
mod notifier;
mod seen;
mod server;

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::folder::Folder;
use crate::options::Options;
use kind::Kind;
use notifier::Notifier;
use seen::Seen;
use server::Server;

pub(crate) use chains::Chains;
pub(crate) use seen::Finding;

/// The servers of one run.
pub(crate) struct Peer {
    servers: Vec<(Server, Seen)>,
    /// Without lost frames each connection is accepted once; with them, any number of times.
    is_wire_good: bool,
    folder: Folder,
    notifier: Option<Notifier>,
}

impl Peer {
    /// Starts the servers, each on a free port.
    pub(crate) fn start(options: &Options, chains: &Chains) -> Result<Self> {
        let folder = Folder::new()?;
        let mut servers = Vec::new();
        for (kind, seen) in seen::all(options) {
            let server = Server::start(kind, options.tls, chains)?;
            if let Some(root) = server.root() {
                fs::write(folder.path().join(server.anchor()), root)?;
            }
            servers.push((server, seen));
        }
        Ok(Self {
            servers,
            is_wire_good: options.loss == 0,
            folder,
            notifier: options.notify.then(Notifier::new).transpose()?,
        })
    }

    /// Returns the guest's arguments. No word may contain a space: the guest gets them as one line.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let token = format!("token={}", gigapay_sandbox::DEFAULT_TOKEN);
        let servers = self.servers.iter().map(|(server, _)| server.argument());
        let hook = self.notifier.as_ref().map(Notifier::argument);
        [token].into_iter().chain(servers).chain(hook).collect()
    }

    /// Returns the folder of the files that the guest reads, relative to which its paths are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the option of QEMU's user network that forwards a port to the guest, if needed.
    pub(crate) fn forwarding(&self) -> String {
        self.notifier
            .as_ref()
            .map_or_else(String::new, Notifier::forwarding)
    }

    /// Sends notifications to the listening guest. Ends when they have responses, or never will.
    pub(crate) fn notify(&self) {
        let sandbox = self
            .servers
            .iter()
            .find(|(server, _)| server.kind == Kind::Notifying)
            .map(|(server, _)| &server.sandbox);
        if let Some((notifier, sandbox)) = self.notifier.as_ref().zip(sandbox) {
            notifier.send(sandbox);
        }
    }

    /// Returns whether each server has seen what it should have.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let finding = |(server, seen): &(Server, Seen)| {
            let mut finding = seen.compare(server, self.is_wire_good);
            if let (Kind::Notifying, Some(notifier)) = (server.kind, &self.notifier) {
                finding.fault = finding.fault.or_else(|| notifier.fault());
            }
            finding
        };
        self.servers.iter().map(finding).collect()
    }
}
