//! Codes and mandatory fields: R01–R05, R31, R37.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};

use ip_core::id::ImplementationCode;

use super::Desk;
use crate::entry::{EntryState, PowerSource};
use crate::matter::MatterType;
use crate::profile::Coded;

impl Desk<'_, '_> {
    pub(super) fn codes(&mut self, seen: &mut BTreeMap<String, usize>) {
        let Some(code) = self.entry.implementation.clone() else {
            return;
        };
        if let Some(first) = seen.insert(code.to_ascii_uppercase(), self.index) {
            let other = format!("/entries/{first}");
            self.find("R01", "implementation", Some(code.clone()), Some(other));
        }
        if matches!(code.len(), 10 | 24) {
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

    /// The digits of level and type say what the entry says.
    fn segments(&mut self, code: &ImplementationCode) {
        let table = &self.lint.codes;
        let level = self.entry.level.and_then(|l| table.write("level", &l));
        let found = code.level().to_string();
        // 7 is exercised at several levels, and so fits each of them.
        if let Some(right) = level.filter(|right| *right != found && found != "7") {
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
        if entry.state == EntryState::Draft {
            return;
        }
        let public = entry.matter_type == Some(MatterType::PublicService);
        let missing = [
            ("implementation", entry.implementation.is_none()),
            ("body", entry.body.is_none()),
            ("level", entry.level.is_none()),
            ("powerSource", entry.power_source.is_none() && !public),
            ("promised", entry.promised.is_none()),
            ("result", entry.result.is_none()),
            ("channels", entry.channels.is_empty()),
            ("visits", entry.visits.is_none()),
            ("name", entry.name.zh.is_empty()),
        ];
        for (field, absent) in missing {
            if absent {
                self.find("R04", field, None, None);
            }
        }
        if self.matter().is_none() {
            let found = entry.matter.as_ref().map(ToString::to_string);
            self.find("R05", "matter", found, None);
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
}
