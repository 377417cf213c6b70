//! The programs in the READMEs are those that are compiled for a device.

#[test]
fn the_readme_s_program_is_the_example() {
    let readme = include_str!("../README.md");
    let example = include_str!("../examples/device.rs");
    let code = &example[example.find("#![no_std]").unwrap()..];
    assert!(
        readme.contains(&format!("```rust,ignore\n{code}```\n")),
        "copy examples/device.rs into the README, from #![no_std] on"
    );
}

#[test]
fn the_main_readme_s_program_is_the_other_example() {
    let readme = include_str!("../../README.md");
    let example = include_str!("../examples/notified.rs");
    let code = &example[example.find("static LISTENING").unwrap()..];
    assert!(
        readme.contains(&format!("```rust,ignore\n{code}```\n")),
        "copy examples/notified.rs into the README, from `static` on"
    );
}
