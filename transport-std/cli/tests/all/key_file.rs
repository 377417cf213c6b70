//! Files with secret keys, as `rotate` replaces them and `listen` and `verify` read them.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use gigapay_sandbox::{Sandbox, signature};

use crate::common::*;
use crate::listener::*;

/// Only ends a test that hangs.
const WATCHDOG: Duration = Duration::from_secs(60);

fn rotate(sandbox: &Sandbox, file: &Path) -> Run {
    let file = format!("--key-file={}", file.to_str().unwrap());
    run(sandbox, &["rotate", "w", &file])
}

fn nowhere() -> Sandbox {
    notifying("http://127.0.0.1:1/")
}

fn keys(file: &Path) -> usize {
    fs::read_to_string(file).unwrap().lines().count()
}

/// The names in a directory.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// The end of a command that must not wait for another program.
fn prompt(mut command: Command) -> Run {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let id = child.id().to_string();
    let (sender, ended) = channel();
    let waiting = thread::spawn(move || sender.send(child.wait_with_output().unwrap()));
    let output = ended.recv_timeout(WATCHDOG).unwrap_or_else(|_| {
        Command::new("kill").args(["-KILL", &id]).status().unwrap();
        panic!("it never ends");
    });
    waiting.join().unwrap().unwrap();
    output.into()
}

#[test]
fn what_a_link_leads_to_is_written_and_the_link_stays() {
    let directory = scratch("key-file-link");
    let (file, link, far) = (
        directory.join("keys"),
        directory.join("link"),
        directory.join("far"),
    );
    fs::write(&file, format!("{KEY}\n")).unwrap();
    symlink("keys", &link).unwrap();
    symlink("link", &far).unwrap();
    let key_file = format!("--key-file={}", file.to_str().unwrap());
    let mut listening = Listening::run(program(), &[&key_file]);
    rotate(&nowhere(), &far).done();
    assert!(listening.line().ends_with("2 secret keys"));
    assert_eq!(keys(&file), 2);
    for link in [link, far] {
        assert!(fs::symlink_metadata(link).unwrap().is_symlink());
    }
    assert_eq!(names(&directory), ["far", "keys", "link"]);
}

#[test]
fn a_link_to_nothing_is_refused() {
    let directory = scratch("key-file-dangling");
    let link = directory.join("link");
    symlink("keys", &link).unwrap();
    let text = rotate(&nowhere(), &link).refused(1);
    assert!(
        text.contains("a link to a file that does not exist; nothing was changed"),
        "{text}"
    );
    assert_eq!(names(&directory), ["link"]);
}

#[test]
fn permissions_and_owner_stay() {
    let file = scratch("key-file-owner").join("keys");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    // Only root may do this; other users keep their own files.
    let is_given = chown(&file, Some(65534), Some(65534)).is_ok();
    let former = fs::metadata(&file).unwrap();
    assert_eq!(former.uid() == 65534, is_given);
    rotate(&nowhere(), &file).done();
    let now = fs::metadata(&file).unwrap();
    assert_eq!(now.mode(), former.mode());
    assert_eq!((now.uid(), now.gid()), (former.uid(), former.gid()));
    assert_ne!(now.ino(), former.ino(), "it is replaced as a whole");
    assert_eq!(keys(&file), 2);
}

#[test]
fn a_read_only_file_stays_as_it_is() {
    let directory = scratch("key-file-read-only");
    let file = directory.join("keys");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let text = rotate(&nowhere(), &file).refused(1);
    assert!(
        text.contains("it is read-only; nothing was changed"),
        "{text}"
    );
    assert_eq!(keys(&file), 1);
    assert_eq!(names(&directory), ["keys"]);
}

/// Who reads it by another name would not learn the new key.
#[test]
fn a_file_of_two_names_stays_as_it_is() {
    let directory = scratch("key-file-two-names");
    let file = directory.join("keys");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    fs::hard_link(&file, directory.join("other")).unwrap();
    let text = rotate(&nowhere(), &file).refused(1);
    assert!(text.contains("hard links"), "{text}");
    assert!(text.contains("nothing was changed"), "{text}");
    assert_eq!(keys(&file), 1);
    assert_eq!(names(&directory), ["keys", "other"]);
}

/// It is read once only.
#[test]
fn verifying_takes_keys_from_a_pipe() {
    let directory = scratch("key-file-pipe");
    let (pipe, body) = (directory.join("pipe"), directory.join("body"));
    fifo(&pipe);
    fs::write(&body, "{}").unwrap();
    let mut program = program();
    let signature = format!("--signature={}", signature(KEY, 1, b"{}"));
    program.args(["verify", &signature, "--key-file"]);
    program.arg(&pipe).arg(&body);
    let (name, keys) = (pipe.clone(), format!("{KEY}\n"));
    let writer = thread::spawn(move || fs::write(name, keys).unwrap());
    let run = prompt(program);
    assert_eq!(run.status, 3, "authentic, but old: {run:#?}");
    writer.join().unwrap();
}

/// No file may grow, as on a full disk.
#[test]
fn where_nothing_can_be_written_nothing_is_left_behind() {
    let directory = scratch("key-file-full");
    let file = directory.join("keys");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    let sandbox = nowhere();
    let program = program_for(&sandbox);
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "trap '' XFSZ; ulimit -f 0; exec \"$0\" rotate w --key-file \"$1\"",
    ]);
    command.arg(program.get_program()).arg(&file);
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let text = finish(command).refused(1);
    assert!(
        text.contains("cannot write") && text.contains("nothing was changed"),
        "{text}"
    );
    assert_eq!(keys(&file), 1);
    assert_eq!(names(&directory), ["keys"]);
    // Nor is a file of another user in the way.
    fs::write(directory.join("keys.new"), "another's").unwrap();
    rotate(&sandbox, &file).done();
    let left = fs::read_to_string(directory.join("keys.new")).unwrap();
    assert_eq!(left, "another's");
    assert_eq!(names(&directory), ["keys", "keys.new"]);
}

/// A reader that is another user could not read a file of the one who rotates. Without the
/// permission to become another user, a folder that cannot be written to has to do.
#[test]
fn where_the_owner_cannot_stay_nothing_is_changed() {
    let directory = std::env::temp_dir().join(format!("gigapay-key-owner-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let file = directory.join("keys");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    let sandbox = nowhere();
    let mut command = program_for(&sandbox);
    let is_root = chown(&file, Some(0), Some(0)).is_ok();
    let why = match is_root {
        true => {
            let copy = directory.join("program");
            fs::copy(command.get_program(), &copy).unwrap();
            let environment: Vec<_> = program_for(&sandbox)
                .get_envs()
                .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
                .collect();
            command = Command::new(copy);
            command.uid(65534).gid(65534).env_clear().envs(environment);
            mode(&file, 0o666);
            mode(&directory, 0o777);
            "could not have its owner and group"
        }
        false => {
            mode(&directory, 0o555);
            "Permission denied"
        }
    };
    let before = names(&directory);
    command.args(["rotate", "w", "--key-file"]).arg(&file);
    let text = finish(command).refused(1);
    assert!(
        text.contains(why) && text.contains("nothing was changed"),
        "{text}"
    );
    assert_eq!(keys(&file), 1);
    assert_eq!(names(&directory), before);
    mode(&directory, 0o755);
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn rotations_at_the_same_time_do_not_disturb_each_other() {
    let directory = scratch("key-file-together");
    let file = directory.join("keys");
    let sandbox = nowhere();
    let key_file = format!("--key-file={}", file.to_str().unwrap());
    for _ in 0..4 {
        fs::write(&file, format!("{KEY}\n")).unwrap();
        thread::scope(|scope| {
            let run = || run(&sandbox, &["rotate", "w", &key_file, "--json"]);
            let runs = [(); 8].map(|()| scope.spawn(run));
            let told = runs.map(|run| run.join().unwrap().line()["secret_key"].clone());
            // A receiver with another key would wait for it in vain.
            let kept = fs::read_to_string(&file).unwrap();
            for key in told {
                assert_eq!(kept, format!("{KEY}\n{}\n", key.as_str().unwrap()));
            }
        });
        assert_eq!(names(&directory), ["keys"]);
    }
}

#[test]
fn what_is_no_regular_file_is_refused_at_once() {
    let directory = scratch("key-file-odd");
    let pipe = directory.join("pipe");
    fifo(&pipe);
    let sandbox = nowhere();
    let odd = [
        &pipe,
        &directory,
        Path::new("/dev/null"),
        Path::new("/dev/full"),
    ];
    for file in odd {
        for command in [&["rotate", "w"][..], &["listen", "--addr=127.0.0.1:0"]] {
            let mut program = program_for(&sandbox);
            program.args(command).arg("--key-file").arg(file);
            let text = prompt(program).refused(2);
            let expected = format!("cannot read {}: it is not a regular file", file.display());
            assert!(text.contains(&expected), "{text}");
        }
    }
    assert!(sandbox.requests().is_empty());
    assert_eq!(names(&directory), ["pipe"]);
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let file = scratch("key-file-large").join("keys");
    let sandbox = nowhere();
    for (size, is_taken) in [(64 * 1024, true), (64 * 1024 + 1, false)] {
        let mut text = format!("{KEY}\nnew");
        text.extend(std::iter::repeat_n('\n', size - text.len()));
        fs::write(&file, text).unwrap();
        let run = rotate(&sandbox, &file);
        match is_taken {
            true => drop(run.done()),
            false => assert!(run.refused(2).contains("larger than 64 KiB")),
        }
    }
    // Nor is it read to an end that never comes.
    let mut program = program();
    program.args([
        "verify",
        "--signature=t=1,v1=0",
        "--key-file=/dev/zero",
        "-",
    ]);
    let text = prompt(program).refused(2);
    assert!(text.contains("larger than 64 KiB"), "{text}");
}

#[test]
fn a_listener_says_that_it_may_not_read() {
    // Whatever is above the scratch directories may be closed to others.
    let directory = std::env::temp_dir().join(format!("gigapay-key-file-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    let file = directory.join("keys");
    let closed = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
    fs::write(&file, format!("{KEY}\n")).unwrap();
    closed(0o000);
    let mut command = program();
    // Root may read everything, so another user listens.
    if fs::read(&file).is_ok() {
        let copy = directory.join("program");
        fs::copy(command.get_program(), &copy).unwrap();
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
        command = Command::new(copy);
        command.uid(65534).gid(65534).env_clear();
    }
    closed(0o644);
    let key_file = format!("--key-file={}", file.to_str().unwrap());
    let mut listening = Listening::run(command, &[&key_file]);
    closed(0o000);
    let line = listening.error();
    let expected = "Permission denied (os error 13); its former secret keys stay in use";
    assert!(line.ends_with(expected), "{line}");
    drop(listening);
    fs::remove_dir_all(directory).unwrap();
}

/// Each of these takes the place of the file while it is followed.
#[test]
fn a_listener_says_why_it_cannot_read_and_does_not_wait() {
    let directory = scratch("key-file-followed");
    let file = directory.join("keys");
    let next = directory.join("next");
    fs::write(&file, format!("{KEY}\n")).unwrap();
    let key_file = format!("--key-file={}", file.to_str().unwrap());
    let mut listening = Listening::run(program(), &[&key_file]);
    let put = |next: &Path| fs::rename(next, &file).unwrap();
    let mut told = |cause: &str| {
        let line = listening.error();
        let expected = format!("{cause}; its former secret keys stay in use");
        assert!(line.ends_with(&expected), "{line}");
    };
    fifo(&next);
    put(&next);
    told("keys: it is not a regular file");
    fs::write(&next, b"\xff\xfe\n").unwrap();
    put(&next);
    told("keys: it is not UTF-8");
    fs::write(&next, vec![b'\n'; 64 * 1024 + 1]).unwrap();
    put(&next);
    told("it is not a file of secret keys");
    symlink("keys", &next).unwrap();
    put(&next);
    told(&fs::metadata(&file).unwrap_err().to_string());
    fs::write(&next, format!("{KEY}\nnew\n")).unwrap();
    put(&next);
    assert!(listening.line().ends_with("2 secret keys"));
    listening.signal("-INT");
    listening.ended();
}

#[test]
fn a_directory_is_no_file_to_write() {
    let directory = scratch("key-file-directory");
    let text = rotate(&nowhere(), &directory).refused(2);
    assert!(text.contains("not a regular file"), "{text}");
}

#[test]
fn a_file_is_found_from_where_the_program_runs() {
    let directory = scratch("key-file-here");
    let sandbox = nowhere();
    let mut command = program_for(&sandbox);
    command.current_dir(&directory);
    command.args(["rotate", "w", "--key-file=keys"]);
    finish(command).done();
    assert_eq!(keys(&directory.join("keys")), 2);
}

#[test]
fn more_keys_than_a_listener_has_room_for_leave_the_former_ones_in_use() {
    let file = scratch("key-file-many").join("keys");
    std::fs::write(&file, KEY).unwrap();
    let argument = format!("--key-file={}", file.to_str().unwrap());
    let mut listening = Listening::run(program(), &[&argument]);
    let many: String = (0..9).map(|number| format!("key-{number}\n")).collect();
    std::fs::write(&file, many).unwrap();
    let text = listening.error();
    assert!(
        text.contains("its former secret keys stay in use"),
        "{text}"
    );
    let sandbox = notifying(&listening.url);
    sandbox.trigger(EVENT, Some(INTEGRATION), None).unwrap();
    assert!(listening.line().starts_with("200  authentic"));
}

#[test]
fn a_variable_that_is_no_text_is_an_error() {
    use std::os::unix::ffi::OsStrExt;
    let mut command = program();
    command
        .env("GIGAPAY_SECRET_KEY", std::ffi::OsStr::from_bytes(b"\xff"))
        .args(["listen", "--addr=127.0.0.1:0"]);
    let text = finish(command).refused(2);
    assert!(text.contains("GIGAPAY_SECRET_KEY"), "{text}");
}

#[test]
fn a_listener_warns_of_keys_that_were_copied_with_more() {
    for (key, part) in [
        (" k ", "white space"),
        ("\"k\"", "quotes"),
        ("'k'", "quotes"),
    ] {
        let mut command = program();
        command.env("GIGAPAY_SECRET_KEY", key);
        let mut listening = Listening::run(command, &[]);
        let text = listening.error();
        assert!(
            text.starts_with("warning: ") && text.contains(part),
            "{text}"
        );
    }
}
