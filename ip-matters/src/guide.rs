//! The guide of a matter (办事指南), field by field, ready for a page.
//!
//! The statutory and the promised limit are two fields, and every field says where it comes from.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::{LawRef, Mark, Registry};
use ip_core::text::Text;
use serde::Serialize;

use crate::entry::{Body, CommitmentOffer, Entry, EntryState, Faq, Level, Material};
use crate::limit::{Length, Limit, LimitKind, Owner};
use crate::material::Situation;
use crate::matter::{Applicant, Channel, Condition, Fee, MatterId, MatterType, Outcome, RegimeId};
use crate::provenance::Provenances;
use crate::regime::{Remedy, Rules, Step};

/// A law cited, with its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Citation {
    /// The reference.
    #[serde(flatten)]
    pub law: LawRef,
    /// Title; the bare id where the register does not know it.
    pub title: Text,
    /// Document number.
    pub number: Option<String>,
    /// How well the instrument's entry is proved.
    pub mark: Mark,
}

impl Citation {
    /// Looks a reference up.
    pub fn of(law: &LawRef, registry: &Registry) -> Self {
        let known = registry.get(&law.id);
        Self {
            law: law.clone(),
            title: known.map_or_else(|| Text::new(law.id.as_str(), ""), |i| i.title.clone()),
            number: known.and_then(|i| i.number.clone()),
            mark: known.map_or(Mark::Doubtful, |i| i.mark),
        }
    }
}

/// The guide of one entry on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Guide {
    /// Matter.
    pub matter: MatterId,
    /// Row of the baseline list.
    pub number: String,
    /// Implementation code.
    pub implementation: Option<String>,
    /// Name.
    pub name: Text,
    /// Version of the entry.
    pub version: u32,
    /// State of the entry.
    pub state: EntryState,
    /// Whether it can be filed on the day: the entry is open and the rules of that day are known.
    pub open: bool,
    /// Whether the data has no rules of procedure for the day: what law sets is then unknown.
    pub rules_unknown: bool,
    /// The body that handles it.
    pub body: Option<Body>,
    /// Level.
    pub level: Option<Level>,
    /// Kind of power.
    pub matter_type: Option<MatterType>,
    /// Rules of procedure.
    pub regime: RegimeId,
    /// Their name; absent where the data has no rules for the day.
    pub regime_name: Option<Text>,
    /// Who may apply.
    pub applicants: Vec<Applicant>,
    /// In what quality.
    pub role: Option<Text>,
    /// Whether an agent may act.
    pub agent: bool,
    /// Legal basis.
    pub basis: Vec<Citation>,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// Situations to choose from.
    pub situations: Vec<Situation>,
    /// Papers, each with the situations that ask for it.
    pub materials: Vec<Material>,
    /// The flow.
    pub steps: Vec<Step>,
    /// The statutory limit of the decision; absent where law sets none.
    pub statutory: Option<Limit>,
    /// The promised limit of the decision.
    pub promised: Option<Length>,
    /// Every other limit that binds the authority.
    pub authority_limits: Vec<Limit>,
    /// Every limit that binds the applicant.
    pub applicant_limits: Vec<Limit>,
    /// What it costs.
    pub fee: Fee,
    /// What comes out.
    pub result: Outcome,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Visits in person.
    pub visits: Option<u32>,
    /// Outlets.
    pub outlets: Vec<String>,
    /// Whether papers may follow later.
    pub tolerance: bool,
    /// Offer of notification and commitment.
    pub commitment: Option<CommitmentOffer>,
    /// What can be done against a decision.
    pub remedies: Vec<Remedy>,
    /// Questions often asked.
    pub faq: Vec<Faq>,
    /// Telephone for questions.
    pub consult_phone: Option<String>,
    /// Telephone for complaints and supervision.
    pub complaint_phone: Option<String>,
    /// Remark.
    pub note: Option<Text>,
    /// Where each field comes from.
    pub provenance: Provenances,
}

impl Guide {
    /// The guide of an entry on a day.
    pub fn new(entry: &Entry, rules: &Rules, registry: &Registry, day: NaiveDate) -> Self {
        let matter = &entry.matter;
        let regime = rules.on(matter.regime, day);
        // A limit belongs to the law of its days: where the rules of the day are unknown, so is the limit.
        let own = matter.statutory().filter(|_| regime.is_some());
        let statutory = own.cloned().or_else(|| {
            let rule = &regime?.decision;
            let length = rule.default?;
            Some(Limit {
                id: "decide".into(),
                owner: Owner::Authority,
                kind: LimitKind::Statutory,
                n: length.n,
                unit: length.unit,
                extension: None,
                from: None,
                situation: None,
                what: rule.what.clone().unwrap_or_default(),
                on_miss: crate::limit::OnMiss::Overdue,
                basis: rule.basis.clone(),
                mark: Some(rule.mark),
            })
        });
        let others = |owner: Owner| -> Vec<Limit> {
            matter
                .limits
                .iter()
                .filter(|l| l.owner == owner && Some(*l) != matter.statutory())
                .cloned()
                .collect()
        };
        Self {
            matter: matter.id.clone(),
            number: matter.number.clone(),
            implementation: entry.implementation.clone(),
            name: matter.name.clone(),
            version: entry.version,
            state: entry.state,
            open: entry.is_open(day) && regime.is_some(),
            rules_unknown: regime.is_none(),
            body: entry.body.clone(),
            level: entry.level,
            matter_type: matter.matter_type,
            regime: matter.regime,
            regime_name: regime.map(|r| r.name.clone()),
            applicants: matter.applicants.clone(),
            role: matter.role.clone(),
            agent: matter.agent,
            basis: matter
                .basis
                .iter()
                .map(|law| Citation::of(law, registry))
                .collect(),
            conditions: matter.conditions.clone(),
            situations: matter.situations.clone(),
            materials: entry.materials.clone(),
            steps: regime.map(|r| r.steps.clone()).unwrap_or_default(),
            statutory,
            promised: entry.promised,
            authority_limits: others(Owner::Authority),
            applicant_limits: others(Owner::Applicant),
            fee: matter.fee.clone(),
            result: matter.result.clone(),
            channels: entry.channels.clone(),
            visits: entry.visits,
            outlets: entry.outlets.clone(),
            tolerance: entry.tolerates(),
            commitment: entry.commitment.clone(),
            remedies: regime
                .map(|r| r.remedies_in(&matter.id).cloned().collect())
                .unwrap_or_default(),
            faq: entry.faq.clone(),
            consult_phone: entry.consult_phone.clone(),
            complaint_phone: entry.complaint_phone.clone(),
            note: entry.note.clone(),
            provenance: matter.provenance.clone(),
        }
    }

    /// Fields that are not proved by a source; a page calls them unverified.
    pub fn unverified(&self) -> impl Iterator<Item = &str> {
        self.provenance
            .iter()
            .filter(|(_, p)| p.mark.is_unverified())
            .map(|(field, _)| field.as_str())
    }
}
