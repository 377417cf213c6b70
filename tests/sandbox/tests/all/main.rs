//! The sandbox against the rules of the API's behaviour. Each test names the rule that it proves.

mod client;
mod operations;
