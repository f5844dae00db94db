//! The views inside the writer's transaction.

use ip_app::port::{Doc, StoreError, Views};

use crate::row;
use crate::session::Session;
use crate::session::Value::Text;
use crate::sql;

/// The views, as far as the open transaction of a session sees them.
pub struct SqlViews<'a>(pub &'a mut dyn Session);

impl SqlViews<'_> {
    fn each_facet(&mut self, statement: &'static str, doc: &Doc) -> Result<(), StoreError> {
        for (name, value) in &doc.facets {
            let place = [&doc.view, name, value, &doc.sort, &doc.key].map(|text| Text(text));
            self.0.run(statement, &place)?;
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
        let values = [&doc.view, &doc.key, &doc.sort, &facets, &doc.body].map(|text| Text(text));
        self.0.run(sql::PUT_DOC, &values)?;
        Ok(())
    }

    fn delete(&mut self, view: &str, key: &str) -> Result<(), StoreError> {
        if let Some(before) = row::get(self.0, view, key)? {
            self.each_facet(sql::DELETE_FACET, &before)?;
            self.0.run(sql::DELETE_DOC, &[Text(view), Text(key)])?;
        }
        Ok(())
    }
}
