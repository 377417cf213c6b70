//! What comes out of answers, whole and in every kind of pieces.

mod cuts;
mod fixtures;
