//! A file with secret keys, one per line: `listen` rereads it, `rotate` replaces it.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{hexadecimal, lines};

/// Maximum size of such a file in bytes. A receiver accepts eight keys, so a larger file is
/// something else.
const LARGEST: u64 = 64 * 1024;

/// Reads the keys of a file that can be read again. Anything but a regular file is rejected before
/// it is opened: opening it could block for ever, or have an effect.
pub(crate) fn read(path: &Path) -> io::Result<Vec<String>> {
    match fs::metadata(path)?.is_file() {
        true => read_once(path),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

/// Reads the keys of a file that is read only once, and so may be a pipe.
pub(super) fn read_once(path: &Path) -> io::Result<Vec<String>> {
    let mut bytes = Vec::new();
    // One more byte shows that there are more.
    let mut file = File::open(path)?.take(LARGEST + 1);
    if file.read_to_end(&mut bytes)? as u64 > LARGEST {
        return Err(io::Error::other(
            "it is larger than 64 KiB, so it is not a file of secret keys",
        ));
    }
    match str::from_utf8(&bytes) {
        Ok(text) => Ok(lines(text)),
        Err(_) => Err(io::Error::other("it is not UTF-8")),
    }
}

/// Waits until no other process is between reading and writing a file in this folder, and makes
/// others wait until the lock is dropped. `None` if the system cannot lock a directory. The file
/// itself cannot be locked, because it is replaced.
pub(crate) fn alone(path: &Path) -> Option<File> {
    let path = target(path).ok()?;
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let directory = File::open(directory).ok()?;
    directory.lock().ok()?;
    Some(directory)
}

/// Writes the keys: a reader of the file gets the old ones or the new ones, complete. Its owner and
/// permissions stay; a new file can be read only by its owner. If that is not possible, nothing is
/// changed.
pub(crate) fn write(path: &Path, keys: &[String]) -> io::Result<()> {
    let path = target(path)?;
    let former = former(&path)?;
    let (file, beside) = create_beside(&path)?;
    let written = fill(file, former.as_ref(), keys).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Follows links to the file: replacing a link would leave its target, which others may read,
/// unchanged.
fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::symlink_metadata(path) {
            Ok(_) => Err(io::Error::other(
                "it is a link to a file that does not exist",
            )),
            Err(_) => Ok(path.into()),
        },
        target => target,
    }
}

/// Returns the file to be replaced, if it exists. Replacing it needs no permission to write it, so
/// this asks for that.
fn former(path: &Path) -> io::Result<Option<Metadata>> {
    let former = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        former => former?,
    };
    // For root, opening always succeeds.
    if former.permissions().readonly() {
        return Err(io::Error::other("it is read-only"));
    }
    if !former.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(&former) > 1 {
        return Err(io::Error::other(
            "it has other names (hard links), which would keep the former keys",
        ));
    }
    File::options().write(true).open(path)?;
    Ok(Some(former))
}

/// Creates a file beside this one, under a name of its own. Only its owner may read it.
fn create_beside(path: &Path) -> io::Result<(File, PathBuf)> {
    let random = hexadecimal().ok_or_else(|| io::Error::other("no random numbers for a name"))?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{random}.new"));
    let beside = PathBuf::from(beside);
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok((options.open(&beside)?, beside))
}

fn fill(mut file: File, former: Option<&Metadata>, keys: &[String]) -> io::Result<()> {
    if let Some(former) = former {
        #[cfg(unix)]
        keep_owner(&file, former)?;
        // After the owner: changing the owner removes permissions.
        file.set_permissions(former.permissions())?;
    }
    let text: String = keys.iter().map(|key| format!("{key}\n")).collect();
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Gives the file the owner and group of the former one.
#[cfg(unix)]
fn keep_owner(file: &File, former: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    let new = file.metadata()?;
    let (uid, gid) = (former.uid(), former.gid());
    let uid = (new.uid() != uid).then_some(uid);
    let gid = (new.gid() != gid).then_some(gid);
    if uid.is_none() && gid.is_none() {
        return Ok(());
    }
    fchown(file, uid, gid).map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("a file replacing it could not have its owner and group: {error}"),
        )
    })
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    /// With or without permission to give files away, the owner stays or it is an error.
    #[test]
    fn the_owner_is_kept_or_it_is_an_error() {
        // Everybody can read it, and root owns it.
        let root = fs::metadata("/").unwrap();
        let near = std::env::temp_dir().join("gigapay-webhooks-owner");
        let (file, beside) = create_beside(&near).unwrap();
        fs::remove_file(&beside).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let is_given = keep_owner(&file, &root);
        let now = file.metadata().unwrap();
        let is_kept = (now.uid(), now.gid()) == (root.uid(), root.gid());
        match is_given {
            Ok(()) => assert!(is_kept),
            Err(error) => {
                assert!(!is_kept);
                assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
                assert!(error.to_string().contains("owner and group"), "{error}");
            }
        }
    }

    #[test]
    fn only_a_regular_file_is_replaced() {
        let error = write(&std::env::temp_dir(), &["key".into()]).unwrap_err();
        assert!(error.to_string().contains("not a regular file"), "{error}");
    }
}
