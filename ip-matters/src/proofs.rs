//! A published list of the proofs that may be asked for (证明事项清单), which lint rule R12 needs.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::law::{LawRef, Registry};
use serde::{Deserialize, Serialize};

use crate::exchange::national::laws;
use crate::exchange::table::{CellFault, Grid, Sheet, Tables};
use crate::list::normal;

/// A proof that may be asked for (证明事项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    /// Its name in Chinese, as lists of matters write it.
    pub name: String,
    /// Id of the standard paper, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// The law that asks for it; without one it may not be asked for.
    #[serde(default)]
    pub basis: Vec<LawRef>,
    /// Who asks for it (索要单位).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<String>,
    /// Who issues it (开具单位).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<String>,
    /// How to get it (办事指南).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
}

/// A published list of proofs.
///
/// ```
/// use ip_matters::proofs::ProofList;
/// let list: ProofList = serde_json::from_str(
///     r#"{"proofs": [{"name": "住所证明", "basis": [{"id": "patent-agency-regulations", "article": "8"}]}]}"#)?;
/// assert!(list.find(None, "住所 证明").is_some());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProofList {
    /// The proofs.
    pub proofs: Vec<Proof>,
}

impl ProofList {
    /// The proof that a paper is, by the id of its standard paper or by its name without the
    /// differences that lists write by chance.
    pub fn find(&self, material: Option<&str>, name: &str) -> Option<&Proof> {
        let by_id = |p: &&Proof| material.is_some() && p.material.as_deref() == material;
        let named = |p: &&Proof| normal(&p.name) == normal(name);
        let all = || self.proofs.iter();
        all().find(by_id).or_else(|| all().find(named))
    }

    /// A list of proofs from a table: the columns of `data/exchange/proofs.toml`, in Chinese, English
    /// or by their field names.
    ///
    /// # Errors
    ///
    /// Every fault of every cell; there is no list then.
    pub fn from_sheet(sheet: &Sheet, registry: &Registry) -> Result<Self, Vec<CellFault>> {
        let (mut faults, mut notes) = (Vec::new(), Vec::new());
        // A damaged file, which a test excludes, would leave every heading unknown.
        let tables = Tables::proofs().unwrap_or_default();
        let Some(table) = tables.iter().next() else {
            return Ok(Self::default());
        };
        let grid = Grid::of(table, sheet, &mut faults, &mut notes);
        // Nothing keeps a further column of this table.
        faults.extend(notes.into_iter().map(|note| CellFault {
            code: "matters.exchange.unknown-column",
            ..note
        }));
        let mut proofs = Vec::new();
        for row in grid.rows() {
            grid.check(row, &mut faults);
            let some = |column: &str| {
                let text = grid.text(row, column);
                (!text.is_empty()).then(|| text.to_string())
            };
            proofs.push(Proof {
                name: grid.text(row, "name").to_string(),
                material: some("material"),
                basis: laws(registry, grid.text(row, "by_law")),
                asked_by: some("asked_by"),
                issued_by: some("issued_by"),
                guide: some("guide"),
            });
        }
        if faults.is_empty() {
            Ok(Self { proofs })
        } else {
            Err(faults)
        }
    }
}
