//! How long things may take.

use embassy_time::Duration;

use crate::Stage;

/// How long each part of an operation may take, and all of it.
///
/// ```
/// use embassy_time::Duration;
/// use gigapay_webhooks_embassy::Times;
///
/// // P-256 without an accelerator at 16 MHz: a handshake takes two seconds of computing alone.
/// let times = Times { tls: Duration::from_secs(30), ..Times::DEFAULT };
/// # let _ = times;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Times {
    /// Until the device has a link and an address. By default 10 s.
    pub network: Duration,
    /// The look-up of the server's name, all queries together. By default 10 s.
    pub resolve: Duration,
    /// Connecting by TCP, all addresses together. By default 10 s.
    pub connect: Duration,
    /// The TLS handshake, the device's own computing included. By default 20 s.
    pub tls: Duration,
    /// How long the server may take nothing while a request is sent. By default 20 s.
    pub send: Duration,
    /// How long the server may be silent while a response is expected. By default 30 s.
    pub receive: Duration,
    /// An operation as a whole, from waiting for the network to the last byte of the response, a
    /// second try included; of a list, each step. By default 60 s.
    pub operation: Duration,
    /// How long a connection may lie idle and still serve the next operation. Zero connects anew
    /// for every operation. By default 30 s.
    pub idle: Duration,
}

impl Times {
    /// The defaults.
    pub const DEFAULT: Self = Self {
        network: Duration::from_secs(10),
        resolve: Duration::from_secs(10),
        connect: Duration::from_secs(10),
        tls: Duration::from_secs(20),
        send: Duration::from_secs(20),
        receive: Duration::from_secs(30),
        operation: Duration::from_secs(60),
        idle: Duration::from_secs(30),
    };

    pub(crate) const fn of(&self, stage: Stage) -> Duration {
        match stage {
            Stage::Network => self.network,
            Stage::Resolve => self.resolve,
            Stage::Connect => self.connect,
            Stage::Tls => self.tls,
            Stage::Send => self.send,
            Stage::Receive => self.receive,
        }
    }
}

impl Default for Times {
    fn default() -> Self {
        Self::DEFAULT
    }
}
