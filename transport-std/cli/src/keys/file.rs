//! A file with secret keys, a key a line: read again and again by who listens, replaced by who rotates.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{hexadecimal, lines};

/// How large such a file may be, in bytes. A receiver has room for eight keys, so more is not one.
const LARGEST: u64 = 64 * 1024;

/// The keys of a file that can be read again. Anything but a regular file is refused before it is opened: that alone
/// may take forever, or do something.
pub(crate) fn read(path: &Path) -> io::Result<Vec<String>> {
    match fs::metadata(path)?.is_file() {
        true => read_once(path),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

/// The keys of a file that is read this one time, and so may be a pipe.
pub(super) fn read_once(path: &Path) -> io::Result<Vec<String>> {
    let mut bytes = Vec::new();
    // One more shows that there is more.
    let mut file = File::open(path)?.take(LARGEST + 1);
    if file.read_to_end(&mut bytes)? as u64 > LARGEST {
        return Err(io::Error::other(
            "it is larger than 64 KiB, so it holds something else than secret keys",
        ));
    }
    match str::from_utf8(&bytes) {
        Ok(text) => Ok(lines(text)),
        Err(_) => Err(io::Error::other("it is not UTF-8")),
    }
}

/// Waits until nobody else is between reading and writing a file there, and keeps others waiting until it is dropped.
/// `None` where the system cannot lock a directory. The file itself will not do: another takes its place.
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

/// Writes the keys: whoever reads the file meets the old ones or the new ones, whole. Its owner and permissions stay;
/// a new file can be read by its owner only. Where that is not possible, nothing is changed.
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

/// Where the links end: to replace a link would leave its target, which somebody else may read, as it is.
fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::symlink_metadata(path) {
            Ok(_) => Err(io::Error::other("it is a link to a file that is not there")),
            Err(_) => Ok(path.into()),
        },
        target => target,
    }
}

/// The file that is to be replaced, if there is one. To replace it takes no permission to write it, so this asks.
fn former(path: &Path) -> io::Result<Option<Metadata>> {
    let former = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        former => former?,
    };
    // For root, opening is no question.
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

/// A file beside this one, under a name that nobody else takes, and that name. Only its owner may read it.
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
        // After the owner, for to change that takes permissions away.
        file.set_permissions(former.permissions())?;
    }
    let text: String = keys.iter().map(|key| format!("{key}\n")).collect();
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Gives the file the owner and the group of the former one.
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
            format!("another file in its place could not have its owner and group: {error}"),
        )
    })
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    /// Whether whoever runs this may give files away, the owner stays or it is an error.
    #[test]
    fn the_owner_is_kept_or_it_is_an_error() {
        // Everybody can see it, and it is root's.
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
