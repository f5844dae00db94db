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
use ip_app::witness::Witnesses;
use ip_certs::log::LogPolicy;
use ip_core::text::Lang;
use ip_store::Sqlite;

use crate::account::Accounts;
use crate::data_dir::DataDir;
use crate::faces::Faces;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::i18n::Texts;
use crate::issuers::{self, FileSafe};
use crate::library::Library;
use crate::session::Sessions;
use crate::throttle::Throttle;
use crate::tokens::Tokens;
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
    /// The tokens of programs.
    pub tokens: Tokens,
    /// Brakes guessing.
    pub throttle: Throttle,
    /// Matters, laws, the place: what was read at the start.
    pub library: Library,
    /// The use cases, on the store of the data folder.
    pub office: App,
    /// Draws certificates, and opens drawn ones.
    pub faces: Faces,
    /// The data folder.
    pub data: Arc<DataDir>,
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
        let data = Arc::new(data);
        let bodies = &library.pack.bodies;
        let issues = |office: &str| bodies.iter().any(|body| body.uscc == office);
        let mut office = App {
            store,
            rules: library.rules(),
            registers: Arc::clone(&library.registers),
            // The log first: in a new folder it gets keys of its own.
            log_signers: issuers::log_signers(&data, bodies)?,
            issuers: issuers::offices(&data, bodies, now)?,
            safe: Arc::new(FileSafe::new(Arc::clone(&data))),
            secret: Secret::new(data.secret("pseudonym.key")?),
            address: address.trim_end_matches('/').to_owned(),
            workplaces: Arc::new(accounts.workplaces()),
            mandates: Arc::new(accounts.mandates(&data, issues)?),
            witnesses: Arc::default(),
            caches: Arc::default(),
        };
        office.witnesses = witnesses(&data, &office)?;
        let shared = Self {
            texts: Texts::builtin()?,
            accounts,
            sessions: Sessions::new(data.secret("session.key")?),
            tokens: Tokens::open(&data)?,
            throttle: Throttle::default(),
            faces: Faces::new(None),
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

/// File of the witnesses of the log, in the data folder: `{"witnesses": [{"name", "key"}], "quorum": 1}`.
const WITNESSES: &str = "log-witnesses.json";

/// Who witnesses the log of certificates; nobody without a file.
fn witnesses(data: &DataDir, office: &App) -> Result<Arc<Witnesses>, Failure> {
    let Some(bytes) = data.read(WITNESSES)? else {
        return Ok(Arc::default());
    };
    let damaged = |why: String| Failure::damaged(data.path(WITNESSES), why);
    let log = office.log_key().map_err(|e| damaged(e.to_string()))?;
    let policy = LogPolicy::with_witnesses(log, &bytes).map_err(|e| damaged(e.to_string()))?;
    Ok(Arc::new(Witnesses {
        witnesses: policy.witnesses,
        quorum: policy.quorum,
    }))
}
