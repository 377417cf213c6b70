//! The dependencies that READMEs show are those of the manifests: packages, paths, versions and
//! features that exist.

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// Folders of the packages that READMEs show. The first is the workspace, which is none.
const FOLDERS: [&str; 6] = [
    ".",
    "core",
    "transport-std",
    "transport-embassy",
    "transport-embassy/tls",
    "tests/sandbox",
];

/// Where READMEs assume the checkout.
const CHECKOUT: &str = "../gigapay-webhooks/";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn manifest(folder: &str) -> Table {
    let path = root().join(folder).join("Cargo.toml");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    text.parse().unwrap()
}

/// The manifest of the package of this name, if it is one of this workspace.
fn ours(name: &str) -> Option<Table> {
    let folders = FOLDERS[1..].iter();
    let mut manifests = folders.map(|folder| manifest(folder));
    manifests.find(|manifest| manifest["package"]["name"].as_str() == Some(name))
}

/// The version that the workspace depends on of a package that is not its own.
fn theirs(name: &str) -> Option<String> {
    let workspace = manifest(".");
    let all = workspace["workspace"]["dependencies"].as_table().unwrap();
    let package = |key: &str, value: &Value| {
        let renamed = value.get("package").and_then(Value::as_str);
        renamed.unwrap_or(key) == name
    };
    let (_, value) = all.iter().find(|(key, value)| package(key, value))?;
    let version = value.get("version").unwrap_or(value);
    Some(version.as_str()?.to_owned())
}

/// Whether `shown`, such as 0.1, is the beginning of `version`, such as 0.1.0.
fn is_version(shown: &str, version: &str) -> bool {
    format!("{version}.").starts_with(&format!("{shown}."))
}

/// The dependencies in a README's blocks of TOML, of those that take one line.
fn shown(readme: &str) -> Vec<(String, Value)> {
    let mut shown = Vec::new();
    for block in readme.split("```toml\n").skip(1) {
        let (block, _) = block.split_once("```").unwrap();
        let mut is_dependency = false;
        for line in block.lines() {
            if line.starts_with('[') {
                is_dependency = line.contains("dependencies");
            } else if let (true, Ok(table)) = (is_dependency, line.parse::<Table>()) {
                shown.extend(table);
            }
        }
    }
    shown
}

#[test]
fn dependencies_that_readmes_show_exist() {
    let (mut own, mut others) = (0, 0);
    for folder in FOLDERS {
        let readme = fs::read_to_string(root().join(folder).join("README.md")).unwrap();
        for (name, value) in shown(&readme) {
            let context = format!("{folder}/README.md: {name} = {value:?}");
            let version = value.get("version").unwrap_or(&value).as_str();
            let Some(package) = ours(&name) else {
                if let (Some(shown), Some(used)) = (version, theirs(&name)) {
                    assert!(is_version(shown, &used), "{context}: {used} is used");
                    others += 1;
                }
                continue;
            };
            own += 1;
            if let Some(version) = version {
                let workspace = manifest(".");
                let own = workspace["workspace"]["package"]["version"]
                    .as_str()
                    .unwrap();
                assert!(is_version(version, own), "{context}: it is {own}");
            }
            if let Some(path) = value.get("path") {
                let folder = path.as_str().unwrap().strip_prefix(CHECKOUT).unwrap();
                let found = manifest(folder)["package"]["name"].as_str() == Some(&name);
                assert!(found, "{context}: another package is there");
            }
            let features = value.get("features").and_then(Value::as_array);
            for feature in features.into_iter().flatten().filter_map(Value::as_str) {
                let is_there = package["features"].get(feature).is_some();
                assert!(is_there, "{context}: no feature {feature}");
            }
        }
    }
    assert!(own >= 15 && others >= 3, "{own} of ours, {others} others");
}

#[test]
fn paths_of_a_checkout_exist() {
    let mut paths = 0;
    for folder in FOLDERS {
        let readme = fs::read_to_string(root().join(folder).join("README.md")).unwrap();
        for rest in readme.split(CHECKOUT).skip(1) {
            let (path, _) = rest.split_once('"').unwrap();
            assert!(manifest(path).contains_key("package"), "{path}");
            paths += 1;
        }
    }
    assert!(paths >= 8, "{paths}");
}

#[test]
fn features_are_named_in_the_readme_or_on_the_front_page_of_their_package() {
    let mut features = 0;
    for folder in &FOLDERS[1..] {
        let [readme, front] = ["README.md", "src/lib.rs"]
            .map(|file| fs::read_to_string(root().join(folder).join(file)).unwrap());
        let manifest = manifest(folder);
        let table = manifest.get("features").and_then(Value::as_table);
        for feature in table.into_iter().flat_map(Table::keys) {
            features += 1;
            let name = format!("`{feature}`");
            let is_named = feature == "default" || readme.contains(&name) || front.contains(&name);
            assert!(is_named, "{folder}: {feature}");
        }
    }
    assert!(features > 30, "{features}");
}
