//! Whose portal this is: names and ways to reach the place.

use std::path::Path;

use ip_core::text::Text;
use serde::Deserialize;

use crate::failure::Failure;

/// The place a portal serves, from the file `place.toml` of its pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Place {
    /// Name of the place, such as a city.
    pub name: Text,
    /// Name of the portal.
    pub title: Text,
    /// Whether it is fictitious: every page then says so.
    #[serde(default)]
    pub demo: bool,
    /// Telephone of the service hotline.
    #[serde(default)]
    pub phone: Option<String>,
}

const DEMONSTRATION: &str = include_str!("../../data/place-demo.toml");
const NATIONAL: &str = include_str!("../../data/place-national.toml");

impl Place {
    /// The place of a pack folder; without one the demonstration city, or none in particular.
    ///
    /// # Errors
    ///
    /// The folder has no readable `place.toml`.
    pub fn load(pack: Option<&Path>, demo: bool) -> Result<Self, Failure> {
        match pack {
            Some(folder) => {
                let path = folder.join("place.toml");
                let text = std::fs::read_to_string(&path)
                    .map_err(|e| Failure::damaged(&path, e.to_string()))?;
                toml::from_str(&text).map_err(|e| Failure::damaged(&path, e.message()))
            }
            None => {
                let text = if demo { DEMONSTRATION } else { NATIONAL };
                toml::from_str(text).map_err(|e| Failure::BuiltIn {
                    what: "place",
                    why: e.message().to_owned(),
                })
            }
        }
    }
}
