//! What every storage must do: named behaviours that any adapter of [`crate::port::Store`] runs.
//!
//! The kit brings its own projector; the adapter's test brings a maker of fresh, empty stores.
//!
//! ```
//! use std::sync::Arc;
//! use ip_app::conformance;
//! use ip_app::port::{Memory, Projector, Store};
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let report = conformance::run(async |projector: Arc<dyn Projector>| {
//!     Ok(Arc::new(Memory::new(projector)) as Arc<dyn Store>)
//! })
//! .await;
//! assert!(report.passed(), "{report}");
//! # });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod keeping;
mod kit;
mod logging;
mod viewing;

use std::fmt;
use std::sync::Arc;

use crate::port::{Projector, Store, StoreError};
use kit::{Behaviour, KitProjector};

/// One behaviour, and whether the adapter has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What the adapter must do.
    pub name: &'static str,
    /// Why it does not.
    pub failure: Option<String>,
}

/// All behaviours in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report(pub Vec<Outcome>);

impl Report {
    /// Whether the adapter conforms.
    pub fn passed(&self) -> bool {
        self.failures().next().is_none()
    }

    /// The behaviours the adapter does not have.
    pub fn failures(&self) -> impl Iterator<Item = &Outcome> {
        self.0.iter().filter(|outcome| outcome.failure.is_some())
    }
}

/// One line a behaviour.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|outcome| {
            let name = outcome.name.replace('_', " ");
            match &outcome.failure {
                None => writeln!(f, "pass  {name}"),
                Some(why) => writeln!(f, "FAIL  {name}: {why}"),
            }
        })
    }
}

/// Runs every behaviour, each on a store of its own that `make` opens with the given projector.
pub async fn run<F>(make: F) -> Report
where
    F: AsyncFn(Arc<dyn Projector>) -> Result<Arc<dyn Store>, StoreError>,
{
    let mut outcomes = Vec::new();
    for (name, behaviour) in behaviours() {
        let failure = match make(Arc::new(KitProjector)).await {
            Ok(store) => behaviour(store.as_ref())
                .await
                .err()
                .map(|failure| failure.0),
            Err(error) => Some(format!("no store could be made: {error}")),
        };
        outcomes.push(Outcome { name, failure });
    }
    Report(outcomes)
}

fn behaviours() -> Vec<(&'static str, Behaviour)> {
    [logging::ALL, viewing::ALL, keeping::ALL].concat()
}
