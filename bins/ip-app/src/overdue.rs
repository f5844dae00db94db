//! Times that were not kept, with the reasons, for everybody to read (逾期公示).
//!
//! Whoever does not finish in time publishes why (`Regulations on Optimising the Business Environment, art. 36`).
//! Who applied is not said, nor the number of the case.

use chrono::NaiveDate;
use ip_core::text::Text;
use ip_matters::case::ClockName;
use serde::Serialize;

use crate::app::App;
use crate::cases::{Registered, VIEW};
use crate::error::AppError;
use crate::journal;
use crate::port::{Cursor, ViewQuery};

/// A time that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Missed {
    /// The matter.
    pub matter: Text,
    /// The office.
    pub body: Option<Text>,
    /// Which time.
    pub clock: ClockName,
    /// The day on which the reasons were given.
    pub on: NaiveDate,
    /// The reasons; absent when they were erased.
    pub reasons: Option<String>,
}

impl App {
    /// A page of the times that were not kept and explained, cases filed last first, and where the next one
    /// starts.
    ///
    /// # Errors
    ///
    /// The store's failures; a matter that is not in the lists any more.
    pub async fn missed_times(
        &self,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Missed>, Option<Cursor>), AppError> {
        let query = ViewQuery::of(VIEW).facet("overdue", "explained");
        let query = query.newest_first().limit(limit).after(after);
        let page = self.store.list(&query).await?;
        let mut all = Vec::new();
        for doc in &page.docs {
            let registered: Registered = journal::read(doc)?;
            let entry = self.rules.entry_of(&registered.case)?;
            for missed in registered.case.overdue.iter().rev() {
                all.push(Missed {
                    matter: entry.matter.name.clone(),
                    body: entry.body.as_ref().map(|body| body.name.clone()),
                    clock: missed.clock,
                    on: missed.on,
                    reasons: self.note(&missed.reason).await?,
                });
            }
        }
        Ok((all, page.next))
    }
}
