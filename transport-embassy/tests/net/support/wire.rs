//! A wire with two ends, which may lose frames.

use embassy_net_driver_channel as channel;
use embassy_net_driver_channel::driver::{HardwareAddress, LinkState};

const MTU: usize = 1514;
const FRAMES: usize = 8;

pub type Device = channel::Device<'static, MTU>;
type Runner = channel::Runner<'static, MTU>;

/// Carries frames both ways.
pub struct Wire {
    ends: [Runner; 2],
    loss: u32,
}

impl Wire {
    pub fn new(loss: u32) -> (Self, [Device; 2]) {
        let [(one, first), (other, second)] = [1, 2].map(|number| {
            let state = Box::leak(Box::new(channel::State::<MTU, FRAMES, FRAMES>::new()));
            channel::new(state, HardwareAddress::Ethernet([2, 0, 0, 0, 0, number]))
        });
        let ends = [one, other];
        (Self { ends, loss }, [first, second])
    }

    pub async fn run(self) {
        let [one, other] = self.ends;
        let (state, mut one_in, mut one_out) = one.split();
        state.set_link_state(LinkState::Up);
        let (state, mut other_in, mut other_out) = other.split();
        state.set_link_state(LinkState::Up);
        tokio::join!(
            carry(&mut one_out, &mut other_in, Dice::new(self.loss, 1)),
            carry(&mut other_out, &mut one_in, Dice::new(self.loss, 2)),
        );
    }
}

async fn carry(
    from: &mut channel::TxRunner<'static, MTU>,
    to: &mut channel::RxRunner<'static, MTU>,
    mut dice: Dice,
) {
    loop {
        let frame = from.tx_buf().await;
        let length = frame.len();
        if !dice.loses() {
            let place = to.rx_buf().await;
            place[..length].copy_from_slice(frame);
            to.rx_done(length);
        }
        from.tx_done();
    }
}

/// Always the same dice, so that a test that fails does so again.
struct Dice {
    percent: u32,
    state: u32,
}

impl Dice {
    fn new(percent: u32, seed: u32) -> Self {
        Self {
            percent,
            state: seed,
        }
    }

    fn loses(&mut self) -> bool {
        // Numerical Recipes' generator; its upper bits are the good ones.
        self.state = self
            .state
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        (self.state >> 16) % 100 < self.percent
    }
}
