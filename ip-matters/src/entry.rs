//! An entry of a locality's implementation list (实施清单): the baseline matter, and what the place adds.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::LawRef;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::limit::Length;
use crate::list::{ListFee, OnlineDepth, Scope};
use crate::material::{MaterialKind, MaterialSource, Necessity, Waivable};
use crate::matter::{Channel, Fact, FeeAct, Matter};
use crate::regime::LocalCorrection;

/// The life of a list entry (事项状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EntryState {
    /// 草稿.
    Draft,
    /// 审核中.
    Review,
    /// 在用.
    Published,
    /// 暂停.
    Suspended,
    /// 取消.
    Cancelled,
}

/// The level at which a matter is exercised (行使层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 国家级.
    National,
    /// 省级.
    Province,
    /// 市级.
    City,
    /// 县级.
    County,
    /// 镇(乡、街道)级.
    Town,
    /// 村(社区)级.
    Village,
    /// 分级管理: at several levels.
    Graded,
}

/// Where the body's power comes from (权力来源).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PowerSource {
    /// 法定本级行使.
    Own,
    /// 上级下放.
    Delegated,
    /// 上级授权.
    AuthorisedFromAbove,
    /// 同级授权.
    AuthorisedBeside,
    /// 上级委托.
    EntrustedFromAbove,
    /// 同级委托.
    EntrustedBeside,
}

/// The body that handles a matter (实施主体).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Body {
    /// Key in the pack.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Unified social credit code.
    pub uscc: String,
}

/// What a form field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// An identifier with check digits; `of` names its kind.
    Identifier,
    /// A day.
    Date,
    /// One of the options.
    Choice,
    /// An amount with two decimals.
    Money,
    /// A whole number.
    Number,
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub id: String,
    /// What is read.
    pub label: Text,
}

/// A field of the filing form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Field {
    /// Key within the form.
    pub id: String,
    /// What is asked.
    pub label: Text,
    /// What it holds.
    pub kind: FieldKind,
    /// Kinds of identifier taken, such as `uscc`; only for identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// The options; only for choices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Must be filled.
    #[serde(default)]
    pub required: bool,
    /// Holds personal data: kept in the vault, masked in logs.
    #[serde(default)]
    pub personal: bool,
    /// The fee fact it supplies, such as `claims`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_fact: Option<String>,
    /// Asked only in this situation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub situation: Option<String>,
    /// Longest text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// What helps to fill it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
}

/// A paper as an entry asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Material {
    /// Id of the standard paper.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What it is.
    pub kind: MaterialKind,
    /// Where it comes from.
    pub source: MaterialSource,
    /// Whether it must be there.
    pub necessity: Necessity,
    /// What may stand in for it.
    pub waivable_by: Vec<Waivable>,
    /// Situations in which it is asked; empty in all.
    pub situations: Vec<String>,
    /// File name extensions taken, in lower case.
    pub accepts: Vec<String>,
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// What helps to prepare it.
    pub help: Option<Text>,
}

impl Material {
    /// Whether it is asked in this situation.
    pub fn applies_in(&self, situation: Option<&str>) -> bool {
        self.situations.is_empty()
            || situation.is_some_and(|s| self.situations.iter().any(|own| own == s))
    }
}

/// A question often asked (常见问题).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Faq {
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
}

/// What a commitment takes the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Replaces {
    /// A proof: the paper is not asked, the review goes on as ever (证明事项告知承诺制).
    Proof,
    /// The review: the decision is made at once and verified afterwards (涉企经营许可告知承诺制).
    Review,
}

/// The offer to be handled by notification and commitment (告知承诺).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommitmentOffer {
    /// What it takes the place of.
    pub replaces: Replaces,
    /// The papers for which it stands in; all others must be there when it is signed.
    #[serde(default)]
    pub papers: Vec<String>,
    /// What the applicant is told and commits to: conditions, papers, consequences.
    pub notice: Text,
    /// How long the body has to verify after the decision.
    pub verify_within: Length,
}

/// A matter as a locality handles it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The baseline matter.
    pub matter: Matter,
    /// Version of the entry; a case keeps the one it was received under.
    pub version: u32,
    /// State.
    pub state: EntryState,
    /// First day of the entry.
    pub effective: Option<NaiveDate>,
    /// Last day of the entry.
    pub cancelled: Option<NaiveDate>,
    /// Implementation code (实施编码), 31 characters.
    pub implementation: Option<String>,
    /// The body.
    pub body: Option<Body>,
    /// Level.
    pub level: Option<Level>,
    /// Power source; none for public services.
    pub power_source: Option<PowerSource>,
    /// Who entrusted the power, where it is entrusted.
    pub entrusted_by: Option<Text>,
    /// What the place promises for the decision.
    pub promised: Option<Length>,
    /// How many visits in person are needed.
    pub visits: Option<u32>,
    /// Why a visit is needed.
    pub visit_reason: Option<Text>,
    /// Channels, national and local.
    pub channels: Vec<Channel>,
    /// Papers.
    pub materials: Vec<Material>,
    /// Fields of the filing form.
    pub fields: Vec<Field>,
    /// Outlets that handle it.
    pub outlets: Vec<String>,
    /// Offer of notification and commitment.
    pub commitment: Option<CommitmentOffer>,
    /// What the place settles about corrections.
    #[serde(default)]
    pub correction: Option<LocalCorrection>,
    /// Questions often asked.
    pub faq: Vec<Faq>,
    /// Telephone for questions.
    pub consult_phone: Option<String>,
    /// Telephone for complaints.
    pub complaint_phone: Option<String>,
    /// A remark for readers.
    pub note: Option<Text>,
    /// How much can be done online (网上办理深度), where the place says it.
    #[serde(default)]
    pub depth: Option<OnlineDepth>,
    /// How long the place takes to say whether it takes in what was filed online, where it says so (网上预审时限).
    #[serde(default)]
    pub online_check: Option<Length>,
    /// From how far away it can be handled (通办范围), where the place says it.
    #[serde(default)]
    pub scope: Option<Scope>,
    /// Themes for natural persons, raw codes.
    #[serde(default)]
    pub person_themes: Vec<String>,
    /// Themes for organisations, raw codes.
    #[serde(default)]
    pub organisation_themes: Vec<String>,
    /// Whether a sample of the result is published, where the place says it.
    #[serde(default)]
    pub result_sample: Option<bool>,
    /// Fees as the place publishes them.
    #[serde(default)]
    pub fees: Vec<ListFee>,
    /// The law of the fees (收费依据).
    #[serde(default)]
    pub fee_basis: Vec<LawRef>,
}

impl Entry {
    /// Whether cases may be filed under it on `day`.
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.state == EntryState::Published
            && self.effective.is_none_or(|from| from <= day)
            && self.cancelled.is_none_or(|to| day <= to)
    }

    /// The papers asked in a situation.
    pub fn materials_in(&self, situation: Option<&str>) -> impl Iterator<Item = &Material> {
        self.materials
            .iter()
            .filter(move |m| m.applies_in(situation))
    }

    /// The acts to quote: what the matter fixes, what the situation fixes, and the facts of the form.
    /// A fact of the form never overrides one that is fixed.
    pub fn fee_acts(&self, situation: Option<&str>, facts: &BTreeMap<String, Fact>) -> Vec<FeeAct> {
        let situation = self
            .matter
            .situations
            .iter()
            .find(|s| Some(s.id.as_str()) == situation);
        self.matter
            .fee
            .acts
            .iter()
            .map(|act| {
                let mut all = act.facts.clone();
                if let Some(situation) = situation {
                    all.extend(situation.fee_facts.clone());
                }
                for (name, fact) in facts {
                    all.entry(name.clone()).or_insert_with(|| fact.clone());
                }
                FeeAct {
                    act: act.act.clone(),
                    facts: all,
                }
            })
            .collect()
    }

    /// The fields of the form in a situation.
    pub fn fields_in(&self, situation: Option<&str>) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(move |f| f.situation.is_none() || f.situation.as_deref() == situation)
    }

    /// Whether anything may follow after acceptance (容缺).
    pub fn tolerates(&self) -> bool {
        self.materials
            .iter()
            .any(|m| m.necessity == Necessity::Tolerable)
    }
}
