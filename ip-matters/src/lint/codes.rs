//! Codes and mandatory fields: R01–R05, R31, R37.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};

use ip_core::id::{HandlingItemCode, ImplementationCode};

use super::{Desk, Severity};
use crate::entry::{EntryState, Level, PowerSource};
use crate::matter::{Charged, MatterType};
use crate::profile::{Coded, name_of};

impl Desk<'_, '_> {
    pub(super) fn codes(&mut self, seen: &mut BTreeMap<String, usize>) {
        let Some(code) = self.entry.implementation.clone() else {
            return;
        };
        let item = self.entry.handling_item.clone();
        // Entries into which a matter is split share its code; each has an item of its own.
        let (field, own) = match &item {
            Some(item) => ("handlingItem", item),
            None => ("implementation", &code),
        };
        if let Some(first) = seen.insert(own.to_ascii_uppercase(), self.index) {
            let other = format!("/entries/{first}");
            self.find("R01", field, Some(own.clone()), Some(other));
        }
        if let Some(item) = item {
            self.item(&item, &code);
        }
        // Another standard's length, or a local code, which is parted by dashes.
        if matches!(code.len(), 10 | 24) || code.contains('-') {
            self.find("R03", "implementation", Some(code), Some("31".into()));
            return;
        }
        let body = self.entry.body.as_ref().map(|b| b.uscc.as_str());
        match code.parse::<ImplementationCode>() {
            Ok(parts) if body.is_none_or(|uscc| uscc == parts.body().as_str()) => {
                self.segments(&parts);
            }
            _ => {
                let expected = body.map(ToString::to_string);
                self.find("R02", "implementation", Some(code), expected);
            }
        }
    }

    /// A handling item code is the implementation code and two digits (`GB/T 39554.1-2020`).
    fn item(&mut self, item: &str, code: &str) {
        let parsed = item.parse::<HandlingItemCode>().is_ok();
        if !parsed
            || !item
                .to_ascii_uppercase()
                .starts_with(&code.to_ascii_uppercase())
        {
            let expected = format!("{code}01");
            self.find("R02", "handlingItem", Some(item.into()), Some(expected));
        }
    }

    /// The digits of level and type say what the entry says.
    fn segments(&mut self, code: &ImplementationCode) {
        let table = &self.lint.codes;
        let level = self.entry.level.and_then(|l| table.write("level", &l));
        let found = code.level().to_string();
        // 7 is exercised at several levels, and so fits each of them.
        let graded = self.entry.level == Some(Level::Graded);
        if let Some(right) = level.filter(|right| *right != found && found != "7" && !graded) {
            self.find("R02", "level", Some(found), Some(right));
        }
        let kind = self.entry.matter_type;
        let kind = kind.and_then(|t| table.write("matter-type", &t));
        let basic = code.basic();
        let found = basic.matter_type();
        // 11 to 19 and 21 to 99 extend the standard's types; what they mean is local.
        let named = table.read::<MatterType>("matter-type", found);
        if let (Some(right), Coded::Known(_)) = (kind, named)
            && right != found
        {
            self.find("R02", "matterType", Some(found.into()), Some(right));
        }
    }

    pub(super) fn fields(&mut self) {
        let entry = self.entry;
        if entry.state != EntryState::Draft {
            self.mandatory();
        }
        match (self.matter(), entry.matter_type) {
            (None, _) => {
                let found = entry.matter.as_ref().map(ToString::to_string);
                self.find("R05", "matter", found, None);
            }
            // A licence that the baseline knows as something else, or does not know as one.
            (Some(matter), Some(MatterType::Licence)) => {
                let found = Some("licence".to_string());
                match matter.matter_type {
                    Some(MatterType::Licence) => {}
                    None => self.weigh("R05", Severity::Warning, "matterType", found, None),
                    Some(kind) => self.find("R05", "matterType", found, name_of(&kind)),
                }
            }
            _ => {}
        }
        let above = matches!(
            entry.power_source,
            Some(
                PowerSource::Delegated
                    | PowerSource::AuthorisedFromAbove
                    | PowerSource::EntrustedFromAbove
            )
        );
        if above && entry.level == Some(Level::National) {
            let found = entry.power_source.and_then(|p| name_of(&p));
            self.find("R31", "powerSource", found, None);
        }
        let entrusted = matches!(
            entry.power_source,
            Some(PowerSource::EntrustedFromAbove | PowerSource::EntrustedBeside)
        );
        if entrusted && entry.entrusted_by.is_none() {
            self.find("R31", "entrustedBy", None, None);
        }
        for (field, raw) in &entry.unknown_codes {
            let place = format!("unknownCodes/{field}");
            self.find("R37", &place, Some(raw.clone()), None);
        }
    }

    /// What the element set wants of every entry, and of a licence.
    fn mandatory(&mut self) {
        let entry = self.entry;
        let public = entry.matter_type == Some(MatterType::PublicService);
        // Empty where the baseline has none either is an answer.
        let matter = self.matter();
        let laws = matter.is_none_or(|m| !m.basis.is_empty());
        let conditions = matter.is_none_or(|m| !m.conditions.is_empty());
        let papers = matter.is_none_or(|m| !m.materials.required.is_empty());
        let missing = [
            ("implementation", entry.implementation.is_none()),
            ("body", entry.body.is_none()),
            ("level", entry.level.is_none()),
            ("powerSource", entry.power_source.is_none() && !public),
            ("basis", entry.basis.is_empty() && laws),
            ("conditions", entry.conditions.is_empty() && conditions),
            ("materials", entry.materials.is_empty() && papers),
            ("applicants", entry.applicants.is_empty()),
            ("steps", entry.steps.is_empty()),
            ("statutory", entry.statutory.is_none() && self.is_licence()),
            ("promised", entry.promised.is_none()),
            ("result", entry.result.is_none()),
            ("channels", entry.channels.is_empty()),
            ("visits", entry.visits.is_none()),
            ("name", entry.name.zh.is_empty()),
        ];
        for (field, _) in missing.into_iter().filter(|(_, absent)| *absent) {
            self.find("R04", field, None, None);
        }
        // The baseline itself may not know these yet, so a list is only warned.
        let open = [
            ("matterType", entry.matter_type.is_none()),
            ("charged", entry.charged == Charged::Unknown),
        ];
        for (field, _) in open.into_iter().filter(|(_, absent)| *absent) {
            self.weigh("R04", Severity::Warning, field, None, None);
        }
    }
}
