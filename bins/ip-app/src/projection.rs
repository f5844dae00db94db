//! The read models: one projector that hands each event to the room it belongs to.

use ip_core::record::Record;

use crate::port::{Projector, StoreError, Views};
use crate::{
    adjudication, bundles, cases, consult, editions, figures, handover, invitations, keys,
    publication, rectify, register, sharing, transparency, witness,
};

/// Feeds every view from the log.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadModels;

impl Projector for ReadModels {
    fn version(&self) -> u32 {
        8
    }

    fn project(&self, record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
        let area = record.entry.stream.split('/').next().unwrap_or_default();
        match area {
            "case" => cases::project(record, views),
            "bundle" => bundles::project(record, views),
            "consult" => consult::project(record, views),
            "edition" => editions::project(record, views),
            "handover" => handover::project(record, views),
            "certificate" => register::project(record, views),
            "issuer-keys" => keys::project(record, views),
            "certificate-witness" => witness::project(record, views),
            "certificate-log" => transparency::project(record, views),
            "publication" => publication::project(record, views),
            "adjudication" => adjudication::project(record, views),
            "share" => sharing::project(record, views),
            "inquiry" => sharing::project_miss(record, views),
            "review" => figures::project(record, views),
            "rectification" => rectify::project(record, views),
            "invitation" => invitations::project(record, views),
            "wish" => invitations::project_wish(record, views),
            _ => Ok(()),
        }
    }
}
