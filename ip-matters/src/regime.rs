//! Rules of procedure as data (程序规则): periods, silence, pauses, service and remedies by regime
//! and by the days each version is in force.

mod branch;

pub use branch::{
    FalseStatementRule, HearingRule, JointRule, RenewalRule, RevocationGround, RevocationRule,
};

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::{LawRef, Mark};
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::case::{CommandKind, Guard};
use crate::document::DocumentKind;
use crate::limit::{Length, LimitUnit};
use crate::matter::{MatterId, RegimeId};
use crate::toml_file;

/// What it means that the authority stays silent after receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// The application is accepted, as of the day of receipt (视为受理).
    DeemedAccepted,
    /// The authority is late.
    Overdue,
}

/// How long the authority has to check what it received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckRule {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: LimitUnit,
    /// What silence means.
    pub silence: Silence,
    /// Whether the time runs again from a resubmission; the laws do not say, so it is a switch.
    pub runs_again: bool,
    /// How well that is proved.
    pub runs_again_mark: Mark,
    /// How many working days no holiday notice takes out of such a time at most: that much later silence surely
    /// speaks, also where the holidays are not published yet. A switch; without it silence waits for the notice.
    #[serde(default)]
    pub holiday_margin: Option<u32>,
    /// How well that is proved.
    #[serde(default)]
    pub holiday_margin_mark: Option<Mark>,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// What follows when corrections do not come in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CorrectionMiss {
    /// The application counts as withdrawn (视为撤回).
    DeemedWithdrawn,
    /// The request counts as never made (视为未提出).
    DeemedNotFiled,
    /// Acceptance is refused (不予受理).
    RefuseAcceptance,
}

/// What a missed correction means in some matters of a regime, where it differs from the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MissRule {
    /// What a miss means.
    pub on_miss: CorrectionMiss,
    /// In which matters.
    pub matters: Vec<MatterId>,
    /// Where it stands.
    #[serde(default)]
    pub basis: Option<LawRef>,
    /// How well it is proved.
    pub mark: Mark,
}

/// The rule of corrections (补正).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CorrectionRule {
    /// Everything must be asked in one notice (一次性告知).
    pub one_time: bool,
    /// What a miss means, but for the matters of `except`; where it is not known, a locality may say it, and
    /// without a word from anybody nothing follows.
    #[serde(default)]
    pub on_miss: Option<CorrectionMiss>,
    /// Matters in which a miss means something else.
    #[serde(default)]
    pub except: Vec<MissRule>,
    /// The applicant's period where law fixes it.
    #[serde(default)]
    pub fixed: Option<Length>,
    /// How long the authority has to send the notice, where it differs from the check.
    #[serde(default)]
    pub notice: Option<Length>,
    /// Where it stands.
    #[serde(default)]
    pub basis: Option<LawRef>,
    /// The law by which the clocks of the decision stand still until the corrections are in; without one they run on.
    #[serde(default)]
    pub pauses: Option<LawRef>,
    /// How well it is proved.
    pub mark: Mark,
}

/// What a locality settles about corrections where law leaves it open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocalCorrection {
    /// Under which rules of procedure.
    pub regimes: Vec<RegimeId>,
    /// The period of a notice that names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Length>,
    /// What a miss means where no law says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_miss: Option<CorrectionMiss>,
}

impl CorrectionRule {
    /// The period of a notice: what law fixes, else what the clerk sets, else what the locality does.
    pub fn period(&self, asked: Option<Length>, local: Option<&LocalCorrection>) -> Option<Length> {
        let local = local.and_then(|local| local.period);
        self.fixed.or(asked).or(local)
    }

    /// What a missed correction means in a matter: what law says, else what the locality does.
    pub fn miss(
        &self,
        matter: &MatterId,
        local: Option<&LocalCorrection>,
    ) -> Option<CorrectionMiss> {
        let own = self.except.iter().find(|r| r.matters.contains(matter));
        let law = own.map(|rule| rule.on_miss).or(self.on_miss);
        law.or_else(|| local.and_then(|local| local.on_miss))
    }
}

/// From which day the decision clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockStart {
    /// From the day of acceptance.
    Acceptance,
    /// From the day the documents were received.
    Receipt,
}

/// The rule of the decision period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecisionRule {
    /// The limit where the matter's own law sets none; absent where there is none.
    #[serde(default)]
    pub default: Option<Length>,
    /// From when it runs.
    pub from: ClockStart,
    /// From when the promised time runs, where that differs; no law says so, it is a switch.
    #[serde(default)]
    pub promised_from: Option<ClockStart>,
    /// How well that is proved.
    #[serde(default)]
    pub promised_mark: Option<Mark>,
    /// The law by which what is filed online counts as received on the day it entered the system, whenever somebody
    /// looks at it.
    #[serde(default)]
    pub entry: Option<LawRef>,
    /// What the general limit says; present with it.
    #[serde(default)]
    pub what: Option<Text>,
    /// Where it stands.
    #[serde(default)]
    pub basis: Option<LawRef>,
    /// How well it is proved.
    pub mark: Mark,
}

impl DecisionRule {
    /// From when the promised time runs.
    pub fn promised_from(&self) -> ClockStart {
        self.promised_from.unwrap_or(self.from)
    }
}

/// The one extension (延长) a regime allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExtensionRule {
    /// At most how many.
    pub n: u32,
    /// Of what.
    pub unit: LimitUnit,
    /// Who must approve it, such as `head-of-organ`.
    pub approver: String,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// A period that follows the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimedRule {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: LimitUnit,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// The rule of acceptance with papers to follow (容缺受理).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ToleranceRule {
    /// What a miss means.
    pub on_miss: CorrectionMiss,
    /// Whether a decision may issue before the papers are in.
    pub decide_before_filled: bool,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// The rule of handling by notification and commitment (告知承诺).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommitmentRule {
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// A procedure whose time is not counted (特别程序).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PauseKind {
    /// Key.
    pub id: String,
    /// Name in both languages.
    pub name: Text,
    /// Where it stands.
    #[serde(default)]
    pub basis: Option<LawRef>,
    /// The law by which the applicant is told in writing how long it takes.
    #[serde(default)]
    pub tells_time: Option<LawRef>,
    /// How well it is proved.
    pub mark: Mark,
}

/// How something is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryChannel {
    /// 电子送达.
    Electronic,
    /// 邮寄.
    Mail,
    /// 直接送交.
    Direct,
    /// 公告.
    Announcement,
}

/// Which day counts as the day of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// The day it entered the system the party accepted.
    OnEntry,
    /// The day it was handed over.
    OnHandover,
    /// The day it was received.
    OnReceipt,
    /// A day presumed by law, counted from dispatch.
    Presumed,
}

/// The rule of one channel of service (送达).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeliveryRule {
    /// The channel.
    pub channel: DeliveryChannel,
    /// Which day counts.
    pub counts: Counts,
    /// How long after dispatch, where presumed.
    #[serde(default)]
    pub presumed: Option<Length>,
    /// Whether a day of receipt that is proved stands against the presumption.
    #[serde(default)]
    pub provable: bool,
    /// Where it stands.
    #[serde(default)]
    pub basis: Option<LawRef>,
    /// How well it is proved.
    pub mark: Mark,
}

/// What can be done against a decision (救济).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Remedy {
    /// Key.
    pub id: String,
    /// How many.
    pub n: u32,
    /// Of what, from service of the decision.
    pub unit: LimitUnit,
    /// What to do.
    pub what: Text,
    /// The matters against whose decisions it stands; empty for every matter of the regime.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matters: Vec<MatterId>,
    /// The documents against which it stands; empty for every decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<DocumentKind>,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// A step of the flow (办理流程).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// Key.
    pub id: String,
    /// What happens.
    pub name: Text,
    /// Who does it.
    pub by: crate::limit::Owner,
}

/// One version of the rules of a regime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Regime {
    /// Which regime.
    pub id: RegimeId,
    /// Which version; a case keeps the version under which it was received.
    pub version: String,
    /// First day in force.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day in force.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Name in both languages.
    pub name: Text,
    /// How well the row as a whole is proved.
    pub mark: Mark,
    /// Time to check what came in.
    #[serde(default)]
    pub check: Option<CheckRule>,
    /// Corrections.
    pub correction: CorrectionRule,
    /// The decision.
    pub decision: DecisionRule,
    /// Extension.
    #[serde(default)]
    pub extension: Option<ExtensionRule>,
    /// Issue of the result.
    #[serde(default)]
    pub issue: Option<TimedRule>,
    /// Acceptance with papers to follow.
    #[serde(default)]
    pub tolerance: Option<ToleranceRule>,
    /// Notification and commitment.
    #[serde(default)]
    pub commitment: Option<CommitmentRule>,
    /// Several organs together.
    #[serde(default)]
    pub joint: Option<JointRule>,
    /// The time of a lower organ that looks into it first, from its acceptance (下级初审).
    #[serde(default)]
    pub lower: Option<TimedRule>,
    /// Hearing.
    #[serde(default)]
    pub hearing: Option<HearingRule>,
    /// Renewal.
    #[serde(default)]
    pub renewal: Option<RenewalRule>,
    /// False statements.
    #[serde(default)]
    pub false_statement: Option<FalseStatementRule>,
    /// Revocation.
    #[serde(default)]
    pub revocation: Option<RevocationRule>,
    /// What stops the clock.
    #[serde(default)]
    pub pauses: Vec<PauseKind>,
    /// Service by channel.
    #[serde(default)]
    pub delivery: Vec<DeliveryRule>,
    /// Remedies.
    #[serde(default)]
    pub remedies: Vec<Remedy>,
    /// The flow.
    pub steps: Vec<Step>,
}

impl Regime {
    /// Whether this version is in force on `day`.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The procedure with this key whose time is not counted.
    pub fn pause(&self, id: &str) -> Option<&PauseKind> {
        self.pauses.iter().find(|p| p.id == id)
    }

    /// What can be done against a decision in a matter.
    pub fn remedies_in<'a>(&'a self, matter: &'a MatterId) -> impl Iterator<Item = &'a Remedy> {
        let stands = move |r: &&Remedy| r.matters.is_empty() || r.matters.contains(matter);
        self.remedies.iter().filter(stands)
    }

    /// The rule of service by this channel.
    pub fn delivery(&self, channel: DeliveryChannel) -> Option<&DeliveryRule> {
        self.delivery.iter().find(|d| d.channel == channel)
    }
}

/// The rules of all regimes.
///
/// ```
/// use chrono::NaiveDate;
/// use ip_matters::matter::RegimeId;
/// use ip_matters::regime::Rules;
/// let rules = Rules::builtin()?;
/// let day = NaiveDate::from_ymd_opt(2025, 3, 3).unwrap();
/// let licence = rules.on(RegimeId::AdministrativeLicence, day).unwrap();
/// assert_eq!(licence.decision.default.unwrap().n, 20);
/// // The trademark law of 2026 is in force from 2027; its procedure is not in the data yet.
/// let later = NaiveDate::from_ymd_opt(2027, 1, 4).unwrap();
/// assert!(rules.on(RegimeId::TrademarkProcedure, later).is_none());
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Rules {
    regimes: Vec<Regime>,
    guards: Vec<GuardRow>,
}

/// Where a guard stands, for one regime or for all that have no row of their own.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GuardRow {
    guard: Guard,
    #[serde(default)]
    regimes: Vec<RegimeId>,
    /// Only under these versions of the rules.
    #[serde(default)]
    versions: Vec<String>,
    /// Only against these commands.
    #[serde(default)]
    commands: Vec<CommandKind>,
    basis: Vec<LawRef>,
}

impl GuardRow {
    fn speaks_of(&self, guard: Guard, command: CommandKind, version: Option<&str>) -> bool {
        self.guard == guard
            && (self.commands.is_empty() || self.commands.contains(&command))
            && (self.versions.is_empty()
                || version.is_some_and(|v| self.versions.iter().any(|own| own == v)))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GuardFile {
    #[serde(default)]
    guard: Vec<GuardRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegimeFile {
    #[serde(default)]
    regime: Vec<Regime>,
}

impl Rules {
    /// The rules shipped with this crate (`data/regimes.toml`, `data/guards.toml`).
    ///
    /// # Errors
    ///
    /// Every problem of a damaged file, which a test excludes.
    pub fn builtin() -> Result<Self, Problems> {
        Self::from_toml(
            include_str!("../data/regimes.toml"),
            include_str!("../data/guards.toml"),
        )
    }

    /// Reads rules and the articles of the guards; two versions of one regime may not share a day.
    ///
    /// # Errors
    ///
    /// `matters.data.unreadable`, `matters.regime.overlap`.
    pub fn from_toml(regimes: &str, guards: &str) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let file: Option<RegimeFile> = toml_file::read("regimes.toml", regimes, &mut problems);
        let guards: Option<GuardFile> = toml_file::read("guards.toml", guards, &mut problems);
        let guards = guards.map(|f| f.guard).unwrap_or_default();
        let regimes = file.map(|f| f.regime).unwrap_or_default();
        for (at, one) in regimes.iter().enumerate() {
            let shared = regimes[..at].iter().any(|other| {
                other.id == one.id
                    && one
                        .from
                        .is_none_or(|from| other.to.is_none_or(|to| from <= to))
                    && other
                        .from
                        .is_none_or(|from| one.to.is_none_or(|to| from <= to))
            });
            if shared {
                problems.push(Problem::new("matters.regime.overlap").found(&one.version));
            }
        }
        problems.or(Self { regimes, guards })
    }

    /// The version in force on `day`; `None` where the data has none, which is never guessed.
    pub fn on(&self, id: RegimeId, day: NaiveDate) -> Option<&Regime> {
        self.regimes
            .iter()
            .find(|r| r.id == id && r.is_in_force(day))
    }

    /// The version with this name.
    pub fn version(&self, id: RegimeId, version: &str) -> Option<&Regime> {
        self.regimes
            .iter()
            .find(|r| r.id == id && r.version == version)
    }

    /// What a guard rests on against a command, in a regime and the version of its rules: the regime's
    /// own row, else the row for all.
    pub fn basis(
        &self,
        guard: Guard,
        command: CommandKind,
        regime: RegimeId,
        version: Option<&str>,
    ) -> Vec<LawRef> {
        let speaks = move |row: &&GuardRow| row.speaks_of(guard, command, version);
        let rows = || self.guards.iter().filter(speaks);
        rows()
            .find(|row| row.regimes.contains(&regime))
            .or_else(|| rows().find(|row| row.regimes.is_empty()))
            .map(|row| row.basis.clone())
            .unwrap_or_default()
    }

    /// Every version of every regime.
    pub fn iter(&self) -> impl Iterator<Item = &Regime> {
        self.regimes.iter()
    }
}
