//! What comes out of responses, whole and in every kind of pieces.

mod another_client;
mod capacities;
mod cuts;
mod differential;
mod fixtures;
mod keep_alive;
mod lines;
mod mutated;
mod omitted;
mod utf8;
