//! The state across restarts.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use gigapay_sandbox::{Sandbox, StartError, Webhook};

use crate::client::{HOOKS, NEW, start};

/// A path of its own for a test, free of what an earlier run left.
fn path(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder.join("state.json")
}

#[test]
fn webhooks_and_idempotency_keys_survive_a_restart() {
    let path = path("restart");
    let key = "Idempotency-Key: k";
    let new = NEW.replacen(
        '{',
        r#"{"metadata":{"n":123456789012345678901234567890,"å":" x "},"#,
        1,
    );
    let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
    let first = client.call_with("POST", HOOKS, key, &new);
    client.user_call(
        "POST",
        HOOKS,
        &NEW.replace("Payout.created", "Registration.verified"),
    );
    let before = sandbox.webhooks();
    assert_eq!(before.len(), 2);
    drop(sandbox);

    let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
    assert_eq!(sandbox.webhooks(), before);
    client
        .call_with("POST", HOOKS, key, &new)
        .is(201, &first.body);
    client.call("DELETE", &format!("{HOOKS}{}/", before[0].id), "");
    drop(sandbox);

    let (sandbox, _client) = start(Sandbox::builder().data_file(&path));
    assert_eq!(sandbox.webhooks(), before[1..]);
    assert!(!fs::read_to_string(&path).unwrap().contains("sandbox-token"));
}

#[test]
fn what_a_killed_server_left_beside_the_file_does_no_harm() {
    let path = path("killed");
    let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
    client.call("POST", HOOKS, NEW);
    drop(sandbox);
    fs::write(path.with_file_name("state.json.new"), "{\"webh").unwrap();
    let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
    assert_eq!(sandbox.webhooks().len(), 1);
    assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
}

/// Names the file in which [`a_program_to_kill`] keeps its state.
const KILLED: &str = "GIGAPAY_SANDBOX_TEST_KILLED";

/// Nothing by itself: the test below runs it in a process of its own, which writes until it is
/// killed.
#[test]
fn a_program_to_kill() {
    let Some(path) = std::env::var_os(KILLED) else {
        return;
    };
    let sandbox = Sandbox::builder().data_file(path).start().unwrap();
    // Enough that writing takes a while.
    let metadata = format!("\"{}\"", "x".repeat(1_000_000));
    for n in sandbox.webhooks().len()..2000 {
        let mut hook = Webhook::new(&n.to_string(), "https://e.com/", &["Payout.created"]);
        if n == 0 {
            hook.metadata.clone_from(&metadata);
        }
        sandbox.insert([hook]).unwrap();
    }
}

/// A process that does not outlive the test, however that ends.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn a_server_killed_in_the_middle_of_writing_loses_nothing_that_was_stored() {
    let path = path("kill");
    let mut stored = 0;
    for _ in 0..4 {
        let mut program = Killed(
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "data_file::a_program_to_kill"])
                .env(KILLED, &path)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        // At any moment all lines of the file that is there are whole.
        let mut seen = 0;
        while seen < stored + 20 {
            if let Ok(text) = fs::read_to_string(&path) {
                let (lines, _rest) = text.rsplit_once('\n').unwrap();
                assert!(lines.lines().all(|line| line.ends_with(['}', ']'])));
                seen = lines.matches("secret_key").count();
            }
            assert!(
                program.0.try_wait().unwrap().is_none(),
                "it ended by itself"
            );
        }
        drop(program);
        let webhooks = Sandbox::builder()
            .data_file(&path)
            .start()
            .unwrap()
            .webhooks();
        stored = webhooks.len();
        assert!(stored >= seen);
        let ids: Vec<usize> = webhooks
            .iter()
            .map(|hook| hook.id.parse().unwrap())
            .collect();
        assert_eq!(ids, (0..stored).collect::<Vec<_>>());
    }
}

#[test]
fn a_corrupt_file_is_an_error_that_names_it_and_is_left_alone() {
    let path = path("corrupt");
    for body in [
        " ",
        "{\"webhooks\":[",
        "[]",
        "nonsense",
        "{\"webhooks\":[{\"id\":1}]}",
    ] {
        fs::write(&path, body).unwrap();
        let error = Sandbox::builder().data_file(&path).start().unwrap_err();
        assert!(matches!(error, StartError::DataFile { .. }), "{error:?}");
        assert!(
            error
                .to_string()
                .contains("state.json does not contain a sandbox's state"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), body);
    }
}

#[test]
fn an_empty_file_is_a_place_to_start_in() {
    let path = path("empty");
    fs::write(&path, "").unwrap();
    let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
    assert!(sandbox.webhooks().is_empty());
    assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
    drop(sandbox);
    let (sandbox, _client) = start(Sandbox::builder().data_file(&path));
    assert_eq!(sandbox.webhooks().len(), 1);
}

#[test]
fn a_second_sandbox_on_the_same_file_is_refused_until_the_first_ends() {
    let path = path("twice");
    let (first, mut client) = start(Sandbox::builder().data_file(&path));
    // The file is replaced by each change; the lock must outlive that.
    for webhooks in 0..2 {
        let error = Sandbox::builder().data_file(&path).start().unwrap_err();
        assert!(
            matches!(error, StartError::DataFileInUse { .. }),
            "{error:?}"
        );
        assert!(
            error
                .to_string()
                .contains("state.json is in use by another"),
            "{error}"
        );
        assert_eq!(first.webhooks().len(), webhooks);
        assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
    }
    drop(first);
    let (second, _client) = start(Sandbox::builder().data_file(&path));
    assert_eq!(second.webhooks().len(), 2);
}

#[test]
fn a_file_that_cannot_be_made_is_an_error_at_start() {
    let path = path("absent").join("no/such/folder.json");
    assert!(matches!(
        Sandbox::builder().data_file(path).start(),
        Err(StartError::DataFile { .. })
    ));
}

#[test]
fn a_change_that_cannot_be_saved_does_not_happen() {
    let path = path("unsaved");
    let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
    fs::remove_dir_all(path.parent().unwrap()).unwrap();
    assert_eq!(client.call("POST", HOOKS, NEW).status, 500);
    assert!(sandbox.webhooks().is_empty());
    assert!(
        sandbox
            .insert([Webhook::new("a", "https://e.com/", &[])])
            .is_err()
    );
    assert!(sandbox.webhooks().is_empty());
}

#[test]
fn an_address_in_use_is_an_error() {
    let (sandbox, _client) = start(Sandbox::builder());
    let error = Sandbox::builder()
        .listen(sandbox.addr().to_string())
        .start()
        .unwrap_err();
    assert!(
        error.to_string().starts_with("cannot listen on 127.0.0.1:"),
        "{error}"
    );
}

#[test]
fn what_a_killed_server_left_of_a_line_is_dropped() {
    let path = path("torn");
    let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
    client.call("POST", HOOKS, NEW);
    client.call("POST", HOOKS, NEW);
    let before = sandbox.webhooks();
    drop(sandbox);
    let whole = fs::read(&path).unwrap();
    let mut lines = whole.split_inclusive(|byte| *byte == b'\n');
    let last = lines.next_back().unwrap().len();
    for cut in 1..=last {
        fs::write(&path, &whole[..whole.len() - cut]).unwrap();
        let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
        assert_eq!(sandbox.webhooks(), before[..1], "cut by {cut}");
        if cut % 50 == 1 {
            assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
            assert_eq!(sandbox.webhooks().len(), 2);
        }
    }
}

#[test]
fn a_damaged_line_is_an_error_and_the_file_is_left_alone() {
    let path = path("damaged");
    let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
    client.call("POST", HOOKS, NEW);
    drop(sandbox);
    let text = fs::read_to_string(&path).unwrap();
    for line in ["[{\"remove\":7}]\n", "[{}]\n", "x\n"] {
        let damaged = format!("{text}{line}");
        fs::write(&path, &damaged).unwrap();
        let error = Sandbox::builder().data_file(&path).start().unwrap_err();
        assert!(matches!(error, StartError::DataFile { .. }), "{error:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    }
}

#[test]
fn a_file_of_the_former_format_is_taken_over() {
    let path = path("former");
    let webhook = r#"{"id":"a","url":"https://e.com/","events":["Payout.created"],
        "secret_key":"k","metadata":{"n":1},"integration":"i"}"#;
    fs::write(
        &path,
        format!("{{\"webhooks\":[{webhook}],\"replies\":[]}}"),
    )
    .unwrap();
    for webhooks in 1..3 {
        let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
        assert_eq!(sandbox.webhooks().len(), webhooks);
        assert_eq!(sandbox.webhooks()[0].metadata, "{\"n\":1}");
        assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
    }
}

#[test]
fn a_change_writes_as_much_at_any_size_and_the_file_does_not_grow_without_end() {
    let path = path("growth");
    let (sandbox, mut client) = start(Sandbox::builder().data_file(&path));
    let length = || fs::metadata(&path).unwrap().len();
    let mut written = || {
        let before = length();
        assert_eq!(client.call("POST", HOOKS, NEW).status, 201);
        length() - before
    };
    let small = written();
    let many =
        (0..10_000).map(|n| Webhook::new(&n.to_string(), "https://e.com/", &["Payout.created"]));
    sandbox.insert(many).unwrap();
    assert_eq!(written(), small);
    // The same webhook again and again: most lines are out of date.
    let mut largest = Webhook::new("0", "https://e.com/", &["Payout.created"]);
    largest.metadata = format!("\"{}\"", "x".repeat(500_000));
    for _ in 0..40 {
        sandbox.insert([largest.clone()]).unwrap();
    }
    assert!(length() < 10_000_000, "{}", length());
    let before = sandbox.webhooks();
    drop(sandbox);
    let (sandbox, _client) = start(Sandbox::builder().data_file(&path));
    assert!(sandbox.webhooks() == before);
}
