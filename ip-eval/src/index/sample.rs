//! Values to try a scheme with: nine made-up cities, and what was published of the country; never mixed with counted figures.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::Deserialize;

use crate::decimal::Decimal;

/// An outlet or a city with the values of its indicators.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Its name.
    pub name: Text,
    /// Values under the keys of the indicators; what is not known is not there.
    pub values: BTreeMap<String, Decimal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    subject: Vec<Subject>,
}

/// What was published of the country, then the nine made-up pilot cities that ship with this crate (`data/index-cities-sample.toml`).
///
/// # Errors
///
/// `eval.data.unreadable` if the file is damaged, which a test excludes.
///
/// ```
/// use ip_eval::index::{Scheme, sample_subjects};
/// let scheme = Scheme::sample()?;
/// let first = &sample_subjects()?[0];
/// assert!(scheme.score(&first.values).total.is_some());
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
pub fn sample_subjects() -> Result<Vec<Subject>, Problem> {
    let file: File = crate::data::read(include_str!("../../data/index-cities-sample.toml"))?;
    Ok(file.subject)
}
