//! What every handler can reach: texts, accounts, keys, the library, the clock.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, FixedOffset};

use crate::account::Accounts;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::i18n::Texts;
use crate::library::Library;
use crate::session::Sessions;
use crate::throttle::Throttle;
use crate::when;

/// Unix seconds now; an argument, so that tests can choose the day.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// The state of the portal, cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What the state is made of.
pub struct Shared {
    /// Texts in both languages.
    pub texts: Texts,
    /// Who may sign in.
    pub accounts: Accounts,
    /// Signs sessions and forms.
    pub sessions: Sessions,
    /// Brakes guessing.
    pub throttle: Throttle,
    /// Matters, laws, the place: what was read at the start.
    pub library: Library,
    /// The data folder.
    pub data: DataDir,
    /// The time.
    pub clock: Clock,
}

impl AppState {
    /// A state of these parts.
    pub fn new(parts: Shared) -> Self {
        Self(Arc::new(parts))
    }

    /// Unix seconds now.
    pub fn unix_now(&self) -> u64 {
        (self.clock)()
    }

    /// Now, on a Chinese clock.
    pub fn now(&self) -> DateTime<FixedOffset> {
        when::at_unix(self.unix_now())
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// The clock of this machine.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |time| time.as_secs())
    })
}

impl Shared {
    /// Everything but the time from a data folder; the first passwords are still unhashed.
    ///
    /// # Errors
    ///
    /// A file of the folder or of the program is damaged or cannot be used.
    pub fn open(
        data: DataDir,
        library: Library,
    ) -> Result<(Self, Vec<crate::account::FirstPassword>), Failure> {
        let (accounts, first) = Accounts::open(&data, &library.accounts)?;
        let shared = Self {
            texts: Texts::builtin()?,
            accounts,
            sessions: Sessions::new(data.secret("session.key")?),
            throttle: Throttle::default(),
            library,
            data,
            clock: system_clock(),
        };
        Ok((shared, first))
    }
}
