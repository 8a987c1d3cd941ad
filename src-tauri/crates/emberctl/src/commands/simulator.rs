//! `simulator serve`: a small AWS on this machine, for any AWS tool.

mod folder;

use crate::args::{Serve, Switch};
use crate::console::Console;
use crate::interrupt::Ending;
use crate::stopped::{Exit, Stopped};
use emberwatch_simulator::{
    CommandLog, Crowd, Limits, Options, Ready, SimClock, Simulator, SpotPrices, Spread, WorldSize, profiles_of,
    serve as serve_on,
};
use folder::Folder;
use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves until it is interrupted. The ready line is the one line on standard output.
pub async fn serve(flags: Serve, console: &Console) -> Result<Exit, Stopped> {
    let clock = SimClock::starting(flags.start, flags.speed)
        .map_err(|error| Stopped::usage(error.to_string(), "see emberctl simulator serve --help"))?;
    let spot_prices = flags.spot_prices.as_deref().map(read_spot_prices).transpose()?;
    let listener = listen(flags.port).await?;
    let address = listener.local_addr().map_err(|error| cannot_listen(flags.port, &error))?;
    let folder = Folder::new(flags.config_dir.as_deref())?;
    let simulator = Simulator::new(Options {
        seed: flags.seed,
        clock: clock.clone(),
        limits: match flags.limits {
            Switch::On => Limits::Enforced,
            Switch::Off => Limits::Off,
        },
        latency: flags.latency,
        log: CommandLog::in_memory(),
        world: size(flags.clusters, flags.accounts),
        spot_prices,
    });
    let paths = folder.write(address, profiles_of(simulator.world().accounts()))?;
    // The signals are listened to before anybody is told that it may send them.
    let end = Ending::listen()?;
    let ready = serde_json::to_string(&Ready::new(address, paths, &clock))
        .map_err(|error| Stopped::failed(format!("the ready line is not JSON: {error}"), "report this"))?;
    console.print(&ready)?;
    serve_on(simulator, listener, end.wait())
        .await
        .map_err(|error| Stopped::failed(error.to_string(), "start it again"))?;
    Ok(Exit::Done)
}

fn read_spot_prices(file: &Path) -> Result<Arc<SpotPrices>, Stopped> {
    let name = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Stopped::failed(format!("{name} cannot be read: {error}"), "name a file of spot prices"))?;
    let prices = SpotPrices::parse(&text)
        .map_err(|error| Stopped::usage(format!("{name}, {error}"), "see emberctl simulator serve --help"))?;
    Ok(Arc::new(prices))
}

/// More clusters run where the sample's do, unless there are more accounts, over which they spread.
fn size(clusters: u32, accounts: Option<u8>) -> WorldSize {
    match accounts {
        None if clusters == 0 => WorldSize::Sample,
        None => WorldSize::With(Crowd::of(clusters, Spread::AsSampled)),
        Some(accounts) => WorldSize::With(Crowd::of(clusters, Spread::Accounts(accounts))),
    }
}

async fn listen(port: u16) -> Result<TcpListener, Stopped> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| cannot_listen(port, &error))
}

fn cannot_listen(port: u16, error: &std::io::Error) -> Stopped {
    let another = "choose another with --port, or a free one with --port 0";
    match error.kind() {
        ErrorKind::AddrInUse => Stopped::failed(format!("port {port} of this machine is taken"), another),
        ErrorKind::PermissionDenied => Stopped::failed(format!("port {port} may not be used by you"), another),
        _ => Stopped::failed(format!("nothing can listen on port {port}: {error}"), another),
    }
}
