//! A service matter (政务服务事项) of the national baseline, as the data file states it.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use ip_core::law::{LawRef, Mark};
use ip_core::party::PartyKind;
use ip_core::text::Text;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::limit::{Limit, LimitKind, Owner};
use crate::material::{MaterialSet, Situation};
use crate::provenance::Provenances;

/// The stable name of a matter, such as `cn.patent.filing`: lower-case words joined by `-`, at
/// least two of them joined by `.`.
///
/// ```
/// use ip_matters::matter::MatterId;
/// let id: MatterId = "cn.patent.filing".parse()?;
/// assert_eq!(id.to_string(), "cn.patent.filing");
/// assert!("Patent Filing".parse::<MatterId>().is_err());
/// # Ok::<(), ip_matters::matter::BadMatterId>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transparent))]
pub struct MatterId(String);

/// The text is not the name of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a matter id: expected lower-case words, such as cn.patent.filing")]
pub struct BadMatterId;

impl MatterId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MatterId {
    type Err = BadMatterId;

    fn from_str(s: &str) -> Result<Self, BadMatterId> {
        let word = |w: &str| {
            !w.is_empty()
                && w.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if s.len() <= 80 && s.contains('.') && s.split('.').all(word) {
            Ok(Self(s.into()))
        } else {
            Err(BadMatterId)
        }
    }
}

impl fmt::Display for MatterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for MatterId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for MatterId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// Under which rules of procedure a matter is handled; never inferred from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RegimeId {
    /// 行政许可.
    AdministrativeLicence,
    /// 专利审批程序.
    PatentProcedure,
    /// 商标注册程序.
    TrademarkProcedure,
    /// 商标评审程序.
    TrademarkReview,
    /// 布图设计登记程序.
    LayoutProcedure,
    /// 特殊标志登记程序.
    SpecialSign,
    /// 备案.
    Filing,
    /// 公共服务.
    PublicService,
    /// Procedures set locally, such as adjudication (其他).
    LocalOther,
}

impl RegimeId {
    /// Every regime.
    pub const ALL: [Self; 9] = [
        Self::AdministrativeLicence,
        Self::PatentProcedure,
        Self::TrademarkProcedure,
        Self::TrademarkReview,
        Self::LayoutProcedure,
        Self::SpecialSign,
        Self::Filing,
        Self::PublicService,
        Self::LocalOther,
    ];
}

/// The kind of power a matter is (事项类型), for those handled on application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MatterType {
    /// 行政许可.
    Licence,
    /// 行政给付.
    Payment,
    /// 行政确认.
    Confirmation,
    /// 行政奖励.
    Reward,
    /// 行政裁决.
    Adjudication,
    /// 其他行政权力.
    Other,
    /// 公共服务.
    PublicService,
}

/// How a matter can be handled (办理形式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// 网上.
    Online,
    /// 移动端.
    Mobile,
    /// 窗口.
    Window,
    /// 邮寄.
    Mail,
    /// 电话.
    Phone,
}

/// Who may apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Applicant {
    /// 自然人.
    NaturalPerson,
    /// 法人和非法人组织.
    Organisation,
}

impl Applicant {
    /// Whether a party of this kind is meant.
    pub fn admits(self, party: PartyKind) -> bool {
        (self == Self::NaturalPerson) == (party == PartyKind::NaturalPerson)
    }
}

/// A condition of acceptance or of the decision (受理条件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Condition {
    /// Key within the matter.
    pub id: String,
    /// What must be so.
    pub text: Text,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<LawRef>,
    /// How well it is proved; absent where the field's provenance says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// Whether a fee is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Charged {
    /// A fee is charged.
    Yes,
    /// Free.
    No,
    /// Not established.
    Unknown,
}

/// One fact of a fee act: text, number, switch or list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Fact {
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Several.
    List(Vec<Self>),
}

/// The template of an act in a fee request: the act, and the facts that the matter fixes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct FeeAct {
    /// The act's name in a fee request, such as `patent.change`.
    pub act: String,
    /// Facts the matter fixes, such as `items = ["party"]`.
    #[serde(flatten)]
    pub facts: BTreeMap<String, Fact>,
}

/// What a matter costs, by reference to the fee calculator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fee {
    /// Whether anything is charged.
    pub charged: Charged,
    /// Acts to quote; empty where the calculator has none.
    #[serde(default)]
    pub acts: Vec<FeeAct>,
    /// Facts the applicant must add before an amount can be said.
    #[serde(default)]
    pub ask: Vec<String>,
}

/// What the applicant holds at the end (结果类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ResultKind {
    /// 证照.
    Certificate,
    /// 批文、通知书.
    Document,
    /// 备案、登记记录.
    Record,
    /// 公告.
    Announcement,
    /// 票据、回执.
    Receipt,
    /// A service rendered.
    Service,
    /// Nothing is handed out (无).
    Nothing,
    /// 其他.
    Other,
}

/// The result of a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Outcome {
    /// What kind of thing it is.
    pub kind: ResultKind,
    /// What it is called.
    pub name: Text,
}

/// A matter of the national baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Matter {
    /// Stable name.
    pub id: MatterId,
    /// Row of the baseline list, such as `P01`.
    pub number: String,
    /// Name in both languages.
    pub name: Text,
    /// Named in the national guide (办事指南).
    pub national_guide: bool,
    /// Rules of procedure.
    pub regime: RegimeId,
    /// Kind of power, where established.
    pub matter_type: Option<MatterType>,
    /// Who may apply.
    pub applicants: Vec<Applicant>,
    /// In what quality they apply, where not just anyone may.
    pub role: Option<Text>,
    /// Whether an agent may act.
    pub agent: bool,
    /// Legal basis (设定依据).
    pub basis: Vec<LawRef>,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// Papers in every situation.
    pub materials: MaterialSet,
    /// Situations, each with further papers.
    pub situations: Vec<Situation>,
    /// Limits of both sides.
    pub limits: Vec<Limit>,
    /// What it costs.
    pub fee: Fee,
    /// What comes out.
    pub result: Outcome,
    /// How it can be handled.
    pub channels: Vec<Channel>,
    /// Whether notification and commitment is known to be open for it; absent is not known.
    pub commitment: Option<Mark>,
    /// The same matter seen from another desk.
    pub same_as: Option<MatterId>,
    /// Where each field comes from.
    pub provenance: Provenances,
}

impl Matter {
    /// The statutory limit for the authority's decision, where law sets one.
    pub fn statutory(&self) -> Option<&Limit> {
        self.limits.iter().find(|l| {
            l.id == "decide" && l.owner == Owner::Authority && l.kind == LimitKind::Statutory
        })
    }

    /// The statutory limit for a case filed by this channel in this situation: some laws give less time online, some
    /// let it run from another day.
    pub fn statutory_by(
        &self,
        channel: Option<Channel>,
        situation: Option<&str>,
    ) -> Option<&Limit> {
        let binds = |l: &&Limit| l.owner == Owner::Authority && l.kind == LimitKind::Statutory;
        let limits = || self.limits.iter().filter(binds);
        let online = matches!(channel, Some(Channel::Online | Channel::Mobile));
        let own = situation.and_then(|id| {
            limits().find(|l| l.id.starts_with("decide") && l.situation.as_deref() == Some(id))
        });
        own.or_else(|| limits().find(|l| online && l.id == "decide-online"))
            .or_else(|| self.statutory())
    }

    /// Whether a party of this kind may apply.
    pub fn admits(&self, party: PartyKind) -> bool {
        self.applicants.iter().any(|a| a.admits(party))
    }
}
