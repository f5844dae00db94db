//! The applicant's way to a case that was handed over: a code from the place that gave the case away, entered where it goes
//! on, puts the case into the account of whoever enters it. Only hashes of codes travel and are kept; five wrong ones, and the
//! code is dead.

use ip_certs::share::{CodeHash, one_time_code};
use ip_core::problem::Problem;
use ip_core::record::Hash;
use ip_matters::case::State;

use super::{Event, FORMAT, NUMBERS};
use crate::actor::{Actor, Role};
use crate::app::App;
use crate::cases::Registered;
use crate::error::AppError;
use crate::journal::{self, Loaded};
use crate::port::Batch;

/// Wrong codes after which a code is dead.
const MAX_FAILURES: u32 = 5;

/// What the stream of a package comes to.
#[derive(Debug, Clone, Default)]
struct Taken {
    case: String,
    claim: Option<CodeHash>,
    failures: u32,
    claimed: bool,
}

impl Taken {
    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::TakenOver { case, claim, .. } => {
                self.case.clone_from(case);
                self.claim = *claim;
            }
            Event::ClaimFailed { .. } => self.failures += 1,
            Event::Claimed { .. } => self.claimed = true,
        }
        self
    }
}

/// What the package says of the code.
pub(super) fn digest(locality: &str, number: &str, code: &str) -> Hash {
    Hash::of(format!("{FORMAT}\n{locality}\n{number}\n{code}").as_bytes())
}

impl App {
    /// The code with which the applicant of a forwarded case takes it up elsewhere; `None` for everybody else, and for other
    /// cases.
    pub fn handover_code(&self, actor: &Actor, registered: &Registered) -> Option<String> {
        let own = registered.owner == actor.account && actor.role == Role::Person;
        let forwarded = registered.case.state == State::Forwarded;
        (own && forwarded).then(|| self.code_for(&registered.number))
    }

    /// The code of a case: always the same, and nobody's without the secret of this place.
    pub(super) fn code_for(&self, number: &str) -> String {
        let keyed = self.secret.derived(&format!("handover-code/{number}"));
        let mut entropy = [0; 16];
        entropy.copy_from_slice(&keyed[..16]);
        one_time_code(&entropy)
    }

    /// What is kept of the code of a package: nobody who reads the log finds the code.
    pub(super) fn claim_of(&self, stream: &str, digest: &Hash) -> CodeHash {
        let pepper = self.secret.derived("handover-claims");
        CodeHash::of(stream, &digest.to_string(), &pepper)
    }

    /// Puts a case that was handed over into the person's account: `number` is that of the place that gave it away. Returns
    /// its number here.
    ///
    /// # Errors
    ///
    /// Not a person's account; one and the same refusal for a number that is not known, a wrong code, one that was used, and
    /// one that is dead; the store's failures.
    pub async fn claim_case(
        &self,
        actor: &Actor,
        number: &str,
        code: &str,
    ) -> Result<String, AppError> {
        if actor.role != Role::Person {
            return Err(AppError::Forbidden);
        }
        let refused = || AppError::from(Problem::new("app.handover.claim").at("/fields/code"));
        let number = number.trim();
        let Some(doc) = self.store.view(NUMBERS, number).await? else {
            return Err(refused());
        };
        let locality: String = journal::read(&doc)?;
        let stream = format!("handover/{locality}/{number}");
        let Loaded { state, sequence } =
            journal::load(&*self.store, &stream, Taken::default(), Taken::evolve).await?;
        let open = !state.claimed && state.failures < MAX_FAILURES;
        let Some(claim) = state.claim.filter(|_| open) else {
            return Err(refused());
        };
        let plain: String = code.chars().filter(char::is_ascii_digit).collect();
        let shown = self.claim_of(&stream, &digest(&locality, number, &plain));
        let good = shown == claim;
        let case = state.case;
        let event = match good {
            true => Event::Claimed { case: case.clone() },
            false => Event::ClaimFailed {},
        };
        let event = journal::entry("handover", &stream, actor, &event)?;
        let batch = Batch::new().append(&stream, sequence, [event]);
        // A conflict means that somebody else was faster: the person may try again.
        self.store.append(batch).await?;
        if good { Ok(case) } else { Err(refused()) }
    }
}
