//! Channels, flow, fees, publicity and law: R16–R18, R21, R23, R24, R26–R28, R34–R36, R38, R39.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::law::LawRef;

use super::{Desk, Severity};
use crate::entry::EntryState;
use crate::list::{ListEntry, ListFee, OnlineDepth};
use crate::matter::{Applicant, Channel, Charged};
use crate::profile::name_of;

impl Desk<'_, '_> {
    pub(super) fn channels(&mut self) {
        let entry = self.entry;
        let remote = [Channel::Online, Channel::Mobile, Channel::Mail];
        let at_a_distance = entry.channels.iter().any(|c| remote.contains(c));
        match entry.visits {
            Some(0) if !at_a_distance => self.find("R16", "visits", Some("0".into()), None),
            Some(0) if entry.visit_reason.is_some() => {
                self.weigh("R17", Severity::Warning, "visitReason", None, None);
            }
            Some(n) if n > 0 && entry.visit_reason.is_none() => {
                self.find("R17", "visits", Some(n.to_string()), None);
            }
            _ => {}
        }
        let taken: Vec<Channel> = self
            .matter()
            .map(|m| {
                m.channels
                    .iter()
                    .copied()
                    .filter(|c| !entry.channels.contains(c))
                    .collect()
            })
            .unwrap_or_default();
        for channel in taken {
            self.find("R34", "channels", None, name_of(&channel));
        }
        if entry.depth >= Some(OnlineDepth::Result) && entry.visits.is_some_and(|n| n > 0) {
            let visits = entry.visits.map(|n| n.to_string());
            self.find("R18", "depth", visits, Some("0".into()));
        }
    }

    pub(super) fn flow_and_fee(&mut self) {
        let entry = self.entry;
        let has = |id: &str| entry.steps.iter().any(|s| s.id == id);
        let needed: &[&str] = if self.is_licence() {
            &["accept", "review", "decide", "issue", "deliver"]
        } else {
            &["accept", "review", "decide"]
        };
        // Only what the procedure has, where it is known.
        let regime = self.matter().map(|m| m.regime);
        let regime = regime.and_then(|id| self.lint.rules.on(id, self.on));
        let usual = |id: &str| regime.is_none_or(|r| r.steps.iter().any(|s| s.id == id));
        for step in needed.iter().filter(|step| usual(step) && !has(step)) {
            self.find("R21", "steps", None, Some((*step).into()));
        }
        let cited = !entry.fee_basis.is_empty() || entry.fees.iter().all(|f| !f.basis.is_empty());
        if entry.charged == Charged::Yes
            && (!cited || entry.fees.is_empty() && entry.fee_basis.is_empty())
        {
            self.find("R23", "feeBasis", None, None);
        }
        let priced = |f: &ListFee| f.amount.is_some() || f.standard.is_some();
        for (i, _) in entry.fees.iter().enumerate().filter(|(_, f)| !priced(f)) {
            self.find("R23", &format!("fees/{i}"), None, None);
        }
        let free = self.matter().is_some_and(|m| m.fee.charged == Charged::No);
        if entry.charged == Charged::Yes && free {
            self.find("R23", "charged", None, Some("no".into()));
        }
        for (i, fee) in entry.fees.iter().enumerate() {
            let Some((tariff, item)) = self.lint.tariff.zip(fee.item.as_ref()) else {
                continue;
            };
            let right = tariff.amount(item, self.on);
            if let (Some(found), Some(right)) = (fee.amount, right)
                && found != right
            {
                let (found, right) = (found.to_string(), right.to_string());
                self.find("R24", &format!("fees/{i}"), Some(found), Some(right));
            }
        }
    }

    pub(super) fn publicity(&mut self) {
        let entry = self.entry;
        let phones = (&entry.consult_phone, &entry.complaint_phone);
        let area = |p: &String| p.contains('-') || p.starts_with("12") || p.len() >= 11;
        match phones {
            (Some(a), Some(b)) if a == b => {
                self.find("R27", "complaintPhone", Some(b.clone()), None)
            }
            (Some(a), Some(b)) => {
                for (field, phone) in [("consultPhone", a), ("complaintPhone", b)] {
                    if !area(phone) {
                        self.find("R27", field, Some(phone.clone()), None);
                    }
                }
            }
            (consult, complaint) => {
                for (field, phone) in [("consultPhone", consult), ("complaintPhone", complaint)] {
                    if phone.is_none() {
                        self.find("R27", field, None, None);
                    }
                }
            }
        }
        if self.is_licence() && entry.faq.is_empty() {
            self.find("R28", "faq", None, None);
        }
        // Whatever may be decided against the applicant has remedies.
        let regime = self.matter().map(|m| m.regime);
        let regime = regime.and_then(|id| self.lint.rules.on(id, self.on));
        let adverse = self.is_licence() || regime.is_some_and(|r| !r.remedies.is_empty());
        if adverse && entry.remedies.is_empty() && entry.says("remedies") {
            self.find("R35", "remedies", None, None);
        }
        if entry.state == EntryState::Published {
            let unverified: Vec<String> = entry
                .marks
                .iter()
                .filter(|(_, mark)| mark.is_unverified())
                .map(|(field, _)| field.clone())
                .collect();
            if !unverified.is_empty() {
                self.find("R39", "marks", Some(unverified.join(", ")), None);
            }
        }
        self.themes();
    }

    /// Themes for persons ask for applicants who are persons, and so for organisations.
    fn themes(&mut self) {
        let entry = self.entry;
        let kinds = [
            (
                "personThemes",
                &entry.person_themes,
                Applicant::NaturalPerson,
            ),
            (
                "organisationThemes",
                &entry.organisation_themes,
                Applicant::Organisation,
            ),
        ];
        for (field, themes, applicant) in kinds {
            let admitted = entry.applicants.is_empty() || entry.applicants.contains(&applicant);
            if !themes.is_empty() && !admitted {
                self.find("R26", field, Some(themes.join(", ")), None);
            }
        }
    }

    pub(super) fn laws(&mut self) {
        let entry = self.entry;
        for (place, law) in cited(entry) {
            let good = self.lint.registry.get(&law.id).is_some_and(|known| {
                known.from.is_none_or(|from| from <= self.on)
                    && known.to.is_none_or(|to| self.on <= to)
            });
            if !good {
                self.find("R36", &place, Some(law.id.clone()), None);
            }
        }
        let started = entry.effective.is_some_and(|from| from <= self.on);
        let ended = entry.cancelled.is_some_and(|to| to < self.on);
        if (entry.state == EntryState::Draft && started)
            || (entry.state != EntryState::Cancelled && ended)
        {
            self.find("R38", "state", name_of(&entry.state), None);
        }
    }
}

/// Every law that an entry cites, with its place.
fn cited(entry: &ListEntry) -> Vec<(String, &LawRef)> {
    fn laws<'a>(place: &str, laws: &'a [LawRef]) -> Vec<(String, &'a LawRef)> {
        let one = |(i, law): (usize, &'a LawRef)| (format!("{place}/{i}"), law);
        laws.iter().enumerate().map(one).collect()
    }
    let mut all = laws("basis", &entry.basis);
    all.extend(laws("feeBasis", &entry.fee_basis));
    for (i, condition) in entry.conditions.iter().enumerate() {
        all.extend(
            condition
                .basis
                .iter()
                .map(|law| (format!("conditions/{i}/basis"), law)),
        );
    }
    for (i, paper) in entry.materials.iter().enumerate() {
        all.extend(laws(&format!("materials/{i}/basis"), &paper.basis));
    }
    for (i, service) in entry.intermediaries.iter().enumerate() {
        all.extend(laws(&format!("intermediaries/{i}/basis"), &service.basis));
    }
    for (i, fee) in entry.fees.iter().enumerate() {
        all.extend(laws(&format!("fees/{i}/basis"), &fee.basis));
    }
    all
}
