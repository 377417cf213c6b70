//! Profiles, and `config`, which shows what is in use and where it comes from.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use gigapay_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::common::*;

/// A configuration folder with profiles that only their owner can read.
fn folder(name: &str, profiles: &str) -> PathBuf {
    let folder = scratch(name);
    let file = folder.join("gigapay-webhooks/profiles.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, profiles).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    folder
}

fn command(folder: &PathBuf, arguments: &[&str]) -> Command {
    let mut command = program();
    command.env("XDG_CONFIG_HOME", folder).args(arguments);
    command
}

fn profile(name: &str, sandbox: &Sandbox) -> String {
    format!(
        "[{name}]\nbase_url = \"{}\"\ntoken = \"{TOKEN}\"\nintegration_id = \"{INTEGRATION}\"\n",
        sandbox.base_url()
    )
}

#[test]
fn a_profile_is_used_where_it_is_named_and_the_default_one_otherwise() {
    let (one, two) = (sandbox_with(1), sandbox_with(2));
    let profiles = profile("default", &one) + &profile("two", &two);
    let folder = folder("profiles", &profiles);
    let count = |command: Command| finish(command).lines().len();
    assert_eq!(count(command(&folder, &["list", "--json"])), 1);
    let named = ["list", "--json", "--profile", "two"];
    assert_eq!(count(command(&folder, &named)), 2);
    let mut by_variable = command(&folder, &["list", "--json"]);
    by_variable.env("GIGAPAY_PROFILE", "two");
    assert_eq!(count(by_variable), 2);
    // The argument comes first, then the variable, and the profile after both.
    let mut overridden = command(&folder, &["list", "--json", "--profile=default"]);
    overridden.env("GIGAPAY_PROFILE", "two");
    assert_eq!(count(overridden), 1);
    let mut overridden = command(&folder, &["list", "--json"]);
    overridden.env("GIGAPAY_BASE_URL", two.base_url());
    assert_eq!(count(overridden), 2);
}

#[test]
fn a_token_is_not_taken_from_a_file_that_others_can_read() {
    let sandbox = sandbox_with(1);
    let folder = folder("open-profiles", &profile("default", &sandbox));
    let file = folder.join("gigapay-webhooks/profiles.toml");
    for (mode, is_good) in [
        (0o640, false),
        (0o604, false),
        (0o660, false),
        (0o400, true),
    ] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        let ended = finish(command(&folder, &["list"]));
        if is_good {
            ended.done();
            continue;
        }
        let text = ended.refused(2);
        assert!(
            text.contains(&format!("its permissions are {mode:o}")),
            "{text}"
        );
        assert!(text.contains("hint: chmod 600 "), "{text}");
    }
    assert_eq!(sandbox.connections(), 1);
    // Without a token nothing in it is secret.
    let text = format!("[default]\nbase_url = \"{}\"\n", sandbox.base_url());
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    fs::write(&file, text).unwrap();
    let mut with_token = command(&folder, &["list"]);
    with_token.env("GIGAPAY_TOKEN", TOKEN);
    finish(with_token).done();
}

#[test]
fn what_is_wrong_with_a_profile_is_named() {
    let file = "gigapay-webhooks/profiles.toml";
    for (text, arguments, part) in [
        (
            "[default]\ntoken = 5\n",
            &["list"][..],
            "profiles.toml: line 2: expected a string",
        ),
        (
            "[default]\ntokn = \"a\"\n",
            &["list"],
            "unknown field `tokn`",
        ),
        (
            "token = \"a\"\n",
            &["list"],
            "expected a table of settings, such as [default]",
        ),
        (
            "[default]\ntoken = \"two words\"\n",
            &["list"],
            "token of profile default: ",
        ),
        (
            "[default]\ntoken = \"a\"\nbase_url = \"nowhere\"\n",
            &["list"],
            "base_url of profile default: ",
        ),
        (
            "[default]\ntoken = \"a\"\nintegration_id = \"two words\"\n",
            &["list"],
            "integration_id of profile default: ",
        ),
        (
            "[default]\nproxy = \"nowhere:x\"\ntoken = \"a\"\n",
            &["list"],
            "proxy of profile default: ",
        ),
        (
            "[default]\ntimeout = 0\n",
            &["list"],
            "timeout of profile default: ",
        ),
        (
            "[a]\n[b]\n",
            &["list", "--profile=c"],
            "--profile: there is no profile c: ",
        ),
        (
            "[a]\n[b]\n",
            &["list", "--profile=c"],
            "has the profiles: a, b",
        ),
    ] {
        let folder = folder("wrong-profiles", text);
        let text = finish(command(&folder, arguments)).refused(2);
        assert!(text.contains(part), "{part}: {text}");
    }
    let mut absent = command(&scratch("no-profiles"), &["list"]);
    absent.env("GIGAPAY_PROFILE", "demo");
    let text = finish(absent).refused(2);
    assert!(
        text.contains("GIGAPAY_PROFILE: there is no profile demo"),
        "{text}"
    );
    assert!(
        text.contains(file) && text.contains("does not exist"),
        "{text}"
    );
    let arguments = ["--sandbox", "list", "--profile=demo"];
    finish(command(&scratch("no-profiles"), &arguments)).refused(2);
}

#[test]
fn a_wrong_value_is_blamed_on_where_it_comes_from_alone() {
    for (variable, flag) in [
        ("GIGAPAY_TOKEN", "--token"),
        ("GIGAPAY_BASE_URL", "--base-url"),
        ("GIGAPAY_INTEGRATION_ID", "--integration-id"),
    ] {
        let sandbox = sandbox();
        let mut command = program_for(&sandbox);
        let text = finish({
            command.env(variable, "two words").arg("list");
            command
        })
        .refused(2);
        assert!(text.starts_with(&format!("error: {variable}: ")), "{text}");
        let text = run(&sandbox, &["list", &format!("{flag}=two words")]).refused(2);
        assert!(text.starts_with(&format!("error: {flag}: ")), "{text}");
    }
}

#[test]
fn config_shows_each_value_and_its_source_and_masks_the_token() {
    let profiles = format!(
        "[demo]\ntoken = \"{TOKEN}\"\nca_file = \"ca.pem\"\nproxy = \"http://me:s3cret@proxy:1/\"\n"
    );
    let folder = folder("config", &profiles);
    let mut config = command(
        &folder,
        &["config", "--json", "--profile=demo", "--timeout=5"],
    );
    config.env("GIGAPAY_INTEGRATION_ID", INTEGRATION);
    let lines = finish(config).lines();
    let of = |setting: &str| {
        let line = lines.iter().find(|line| line["setting"] == setting);
        let line = line.unwrap();
        (line["value"].clone(), line["source"].clone())
    };
    let file = folder.join("gigapay-webhooks/profiles.toml");
    assert_eq!(of("file"), (json!(file.to_str()), Value::Null));
    let url = "https://api.gigapay.se/v2/";
    assert_eq!(of("base_url"), (json!(url), json!("default")));
    let masked = format!("{}************", &TOKEN[..4]);
    assert_eq!(of("token"), (json!(masked), json!("profile demo")));
    let id = (json!(INTEGRATION), json!("GIGAPAY_INTEGRATION_ID"));
    assert_eq!(of("integration_id"), id);
    let ca = folder.join("gigapay-webhooks/ca.pem");
    assert_eq!(of("ca_file"), (json!(ca.to_str()), json!("profile demo")));
    assert_eq!(of("proxy").0, "http://***@proxy:1/");
    assert_eq!(of("timeout"), (json!("5 s"), json!("--timeout")));
}

#[test]
fn config_for_a_person_has_a_line_each() {
    let sandbox = sandbox();
    let text = run(&sandbox, &["config"]).done();
    let masked = format!(
        "token           {}************  (GIGAPAY_TOKEN)\n",
        &TOKEN[..4]
    );
    assert!(text.contains(&masked), "{text}");
    assert!(text.contains("proxy           none  (default)\n"), "{text}");
    let text = run(&sandbox, &["--sandbox", "config"]).done();
    assert!(
        text.contains("base_url        http://127.0.0.1:8000/v2/  (--sandbox)\n"),
        "{text}"
    );
    let text = run(&sandbox, &["config", "--demo"]).done();
    assert!(
        text.contains("https://api.demo.gigapay.se/v2/  (--demo)"),
        "{text}"
    );
    let mut command = program_for(&sandbox);
    command.args(["config", "--show-secrets"]);
    let output = command.output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains(TOKEN));
}

/// Who uses no profile must not fail on a folder that cannot be entered; who names one must know.
#[test]
fn a_folder_of_profiles_that_cannot_be_used_matters_only_where_one_is_named() {
    let sandbox = sandbox_with(1);
    let plain = scratch("plain-profiles").join("file");
    fs::write(&plain, "").unwrap();
    let with = |folder: &PathBuf, arguments: &[&str]| {
        let mut command = program_for(&sandbox);
        command.env("XDG_CONFIG_HOME", folder).args(arguments);
        finish(command)
    };
    with(&plain, &["list"]).done();
    let text = with(&plain, &["list", "--profile=demo"]).refused(2);
    assert!(
        text.contains("cannot use ") && text.contains("profiles.toml: "),
        "{text}"
    );
    // Nor does a file without a default profile.
    let others = folder("other-profiles", "[demo]\ntimeout = 0\n");
    with(&others, &["list"]).done();
    // What is there and cannot be read is an error for everybody.
    let odd = scratch("odd-profiles");
    fs::create_dir_all(odd.join("gigapay-webhooks/profiles.toml")).unwrap();
    let text = with(&odd, &["list"]).refused(2);
    assert!(text.contains("profiles.toml: "), "{text}");
}
