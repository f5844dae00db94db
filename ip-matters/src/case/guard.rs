//! Guards of the transitions, and the refusal that names a guard and its article.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::law::LawRef;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use super::{CommandKind, State};

macro_rules! guards {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal;)+) => {
        /// What stands against a command.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Guard {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Guard {
            /// Every guard.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }

        /// Codes of all refusals.
        pub const CODES: &[&str] = &[$($code,)+];
    };
}

guards! {
    /// The case does not stand where this can be done.
    WrongState = "matters.case.wrong-state";
    /// Another desk gives this command.
    WrongDesk = "matters.case.wrong-desk";
    /// The command lies before the last event.
    TimeGoesBack = "matters.case.time-goes-back";
    /// The list entry is not open on this day.
    EntryClosed = "matters.case.entry-closed";
    /// The case was filed under another matter or version.
    WrongEntry = "matters.case.wrong-entry";
    /// No rules of this procedure are known for the day.
    RulesUnknown = "matters.case.rules-unknown";
    /// The situation is missing or unknown.
    Situation = "matters.case.situation";
    /// The channel is not offered.
    Channel = "matters.case.channel";
    /// A paper that the guide does not ask for.
    UnknownMaterial = "matters.case.unknown-material";
    /// A paper that must be there is not.
    MaterialsMissing = "matters.case.materials-missing";
    /// The competent organ must be named.
    CompetentOrgan = "matters.case.competent-organ";
    /// Nothing was asked to be corrected before.
    NothingNotified = "matters.case.nothing-notified";
    /// A notice must list what is wrong.
    EmptyNotice = "matters.case.empty-notice";
    /// Everything must be asked in one notice.
    SecondNotice = "matters.case.second-notice";
    /// The period is fixed by law, or no period is known.
    Period = "matters.case.period";
    /// The day of service lies before the notice.
    ServedBefore = "matters.case.served-before";
    /// No paper may follow under this procedure or entry.
    NotTolerable = "matters.case.not-tolerable";
    /// The day for the missing papers must lie ahead.
    ToleranceDue = "matters.case.tolerance-due";
    /// Commitment is not offered for this matter.
    NoCommitment = "matters.case.no-commitment";
    /// The applicant may not use commitment.
    CommitmentExcluded = "matters.case.commitment-excluded";
    /// Papers that were to follow are still missing.
    MissingOpen = "matters.case.missing-open";
    /// The register does not stand in for this paper.
    NotWaivable = "matters.case.not-waivable";
    /// Two officers are needed.
    TwoOfficers = "matters.case.two-officers";
    /// Not a procedure whose time is left out.
    UnknownSpecial = "matters.case.unknown-special";
    /// There is no time to extend, or no rule to extend it.
    NoExtension = "matters.case.no-extension";
    /// The time was extended already.
    ExtensionUsed = "matters.case.extension-used";
    /// The time is over.
    ExtensionLate = "matters.case.extension-late";
    /// More than the law allows.
    ExtensionTooLong = "matters.case.extension-too-long";
    /// Not approved by who must approve it.
    ExtensionApprover = "matters.case.extension-approver";
    /// No fee is charged for this matter.
    NoFee = "matters.case.no-fee";
    /// The amount is negative, or too large to add.
    Amount = "matters.case.amount";
    /// The fee was not paid.
    FeeUnpaid = "matters.case.fee-unpaid";
    /// An adverse decision needs reasons.
    ReasonsMissing = "matters.case.reasons-missing";
    /// Nothing was granted.
    NotGranted = "matters.case.not-granted";
    /// This procedure does not serve by this channel.
    DeliveryChannel = "matters.case.delivery-channel";
    /// The day of service is not known.
    DeliveryDay = "matters.case.delivery-day";
    /// The applicant must be told how long a special procedure takes.
    SpecialTime = "matters.case.special-time";
    /// The applicant may not apply again yet, after a false statement.
    Barred = "matters.case.barred";
    /// The lower organ sent this paper up with the file.
    AskedAgain = "matters.case.asked-again";
    /// Nothing of what the notice asked for came.
    NothingResubmitted = "matters.case.nothing-resubmitted";
    /// Something that the notice asked for is still open.
    CorrectionsOpen = "matters.case.corrections-open";
    /// This procedure is not handled jointly, or no other organ is named.
    NoJoint = "matters.case.no-joint";
    /// No lower organ looks into it first.
    NoLower = "matters.case.no-lower";
    /// The superior organ decides.
    UpperDecides = "matters.case.upper-decides";
    /// The last day to say something lies in the past.
    StatementDay = "matters.case.statement-day";
    /// This person was not told that the decision touches them.
    NotInterested = "matters.case.not-interested";
    /// A person whom the decision touches may still speak.
    InterestedOpen = "matters.case.interested-open";
    /// This procedure knows no hearing on request.
    NoHearing = "matters.case.no-hearing";
    /// Nobody was told of a right to a hearing.
    HearingNotTold = "matters.case.hearing-not-told";
    /// The hearing was asked for already.
    HearingAsked = "matters.case.hearing-asked";
    /// The time to ask for a hearing is over.
    HearingLate = "matters.case.hearing-late";
    /// A hearing may still be asked for.
    HearingOpen = "matters.case.hearing-open";
    /// The hearing is too soon after its notice.
    HearingNotice = "matters.case.hearing-notice";
    /// The hearing was not held yet.
    HearingNotHeld = "matters.case.hearing-not-held";
    /// Nothing is left of the quota for this case, after those accepted before it.
    QuotaOrder = "matters.case.quota-order";
    /// No limit of this case runs from that day, or it runs already.
    StartUnknown = "matters.case.start-unknown";
    /// The day lies before the receipt or in the future.
    StartDay = "matters.case.start-day";
    /// This procedure renews nothing by silence.
    NoRenewal = "matters.case.no-renewal";
    /// The renewal was asked for too late before the expiry.
    RenewalLate = "matters.case.renewal-late";
    /// An accepted case is not sent away.
    ForwardAccepted = "matters.case.forward-accepted";
    /// The matter is not handled across regions.
    NoScope = "matters.case.no-scope";
    /// The places have not agreed who does what.
    Agreement = "matters.case.agreement";
    /// No clock of the authority is late or near its end.
    NothingLate = "matters.case.nothing-late";
    /// Not a ground for revocation in this procedure or case.
    RevocationGround = "matters.case.revocation-ground";
    /// Revocation would gravely harm the public interest.
    PublicHarm = "matters.case.public-harm";
    /// No agent may act in this matter.
    Agent = "matters.case.agent";
    /// Nothing is late, so there is nothing to give reasons for.
    NotOverdue = "matters.case.not-overdue";
}

impl Guard {
    /// Whether it stands against an extension of the statutory time.
    pub(crate) const fn is_of_extension(self) -> bool {
        matches!(
            self,
            Self::ExtensionUsed | Self::ExtensionLate | Self::ExtensionTooLong
        )
    }
}

/// A command refused: by which guard, on which article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[error("{} in state {state:?}: {}", command_name(.command), .guard.code())]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The guard.
    pub guard: Guard,
    /// The command.
    pub command: CommandKind,
    /// Where the case stood.
    pub state: State,
    /// What the guard rests on; empty where it rests on order alone.
    pub basis: Vec<LawRef>,
    /// What would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What stood there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

fn command_name(command: &CommandKind) -> String {
    alloc::format!("{command:?}")
}

impl Refusal {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        self.guard.code()
    }

    /// The refusal as a problem, for a page or a response.
    pub fn to_problem(&self) -> Problem {
        let mut problem = Problem::new(self.code());
        problem.expected.clone_from(&self.expected);
        problem.found.clone_from(&self.found);
        for law in self.basis.iter().take(1) {
            problem = problem.arg("law", &law.id);
            if let Some(article) = &law.article {
                problem = problem.arg("article", article);
            }
        }
        problem
    }

    pub(crate) fn expected(mut self, value: impl ToString) -> Self {
        self.expected = Some(value.to_string());
        self
    }

    pub(crate) fn found(mut self, value: impl ToString) -> Self {
        self.found = Some(value.to_string());
        self
    }
}
