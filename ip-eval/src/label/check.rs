//! Machine check of a label against the facts of its case (标签核验): supported, contradicted, or cannot say.
//!
//! The verdict is evidence for the person who verifies the review; it decides nothing.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Dictionary, Label};

/// What a label asserts that the case can prove or refute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// Settled within the promised time.
    WithinPromisedTime,
    /// Not settled within the promised time.
    BeyondPromisedTime,
    /// Longer than the law allows.
    BeyondStatutoryTime,
    /// A material outside the published guide was asked for.
    ExtraMaterial,
    /// The materials of the guide were enough.
    GuideMaterialsSufficed,
    /// A condition outside the published guide was added.
    ExtraCondition,
    /// The guide gave no samples.
    NoSample,
    /// The guide gave no list of materials.
    NoMaterialList,
    /// The same material was asked for more than once.
    SameMaterialAgain,
    /// As many trips as promised, or fewer.
    TripsAsPromised,
    /// More trips than promised.
    MoreTripsThanPromised,
    /// Promised online, not possible online.
    NotOnlineAsPromised,
    /// Booked, and still had to queue.
    QueuedDespiteBooking,
}

/// What the case, its guide and its channel say, as far as they are known.
///
/// Everything is optional: a fact that was not recorded makes the claim undecidable, never false.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CaseFacts {
    /// Working days used until the decision, or until now while it is open.
    pub working_days_used: Option<u32>,
    /// Whether the case is decided; an open case cannot have kept a limit yet.
    pub decided: Option<bool>,
    /// Working days promised.
    pub promised_days: Option<u32>,
    /// Working days the law allows.
    pub statutory_days: Option<u32>,
    /// Materials asked for that the guide in force does not name.
    pub materials_beyond_guide: Option<u32>,
    /// Conditions asked for that the guide in force does not name.
    pub conditions_beyond_guide: Option<u32>,
    /// Whether the guide in force gave samples.
    pub guide_has_samples: Option<bool>,
    /// Whether the guide in force gave a list of materials.
    pub guide_has_material_list: Option<bool>,
    /// Materials that were asked for again although they had been handed in unchanged.
    pub materials_asked_again: Option<u32>,
    /// Trips made.
    pub trips: Option<u32>,
    /// Trips promised.
    pub promised_trips: Option<u32>,
    /// Whether the guide promises handling online.
    pub online_promised: Option<bool>,
    /// Whether handling online was possible in fact.
    pub online_possible: Option<bool>,
    /// Whether the visit was booked.
    pub booked: Option<bool>,
    /// Whether a number was drawn at the hall after booking.
    pub queued: Option<bool>,
}

/// What the facts say about a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The facts bear it out.
    Supported,
    /// The facts speak against it.
    Contradicted,
    /// The facts are missing, or no machine can tell.
    CannotSay,
}

/// One label with what the facts say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The label's code.
    pub label: String,
    /// What it asserts, if a machine can look at it at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// What the facts say.
    pub verdict: Verdict,
}

impl From<Option<bool>> for Verdict {
    fn from(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Self::Supported,
            Some(false) => Self::Contradicted,
            None => Self::CannotSay,
        }
    }
}

/// Whether a claim holds; `None` where the facts do not say.
fn holds(claim: Claim, facts: &CaseFacts) -> Option<bool> {
    let beyond = |limit: Option<u32>| match (facts.working_days_used?, limit?, facts.decided) {
        (used, limit, _) if used > limit => Some(true),
        (_, _, Some(true)) => Some(false),
        // Still open and not late yet: neither kept nor broken.
        _ => None,
    };
    match claim {
        Claim::BeyondPromisedTime => beyond(facts.promised_days),
        Claim::WithinPromisedTime => beyond(facts.promised_days).map(|late| !late),
        Claim::BeyondStatutoryTime => beyond(facts.statutory_days),
        Claim::ExtraMaterial => facts.materials_beyond_guide.map(|n| n > 0),
        Claim::GuideMaterialsSufficed => facts.materials_beyond_guide.map(|n| n == 0),
        Claim::ExtraCondition => facts.conditions_beyond_guide.map(|n| n > 0),
        Claim::NoSample => facts.guide_has_samples.map(|has| !has),
        Claim::NoMaterialList => facts.guide_has_material_list.map(|has| !has),
        Claim::SameMaterialAgain => facts.materials_asked_again.map(|n| n > 0),
        Claim::TripsAsPromised => Some(facts.trips? <= facts.promised_trips?),
        Claim::MoreTripsThanPromised => Some(facts.trips? > facts.promised_trips?),
        Claim::NotOnlineAsPromised => Some(facts.online_promised? && !facts.online_possible?),
        Claim::QueuedDespiteBooking => Some(facts.booked? && facts.queued?),
    }
}

/// What the facts say about one label.
///
/// ```
/// use ip_eval::label::{Labels, check::{CaseFacts, Verdict, check}};
/// let labels = Labels::builtin()?;
/// let late = labels.get("gen-2").and_then(|d| d.get("110")).unwrap();
/// let facts = CaseFacts { working_days_used: Some(21), statutory_days: Some(20), ..CaseFacts::default() };
/// assert_eq!(check(late, &facts).verdict, Verdict::Supported);
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
pub fn check(label: &Label, facts: &CaseFacts) -> Finding {
    Finding {
        label: label.code.clone(),
        claim: label.claim,
        verdict: label.claim.and_then(|claim| holds(claim, facts)).into(),
    }
}

/// What the facts say about each of a review's labels; a code the dictionary lacks cannot be judged.
pub fn check_all(dictionary: &Dictionary, codes: &[String], facts: &CaseFacts) -> Vec<Finding> {
    let unknown = |code: &String| Finding {
        label: code.clone(),
        claim: None,
        verdict: Verdict::CannotSay,
    };
    codes
        .iter()
        .map(|code| {
            dictionary
                .get(code)
                .map_or_else(|| unknown(code), |label| check(label, facts))
        })
        .collect()
}
