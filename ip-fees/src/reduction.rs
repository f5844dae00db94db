//! Who pays less (费减): derived from the applicants under the rules of the day.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::dated::{Dated, Days, Span};
use ip_core::law::{LawRef, Mark};
use ip_core::money::Money;
use ip_core::problem::Problem;
use serde::Deserialize;

use crate::request::{Applicant, ApplicantKind, Office};
use crate::sources::Sources;
use crate::tariff::ReductionClass;

/// Which share of the reduction an applicant set gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Share {
    /// One applicant.
    Single,
    /// Several applicants.
    Joint,
}

/// Where an applicant set stands under the rules of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// Nothing was requested.
    NotRequested,
    /// The set pays less.
    Reduced(Share),
    /// This applicant, counted from 1, is not eligible.
    NotEligible(u32),
    /// Two or more entities together (rules until 2016-08-31).
    SeveralEntities,
    /// The income of this applicant, counted from 1, is missing.
    IncomeMissing(u32),
}

/// Which sets of applicants pay less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Combination {
    /// Everyone must be eligible.
    AllEligible,
    /// Individuals with low income, alone, together or with one entity; an entity alone.
    ByPerson,
}

/// Percentages taken off, by group of items.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cuts {
    general: u32,
    reexamination: u32,
}

/// An income limit; the income must stay below it unless it is inclusive.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ceiling {
    monthly: Option<Money>,
    yearly: Option<Money>,
    #[serde(default)]
    inclusive: bool,
}

impl Ceiling {
    fn admits(self, income: Money, limit: Option<Money>) -> Option<bool> {
        limit.map(|limit| income < limit || (self.inclusive && income == limit))
    }

    /// Whether a monthly income is low enough; a yearly limit is compared with twelve months.
    fn admits_monthly(self, income: Money) -> bool {
        self.admits(income, self.monthly)
            .or_else(|| self.admits(income.checked_mul(12)?, self.yearly))
            .unwrap_or(false)
    }

    fn admits_yearly(self, income: Money) -> bool {
        self.admits(income, self.yearly).unwrap_or(false)
    }
}

/// The reduction rules of some days.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Regime {
    /// Stable id.
    pub id: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    combination: Combination,
    single: Cuts,
    joint: Cuts,
    /// How many annuities from the year of grant on are reduced.
    pub window: u32,
    individual: Ceiling,
    enterprise: Option<Ceiling>,
    /// How well the rules are proved.
    pub mark: Mark,
    /// The sources.
    pub law: Sources,
}

impl Regime {
    /// The percentage taken off an item of this group.
    pub const fn percent(&self, share: Share, class: ReductionClass) -> u32 {
        let cuts = match share {
            Share::Single => self.single,
            Share::Joint => self.joint,
        };
        match class {
            ReductionClass::General | ReductionClass::Annuity => cuts.general,
            ReductionClass::Reexamination => cuts.reexamination,
        }
    }

    /// Where these applicants stand.
    ///
    /// Under the rules since 2016 all must be eligible; before, entities needed no proof of income
    /// but two of them together got nothing.
    pub fn standing(&self, applicants: &[Applicant]) -> Standing {
        let is_entity = |a: &&Applicant| a.kind != ApplicantKind::Individual;
        let entities = applicants.iter().filter(is_entity).count();
        let first = |standing| {
            let mut all = (1..).zip(applicants);
            all.find_map(|(number, one)| (self.eligible(one) == standing).then_some(number))
        };
        // What is missing matters only while nobody is surely excluded.
        match (self.combination, applicants.len(), entities) {
            (_, 0, _) => return Standing::NotRequested,
            (Combination::ByPerson, _, 2..) => return Standing::SeveralEntities,
            _ => {}
        }
        if let Some(number) = first(Some(false)) {
            return Standing::NotEligible(number);
        }
        if let Some(number) = first(None) {
            return Standing::IncomeMissing(number);
        }
        match (self.combination, applicants.len(), entities) {
            (Combination::ByPerson, 1, 1) => Standing::Reduced(Share::Joint),
            (_, 1, _) => Standing::Reduced(Share::Single),
            _ => Standing::Reduced(Share::Joint),
        }
    }

    /// Whether one applicant is eligible; `None` when the income that decides is missing.
    fn eligible(&self, applicant: &Applicant) -> Option<bool> {
        match (applicant.kind, self.enterprise) {
            (ApplicantKind::Individual, _) => applicant
                .monthly_income
                .map(|income| self.individual.admits_monthly(income)),
            (ApplicantKind::Enterprise, Some(ceiling)) => applicant
                .taxable_income
                .map(|income| ceiling.admits_yearly(income)),
            _ => Some(true),
        }
    }
}

/// The cut for annuities during an open licence (开放许可).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenLicence {
    /// First day.
    pub from: NaiveDate,
    /// Percentage taken off.
    pub percent: u32,
    /// How well the rule is proved.
    pub mark: Mark,
    /// The sources.
    pub law: Sources,
}

/// What an entry into the national phase is spared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaivedFee {
    /// Filing fee and surcharges.
    Filing,
    /// Substantive examination.
    Examination,
}

/// One waiver of the national phase.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waiver {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    ro: Option<Office>,
    isa: Vec<Office>,
    fee: WaivedFee,
    /// Percentage spared.
    pub percent: u32,
    /// How well the rule is proved.
    pub mark: Mark,
    /// The sources.
    pub law: Sources,
}

/// The cut for natural persons on fees for the International Bureau.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NaturalPersons {
    /// Percentage taken off.
    pub percent: u32,
    /// How well the rule is proved.
    pub mark: Mark,
    /// The sources.
    pub law: Sources,
}

/// All rules on who pays less.
#[derive(Debug, Clone)]
pub struct Rules {
    regimes: Dated<Regime>,
    waivers: Vec<Waiver>,
    /// Open licence.
    pub open_licence: OpenLicence,
    /// Natural persons under the PCT.
    pub natural_persons: NaturalPersons,
    /// The days on which it is uncertain whether the rules that follow them stand already.
    pub uncertain: Days,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RulesFile {
    regime: Vec<Regime>,
    #[serde(default)]
    waiver: Vec<Waiver>,
    open_licence: OpenLicence,
    natural_persons: NaturalPersons,
    uncertain: Option<UncertainDays>,
}

/// Days between the date of a notice and the day that practice names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncertainDays {
    from: NaiveDate,
    to: NaiveDate,
}

impl Rules {
    /// Reads the rules.
    ///
    /// # Errors
    ///
    /// `fees.reduction.unreadable`, `fees.reduction.overlap`, or `fees.reduction.percent` for a
    /// percentage over 100.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let file: RulesFile =
            toml::from_str(text).map_err(|e| Problem::new("fees.reduction.unreadable").found(e))?;
        let percents = file
            .regime
            .iter()
            .flat_map(|r| [r.single, r.joint])
            .flat_map(|cuts| [cuts.general, cuts.reexamination])
            .chain(file.waiver.iter().map(|waiver| waiver.percent))
            .chain([file.open_licence.percent, file.natural_persons.percent]);
        if let Some(percent) = percents.into_iter().find(|percent| *percent > 100) {
            return Err(Problem::new("fees.reduction.percent").found(percent));
        }
        let spans = file.regime.into_iter().map(|value| Span {
            days: Days {
                from: value.from,
                to: value.to,
            },
            value,
        });
        Ok(Self {
            regimes: Dated::new(spans.collect())
                .map_err(|e| Problem::new("fees.reduction.overlap").found(e))?,
            waivers: file.waiver,
            open_licence: file.open_licence,
            natural_persons: file.natural_persons,
            uncertain: match file.uncertain {
                Some(days) => Days {
                    from: Some(days.from),
                    to: Some(days.to),
                },
                // No day at all.
                None => Days {
                    from: Some(NaiveDate::MAX),
                    to: Some(NaiveDate::MIN),
                },
            },
        })
    }

    /// The rules of a day; `None` before the first known ones.
    pub fn regime_on(&self, day: NaiveDate) -> Option<&Regime> {
        self.regimes.on(day)
    }

    /// The history of the rules.
    pub const fn regimes(&self) -> &Dated<Regime> {
        &self.regimes
    }

    /// What this receiving office and searching authority spare on a day.
    pub fn waiver_on(
        &self,
        day: NaiveDate,
        fee: WaivedFee,
        ro: Option<Office>,
        isa: Option<Office>,
    ) -> Option<&Waiver> {
        self.waivers.iter().find(|waiver| {
            let days = Days {
                from: waiver.from,
                to: waiver.to,
            };
            waiver.fee == fee
                && days.contains(day)
                && (waiver.ro.is_none() || waiver.ro == ro)
                && isa.is_some_and(|isa| waiver.isa.contains(&isa))
        })
    }

    /// Every reference to law in the rules.
    pub fn law_refs(&self) -> impl Iterator<Item = &LawRef> {
        let regimes = self.regimes.spans().iter().flat_map(|s| &s.value.law);
        regimes
            .chain(self.waivers.iter().flat_map(|waiver| &waiver.law))
            .chain(self.open_licence.law.iter())
            .chain(self.natural_persons.law.iter())
    }
}
