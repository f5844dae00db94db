//! The views inside the writer's transaction.

use ip_app::port::{Doc, StoreError, Views};
use rusqlite::{Connection, params};

use super::row::{self, run};
use crate::sql;

/// The views, as far as the open transaction of a connection sees them.
pub struct SqlViews<'a>(pub &'a Connection);

impl SqlViews<'_> {
    fn each_facet(&self, statement: &str, doc: &Doc) -> Result<(), StoreError> {
        for (name, value) in &doc.facets {
            run(
                self.0,
                statement,
                [&doc.view, name, value, &doc.sort, &doc.key],
            )?;
        }
        Ok(())
    }
}

impl Views for SqlViews<'_> {
    fn get(&mut self, view: &str, key: &str) -> Result<Option<Doc>, StoreError> {
        row::get(self.0, view, key)
    }

    fn put(&mut self, doc: Doc) -> Result<(), StoreError> {
        let doc = doc.checked()?;
        let before = row::get(self.0, &doc.view, &doc.key)?;
        let listed_alike = before
            .as_ref()
            .is_some_and(|before| before.sort == doc.sort && before.facets == doc.facets);
        if !listed_alike {
            if let Some(before) = &before {
                self.each_facet(sql::DELETE_FACET, before)?;
            }
            self.each_facet(sql::PUT_FACET, &doc)?;
        }
        let facets = serde_json::to_string(&doc.facets)
            .map_err(|error| StoreError::Invalid(error.to_string()))?;
        run(
            self.0,
            sql::PUT_DOC,
            params![doc.view, doc.key, doc.sort, facets, doc.body],
        )?;
        Ok(())
    }

    fn delete(&mut self, view: &str, key: &str) -> Result<(), StoreError> {
        if let Some(before) = row::get(self.0, view, key)? {
            self.each_facet(sql::DELETE_FACET, &before)?;
            run(self.0, sql::DELETE_DOC, [view, key])?;
        }
        Ok(())
    }
}
