//! Whose portal this is: names and ways to reach the place.

use ip_core::text::Text;
use ip_matters::pack::Locality;

/// The place a portal serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the place, such as a city; none in particular for the national baseline alone.
    pub name: Text,
    /// Whether it is fictitious: every page then says so.
    pub demo: bool,
    /// What a visitor should know.
    pub note: Option<Text>,
    /// Telephone for questions.
    pub consult_phone: Option<String>,
    /// Telephone for complaints.
    pub complaint_phone: Option<String>,
}

impl Place {
    /// The place of a pack.
    pub fn of(locality: &Locality) -> Self {
        Self {
            name: locality.name.clone(),
            demo: locality.fictitious,
            note: locality.note.clone(),
            consult_phone: given(&locality.consult_phone),
            complaint_phone: given(&locality.complaint_phone),
        }
    }
}

fn given(phone: &str) -> Option<String> {
    (!phone.is_empty()).then(|| phone.to_owned())
}
