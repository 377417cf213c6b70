//! Lists over several pages (B15, B19, B20).

mod links;
mod long;
mod pages;
mod report;
