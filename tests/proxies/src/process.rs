//! The server's process: started on a free port, ended when dropped.

use std::fs::{self, File, Permissions};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use tempfile::TempDir;

use crate::Kind;

/// Only ends a start that hangs.
const WATCHDOG: Duration = Duration::from_secs(60);

/// Between choosing a free port and binding it, another process may take it.
const ATTEMPTS: usize = 5;

#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    folder: TempDir,
}

pub(crate) fn start(
    kind: Kind,
    upstream: SocketAddr,
    files: &[(&str, &str)],
) -> (SocketAddr, Process) {
    let mut last = String::new();
    for _ in 0..ATTEMPTS {
        let address = free_address();
        let mut process = Process::spawn(kind, address, upstream, files);
        match process.until_ready(address) {
            Ok(()) => return (address, process),
            Err(output) => last = output,
        }
    }
    panic!("{kind:?} does not start; it says:\n{last}");
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}

/// Where the program is. Debian's servers are in `sbin`, which not every user's `PATH` names.
fn find(kind: Kind) -> PathBuf {
    let (name, package) = kind.program();
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let mut candidates = folders.map(|folder| folder.join(name));
    match candidates.find(|candidate| candidate.is_file()) {
        Some(program) => program,
        None => panic!("{name} is not installed; on Debian: apt-get install {package}"),
    }
}

impl Process {
    fn spawn(
        kind: Kind,
        address: SocketAddr,
        upstream: SocketAddr,
        files: &[(&str, &str)],
    ) -> Self {
        let program = find(kind);
        // Servers drop their privileges, and still read their files.
        let permissions = Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new()
            .permissions(permissions)
            .tempdir()
            .unwrap();
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        let path = folder.path().join("configuration");
        let configuration = kind
            .configuration()
            .replace("@PORT@", &address.port().to_string())
            .replace("@UPSTREAM@", &upstream.to_string())
            .replace("@FOLDER@", folder.path().to_str().unwrap());
        fs::write(&path, configuration).unwrap();
        let output = File::create(folder.path().join("output")).unwrap();
        let child = Command::new(program)
            .args(kind.arguments(path.to_str().unwrap()))
            // caddy keeps its state there.
            .env("HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .env("XDG_DATA_HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        Self { child, folder }
    }

    /// Waits until it accepts connections; otherwise what it said at its end.
    fn until_ready(&mut self, address: SocketAddr) -> Result<(), String> {
        let begun = Instant::now();
        while begun.elapsed() < WATCHDOG {
            if self.child.try_wait().unwrap().is_some() {
                return Err(self.output());
            }
            if TcpStream::connect(address).is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(10));
        }
        Err(format!("no connection accepted\n{}", self.output()))
    }

    fn output(&self) -> String {
        let bytes = fs::read(self.folder.path().join("output")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
