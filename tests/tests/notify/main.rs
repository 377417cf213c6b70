//! Notifications: the field, the verdict, the guard, the receiver (B24 to B26).

mod arbitrary;
mod bits;
mod chunk_grammar;
mod closing;
mod cuts;
mod differential;
mod drive;
mod guard;
mod header;
mod life;
mod object;
mod oracle;
mod requests;
mod secrets;
mod smuggling;
mod support;
