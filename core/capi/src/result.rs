//! Result of an operation.

use core::ffi::c_char;

use gigapay_webhooks::{Failure, Field, OperationOutcome, Problem, Refusal};

use crate::status::{gigapay_field, gigapay_status};

/// Bytes of `problem_field`, its NUL included.
pub const GIGAPAY_PROBLEM_FIELD_SIZE: usize = 33;
/// Bytes of `problem_message`, its NUL included.
pub const GIGAPAY_PROBLEM_MESSAGE_SIZE: usize = 105;

const _: () = assert!(GIGAPAY_PROBLEM_FIELD_SIZE == Problem::FIELD_CAPACITY + 1);
const _: () = assert!(GIGAPAY_PROBLEM_MESSAGE_SIZE == Problem::CAPACITY + 1);

/// Whether the API made the change that an operation asked for.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gigapay_outcome {
    /// The API changed nothing. Operations that only read never change anything.
    NotCarriedOut = 0,
    /// The API made the change.
    CarriedOut = 1,
    /// The API may or may not have made the change: retrieve or list to see.
    Unknown = 2,
}

/// Detailed result of an operation. After `GIGAPAY_STATUS_OK` only `outcome` and `is_reusable` have
/// a meaning.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gigapay_result {
    /// What the function returned.
    pub status: gigapay_status,
    /// The field that `status` is about.
    pub field: gigapay_field,
    /// Whether the change was made.
    pub outcome: gigapay_outcome,
    /// HTTP status of the API's refusal; 0 if there is none.
    pub http_status: u16,
    /// Whether doing the same again is safe and may succeed, now or later.
    pub is_retryable: bool,
    /// Whether the connection may carry another operation. Close it if not.
    pub is_reusable: bool,
    /// Whether the API said how long to wait.
    pub has_retry_after: bool,
    /// Whether a text of the API was truncated.
    pub problem_is_cut: bool,
    /// Whether the API named other faults after the first.
    pub problem_has_more: bool,
    /// How many seconds to wait before the next attempt.
    pub retry_after: u32,
    /// What the failed callback returned; 0 if none failed.
    pub io_error: isize,
    /// Path of the field that the message is about (`events.1`), NUL-terminated. Untrusted: it may
    /// contain control characters.
    pub problem_field: [c_char; GIGAPAY_PROBLEM_FIELD_SIZE],
    /// The API's message, NUL-terminated. Untrusted: it may contain control characters.
    pub problem_message: [c_char; GIGAPAY_PROBLEM_MESSAGE_SIZE],
}

impl gigapay_result {
    /// The result of a call that sent nothing.
    pub(crate) fn new(status: gigapay_status) -> Self {
        Self {
            status,
            field: gigapay_field::None,
            outcome: gigapay_outcome::NotCarriedOut,
            http_status: 0,
            is_retryable: false,
            is_reusable: false,
            has_retry_after: false,
            problem_is_cut: false,
            problem_has_more: false,
            retry_after: 0,
            io_error: 0,
            problem_field: [0; GIGAPAY_PROBLEM_FIELD_SIZE],
            problem_message: [0; GIGAPAY_PROBLEM_MESSAGE_SIZE],
        }
    }

    pub(crate) fn done(outcome: gigapay_outcome, is_reusable: bool) -> Self {
        Self {
            outcome,
            is_reusable,
            ..Self::new(gigapay_status::Ok)
        }
    }

    pub(crate) fn about(mut self, field: Option<Field>) -> Self {
        self.field = field.map_or(gigapay_field::None, Into::into);
        self
    }

    pub(crate) fn follow(mut self, failure: Failure) -> Self {
        self.outcome = match failure.outcome {
            OperationOutcome::CarriedOut => gigapay_outcome::CarriedOut,
            OperationOutcome::NotCarriedOut => gigapay_outcome::NotCarriedOut,
            OperationOutcome::Unknown => gigapay_outcome::Unknown,
        };
        self.is_retryable = failure.is_retryable();
        self.has_retry_after = failure.retry_after.is_some();
        self.retry_after = failure.retry_after.unwrap_or(0);
        self
    }

    pub(crate) fn refused(mut self, refusal: Refusal, problem: &Problem) -> Self {
        self.http_status = refusal.status;
        let mut faults = problem.faults();
        if let Some(fault) = faults.next() {
            copy(fault.field.unwrap_or_default(), &mut self.problem_field);
            copy(fault.message, &mut self.problem_message);
        }
        self.problem_is_cut = problem.is_cut();
        self.problem_has_more = problem.has_more() || faults.next().is_some();
        self
    }
}

/// Copies a text, which is shorter than the array. The rest of the array is zeros.
fn copy(text: &str, to: &mut [c_char]) {
    for (to, byte) in to.iter_mut().zip(text.bytes()) {
        *to = byte as c_char;
    }
}
