//! Signals, heard from a moment on that can be named: before that they end the process, as they always do.

use crate::stopped::Stopped;

/// Ctrl-C, and nothing else.
#[derive(Debug)]
pub struct Interrupts(Heard);

/// Ctrl-C, or the request of the system to end.
#[derive(Debug)]
pub struct Ending {
    interrupts: Interrupts,
    #[cfg(unix)]
    terminate: Heard,
}

#[cfg(unix)]
type Heard = tokio::signal::unix::Signal;
#[cfg(windows)]
type Heard = tokio::signal::windows::CtrlC;

impl Interrupts {
    pub fn listen() -> Result<Self, Stopped> {
        #[cfg(unix)]
        let heard = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
        #[cfg(windows)]
        let heard = tokio::signal::windows::ctrl_c();
        heard.map(Self).map_err(|error| deaf(&error))
    }

    pub async fn next(&mut self) {
        self.0.recv().await;
    }
}

impl Ending {
    pub fn listen() -> Result<Self, Stopped> {
        Ok(Self {
            interrupts: Interrupts::listen()?,
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .map_err(|error| deaf(&error))?,
        })
    }

    #[cfg(unix)]
    pub async fn wait(mut self) {
        tokio::select! {
            () = self.interrupts.next() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(windows)]
    pub async fn wait(mut self) {
        self.interrupts.next().await;
    }
}

fn deaf(error: &std::io::Error) -> Stopped {
    Stopped::failed(format!("signals cannot be received: {error}"), "start it again")
}
