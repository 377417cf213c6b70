//! Failures on purpose, to check that the runner detects each.

use core::future;

use crate::host::arguments::Arguments;
use crate::step::{Failed, Step};

/// Fails in the way that the argument `fail` names; returns without it.
pub(crate) async fn provoke(arguments: &Arguments) -> Result<(), Failed> {
    match arguments.text("fail") {
        Ok("step") => Step::begin("provoked").end(Err("as told")),
        Ok("panic") => panic!("as told"),
        Ok("fault") => cortex_m::asm::udf(),
        Ok("hang") => future::pending().await,
        _ => Ok(()),
    }
}
