//! Rules of a place as data (规则方案): what is good, who may review when, and by which day a bad review is answered.
//!
//! A profile is named with its source. No profile silently serves another place, and a review keeps
//! the profile of its day.

mod clock;
mod hours;
mod weights;

pub use clock::{
    ClockDue, ClockName, ClockRule, ClocksRequest, Length, LengthUnit, Roll, StartEvent, clocks,
};
pub(crate) use clock::{civil_day, ending};
pub use hours::{Hours, Stretch};
pub use weights::{WeightSet, Weights};

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::dated::Days;
use ip_core::law::{LawRef, Mark};
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::decimal::Rounding;
use crate::invite::InvitationRules;
use crate::level::{Level, LevelSets};

/// How many reviews a service may have, until when, and what silence means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewRules {
    /// How long after the service it may be reviewed; absent: at any later time.
    #[serde(default)]
    pub window: Option<Length>,
    /// What silence means; absent: the service counts as not reviewed.
    #[serde(default)]
    pub on_silence: Option<Silence>,
    /// How many supplementary reviews (追评) may follow.
    pub max_supplementary: u32,
    /// From when on a supplementary review may come; absent: any time after the first review.
    #[serde(default)]
    pub supplementary_after: SupplementaryAfter,
    /// Whether default reviews that another platform entered are taken in as such, where this place has none of its own.
    #[serde(default)]
    pub takes_defaults: bool,
    /// How long after the rectification closed a supplementary review may come; absent: at any later time.
    #[serde(default)]
    pub supplementary_window: Option<Length>,
    /// How long the free text may be, in characters.
    pub max_text_chars: usize,
    /// How well this section is proved.
    pub mark: Mark,
}

/// From when on a supplementary review may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SupplementaryAfter {
    /// From the first review on.
    #[default]
    Review,
    /// Once the rectification is closed.
    Rectification,
}

/// A level that the system enters when nobody reviewed (默认评价).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Silence {
    /// How long nobody reviewed.
    pub after: Length,
    /// The level entered.
    pub level: Level,
}

/// The closed loop of a bad review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoopRules {
    /// The best level that a revisit asks about; bad levels always.
    pub revisit_trigger: Level,
    /// How many failed attempts prove that a reviewer cannot be reached.
    pub contact_attempts: usize,
    /// On how many different days these attempts lie.
    pub contact_days: usize,
    /// How often a work order may be returned (退单); 0: never.
    pub max_returns: u32,
    /// How long after the dispatch it may be returned; absent: as long as nobody signed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_within: Option<Length>,
    /// How often a case may be reopened after a dissatisfied revisit.
    pub max_reopenings: u32,
    /// How often the time for rectification may be extended.
    pub max_extensions: u32,
    /// How long there is to do again what was sent back, where the profile has no clock `redo`.
    pub redo: Redo,
    /// How well this section is proved.
    pub mark: Mark,
}

/// The time for doing again what was sent back (重办); texts ask for it and give no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redo {
    /// As long as there was for the rectification itself.
    SameLength,
    /// Only a clock `redo` of the profile counts it.
    OwnClock,
}

/// Appeals (申诉).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppealRules {
    /// How long after dispatch; absent: until the case is closed.
    #[serde(default)]
    pub window: Option<Length>,
    /// How many people decide to void a review.
    pub deciders: usize,
    /// Whether the other clocks stand still meanwhile.
    pub pauses_clocks: bool,
    /// How well this section is proved.
    pub mark: Mark,
}

/// Supervision (督办).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SupervisionRules {
    /// How many days before a due day a reminder goes out.
    pub warn_days: u32,
    /// After how many days of delay a yellow card becomes a red one.
    pub red_after_days: u32,
    /// How well this section is proved.
    pub mark: Mark,
}

/// Publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublicationRules {
    /// Cells with fewer reviews than this are not shown.
    pub small_cell: u64,
    /// How well this section is proved.
    pub mark: Mark,
}

/// How a score is computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScoreRules {
    /// The weights of the levels.
    pub weights: WeightSet,
    /// How the printed score is rounded.
    pub rounding: Rounding,
    /// How well this section is proved.
    pub mark: Mark,
}

/// The rules of one place (规则方案).
///
/// ```
/// use ip_eval::policy::Profile;
/// let shanghai = Profile::builtin("shanghai-1-5-15")?;
/// assert!(shanghai.source.en.contains("one working day"));
/// assert!(Profile::builtin("atlantis").is_err());
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Its name, such as `shanghai-1-5-15`.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Where its numbers come from, and what is not known.
    pub source: Text,
    /// The legal basis.
    pub basis: Vec<LawRef>,
    /// The days on which it is in force, as far as known.
    pub days: Days,
    /// How well it is proved as a whole.
    pub mark: Mark,
    /// What is good, neutral and bad.
    pub levels: LevelSets,
    /// Scoring.
    pub score: ScoreRules,
    /// Reviewing.
    pub review: ReviewRules,
    /// Rectifying.
    pub rectify: LoopRules,
    /// Appeals.
    pub appeal: AppealRules,
    /// Supervision.
    pub supervision: SupervisionRules,
    /// Publication.
    pub publication: PublicationRules,
    /// Invitations, and the hours of every message.
    pub invitation: InvitationRules,
    /// The name of its code scheme.
    pub codes: String,
    /// Its clocks.
    pub clocks: Vec<ClockRule>,
}

impl Profile {
    /// A profile shipped with this crate, by its name or an alias of it.
    ///
    /// # Errors
    ///
    /// `eval.policy.unknown` for another name; `eval.data.*` if the file is damaged.
    pub fn builtin(name: &str) -> Result<Self, Problem> {
        Policies::builtin()?.get(name)
    }

    /// Whether a review of this level opens a case: a bad one, or one that the place revisits all the same.
    pub fn opens_case(&self, level: Level) -> bool {
        self.levels.is_bad(level) || level <= self.rectify.revisit_trigger
    }

    /// The clock of this name, if the profile has it.
    pub fn clock(&self, name: ClockName) -> Option<&ClockRule> {
        self.clocks.iter().find(|rule| rule.name == name)
    }
}

/// A profile as its file has it: a section left out is the common one.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Raw {
    id: String,
    #[serde(default)]
    aliases: Vec<String>,
    title: Text,
    source: Text,
    #[serde(default)]
    basis: Vec<LawRef>,
    #[serde(default)]
    days: Days,
    mark: Mark,
    codes: Option<String>,
    levels: Option<LevelSets>,
    score: Option<ScoreRules>,
    review: Option<ReviewRules>,
    rectify: Option<LoopRules>,
    appeal: Option<AppealRules>,
    supervision: Option<SupervisionRules>,
    publication: Option<PublicationRules>,
    invitation: Option<InvitationRules>,
    #[serde(default, rename = "clock")]
    clocks: Vec<ClockRule>,
}

impl Raw {
    /// Hours count from an instant and never stand still, so that only the clocks before the verification may have
    /// them, and only where an appeal does not pause clocks.
    fn hours_have_a_place(&self, common: &Common) -> bool {
        let early = [ClockName::Dispatch, ClockName::SignFor, ClockName::Contact];
        let appeal = self.appeal.as_ref().unwrap_or(&common.appeal);
        let review = self.review.as_ref().unwrap_or(&common.review);
        let invitation = self.invitation.as_ref().unwrap_or(&common.invitation);
        let days = |length: Option<Length>| length.is_none_or(|length| !length.unit.is_hours());
        let clock = |rule: &ClockRule| {
            let may = early.contains(&rule.name) && !appeal.pauses_clocks;
            may || days(rule.length)
        };
        self.clocks.iter().all(clock)
            && days(appeal.window)
            && days(
                self.rectify
                    .as_ref()
                    .unwrap_or(&common.rectify)
                    .return_within,
            )
            && days(review.window)
            && days(review.supplementary_window)
            && days(review.on_silence.map(|silence| silence.after))
            && days(invitation.first_after)
            && days(Some(invitation.again_after))
    }
}

/// The sections that a profile takes over when it says nothing of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Common {
    codes: String,
    levels: LevelSets,
    score: ScoreRules,
    review: ReviewRules,
    rectify: LoopRules,
    appeal: AppealRules,
    supervision: SupervisionRules,
    publication: PublicationRules,
    invitation: InvitationRules,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    common: Common,
    profile: Vec<Raw>,
}

/// Every profile of a file.
#[derive(Debug, Clone)]
pub struct Policies(File);

impl Policies {
    /// The profiles shipped with this crate (`data/policies.toml`).
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable` or `eval.policy.levels` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(include_str!("../../data/policies.toml"))
    }

    /// Reads profiles of the same form: how a locality brings its own.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable`, `eval.data.duplicate`, or `eval.policy.levels` when a level is in no list or in two,
    /// `eval.policy.hours` when the hours of messages are empty or out of order, `eval.policy.hour-limit` for a limit in
    /// hours where it has no place.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let file: File = crate::data::read(text)?;
        for (i, raw) in file.profile.iter().enumerate() {
            if file.profile[..i].iter().any(|p| p.id == raw.id) {
                return Err(Problem::new("eval.data.duplicate").found(&raw.id));
            }
            if !raw
                .levels
                .as_ref()
                .unwrap_or(&file.common.levels)
                .is_partition()
            {
                return Err(Problem::new("eval.policy.levels").found(&raw.id));
            }
            let invitation = raw.invitation.as_ref().unwrap_or(&file.common.invitation);
            invitation.hours.check().map_err(|p| p.found(&raw.id))?;
            if !raw.hours_have_a_place(&file.common) {
                return Err(Problem::new("eval.policy.hour-limit").found(&raw.id));
            }
        }
        Ok(Self(file))
    }

    /// The names of all profiles.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.profile.iter().map(|raw| raw.id.as_str())
    }

    /// The profile of this name or alias.
    ///
    /// # Errors
    ///
    /// `eval.policy.unknown`.
    pub fn get(&self, name: &str) -> Result<Profile, Problem> {
        let raw = self
            .0
            .profile
            .iter()
            .find(|raw| raw.id == name || raw.aliases.iter().any(|alias| alias == name))
            .cloned()
            .ok_or_else(|| {
                Problem::new("eval.policy.unknown")
                    .at("/profile")
                    .found(name)
            })?;
        let common = self.0.common.clone();
        Ok(Profile {
            id: raw.id,
            title: raw.title,
            source: raw.source,
            basis: raw.basis,
            days: raw.days,
            mark: raw.mark,
            codes: raw.codes.unwrap_or(common.codes),
            levels: raw.levels.unwrap_or(common.levels),
            score: raw.score.unwrap_or(common.score),
            review: raw.review.unwrap_or(common.review),
            rectify: raw.rectify.unwrap_or(common.rectify),
            appeal: raw.appeal.unwrap_or(common.appeal),
            supervision: raw.supervision.unwrap_or(common.supervision),
            publication: raw.publication.unwrap_or(common.publication),
            invitation: raw.invitation.unwrap_or(common.invitation),
            clocks: raw.clocks,
        })
    }
}
