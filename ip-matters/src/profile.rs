//! Profiles of code tables (代码集): which raw code of a platform means what here.
//!
//! The same digit means different things on different platforms, so no digit ever is an enum's
//! discriminant: it is read and written through a profile, and a code that the profile does not know
//! is kept as it came and reported.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::law::{LawRef, Mark};
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

use crate::toml_file;

/// What parts several values of one field in the national exchange.
pub const JOINT: char = '^';

/// A value, or the raw code that no table explains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coded<T> {
    /// The code's meaning.
    Known(T),
    /// The code as it came.
    Unknown(String),
}

/// The codes of one field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CodeTable {
    /// How well the table is proved.
    pub mark: Mark,
    /// From raw code to the value's name in JSON.
    codes: BTreeMap<String, String>,
    /// What is written for a value where the codes do not say it.
    #[serde(default)]
    write: BTreeMap<String, String>,
}

/// The code tables of one platform, by field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Profile {
    /// Key, such as `national-exchange-2020`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Where the tables stand.
    #[serde(default)]
    pub basis: Option<LawRef>,
    /// Tables by field.
    field: BTreeMap<String, CodeTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    profile: Vec<Profile>,
}

impl Profile {
    /// A profile shipped with this crate (`data/profiles.toml`): `gbt39046`, `national-exchange-2020`,
    /// or the codes of products, `construction-approval` and `hall-products`.
    ///
    /// ```
    /// use ip_matters::entry::Level;
    /// use ip_matters::profile::{Coded, Profile};
    /// let profile = Profile::builtin("gbt39046")?;
    /// assert_eq!(profile.read::<Level>("level", "3"), Coded::Known(Level::City));
    /// assert_eq!(profile.read::<Level>("level", "8"), Coded::Unknown("8".into()));
    /// assert_eq!(profile.write("level", &Level::City).as_deref(), Some("3"));
    /// # Ok::<(), ip_core::problem::Problems>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `matters.profile.unknown` for another name.
    pub fn builtin(id: &str) -> Result<Self, Problems> {
        let all = Self::read_all("profiles.toml", include_str!("../data/profiles.toml"))?;
        let names: Vec<&str> = all.iter().map(|p| p.id.as_str()).collect();
        let names = names.join(", ");
        let found = all.into_iter().find(|p| p.id == id);
        let unknown = || Problem::new("matters.profile.unknown").found(id);
        found.ok_or_else(|| unknown().expected(names).into())
    }

    /// The profile that a user's file holds, in the form of `data/profiles.toml`.
    ///
    /// # Errors
    ///
    /// `matters.data.unreadable` with the line, or `matters.profile.unknown` for an empty file.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Problems> {
        let first = Self::read_all(name, text)?.into_iter().next();
        first.ok_or_else(|| Problem::new("matters.profile.unknown").found(name).into())
    }

    fn read_all(name: &str, text: &str) -> Result<Vec<Self>, Problems> {
        let mut problems = Problems::default();
        let file = toml_file::read::<File>(name, text, &mut problems);
        file.map(|file| file.profile).ok_or(problems)
    }

    /// The table of a field.
    pub fn table(&self, field: &str) -> Option<&CodeTable> {
        self.field.get(field)
    }

    /// Every field with its table.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &CodeTable)> {
        self.field
            .iter()
            .map(|(name, table)| (name.as_str(), table))
    }

    /// The name that a raw code's meaning has in JSON.
    pub fn meaning(&self, field: &str, raw: &str) -> Option<&str> {
        let table = self.table(field)?;
        table.codes.get(raw).map(String::as_str)
    }

    /// What a raw code means in a field.
    pub fn read<T: for<'de> Deserialize<'de>>(&self, field: &str, raw: &str) -> Coded<T> {
        let value = self.meaning(field, raw).and_then(named);
        value.map_or_else(|| Coded::Unknown(raw.to_string()), Coded::Known)
    }

    /// The raw code of a value; `None` where the profile has none. Several codes that only together
    /// say the value are joined by [`JOINT`].
    pub fn write<T: Serialize>(&self, field: &str, value: &T) -> Option<String> {
        self.code_of(field, &name_of(value)?)
    }

    /// The raw code of the value that has this name in JSON.
    pub(crate) fn code_of(&self, field: &str, name: &str) -> Option<String> {
        let table = self.table(field)?;
        let read = || table.codes.iter().find(|(_, known)| **known == name);
        let own = table.write.get(name).cloned();
        own.or_else(|| read().map(|(code, _)| code.clone()))
    }
}

impl CodeTable {
    /// Raw codes with the names of their values.
    pub fn codes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.codes.iter().map(|(c, n)| (c.as_str(), n.as_str()))
    }
}

/// The value that has this name in JSON.
pub(crate) fn named<T: for<'de> Deserialize<'de>>(name: &str) -> Option<T> {
    let text: StrDeserializer<'_, Error> = name.into_deserializer();
    T::deserialize(text).ok()
}

/// The name that a unit variant has in JSON.
pub(crate) fn name_of<T: Serialize>(value: &T) -> Option<String> {
    let value = toml::Value::try_from(value).ok()?;
    value.as_str().map(ToString::to_string)
}
