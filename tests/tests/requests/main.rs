//! What goes out: exact bytes, whatever the window and however little of them is taken at a time.

mod configuration;
mod content;
mod exact;
mod fields;
mod injection;
mod windows;
