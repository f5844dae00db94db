//! Who may do what at which stage, in one table that refusals and pages share.

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::law::LawRef;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use super::actor::{Actor, Role};
use super::command::{Command, ContactOutcome, RevisitOutcome};
use super::state::{Case, Contact, Publication, Stage};
use crate::policy::{Profile, civil_day};
use crate::refusal::Refusal;
use crate::review::NameMode;

/// The name of a command without its contents, for buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CommandKind {
    /// [`Command::Register`].
    Register,
    /// [`Command::Classify`].
    Classify,
    /// [`Command::MarkOutOfScope`].
    MarkOutOfScope,
    /// [`Command::Dispatch`].
    Dispatch,
    /// [`Command::Return`].
    Return,
    /// [`Command::ApproveReturn`].
    ApproveReturn,
    /// [`Command::RejectReturn`].
    RejectReturn,
    /// [`Command::SignFor`].
    SignFor,
    /// [`Command::Contact`].
    Contact,
    /// [`Command::VerifyInternally`].
    VerifyInternally,
    /// [`Command::Decide`].
    Decide,
    /// [`Command::Extend`].
    Extend,
    /// [`Command::Pause`].
    Pause,
    /// [`Command::Resume`].
    Resume,
    /// [`Command::Submit`].
    Submit,
    /// [`Command::Reject`].
    Reject,
    /// [`Command::Approve`].
    Approve,
    /// [`Command::Revisit`].
    Revisit,
    /// [`Command::Close`].
    Close,
    /// [`Command::Reopen`].
    Reopen,
    /// [`Command::NoteSupplementary`].
    NoteSupplementary,
    /// [`Command::Appeal`].
    Appeal,
    /// [`Command::Void`].
    Void,
    /// [`Command::Dismiss`].
    Dismiss,
    /// [`Command::Archive`].
    Archive,
    /// [`Command::Publish`].
    Publish,
    /// [`Command::Withdraw`].
    Withdraw,
    /// [`Command::Caution`].
    Caution,
    /// [`Command::Tick`].
    Tick,
}

impl Command {
    /// The name of the command.
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Register { .. } => CommandKind::Register,
            Self::Classify { .. } => CommandKind::Classify,
            Self::MarkOutOfScope { .. } => CommandKind::MarkOutOfScope,
            Self::Dispatch { .. } => CommandKind::Dispatch,
            Self::Return { .. } => CommandKind::Return,
            Self::ApproveReturn => CommandKind::ApproveReturn,
            Self::RejectReturn => CommandKind::RejectReturn,
            Self::SignFor => CommandKind::SignFor,
            Self::Contact { .. } => CommandKind::Contact,
            Self::VerifyInternally => CommandKind::VerifyInternally,
            Self::Decide { .. } => CommandKind::Decide,
            Self::Extend { .. } => CommandKind::Extend,
            Self::Pause { .. } => CommandKind::Pause,
            Self::Resume => CommandKind::Resume,
            Self::Submit { .. } => CommandKind::Submit,
            Self::Reject { .. } => CommandKind::Reject,
            Self::Approve { .. } => CommandKind::Approve,
            Self::Revisit { .. } => CommandKind::Revisit,
            Self::Close { .. } => CommandKind::Close,
            Self::Reopen { .. } => CommandKind::Reopen,
            Self::NoteSupplementary { .. } => CommandKind::NoteSupplementary,
            Self::Appeal { .. } => CommandKind::Appeal,
            Self::Void { .. } => CommandKind::Void,
            Self::Dismiss { .. } => CommandKind::Dismiss,
            Self::Archive => CommandKind::Archive,
            Self::Publish { .. } => CommandKind::Publish,
            Self::Withdraw => CommandKind::Withdraw,
            Self::Caution { .. } => CommandKind::Caution,
            Self::Tick => CommandKind::Tick,
        }
    }
}

/// A row of the table: a command, who may give it, and at which stages.
struct Row(CommandKind, &'static [Role], &'static [Stage]);

const OPEN: &[Stage] = &[
    Stage::Registered,
    Stage::Screening,
    Stage::Dispatched,
    Stage::ReturnRequested,
    Stage::SignedFor,
    Stage::Verifying,
    Stage::Rectifying,
    Stage::Submitted,
    Stage::FedBack,
    Stage::Revisiting,
];

const CLOCKED: &[Stage] = &[
    Stage::Registered,
    Stage::Screening,
    Stage::Dispatched,
    Stage::ReturnRequested,
    Stage::SignedFor,
    Stage::Verifying,
    Stage::Rectifying,
    Stage::Submitted,
    Stage::FedBack,
    Stage::Revisiting,
    Stage::Appealing,
];

/// What was shown can be taken back whatever became of the case.
const EVER: &[Stage] = &[
    Stage::Registered,
    Stage::Screening,
    Stage::Dispatched,
    Stage::ReturnRequested,
    Stage::SignedFor,
    Stage::Verifying,
    Stage::Rectifying,
    Stage::Submitted,
    Stage::FedBack,
    Stage::Revisiting,
    Stage::Appealing,
    Stage::Closed,
    Stage::Invalidated,
    Stage::Archived,
];

/// After the reviewer has the answer.
const ANSWERED: &[Stage] = &[
    Stage::FedBack,
    Stage::Revisiting,
    Stage::Closed,
    Stage::Archived,
];

use CommandKind as K;
use Role::{Administration, Assessed, Hotline, Supervisor, System, Unit};

const TABLE: &[Row] = &[
    Row(K::Register, &[System, Administration], &[]),
    Row(K::Classify, &[System, Administration], &[Stage::Registered]),
    Row(K::MarkOutOfScope, &[Administration], &[Stage::Screening]),
    Row(
        K::Dispatch,
        &[Administration, Hotline],
        &[Stage::Registered, Stage::Screening],
    ),
    Row(K::Return, &[Unit], &[Stage::Dispatched]),
    Row(
        K::ApproveReturn,
        &[Administration],
        &[Stage::ReturnRequested],
    ),
    Row(
        K::RejectReturn,
        &[Administration],
        &[Stage::ReturnRequested],
    ),
    Row(K::SignFor, &[Unit], &[Stage::Dispatched]),
    Row(K::Contact, &[Unit], &[Stage::SignedFor]),
    Row(K::VerifyInternally, &[Unit], &[Stage::SignedFor]),
    Row(K::Decide, &[Unit], &[Stage::Verifying]),
    Row(K::Extend, &[Administration], &[Stage::Rectifying]),
    Row(K::Pause, &[Administration], &[Stage::Rectifying]),
    Row(K::Resume, &[Administration], &[Stage::Rectifying]),
    Row(K::Submit, &[Unit], &[Stage::Rectifying]),
    Row(K::Reject, &[Administration], &[Stage::Submitted]),
    Row(K::Approve, &[Administration], &[Stage::Submitted]),
    Row(
        K::Revisit,
        &[Administration, Hotline],
        &[Stage::FedBack, Stage::Revisiting],
    ),
    Row(
        K::Close,
        &[Administration],
        &[Stage::FedBack, Stage::Revisiting],
    ),
    Row(
        K::Reopen,
        &[Administration],
        &[Stage::Revisiting, Stage::Closed, Stage::Archived],
    ),
    Row(K::NoteSupplementary, &[System, Administration], ANSWERED),
    Row(K::Appeal, &[Unit, Assessed], OPEN),
    Row(K::Void, &[Administration], &[Stage::Appealing]),
    Row(K::Dismiss, &[Administration], &[Stage::Appealing]),
    Row(K::Archive, &[System, Administration], &[Stage::Closed]),
    Row(K::Publish, &[Administration], ANSWERED),
    Row(K::Withdraw, &[Administration], EVER),
    Row(K::Caution, &[Supervisor], CLOCKED),
    Row(K::Tick, &[System], CLOCKED),
];

/// The text that asks for the closed loop as a whole.
const CLOSED_LOOP: &str = "guobanfa-2019-51";

fn refuse(code: &'static str) -> Refusal {
    grounded(Problem::new(code))
}

fn grounded(problem: Problem) -> Refusal {
    Refusal::new(problem).resting_on(&[LawRef::whole(CLOSED_LOOP)])
}

fn names<T>(all: &[T], name: impl Fn(&T) -> &'static str) -> String {
    all.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Whether an actor may give a command at all now, whatever it contains.
pub(super) fn standing(
    case: Option<&Case>,
    kind: CommandKind,
    by: &Actor,
    profile: &Profile,
) -> Result<(), Refusal> {
    let Some(Row(_, roles, stages)) = TABLE.iter().find(|row| row.0 == kind) else {
        return Err(refuse("eval.case.role"));
    };
    if !roles.contains(&by.role) {
        let expected = names(roles, |role| role.name());
        let problem = Problem::new("eval.case.role").expected(expected);
        return Err(grounded(problem.found(by.role.name())));
    }
    let case = match (case, kind) {
        (None, CommandKind::Register) => return Ok(()),
        (None, _) => return Err(refuse("eval.case.unknown")),
        (Some(_), CommandKind::Register) => return Err(refuse("eval.case.exists")),
        (Some(case), _) => case,
    };
    if !stages.contains(&case.stage) {
        let problem = Problem::new("eval.case.stage").expected(names(stages, |stage| stage.name()));
        return Err(grounded(problem.found(case.stage.name())));
    }
    if by.role == Unit && (case.unit.is_none() || by.unit != case.unit) {
        return Err(refuse("eval.case.other-unit"));
    }
    duties(case, kind, by)?;
    limits(case, kind, profile)
}

/// Separation of duties: nobody judges their own work.
fn duties(case: &Case, kind: CommandKind, by: &Actor) -> Result<(), Refusal> {
    let submitted = case.submission.as_ref().is_some_and(|s| s.by == by.id);
    let assessed = case.assessed.as_ref() == Some(&by.id);
    let appealed = case.appeal.as_ref().is_some_and(|a| a.by == by.id);
    let own = match kind {
        CommandKind::Approve | CommandKind::Reject => submitted || assessed,
        CommandKind::Revisit | CommandKind::Close => submitted || assessed,
        // Whom it is about may appeal, and answers for nothing else in it.
        CommandKind::SignFor
        | CommandKind::Return
        | CommandKind::Contact
        | CommandKind::VerifyInternally
        | CommandKind::Decide
        | CommandKind::Submit => assessed,
        CommandKind::Void | CommandKind::Dismiss | CommandKind::MarkOutOfScope => {
            appealed || assessed
        }
        CommandKind::Appeal => {
            // Only the person whom it is about appeals as that person.
            return if by.role == Assessed && !assessed {
                Err(refuse("eval.case.not-assessed"))
            } else {
                Ok(())
            };
        }
        _ => false,
    };
    if own {
        Err(refuse("eval.case.own-work"))
    } else {
        Ok(())
    }
}

/// What the profile limits in number, and what the regions beside the stage say.
fn limits(case: &Case, kind: CommandKind, profile: &Profile) -> Result<(), Refusal> {
    let rules = &profile.rectify;
    let over = |code, limit: u32| {
        let problem = Problem::new(code).expected(alloc::format!("at most {limit}"));
        Err(Refusal::new(problem).resting_on(&profile.basis))
    };
    let paused = case.clocks.iter().any(super::CaseClock::is_paused);
    match kind {
        CommandKind::Return if case.returns >= rules.max_returns => {
            over("eval.case.returns-over", rules.max_returns)
        }
        CommandKind::Extend if case.extensions >= rules.max_extensions => {
            over("eval.case.extensions-over", rules.max_extensions)
        }
        CommandKind::Reopen if case.reopenings >= rules.max_reopenings => {
            over("eval.case.reopenings-over", rules.max_reopenings)
        }
        CommandKind::Reopen if !may_reopen(case, profile) => {
            Err(refuse("eval.case.not-dissatisfied"))
        }
        CommandKind::Contact | CommandKind::Revisit if case.name == NameMode::Anonymous => {
            Err(refuse("eval.case.anonymous"))
        }
        CommandKind::Revisit if answered(case).is_some() => {
            Err(refuse("eval.case.revisit-answered"))
        }
        CommandKind::VerifyInternally
            if case.name == NameMode::RealName && !contact_exhausted(case, profile) =>
        {
            Err(refuse("eval.case.reachable"))
        }
        CommandKind::Pause | CommandKind::Submit if paused => Err(refuse("eval.case.paused")),
        CommandKind::Resume if !paused => Err(refuse("eval.case.not-paused")),
        CommandKind::Close if !may_close(case, profile) => Err(refuse("eval.case.revisit-missing")),
        CommandKind::Appeal if case.appeal.is_some() => Err(refuse("eval.case.appeal-second")),
        CommandKind::Withdraw if !matches!(case.publication, Publication::Published { .. }) => {
            Err(refuse("eval.case.not-published"))
        }
        _ => Ok(()),
    }
}

/// Whether the attempts to contact prove that nobody can be reached.
pub(super) fn contact_exhausted(case: &Case, profile: &Profile) -> bool {
    let reached = |contact: &Contact| contact.outcome == ContactOutcome::Reached;
    let days = case.contacts.iter().map(|contact| civil_day(contact.at));
    !case.contacts.iter().any(reached) && Case::unreachable(days, profile)
}

/// The revisits since the case was last reopened.
pub(super) fn round(case: &Case) -> impl Iterator<Item = &super::Revisit> {
    case.revisits
        .iter()
        .filter(|revisit| revisit.round == case.reopenings)
}

/// What the reviewer said in this round, if anything; asking on until another answer comes changes nothing.
pub(super) fn answered(case: &Case) -> Option<RevisitOutcome> {
    round(case)
        .map(|revisit| revisit.outcome)
        .find(|outcome| *outcome != RevisitOutcome::NoAnswer)
}

/// Whether the revisits of this round prove that nobody can be reached.
pub(super) fn revisit_exhausted(case: &Case, profile: &Profile) -> bool {
    let days = round(case).map(|revisit| civil_day(revisit.at));
    answered(case).is_none() && Case::unreachable(days, profile)
}

/// A real-name review needs an answered revisit, or proof that nobody can be reached.
fn may_close(case: &Case, profile: &Profile) -> bool {
    case.name == NameMode::Anonymous || answered(case).is_some() || revisit_exhausted(case, profile)
}

/// A case is taken up again for a reviewer who is still dissatisfied.
fn may_reopen(case: &Case, profile: &Profile) -> bool {
    let again = case
        .supplementary
        .is_some_and(|level| profile.levels.is_bad(level));
    match case.stage {
        Stage::Closed | Stage::Archived => again,
        _ => again || answered(case) == Some(RevisitOutcome::Dissatisfied),
    }
}

/// The commands an actor may give now, for the buttons of a page; their contents are checked later.
pub fn allowed(case: Option<&Case>, by: &Actor, profile: &Profile) -> Vec<CommandKind> {
    TABLE
        .iter()
        .map(|row| row.0)
        .filter(|kind| standing(case, *kind, by, profile).is_ok())
        .collect()
}
