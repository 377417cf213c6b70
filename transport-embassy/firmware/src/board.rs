//! Boot: the clock, the chip, the network stack, an address.

use defmt::{Format, info};
use embassy_executor::Spawner;
use embassy_net::{Config, Runner, Stack, StackResources};
use embassy_time::{Duration, WithTimeout as _};
use static_cell::{ConstStaticCell, StaticCell};

use crate::host::arguments::{ArgumentError, Arguments};
use crate::host::entropy::{self, NoEntropy};
use crate::lan9118::{FrameBuffer, Lan9118, SetupError};
use crate::step::{Failed, Step};

/// Sockets open at once: DHCP's, DNS's, the client's, and the listener's.
const SOCKETS: usize = 3 + cfg!(feature = "notify") as usize;
/// Timeout of the link and of the lease.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the job works with.
pub(crate) struct Board {
    /// The network, with an address.
    pub(crate) network: Stack<'static>,
    /// The runner's arguments.
    pub(crate) arguments: Arguments,
}

#[derive(Clone, Copy, Format)]
enum BootError {
    Arguments(ArgumentError),
    Chip(SetupError),
    Entropy(NoEntropy),
    /// The network task is running already.
    Running,
}

#[cfg(feature = "faults")]
type Device = crate::faults::Faulty<Lan9118<'static>>;
#[cfg(not(feature = "faults"))]
type Device = Lan9118<'static>;

impl Board {
    /// Boots, and waits for an address. Must be called once only.
    pub(crate) async fn boot(spawner: Spawner) -> Result<Self, Failed> {
        let step = Step::begin("boot");
        let arguments = Arguments::read().map_err(BootError::Arguments);
        let board = arguments.and_then(|arguments| Self::start(spawner, arguments));
        let board = step.end(board)?;
        let step = Step::begin("link");
        step.end(board.network.wait_link_up().with_timeout(PATIENCE).await)?;
        let step = Step::begin("lease");
        step.end(board.network.wait_config_up().with_timeout(PATIENCE).await)?;
        if let Some(lease) = board.network.config_v4() {
            info!("address {}, gateway {}", lease.address, lease.gateway);
        }
        Ok(board)
    }

    /// Not inlined, so that its locals take no stack for the rest of the run.
    #[inline(never)]
    fn start(spawner: Spawner, arguments: Arguments) -> Result<Self, BootError> {
        static INCOMING: ConstStaticCell<FrameBuffer> = ConstStaticCell::new(FrameBuffer::new());
        static OUTGOING: ConstStaticCell<FrameBuffer> = ConstStaticCell::new(FrameBuffer::new());
        static RESOURCES: StaticCell<StackResources<SOCKETS>> = StaticCell::new();

        let seed = entropy::seed().map_err(BootError::Entropy)?;
        let chip = Lan9118::new(INCOMING.take(), OUTGOING.take()).map_err(BootError::Chip)?;
        #[cfg(feature = "faults")]
        let chip = {
            let percent = arguments.value("loss").map_err(BootError::Arguments)?;
            crate::faults::Faulty::new(chip, percent, seed)
        };
        let resources = RESOURCES.init_with(StackResources::new);
        let config = Config::dhcpv4(Default::default());
        let (network, runner) = embassy_net::new(chip, config, resources, seed);
        spawner.spawn(run_network(runner).map_err(|_| BootError::Running)?);
        Ok(Self { network, arguments })
    }
}

#[embassy_executor::task]
async fn run_network(mut runner: Runner<'static, Device>) -> ! {
    runner.run().await
}
