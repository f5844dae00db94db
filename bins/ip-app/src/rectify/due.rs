//! Clocks of bad reviews fire by themselves: reminders, missed days, supervision.

use ip_eval::rectify::{self, Case, Command, Event};

use super::{MOST, Registered, VIEW, stream, system};
use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::journal::{self, Loaded};
use crate::port::{Batch, StoreError, ViewQuery};
use crate::tick::Round;

impl App {
    /// Lets the clocks of open cases fire that are due: warned, missed, supervision raised.
    pub(crate) async fn tick_rectifications(&self, actor: &Actor) -> Result<Round, AppError> {
        let mut round = Round::default();
        let mut due = Vec::new();
        let mut query = ViewQuery::of(VIEW).facet("settled", "no").limit(MOST);
        loop {
            let page = self.store.list(&query).await?;
            for doc in &page.docs {
                round.seen += 1;
                let registered: Registered = journal::read(doc)?;
                if self.ticked(actor, &registered.case)?.is_some() {
                    due.push(doc.key.clone());
                }
            }
            match page.next {
                Some(next) => query = query.after(Some(next)),
                None => break,
            }
        }
        // Read first, then written, each as its stream stands: a page that changes under the reader would skip cases.
        for id in due {
            let Loaded { state, sequence } = self.loaded_case(&id).await?;
            let Some(events) = state.map(|case| self.ticked(actor, &case)).transpose()? else {
                continue;
            };
            let stream = stream(&id);
            let entries =
                journal::entries("rectification", &stream, actor, &events.unwrap_or_default())?;
            match self
                .store
                .append(Batch::new().append(&stream, sequence, entries))
                .await
            {
                Ok(_) => round.fired += 1,
                Err(StoreError::Conflict { .. }) => round.left += 1,
                Err(other) => return Err(other.into()),
            }
        }
        Ok(round)
    }

    /// What time alone does to a case now, if anything.
    fn ticked(&self, actor: &Actor, case: &Case) -> Result<Option<Vec<Event>>, AppError> {
        let context = self.rectify_context(actor, Some(case));
        let events = rectify::decide(Some(case), Command::Tick, &system()?, &context);
        Ok(events.ok().filter(|events| !events.is_empty()))
    }
}
