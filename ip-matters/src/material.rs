//! Application materials (申请材料): a dictionary of standard papers, and what a matter asks of them.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use ip_core::law::Mark;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::matter::Fact;

/// What a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MaterialKind {
    /// A form to fill in (申请表).
    Form,
    /// A document the applicant writes or holds.
    Document,
    /// Proof of a fact (证明); asked only where law says so.
    Proof,
    /// Proof of who someone is.
    Identity,
    /// A thing, not a paper.
    Sample,
    /// The power of an agent (委托书); asked only where an agent acts.
    Mandate,
}

/// Where a paper comes from (来源渠道).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MaterialSource {
    /// The applicant makes it (申请人自备).
    #[default]
    #[serde(rename = "self")]
    Own,
    /// An authority issued it (政府部门核发).
    Government,
}

/// Whether a paper must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Necessity {
    /// 必要.
    Required,
    /// Required, but may follow later against a written promise (容缺后补).
    Tolerable,
    /// 非必要.
    Optional,
}

/// What may stand in for a paper (免证办).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WaiverMeans {
    /// A verified electronic certificate (电子证照).
    Certificate,
    /// A check of shared data (数据核验).
    DataCheck,
    /// The authority's own records (内部核查).
    Internal,
    /// A written commitment (告知承诺).
    Commitment,
}

/// One way to waive a paper: only a match waives it; a mismatch or an outage asks for the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waivable {
    /// By what means.
    pub by: WaiverMeans,
    /// Which register or kind of certificate answers.
    pub register: String,
    /// How well it is proved that this may stand in; the file's own mark where nothing else is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// A standard paper of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StandardMaterial {
    /// Key, the same in every locality.
    pub id: String,
    /// Name in both languages.
    pub name: Text,
    /// What it is.
    pub kind: MaterialKind,
    /// Where it comes from.
    #[serde(default)]
    pub source: MaterialSource,
    /// What may stand in for it.
    #[serde(default)]
    pub waivable_by: Vec<Waivable>,
}

impl StandardMaterial {
    /// The paper, its waivers marked as the file is where they say nothing else.
    pub(crate) fn marked(mut self, mark: Mark) -> Self {
        for waivable in &mut self.waivable_by {
            waivable.mark.get_or_insert(mark);
        }
        self
    }
}

/// The papers a matter or a situation asks for, by id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaterialSet {
    /// Must be there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// Must be there, and may follow later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tolerable: Vec<String>,
    /// May be there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub optional: Vec<String>,
}

impl MaterialSet {
    /// Every id with its necessity: required, tolerable, optional.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Necessity)> {
        fn each(ids: &[String], necessity: Necessity) -> impl Iterator<Item = (&str, Necessity)> {
            ids.iter().map(move |id| (id.as_str(), necessity))
        }
        each(&self.required, Necessity::Required)
            .chain(each(&self.tolerable, Necessity::Tolerable))
            .chain(each(&self.optional, Necessity::Optional))
    }
}

/// A situation (办理情形): the same matter, other papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Situation {
    /// Key within the matter.
    pub id: String,
    /// What a person recognises it by.
    pub name: Text,
    /// Papers on top of the matter's own.
    #[serde(default)]
    pub materials: MaterialSet,
    /// Facts of the fee request that the situation fixes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fee_facts: BTreeMap<String, Fact>,
}
