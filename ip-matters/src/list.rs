//! A published list of matters (事项清单) as it is exchanged: what a lint reads and a diff compares.
//!
//! A pack refuses what is worse than the baseline; a list may hold anything a locality published, so
//! that every fault can be found and named.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::{LawRef, Mark};
use ip_core::money::Money;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::entry::{Body, CommitmentOffer, Entry, EntryState, Faq, Level, PowerSource};
use crate::limit::Length;
use crate::material::{MaterialKind, Necessity};
use crate::matter::{Applicant, Channel, Charged, Condition, MatterId, MatterType, Outcome};
use crate::outlet::{Hours, Outlet, OutletClass};
use crate::pack::Pack;
use crate::regime::Rules;

/// A paper on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListMaterial {
    /// Id of the standard paper, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name.
    pub name: Text,
    /// Whether it must be there.
    pub necessity: Necessity,
    /// Whether a certificate or a check of data may stand in for it.
    #[serde(default)]
    pub waivable: bool,
    /// Situations that ask for it; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub situations: Vec<String>,
    /// What it is, where the list says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MaterialKind>,
    /// The law that asks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<LawRef>,
    /// Cells of an exchange that have no place here, by column, as they came.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub further: BTreeMap<String, String>,
}

/// A fee on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListFee {
    /// Name (收费项目名称).
    pub name: Text,
    /// Code of the tariff's item, such as `patent.filing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Amount in yuan; absent where the standard is prose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The standard in words (收费标准).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    /// The law of this fee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<LawRef>,
    /// Cells of an exchange that have no place here, by column, as they came.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub further: BTreeMap<String, String>,
}

/// How much of a matter can be done online (网上办理深度), in the order of depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OnlineDepth {
    /// 互联网咨询.
    Advice,
    /// 收件.
    Intake,
    /// 预审.
    PreReview,
    /// 受理.
    Acceptance,
    /// 办理.
    Handling,
    /// 办理结果信息反馈: fully online from here on.
    Result,
    /// 电子证照反馈.
    Certificate,
}

/// From how far away a matter can be handled (通办范围).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// 全国.
    Nation,
    /// 全省, 跨市.
    Province,
    /// 全市.
    City,
    /// 全县.
    County,
    /// 全镇.
    Town,
    /// 跨村.
    Village,
}

/// Where an entry is handled (办理地点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListPlace {
    /// Key of the outlet.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Address with door and window.
    pub address: Text,
    /// Telephone.
    pub phone: String,
    /// Opening hours on working days.
    #[serde(default)]
    pub hours: Vec<Hours>,
    /// Whether it is a government service centre (政务大厅).
    #[serde(default)]
    pub in_centre: bool,
}

/// A step on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListStep {
    /// Key, such as `accept` or `decide`.
    pub id: String,
    /// What happens.
    pub name: Text,
    /// Its share of the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Length>,
}

/// An intermediary service (中介服务) that an entry requires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Intermediary {
    /// Name.
    pub name: Text,
    /// The law that requires it.
    #[serde(default)]
    pub basis: Vec<LawRef>,
}

/// An entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListEntry {
    /// The baseline matter, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<MatterId>,
    /// Implementation code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementation: Option<String>,
    /// Handling item code (业务办理项编码); absent where the matter is not split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling_item: Option<String>,
    /// Name.
    pub name: Text,
    /// Kind of power.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter_type: Option<MatterType>,
    /// Version.
    pub version: u32,
    /// State.
    pub state: EntryState,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<NaiveDate>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<NaiveDate>,
    /// Body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Power source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_source: Option<PowerSource>,
    /// Who entrusted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrusted_by: Option<Text>,
    /// Legal basis.
    #[serde(default)]
    pub basis: Vec<LawRef>,
    /// Conditions.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// Statutory limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statutory: Option<Length>,
    /// Promised limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Length>,
    /// Whether it is handled on the spot (即办件).
    #[serde(default)]
    pub immediate: bool,
    /// Papers.
    #[serde(default)]
    pub materials: Vec<ListMaterial>,
    /// Flow.
    #[serde(default)]
    pub steps: Vec<ListStep>,
    /// Whether a fee is charged.
    pub charged: Charged,
    /// Who may apply (服务对象); empty where the list does not say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applicants: Vec<Applicant>,
    /// Whether an agent may act; absent where the list does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<bool>,
    /// Themes for natural persons (面向自然人主题分类), raw codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub person_themes: Vec<String>,
    /// Themes for organisations (面向法人主题分类), raw codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisation_themes: Vec<String>,
    /// Online depth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<OnlineDepth>,
    /// Cross-region scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Where it is handled; empty where the list does not say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<ListPlace>,
    /// Fees.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<ListFee>,
    /// Whether a sample of the result is published; absent where the list does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_sample: Option<bool>,
    /// Codes that the profile of an import did not know, by field, as they came.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unknown_codes: BTreeMap<String, String>,
    /// Cells of an exchange that have no place here, by column, as they came; also a code that would
    /// be written back as another one, at `COLUMN@PROFILE`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub further: BTreeMap<String, String>,
    /// Fields that the form of an import has no place for: that they are empty says nothing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unsaid: BTreeSet<String>,
    /// The law of the fee.
    #[serde(default)]
    pub fee_basis: Vec<LawRef>,
    /// Result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Outcome>,
    /// Channels.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Visits in person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits: Option<u32>,
    /// Why a visit is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_reason: Option<Text>,
    /// Whether papers may follow.
    #[serde(default)]
    pub tolerance: bool,
    /// Offer of commitment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<CommitmentOffer>,
    /// Intermediaries.
    #[serde(default)]
    pub intermediaries: Vec<Intermediary>,
    /// Keys of remedies told.
    #[serde(default)]
    pub remedies: Vec<String>,
    /// Questions often asked.
    #[serde(default)]
    pub faq: Vec<Faq>,
    /// Telephone for questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consult_phone: Option<String>,
    /// Telephone for complaints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint_phone: Option<String>,
    /// How well each field is proved.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, Mark>,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct List {
    /// Key of the locality.
    pub locality: String,
    /// Its name.
    pub name: Text,
    /// The day it speaks for.
    pub on: NaiveDate,
    /// Entries.
    pub entries: Vec<ListEntry>,
    /// Rows of an exchanged basic directory (基本目录) that no entry takes up, by column, as they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directory: Vec<BTreeMap<String, String>>,
}

impl List {
    /// The list a pack publishes on a day.
    pub fn of_pack(pack: &Pack, rules: &Rules, on: NaiveDate) -> Self {
        Self {
            locality: pack.locality.id.clone(),
            name: pack.locality.name.clone(),
            on,
            directory: Vec::new(),
            entries: pack
                .entries
                .iter()
                .map(|entry| pack.entry_on(entry.matter.id.as_str(), on).unwrap_or(entry))
                .map(|entry| ListEntry {
                    places: places(pack, entry, on),
                    ..ListEntry::of(entry, rules, on)
                })
                .collect(),
        }
    }
}

/// The outlets of a pack that handle an entry on a day.
fn places(pack: &Pack, entry: &Entry, on: NaiveDate) -> Vec<ListPlace> {
    let own = |o: &&Outlet| entry.outlets.contains(&o.id) || o.handles(&entry.matter.id);
    let open = pack.outlets.iter().filter(|o| o.exists_on(on));
    let places = open.filter(own).map(|o| ListPlace {
        id: o.id.clone(),
        name: o.name.clone(),
        address: o.address.clone(),
        phone: o.phone.clone(),
        hours: o.hours.clone(),
        in_centre: o.class == OutletClass::ServiceCentre,
    });
    places.collect()
}

impl ListEntry {
    /// The list entry of a pack's entry.
    pub fn of(entry: &Entry, rules: &Rules, on: NaiveDate) -> Self {
        let matter = &entry.matter;
        let regime = rules.on(matter.regime, on);
        let general = || regime.and_then(|r| r.decision.default);
        let materials = entry.materials.iter().map(|m| ListMaterial {
            id: Some(m.id.clone()),
            name: m.name.clone(),
            necessity: m.necessity,
            waivable: !m.waivable_by.is_empty(),
            situations: m.situations.clone(),
            kind: Some(m.kind),
            basis: Vec::new(),
            further: BTreeMap::new(),
        });
        let steps = regime.into_iter().flat_map(|r| &r.steps);
        Self {
            matter: Some(matter.id.clone()),
            implementation: entry.implementation.clone(),
            handling_item: None,
            name: matter.name.clone(),
            matter_type: matter.matter_type,
            version: entry.version,
            state: entry.state,
            effective: entry.effective,
            cancelled: entry.cancelled,
            body: entry.body.clone(),
            level: entry.level,
            power_source: entry.power_source,
            entrusted_by: entry.entrusted_by.clone(),
            basis: matter.basis.clone(),
            conditions: matter.conditions.clone(),
            statutory: matter.statutory().map(|l| l.length()).or_else(general),
            promised: entry.promised,
            immediate: entry.promised.is_some_and(|p| p.n == 0),
            materials: materials.collect(),
            steps: steps
                .map(|s| ListStep {
                    id: s.id.clone(),
                    name: s.name.clone(),
                    limit: None,
                })
                .collect(),
            applicants: matter.applicants.clone(),
            agent: Some(matter.agent),
            person_themes: entry.person_themes.clone(),
            organisation_themes: entry.organisation_themes.clone(),
            depth: entry.depth,
            scope: entry.scope,
            places: Vec::new(),
            fees: entry.fees.clone(),
            result_sample: entry.result_sample,
            unknown_codes: BTreeMap::new(),
            further: BTreeMap::new(),
            unsaid: BTreeSet::new(),
            charged: matter.fee.charged,
            fee_basis: entry.fee_basis.clone(),
            result: Some(matter.result.clone()),
            channels: entry.channels.clone(),
            visits: entry.visits,
            visit_reason: entry.visit_reason.clone(),
            tolerance: entry.tolerates(),
            commitment: entry.commitment.clone(),
            intermediaries: Vec::new(),
            remedies: regime
                .into_iter()
                .flat_map(|r| r.remedies_in(&matter.id))
                .map(|r| r.id.clone())
                .collect(),
            faq: entry.faq.clone(),
            consult_phone: entry.consult_phone.clone(),
            complaint_phone: entry.complaint_phone.clone(),
            marks: matter
                .provenance
                .iter()
                .map(|(field, p)| (field.clone(), p.mark))
                .collect(),
        }
    }

    /// Whether the list says anything about a field: an import cannot say what its form has no
    /// place for.
    pub fn says(&self, field: &str) -> bool {
        !self.unsaid.contains(field)
    }

    /// The basic code (基本编码) within the implementation code.
    pub fn basic_code(&self) -> Option<&str> {
        self.implementation.as_ref()?.get(19..31)
    }

    /// What names the entry in a finding: its code, else its matter, else its name. Entries into which
    /// a matter is split share the implementation code, so their own code names them.
    pub fn key(&self) -> String {
        let own = self.handling_item.as_ref();
        let whole = |item: &&String| {
            let code = self.implementation.as_deref();
            code.is_some_and(|code| item.len() > code.len() && item.starts_with(code))
        };
        if let Some(item) = own.filter(whole) {
            return item.clone();
        }
        match (&self.implementation, &self.matter) {
            (Some(code), _) => code.clone(),
            (None, Some(matter)) => matter.as_str().into(),
            (None, None) => self.name.zh.clone(),
        }
    }
}

/// A name without the differences that lists write by chance: width, brackets, spaces.
pub(crate) fn normal(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '[' | ']' | '《' | '》'))
        .flat_map(char::to_lowercase)
        .collect()
}
