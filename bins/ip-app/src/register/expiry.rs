//! Certificates whose last day is over lapse by the clock (失效).

use ip_certs::certificate::LifeCommand;
use ip_core::id::CertificateId;

use super::{ENDS, Event, stream};
use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::journal::{self, Loaded};
use crate::port::{Batch, StoreError, ViewQuery};
use crate::tick::Round;

impl App {
    /// Lets every certificate lapse whose last day in China is over.
    pub(crate) async fn tick_certificates(&self, system: &Actor) -> Result<Round, AppError> {
        let mut round = Round::default();
        let today = system.day().to_string();
        let mut due = Vec::new();
        let mut after = None;
        // The earliest come first: the list is read up to today.
        loop {
            let page = self.store.list(&ViewQuery::of(ENDS).after(after)).await?;
            let over = page.docs.iter().take_while(|doc| doc.sort < today);
            let before = due.len();
            due.extend(over.filter_map(|doc| doc.key.parse::<CertificateId>().ok()));
            let all = due.len() - before == page.docs.len();
            after = page.next.filter(|_| all);
            if after.is_none() {
                break;
            }
        }
        round.seen += due.len();
        for id in due {
            let Loaded { state, sequence } = self.line(&id).await?;
            let Ok(events) = state.decide(LifeCommand::Expire, system.at) else {
                round.left += 1;
                continue;
            };
            let stream = stream(&id);
            let events: Vec<Event> = events.into_iter().map(Event::Life).collect();
            let entries = journal::entries("certificate", &stream, system, &events)?;
            match self
                .store
                .append(Batch::new().append(stream, sequence, entries))
                .await
            {
                Ok(_) => round.fired += 1,
                // A decision came in between.
                Err(StoreError::Conflict { .. }) => round.left += 1,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(round)
    }
}
