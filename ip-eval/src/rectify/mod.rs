//! The closed loop of a bad review (差评闭环): screened, dispatched, verified, put right, answered, revisited, closed.
//!
//! The main stage is one thing; supervision, publication and the clocks are regions of their own and
//! run beside it. [`decide`] answers a command with events or a refusal that names its guard;
//! [`evolve`] applies an event; replaying all events gives the case again.

mod actor;
mod clock;
mod command;
mod decide;
mod due;
mod event;
mod evolve;
mod guard;
mod state;
mod timing;

pub use actor::{Actor, Role};
pub use clock::{CaseClock, Colour, Reading, Verdict};
pub use command::{
    Command, ContactOutcome, Finding, Measure, Message, PauseReason, RevisitOutcome, Way,
};
pub(crate) use decide::RECTIFY;
pub use decide::{Context, decide};
pub use due::DueIndex;
pub use event::{Change, Event};
pub use evolve::{evolve, replay};
pub use guard::{CommandKind, allowed};
pub use state::{
    Appeal, Case, Contact, Outcome, Publication, Revisit, Stage, Submission, Supervision,
};
