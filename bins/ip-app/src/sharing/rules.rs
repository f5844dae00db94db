//! For what certificates are shared, and the limits of it (`data/sharing.toml`).

use ip_certs::characters::RefusedCharacters;
use ip_core::law::Mark;
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::Deserialize;

/// Purposes and limits of sharing.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharingRules {
    /// Days that an authorisation lasts at most.
    pub days: u32,
    /// How often it may be used at most.
    pub uses: u32,
    /// Minutes that a one-time code is good.
    pub code_minutes: u32,
    /// Days that an annotated copy is good at most.
    pub copy_days: u32,
    /// Characters that a cause may have.
    pub cause_chars: usize,
    /// Hours that a published status list is good.
    pub status_list_hours: u32,
    /// How many holders an organisation may name in vain within an hour.
    pub misses_per_hour: usize,
    #[serde(rename = "mark")]
    _mark: Mark,
    /// Matters whose result a registered platform may look up by a number.
    pub inquiry: Vec<String>,
    #[serde(rename = "purpose")]
    purposes: Vec<Purpose>,
    /// What no text on an annotated copy may have.
    #[serde(skip)]
    refused: RefusedCharacters,
}

/// A purpose for which a certificate is used (用证事由).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Stable name.
    pub id: String,
    /// What people read.
    pub label: Text,
}

impl SharingRules {
    /// The rules shipped with this crate.
    ///
    /// # Errors
    ///
    /// `app.data.unreadable` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        let rules: Self = toml::from_str(include_str!("../../data/sharing.toml"))
            .map_err(|e| Problem::new("app.data.unreadable").found(e.message()))?;
        Ok(Self {
            refused: RefusedCharacters::builtin()?,
            ..rules
        })
    }

    /// The first character of a cause that could not be read on a copy.
    pub(super) fn refused_in(&self, cause: &str) -> Option<char> {
        self.refused.first_in(cause)
    }

    /// All purposes, in the order people read them.
    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    /// The purpose with this id.
    pub fn purpose(&self, id: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.id == id)
    }
}
