//! The programs in the README and in `docs/` are those that are compiled for a device.

#[test]
fn readme_has_the_program_of_the_example_device() {
    let readme = include_str!("../README.md");
    let example = include_str!("../examples/device.rs");
    let code = &example[example.find("#![no_std]").unwrap()..];
    assert!(
        readme.contains(&format!("```rust,ignore\n{code}```\n")),
        "copy examples/device.rs into the README, from #![no_std] on"
    );
}

#[test]
fn page_on_notifications_has_the_program_of_the_example_notified() {
    let page = include_str!("../docs/notifications.md");
    let example = include_str!("../examples/notified.rs");
    let code = &example[example.find("static LISTENING").unwrap()..];
    assert!(
        page.contains(&format!("```rust,ignore\n{code}```\n")),
        "copy examples/notified.rs into docs/notifications.md, from `static` on"
    );
}
