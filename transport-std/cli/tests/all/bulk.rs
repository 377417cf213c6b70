//! `delete` of many webhooks and `reconcile`.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use gigapay_sandbox::{Fault, Sandbox, Webhook};
use serde_json::json;

use crate::common::*;
use crate::list::{page, run_with};

fn ids(sandbox: &Sandbox) -> Vec<String> {
    sandbox.webhooks().into_iter().map(|hook| hook.id).collect()
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = scratch(name).join("webhooks");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn several_named_webhooks_are_deleted_and_counted() {
    let sandbox = sandbox_with(3);
    let text = run(&sandbox, &["rm", "hook-1", "hook-3"]).done();
    assert_eq!(
        text,
        "Deleted hook-1.\nDeleted hook-3.\nDeleted 2 webhooks.\n"
    );
    assert_eq!(ids(&sandbox), ["hook-2"]);
}

#[test]
fn a_missing_webhook_does_not_keep_the_others() {
    let sandbox = sandbox_with(2);
    let ended = run(&sandbox, &["delete", "hook-1", "unknown", "hook-2"]);
    assert_eq!(ended.status, 5, "{ended:?}");
    assert!(
        ended
            .stdout
            .ends_with("Deleted 2 webhooks; 1 did not exist.\n"),
        "{ended:?}"
    );
    assert!(ended.stderr.contains("unknown: "), "{ended:?}");
    assert!(ids(&sandbox).is_empty());
    let arguments = ["delete", "hook-1", "hook-2", "--ignore-missing", "--json"];
    let line = run(&sandbox, &arguments).line();
    assert_eq!(line, json!({"deleted": 0, "missing": 2}));
    run(&sandbox, &["delete", "hook-1", "--ignore-missing"]).done();
}

#[test]
fn a_filter_deletes_over_all_pages_what_it_matches_and_nothing_else() {
    let sandbox = sandbox_with(230);
    let text = run(&sandbox, &["delete", "--filter", "/hook-2", "--yes"]).done();
    assert_eq!(text, "Deleted 42 webhooks.\n");
    assert_eq!(sandbox.webhooks().len(), 188);
    assert!(!ids(&sandbox).iter().any(|id| id.starts_with("hook-2")));
    let text = run(&sandbox, &["delete", "--all", "-y"]).done();
    assert_eq!(text, "Deleted 188 webhooks.\n");
    assert_eq!(
        run(&sandbox, &["delete", "--all"]).done(),
        "Deleted 0 webhooks.\n"
    );
}

#[test]
fn without_yes_nothing_is_deleted_where_no_terminal_is() {
    let sandbox = sandbox_with(3);
    for arguments in [&["delete", "--all"][..], &["delete", "--filter", "hook"]] {
        let text = run(&sandbox, arguments).refused(2);
        assert!(
            text.contains("3 webhooks would be deleted: add --yes"),
            "{text}"
        );
    }
    assert_eq!(sandbox.webhooks().len(), 3);
    for arguments in [
        &["delete"][..],
        &["delete", "hook-1", "--all"],
        &["delete", "--filter="],
    ] {
        run(&sandbox, arguments).refused(2);
    }
}

#[test]
fn an_error_ends_a_deletion_and_the_summary_tells_what_is_left() {
    let sandbox = sandbox_with(3);
    sandbox.arm(Fault::ServerError { status: 500 }.skip(2));
    let ended = run(&sandbox, &["delete", "--all", "--yes"]);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert_eq!(
        ended.stdout,
        "Deleted 1 webhook; 2 not tried or not deleted.\n"
    );
    assert!(ended.stderr.contains("hook-2: "), "{ended:?}");
}

const CSV: &str = "\
id,url,events,metadata
hook-1,https://example.com/hook-1/,Payout.created,{}
hook-2,https://example.com/moved/,Payout.created;Payout.notified,
new,https://example.com/new/,Payrun.paid,\"{\"\"floor\"\": 3}\"
";

#[test]
fn a_csv_is_planned_then_carried_out_then_unchanged() {
    let sandbox = sandbox_with(3);
    let file = file("reconcile_csv", CSV);
    let file = file.to_str().unwrap();
    let planned = run(&sandbox, &["reconcile", file, "--prune", "--dry-run"]);
    let plan = "create new\nupdate hook-2\ndelete hook-3\n\
                To create: 1, to update: 1, to delete: 1, unchanged: 1.\n";
    assert_eq!(
        (planned.status, planned.stdout.as_str()),
        (7, plan),
        "{planned:?}"
    );
    assert_eq!(ids(&sandbox), ["hook-1", "hook-2", "hook-3"]);

    let text = run(&sandbox, &["reconcile", file, "--prune"]).done();
    assert_eq!(text, format!("{plan}Done.\n"));
    assert_eq!(ids(&sandbox), ["hook-1", "hook-2", "new"]);
    assert_eq!(sandbox.webhooks()[1].url, "https://example.com/moved/");
    assert_eq!(
        sandbox.webhooks()[1].events,
        ["Payout.created", "Payout.notified"]
    );

    let before = sandbox.requests().len();
    for rest in [&["--dry-run"][..], &[]] {
        let text = run(&sandbox, &[&["reconcile", file, "--prune"], rest].concat()).done();
        assert_eq!(
            text,
            "To create: 0, to update: 0, to delete: 0, unchanged: 3.\n"
        );
    }
    assert_eq!(sandbox.requests().len(), before + 2, "a list each");
}

#[test]
fn a_listing_as_json_is_a_file_to_reconcile_with() {
    let sandbox = sandbox_with(2);
    let lines = run(&sandbox, &["list", "--json"]).done();
    let file = file("reconcile_json", &lines);
    let file = file.to_str().unwrap();
    run(&sandbox, &["reconcile", file, "--dry-run"]).done();
    run(&sandbox, &["update", "hook-1", "--secret-key=another-key"]).done();
    run(&sandbox, &["delete", "hook-2"]).done();
    sandbox.insert([webhook("unlisted")]).unwrap();
    let steps = run(&sandbox, &["reconcile", file, "--json"]).lines();
    assert_eq!(
        steps,
        [
            json!({"action": "create", "id": "hook-2"}),
            json!({"action": "update", "id": "hook-1"})
        ]
    );
    assert_eq!(ids(&sandbox), ["hook-1", "unlisted", "hook-2"]);
    run(&sandbox, &["reconcile", file, "--dry-run"]).done();
}

#[test]
fn pruning_leaves_the_users_webhooks_alone() {
    let sandbox = sandbox_with(1);
    let users = Webhook::new(
        "users",
        "https://example.com/u/",
        &["Registration.verified"],
    );
    sandbox.insert([users]).unwrap();
    let file = file(
        "reconcile_user",
        "id,url,events\na,https://example.com/a/,Payout.created\n",
    );
    run(&sandbox, &["reconcile", file.to_str().unwrap(), "--prune"]).done();
    assert_eq!(ids(&sandbox), ["users", "a"]);
}

#[test]
fn a_wrong_file_is_refused_by_line_before_anything_is_sent() {
    let sandbox = sandbox_with(1);
    for (text, needle) in [
        ("id,url\na,https://e.com/\n", "line 2"),
        ("id,url,events,colour\na,https://e.com/,a,red\n", "colour"),
        (
            "id,url,events\na,https://e.com/,a\nb,https://e.com/,\n",
            "line 3",
        ),
        ("id,url,events\na,u,a\na,u,a\n", "the id a is there twice"),
        ("id,url,events,metadata\na,u,a,{x}\n", "line 2: metadata"),
        (
            "{\"id\":\"a\",\"url\":\"u\",\"events\":[\"a\"]}\n{\"id\":1}\n",
            "line 2",
        ),
        ("id,url,events\n,u,a\n", "line 2: id, url and events are"),
        ("id,url,events\na,,a\n", "line 2: id, url and events are"),
    ] {
        let file = file("reconcile_wrong", text);
        let error = run(&sandbox, &["reconcile", file.to_str().unwrap()]).refused(2);
        assert!(error.contains(needle), "{error}");
    }
    let file = file("reconcile_empty", "id,url,events\n");
    let error = run(&sandbox, &["reconcile", file.to_str().unwrap(), "--prune"]).refused(2);
    assert!(error.contains("delete --all"), "{error}");
    run(&sandbox, &["reconcile", "no-such-file"]).refused(2);
    assert_eq!(sandbox.connections(), 0);
}

/// What was decided from a part of the list could delete or create the wrong webhooks.
#[test]
fn a_list_that_changes_meanwhile_ends_a_bulk_command_before_any_change() {
    let file = file("reconcile_changed", CSV);
    let file = file.to_str().unwrap();
    for arguments in [
        &["delete", "--all", "--yes"][..],
        &["delete", "--filter=a", "--yes"],
        &["reconcile", file, "--prune"],
    ] {
        let pages = vec![page(3, &["a", "b"], Some(2)), page(3, &["b", "c"], None)];
        // The server gives no third response: a further request would end in another error.
        let ended = run_with(pages, arguments);
        assert_eq!((ended.status, ended.stdout.as_str()), (4, ""), "{ended:?}");
        assert!(ended.stderr.starts_with("warning: the list changed"));
    }
}

#[test]
fn what_another_program_deleted_is_pruned_and_an_error_names_the_webhook() {
    let file = file(
        "reconcile_prune",
        "id,url,events\nhook-1,https://example.com/hook-1/,Payout.created\n",
    );
    let prune = ["reconcile", file.to_str().unwrap(), "--prune"];
    let sandbox = sandbox_with(2);
    sandbox.arm(
        Fault::json(404, r#"{"detail":"Not found."}"#)
            .skip(1)
            .times(1),
    );
    let text = run(&sandbox, &prune).done();
    assert!(text.ends_with("unchanged: 1.\nDone.\n"), "{text}");
    sandbox.arm(Fault::ServerError { status: 500 }.skip(1).times(1));
    let ended = run(&sandbox, &prune);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(ended.stderr.contains("error: hook-2: "), "{ended:?}");
    assert!(!ended.stdout.contains("Done."), "{ended:?}");
    assert_eq!(ids(&sandbox), ["hook-1", "hook-2"]);
}

#[test]
fn a_webhook_that_is_refused_is_named_and_ends_a_reconciliation() {
    let sandbox = sandbox_with(3);
    let file = file("reconcile_refused", CSV);
    sandbox.arm(Fault::json(400, r#"{"url":["Not this one."]}"#).skip(2));
    let ended = run(&sandbox, &["reconcile", file.to_str().unwrap(), "--prune"]);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(ended.stderr.contains("error: new: "), "{ended:?}");
    assert!(ended.stderr.contains("url: Not this one."), "{ended:?}");
    assert_eq!(ids(&sandbox), ["hook-1", "hook-2", "hook-3"]);
}

#[test]
fn a_file_to_reconcile_with_can_come_from_standard_input() {
    let sandbox = sandbox();
    let mut command = program_for(&sandbox);
    command.args(["reconcile", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(CSV.as_bytes())
        .unwrap();
    Run::from(child.wait_with_output().unwrap()).done();
    assert_eq!(ids(&sandbox), ["hook-1", "hook-2", "new"]);
}
