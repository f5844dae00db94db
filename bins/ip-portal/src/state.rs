//! What every handler can reach: texts, accounts, keys, the library, the clock.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, FixedOffset};
use ip_app::actor::{Actor, Role};
use ip_app::app::App;
use ip_app::port::{Store, StoreError};
use ip_app::projection::ReadModels;
use ip_app::pseudonym::Secret;
use ip_core::text::Lang;
use ip_store::Sqlite;

use crate::account::Accounts;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::i18n::Texts;
use crate::issuers;
use crate::library::Library;
use crate::session::Sessions;
use crate::throttle::Throttle;
use crate::viewer::Viewer;
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
    /// The use cases, on the store of the data folder.
    pub office: App,
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

    /// Who acts: the viewer's account, if it has one of these roles.
    ///
    /// # Errors
    ///
    /// Nobody is signed in, or someone with another role.
    pub fn actor(&self, viewer: &Viewer, roles: &[Role]) -> Result<Actor, Fault> {
        let account = viewer.with_role(roles)?;
        Ok(Actor {
            account: account.login.clone(),
            role: account.role,
            at: self.now(),
        })
    }

    /// Name of the place.
    pub fn place_name(&self, lang: Lang) -> String {
        self.library.place.name.in_lang(lang).to_owned()
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
    /// Everything but the time from a data folder; the first passwords are still unhashed. Certificates
    /// name the public address as the place of their status.
    ///
    /// # Errors
    ///
    /// A file of the folder or of the program is damaged or cannot be used.
    pub fn open(
        data: DataDir,
        mut library: Library,
        address: &str,
    ) -> Result<(Self, Vec<crate::account::FirstPassword>), Failure> {
        let (accounts, first) = Accounts::open(&data, &library.accounts)?;
        let now = when::at_unix(system_clock()());
        let store = open_store(&data)?;
        library.keep_editions(&*store, now)?;
        let office = App {
            store,
            rules: library.rules(),
            issuers: issuers::open(&data, &library.pack.bodies, now)?,
            secret: Secret::new(data.secret("pseudonym.key")?),
            address: address.trim_end_matches('/').to_owned(),
            workplaces: Arc::new(accounts.workplaces()),
            caches: Arc::default(),
        };
        let shared = Self {
            texts: Texts::builtin()?,
            accounts,
            sessions: Sessions::new(data.secret("session.key")?),
            throttle: Throttle::default(),
            office,
            library,
            data,
            clock: system_clock(),
        };
        Ok((shared, first))
    }
}

/// The store of a data folder; the read models follow by themselves when their shape has changed.
///
/// # Errors
///
/// The database is damaged, foreign or in use, or the disk fails.
pub fn open_store(data: &DataDir) -> Result<Arc<dyn Store>, Failure> {
    let folder = data.folder("store")?;
    let opened = Sqlite::open(&folder, Arc::new(ReadModels));
    let store = opened.map_err(|error| match error {
        StoreError::Damaged(_) | StoreError::Foreign(_) | StoreError::Projection { .. } => {
            Failure::damaged(&folder, error)
        }
        _ => Failure::System {
            what: "the database",
            why: error.to_string(),
        },
    })?;
    Ok(Arc::new(store))
}
