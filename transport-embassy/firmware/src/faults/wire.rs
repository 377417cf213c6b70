//! A faulty network: damages a share of the frames of any driver, in both directions.
//!
//! A damaged frame gets an unknown EtherType, so that the receiver drops it like a frame with a bad
//! check sequence.

use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};

/// A driver on a faulty network.
pub(crate) struct Faulty<D> {
    inner: D,
    percent: u32,
    dice: u64,
}

impl<D> Faulty<D> {
    /// Damages `percent` of a hundred frames, chosen by a generator seeded with `seed`.
    pub(crate) fn new(inner: D, percent: u32, seed: u64) -> Self {
        // A generator at zero would stay there.
        Self {
            inner,
            percent,
            dice: seed | 1,
        }
    }

    /// Whether the next frame gets through. A shift-register generator (xorshift).
    fn throw(&mut self) -> bool {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        (self.dice >> 32) as u32 % 100 >= self.percent
    }
}

/// A token of the inner driver, and whether its frame gets through.
pub(crate) struct Fate<T> {
    inner: T,
    sound: bool,
}

fn damage(frame: &mut [u8]) {
    if let Some(ether_type) = frame.get_mut(12..14) {
        ether_type.fill(0xFF);
    }
}

impl<T: RxToken> RxToken for Fate<T> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, f: F) -> R {
        self.inner.consume(|frame| {
            if !self.sound {
                damage(frame);
            }
            f(frame)
        })
    }
}

impl<T: TxToken> TxToken for Fate<T> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, f: F) -> R {
        self.inner.consume(length, |frame| {
            let result = f(frame);
            if !self.sound {
                damage(frame);
            }
            result
        })
    }
}

impl<D: Driver> Driver for Faulty<D> {
    type RxToken<'a>
        = Fate<D::RxToken<'a>>
    where
        Self: 'a;
    type TxToken<'a>
        = Fate<D::TxToken<'a>>
    where
        Self: 'a;

    fn receive(&mut self, cx: &mut Context<'_>) -> Option<(Self::RxToken<'_>, Self::TxToken<'_>)> {
        let (received, sent) = (self.throw(), self.throw());
        let (incoming, outgoing) = self.inner.receive(cx)?;
        Some((
            Fate {
                inner: incoming,
                sound: received,
            },
            Fate {
                inner: outgoing,
                sound: sent,
            },
        ))
    }

    fn transmit(&mut self, cx: &mut Context<'_>) -> Option<Self::TxToken<'_>> {
        let sound = self.throw();
        Some(Fate {
            inner: self.inner.transmit(cx)?,
            sound,
        })
    }

    fn link_state(&mut self, cx: &mut Context<'_>) -> LinkState {
        self.inner.link_state(cx)
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn hardware_address(&self) -> HardwareAddress {
        self.inner.hardware_address()
    }
}
