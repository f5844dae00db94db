//! Time acts by itself: clocks that are due fire without anybody touching the case, and invitations are written.

use std::ops::AddAssign;

use chrono::{DateTime, FixedOffset};
use ip_matters::case::{Command, State, decide};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::cases::{Registered, Which};
use crate::error::AppError;
use crate::port::StoreError;

/// How many cases are read at once.
const PAGE: usize = 200;

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Cases looked at.
    pub seen: usize,
    /// Cases in which a clock fired, and invitations written or given up.
    pub fired: usize,
    /// Cases left to the next round, because somebody changed them meanwhile or their data is not
    /// understood.
    pub left: usize,
}

impl AddAssign for Round {
    fn add_assign(&mut self, other: Self) {
        self.seen += other.seen;
        self.fired += other.fired;
        self.left += other.left;
    }
}

impl App {
    /// Lets every clock fire that is due at this instant: in every case that is not settled silence accepts
    /// and a missed correction withdraws; later matters of bundles begin or lapse; in every bad review a reminder goes out, a missed day is marked and
    /// supervision rises; invitations to review are written; certificates lapse after their last day, and changed
    /// status lists are published. What fired already does not fire again.
    ///
    /// # Errors
    ///
    /// The store's failures; a single case that cannot be advanced does not stop the others.
    pub async fn tick(&self, now: DateTime<FixedOffset>) -> Result<Round, AppError> {
        let system = Actor {
            account: "system".to_owned(),
            role: Role::Administrator,
            at: now,
        };
        let mut round = self.tick_cases(&system).await?;
        round += self.tick_later(&system).await?;
        round += self.tick_rectifications(&system).await?;
        round += self.tick_invitations(&system).await?;
        round += self.tick_certificates(&system).await?;
        self.publish_lists(now).await?;
        Ok(round)
    }

    async fn tick_cases(&self, system: &Actor) -> Result<Round, AppError> {
        let mut round = Round::default();
        let mut due = Vec::new();
        let mut after = None;
        loop {
            let (cases, next) = self.cases(&Which::Open, after, PAGE).await?;
            round.seen += cases.len();
            due.extend(cases.into_iter().filter(|case| self.is_due(system, case)));
            after = match next {
                Some(next) => Some(next),
                None => break,
            };
        }
        // Read first, then written: a page of a list that changes under the reader would skip cases.
        for case in due {
            match self
                .act(system, &case.number, Command::Tick, Vec::new())
                .await
            {
                Ok(()) => round.fired += 1,
                Err(AppError::Store(StoreError::Conflict { .. }) | AppError::Refused { .. }) => {
                    round.left += 1;
                }
                Err(other) => return Err(other),
            }
        }
        Ok(round)
    }

    /// Whether time alone changes this case.
    fn is_due(&self, system: &Actor, registered: &Registered) -> bool {
        if registered.case.state == State::Draft {
            return false;
        }
        let Ok(entry) = self.rules.entry(registered.matter()) else {
            return false;
        };
        let context = self.case_context(system.at, entry);
        decide(&registered.case, &Command::Tick, &context).is_ok_and(|events| !events.is_empty())
    }
}
