//! The JSON of the life of a right in one language.

use ip_core::calendar::Due;
use ip_core::text::Lang;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::life::{Life, YearPlan};
use crate::label::Labels;
use crate::quote::In;

/// The life of a right in one language.
#[derive(Debug, Clone, Copy)]
pub struct LocalizedLife<'l, 't> {
    life: &'l Life<'t>,
    labels: &'t Labels,
    lang: Lang,
}

impl<'t> Life<'t> {
    /// The annuities as they are written in one language; serialises to the JSON of the contract.
    pub const fn in_lang(&self, labels: &'t Labels, lang: Lang) -> LocalizedLife<'_, 't> {
        LocalizedLife {
            life: self,
            labels,
            lang,
        }
    }
}

impl Serialize for LocalizedLife<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let life = self.life;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("termEnd", &life.term_end)?;
        if let Some(due) = life.next_due {
            map.serialize_entry("nextDue", &due)?;
        }
        if let Some(day) = life.lapsed_on {
            map.serialize_entry("lapsedOn", &day)?;
        }
        map.serialize_entry("currency", &ip_core::money::Currency::Cny)?;
        if let (Some(full), Some(amount)) = (life.full, life.amount) {
            map.serialize_entry("full", &full)?;
            map.serialize_entry("total", &amount)?;
        }
        map.serialize_entry("years", &Years(*self))?;
        map.end()
    }
}

struct Years<'l, 't>(LocalizedLife<'l, 't>);

impl Serialize for Years<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let LocalizedLife { life, labels, lang } = self.0;
        let mut seq = serializer.serialize_seq(Some(life.years.len()))?;
        for year in &life.years {
            seq.serialize_element(&In::new(year, labels, lang))?;
        }
        seq.end()
    }
}

/// A due date by counting and by the calendar.
#[derive(serde::Serialize)]
struct DueDay {
    nominal: chrono::NaiveDate,
    effective: chrono::NaiveDate,
    provisional: bool,
}

impl DueDay {
    const fn new(nominal: chrono::NaiveDate, due: Due) -> Self {
        Self {
            nominal,
            effective: due.date,
            provisional: due.provisional,
        }
    }
}

impl Serialize for In<'_, &YearPlan<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plan = self.value;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("year", &plan.year)?;
        map.serialize_entry("from", &plan.from)?;
        map.serialize_entry("to", &plan.to)?;
        map.serialize_entry("status", &plan.status)?;
        if let Some(window) = plan.due {
            map.serialize_entry("due", &DueDay::new(window.nominal, window.due))?;
            map.serialize_entry("lastDay", &DueDay::new(window.last_nominal, window.last))?;
            map.serialize_entry("lapse", &window.nominal)?;
        }
        map.serialize_entry("annuity", &self.with(&plan.line))?;
        map.serialize_entry("bands", &plan.bands)?;
        if let Some(amount) = plan.restoration {
            map.serialize_entry("restoration", &amount)?;
        }
        if let Some(amount) = plan.pay_today {
            map.serialize_entry("payToday", &amount)?;
        }
        map.end()
    }
}
