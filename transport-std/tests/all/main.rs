//! The blocking client against a server that behaves like the API, and against worse ones. Rule
//! numbers such as B21 are those of the sheet on the API's behaviour.

mod common;
mod operations;
