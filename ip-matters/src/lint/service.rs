//! Channels, flow, fees, publicity and law: R16–R18, R21, R23, R24, R26–R28, R34–R36, R38, R39.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Desk, Severity};
use crate::entry::EntryState;
use crate::list::OnlineDepth;
use crate::matter::{Applicant, Channel, Charged};

impl Desk<'_, '_> {
    pub(super) fn channels(&mut self) {
        let entry = self.entry;
        let remote = [
            Channel::Online,
            Channel::Mobile,
            Channel::Mail,
            Channel::Phone,
        ];
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
            self.find(
                "R34",
                "channels",
                None,
                Some(format!("{channel:?}").to_lowercase()),
            );
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
            &["accept", "review", "decide", "deliver"]
        } else {
            &["decide"]
        };
        for step in needed.iter().filter(|step| !has(step)) {
            self.find("R21", "steps", None, Some((*step).into()));
        }
        if entry.charged == Charged::Yes && entry.fee_basis.is_empty() && self.is_licence() {
            self.find("R23", "charged", None, None);
        }
        let free = self.matter().is_some_and(|m| m.fee.charged == Charged::No);
        if entry.charged == Charged::Yes && free && entry.fee_basis.is_empty() && !self.is_licence()
        {
            self.find("R23", "charged", None, None);
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
            (consult, _) => {
                let field = if consult.is_none() {
                    "consultPhone"
                } else {
                    "complaintPhone"
                };
                self.find("R27", field, None, None);
            }
        }
        if self.is_licence() && entry.faq.is_empty() {
            self.find("R28", "faq", None, None);
        }
        if self.is_licence() && entry.remedies.is_empty() {
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
        let cited = entry.basis.iter().chain(&entry.fee_basis);
        for (i, law) in cited.enumerate() {
            let good = self.lint.registry.get(&law.id).is_some_and(|known| {
                known.from.is_none_or(|from| from <= self.on)
                    && known.to.is_none_or(|to| self.on <= to)
            });
            if !good {
                self.find("R36", &format!("basis/{i}"), Some(law.id.clone()), None);
            }
        }
        let started = entry.effective.is_some_and(|from| from <= self.on);
        let ended = entry.cancelled.is_some_and(|to| to < self.on);
        if (entry.state == EntryState::Draft && started)
            || (entry.state == EntryState::Published && ended)
        {
            self.find(
                "R38",
                "state",
                Some(format!("{:?}", entry.state).to_lowercase()),
                None,
            );
        }
    }
}
