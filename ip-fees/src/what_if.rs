//! What the same acts would cost under one other circumstance.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::money::Money;
use ip_core::problem::Problems;
use ip_core::text::Lang;
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::fee::Fee;
use crate::label::Label;
use crate::quote::{CURRENCIES, Outcome, Quote, Total};
use crate::request::{Act, ActKind, Channel, Fact, PctFormat, Reduction, Request};

/// One circumstance of a request, and what it is changed to.
///
/// ```
/// use ip_fees::request::{Reduction, Request};
/// use ip_fees::what_if::Change;
/// let request = Request::from_json(
///     br#"{"date": "2025-03-10", "acts": [{"act": "patent.file", "claims": 15}]}"#,
/// )?;
/// let changed = Change::Claims(10).apply(&request).unwrap();
/// assert_eq!(changed.acts[0].claims, Some(10));
/// assert_eq!(Change::OpenLicence(true).apply(&request), None);
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "fact", content = "to", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Change {
    /// Another reduction (费减), in the place of what the applicants give.
    Reduction(Reduction),
    /// With or without an open licence (开放许可) on the due date.
    OpenLicence(bool),
    /// Online or on paper.
    Channel(Channel),
    /// Another form of the international application.
    Format(PctFormat),
    /// No more claims than these.
    Claims(u32),
    /// No more pages than these.
    Pages(u32),
}

impl Change {
    /// The request with this change; `None` where it changes nothing.
    pub fn apply(self, request: &Request) -> Option<Request> {
        let mut changed = request.clone();
        if let Self::Reduction(to) = self {
            changed.reduction = Some(to);
            changed.applicants = None;
        }
        for act in &mut changed.acts {
            self.put(act);
        }
        let granted = |request: &Request| request.reduction.unwrap_or_default();
        let same = changed.acts == request.acts
            && changed.applicants == request.applicants
            && granted(&changed) == granted(request);
        (!same).then_some(changed)
    }

    /// Changes one act, where it knows the fact.
    fn put(self, act: &mut Act) {
        let knows = |fact| act.kind.facts().contains(fact);
        match self {
            Self::OpenLicence(to) if knows(Fact::OpenLicence) => {
                set(&mut act.open_licence, to);
            }
            Self::Channel(to) if knows(Fact::Channel) => set(&mut act.channel, to),
            Self::Format(to) if knows(Fact::Format) => set(&mut act.format, to),
            // On entry claims and pages are counted as they were published.
            Self::Claims(most) if act.kind != ActKind::PctEnter => {
                act.claims = act.claims.map(|claims| claims.min(most));
            }
            Self::Pages(most) if act.kind != ActKind::PctEnter => {
                act.pages = act.pages.map(|pages| pages.min(most));
            }
            _ => {}
        }
    }

    /// The wording, with its number.
    const fn label(self) -> (Label, u32) {
        match self {
            Self::Reduction(Reduction::None) => (Label::WhatIfNoReduction, 0),
            Self::Reduction(Reduction::Single) => (Label::WhatIfSingle, 0),
            Self::Reduction(Reduction::Joint) => (Label::WhatIfJoint, 0),
            Self::OpenLicence(true) => (Label::WhatIfOpenLicence, 0),
            Self::OpenLicence(false) => (Label::WhatIfNoOpenLicence, 0),
            Self::Channel(Channel::Online) => (Label::WhatIfOnline, 0),
            Self::Channel(Channel::Paper) => (Label::WhatIfPaper, 0),
            Self::Format(PctFormat::Paper) => (Label::WhatIfFormatPaper, 0),
            Self::Format(PctFormat::Pdf) => (Label::WhatIfFormatPdf, 0),
            Self::Format(PctFormat::Xml) => (Label::WhatIfFormatXml, 0),
            Self::Claims(most) => (Label::WhatIfClaims, most),
            Self::Pages(most) => (Label::WhatIfPages, most),
        }
    }
}

/// Sets a fact; the ordinary case, which may be left out, stays left out.
fn set<T: Default + PartialEq>(fact: &mut Option<T>, to: T) {
    if fact.as_ref().map_or(to != T::default(), |now| *now != to) {
        *fact = Some(to);
    }
}

/// What the acts would cost after a [`Change`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// What is changed.
    #[serde(flatten)]
    pub change: Change,
    /// The change in words.
    pub title: String,
    /// Amount, free or unknown.
    pub outcome: Outcome,
    /// The sums by currency; none when something is unknown.
    pub totals: Vec<Total>,
    /// How much less it costs by currency, negative when it costs more; none when either is unknown.
    pub saved: Vec<Total>,
}

impl Engine {
    /// What the acts of a request would cost under each other circumstance that matters to them: with
    /// or without reduction and open licence, online or on paper, with no more claims and pages than
    /// are free. What changes no sum is left out.
    ///
    /// # Errors
    ///
    /// Those of [`Engine::quote`] for the request as it stands.
    ///
    /// ```
    /// use ip_core::text::Lang;
    /// use ip_fees::{engine::Engine, request::Request};
    /// let engine = Engine::builtin()?;
    /// let request = Request::from_json(br#"{"date": "2025-03-10", "acts": [
    ///     {"act": "trademark.renew", "classes": 2}]}"#)?;
    /// let all = engine.what_if(&request, Lang::En)?;
    /// assert_eq!(all[0].title, "Filed online, with electronic delivery");
    /// assert_eq!(all[0].saved[0].amount.to_string(), "100.00");
    /// # Ok::<(), ip_core::problem::Problems>(())
    /// ```
    pub fn what_if(&self, request: &Request, lang: Lang) -> Result<Vec<Alternative>, Problems> {
        let quote = self.quote(request)?;
        let changed = self.changes().filter_map(|change| {
            let supposed = self.quote(&change.apply(request)?).ok()?;
            let differs =
                supposed.outcome != quote.outcome || !supposed.totals().eq(quote.totals());
            differs.then(|| self.alternative(change, &quote, &supposed, lang))
        });
        Ok(changed.collect())
    }

    /// Every change worth a look.
    fn changes(&self) -> impl Iterator<Item = Change> {
        let free = |fee| self.tariffs().fee(fee).included;
        let (pages, sheets) = (free(Fee::PatentPages), free(Fee::PctSheets));
        [
            Change::Reduction(Reduction::None),
            Change::Reduction(Reduction::Single),
            Change::Reduction(Reduction::Joint),
            Change::OpenLicence(true),
            Change::OpenLicence(false),
            Change::Channel(Channel::Online),
            Change::Channel(Channel::Paper),
            Change::Format(PctFormat::Xml),
            Change::Format(PctFormat::Pdf),
            Change::Format(PctFormat::Paper),
            Change::Claims(free(Fee::PatentClaims)),
            Change::Pages(pages),
        ]
        .into_iter()
        .chain((sheets != pages).then_some(Change::Pages(sheets)))
    }

    fn alternative(
        &self,
        change: Change,
        quote: &Quote<'_>,
        supposed: &Quote<'_>,
        lang: Lang,
    ) -> Alternative {
        let (label, number) = change.label();
        let title = self.tariffs().labels().get(label).in_lang(lang);
        let both_known = quote.outcome != Outcome::Unknown && supposed.outcome != Outcome::Unknown;
        let saved = CURRENCIES.into_iter().filter_map(|currency| {
            let amount = supposed.sum_in(currency);
            let saved = quote.sum_in(currency).checked_sub(amount)?;
            (both_known && saved != Money::ZERO).then_some(Total {
                currency,
                amount: saved,
            })
        });
        Alternative {
            change,
            title: title.replace("{0}", &number.to_string()),
            outcome: supposed.outcome,
            totals: supposed.totals().collect(),
            saved: saved.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_is_left_out_is_the_ordinary_case() {
        let mut fact = None;
        set(&mut fact, Channel::Paper);
        assert_eq!(fact, None);
        set(&mut fact, Channel::Online);
        assert_eq!(fact, Some(Channel::Online));
        set(&mut fact, Channel::Paper);
        assert_eq!(fact, Some(Channel::Paper));
    }
}
