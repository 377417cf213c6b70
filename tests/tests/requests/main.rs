//! What goes out: exact bytes, whatever the buffer and however little of them is taken at a time.

mod body;
mod buffers;
mod configuration;
mod exact;
mod fields;
mod injection;
mod servers;
