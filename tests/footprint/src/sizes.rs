//! The size of every public type.

pub fn report_all() {}
