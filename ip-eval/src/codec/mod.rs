//! Named code tables of the platforms, which contradict each other (编码方案).
//!
//! A code means nothing without the name of its scheme. What a scheme does not know is kept as it
//! came and goes back unchanged.

mod channel;

pub use channel::{ApplicantKind, CaseKind, Channel};

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use ip_core::law::{LawRef, Mark};
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::level::Level;
use crate::review::Kind;
use crate::service::Node;

/// A value that a scheme knows, or the code as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Coded<T> {
    /// The meaning of the code.
    Known(T),
    /// A code without a meaning in its scheme.
    Other {
        /// The code, byte for byte.
        other: String,
    },
}

impl<T> Coded<T> {
    /// The meaning, if the scheme knows one.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Other { .. } => None,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Coded<T> {
    /// A name, or `{"other": "…"}`. Read by hand, so that a wrong name is told with the names there are.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = Coded<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name, or {\"other\": a code}")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Coded<T>, E> {
                T::deserialize(name.into_deserializer()).map(Coded::Known)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Coded<T>, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Other {
                    other: String,
                }
                let Other { other } =
                    Other::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Coded::Other { other })
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

impl<T> From<T> for Coded<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row<T> {
    value: T,
    codes: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    codes: Vec<String>,
}

/// The code tables of one platform.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scheme {
    /// Its name, such as `gbt-39046`.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// How well the tables are proved.
    pub mark: Mark,
    /// Where they were read.
    pub source: String,
    /// Standards they rest on.
    #[serde(default)]
    pub basis: Vec<LawRef>,
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    level: Vec<Row<Level>>,
    #[serde(default)]
    channel: Vec<Row<Channel>>,
    #[serde(default)]
    applicant_kind: Vec<Row<ApplicantKind>>,
    #[serde(default)]
    case_kind: Vec<Row<CaseKind>>,
    #[serde(default)]
    stage: Vec<Row<Node>>,
    #[serde(default)]
    default_kind: Vec<Codes>,
    #[serde(default)]
    not_reviewed: Vec<Codes>,
}

fn decode<T: Copy>(rows: &[Row<T>], raw: &str) -> Coded<T> {
    rows.iter()
        .find(|row| row.codes.iter().any(|code| code == raw))
        .map_or_else(
            || Coded::Other { other: raw.into() },
            |row| Coded::Known(row.value),
        )
}

fn encode<'a, T: PartialEq>(rows: &'a [Row<T>], value: &'a Coded<T>) -> Option<&'a str> {
    match value {
        Coded::Known(value) => {
            let row = rows.iter().find(|row| row.value == *value)?;
            row.codes.first().map(String::as_str)
        }
        Coded::Other { other } => Some(other),
    }
}

impl Scheme {
    /// Reads a code of satisfaction.
    ///
    /// ```
    /// use ip_eval::{codec::{Codings, Coded}, level::Level};
    /// let codings = Codings::builtin()?;
    /// let one = |scheme| codings.get(scheme).unwrap().level("1");
    /// assert_eq!(one("interface-2019"), Coded::Known(Level::VeryDissatisfied));
    /// assert_eq!(one("gbt-39046"), Coded::Known(Level::VerySatisfied));
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    pub fn level(&self, raw: &str) -> Coded<Level> {
        decode(&self.level, raw)
    }

    /// Writes a level; `None` where the scheme has no code for it.
    pub fn write_level<'a>(&'a self, level: &'a Coded<Level>) -> Option<&'a str> {
        encode(&self.level, level)
    }

    /// Reads a code of a channel.
    pub fn channel(&self, raw: &str) -> Coded<Channel> {
        decode(&self.channel, raw)
    }

    /// Writes a channel; `None` where the scheme has no code for it.
    pub fn write_channel<'a>(&'a self, channel: &'a Coded<Channel>) -> Option<&'a str> {
        encode(&self.channel, channel)
    }

    /// Reads a code of an applicant's kind.
    pub fn applicant_kind(&self, raw: &str) -> Coded<ApplicantKind> {
        decode(&self.applicant_kind, raw)
    }

    /// Writes an applicant's kind; `None` where the scheme has no code for it.
    pub fn write_applicant_kind<'a>(&'a self, kind: &'a Coded<ApplicantKind>) -> Option<&'a str> {
        encode(&self.applicant_kind, kind)
    }

    /// Reads a code of a case's kind.
    pub fn case_kind(&self, raw: &str) -> Coded<CaseKind> {
        decode(&self.case_kind, raw)
    }

    /// Writes a case's kind; `None` where the scheme has no code for it.
    pub fn write_case_kind<'a>(&'a self, kind: &'a Coded<CaseKind>) -> Option<&'a str> {
        encode(&self.case_kind, kind)
    }

    /// Reads a code of how far a case is (办件状态).
    pub fn stage(&self, raw: &str) -> Coded<Node> {
        decode(&self.stage, raw)
    }

    /// Writes how far a case is; `None` where the scheme has no code for it.
    pub fn write_stage<'a>(&'a self, stage: &'a Coded<Node>) -> Option<&'a str> {
        encode(&self.stage, stage)
    }

    /// The channel code that says that the system entered the review by default.
    pub fn write_default_review(&self) -> Option<&str> {
        let codes = self.default_kind.first()?;
        codes.codes.first().map(String::as_str)
    }

    /// Whether this channel code says that the system entered the review by default (系统默认评价).
    pub fn is_default_review(&self, channel: &str) -> bool {
        self.default_kind
            .iter()
            .any(|row| row.codes.iter().any(|c| c == channel))
    }

    /// Whether this level code says that no review was given, such as a terminal's time-out.
    pub fn is_not_reviewed(&self, level: &str) -> bool {
        self.not_reviewed
            .iter()
            .any(|row| row.codes.iter().any(|c| c == level))
    }

    /// Takes over the tables that this scheme does not have itself.
    fn inherit(&mut self, base: &Self) {
        fn fill<T: Clone>(own: &mut Vec<T>, other: &[T]) {
            if own.is_empty() {
                own.extend_from_slice(other);
            }
        }
        fill(&mut self.level, &base.level);
        fill(&mut self.channel, &base.channel);
        fill(&mut self.applicant_kind, &base.applicant_kind);
        fill(&mut self.case_kind, &base.case_kind);
        fill(&mut self.stage, &base.stage);
        fill(&mut self.not_reviewed, &base.not_reviewed);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scheme: Vec<Scheme>,
}

/// Every scheme, by name.
#[derive(Debug, Clone)]
pub struct Codings(Vec<Scheme>);

impl Codings {
    /// The schemes shipped with this crate (`data/codings.toml`).
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(include_str!("../../data/codings.toml"))
    }

    /// Reads schemes; a base must stand before what is built on it.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable`, or `eval.data.reference` for a base that does not exist.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let file: File = crate::data::read(text)?;
        let mut schemes: Vec<Scheme> = Vec::with_capacity(file.scheme.len());
        for mut scheme in file.scheme {
            if let Some(id) = &scheme.base {
                let base = schemes
                    .iter()
                    .find(|s| s.id == *id)
                    .cloned()
                    .ok_or_else(|| Problem::new("eval.data.reference").found(id))?;
                scheme.inherit(&base);
            }
            schemes.push(scheme);
        }
        Ok(Self(schemes))
    }

    /// The scheme of this name.
    ///
    /// # Errors
    ///
    /// `eval.code.scheme-unknown`.
    pub fn get(&self, id: &str) -> Result<&Scheme, Problem> {
        self.0.iter().find(|scheme| scheme.id == id).ok_or_else(|| {
            Problem::new("eval.code.scheme-unknown")
                .at("/scheme")
                .found(id)
        })
    }

    /// All schemes.
    pub fn iter(&self) -> impl Iterator<Item = &Scheme> {
        self.0.iter()
    }
}

/// Which column of a record a code stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Satisfaction.
    Level,
    /// Channel.
    Channel,
    /// Applicant's kind.
    ApplicantKind,
    /// Case's kind.
    CaseKind,
    /// How far the case is.
    Stage,
}

/// What `ip-tool review decode` is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecodeRequest {
    /// Name of the scheme.
    pub scheme: String,
    /// The column.
    pub field: Field,
    /// The code.
    pub raw: String,
}

/// What a code means; the member that was asked for is there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Decoded {
    /// The level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Coded<Level>>,
    /// The channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Coded<Channel>>,
    /// The applicant's kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicant_kind: Option<Coded<ApplicantKind>>,
    /// The case's kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_kind: Option<Coded<CaseKind>>,
    /// How far the case is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Coded<Node>>,
    /// What the code says about the kind of review, where it is no channel at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// True where the code says that nobody gave a review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_reviewed: Option<bool>,
}

/// Says what a code means in a named scheme.
///
/// # Errors
///
/// `eval.code.scheme-unknown`.
pub fn decode_request(codings: &Codings, request: &DecodeRequest) -> Result<Decoded, Problem> {
    let scheme = codings.get(&request.scheme)?;
    let raw = request.raw.as_str();
    let mut answer = Decoded::default();
    match request.field {
        Field::Level => {
            answer.level = Some(scheme.level(raw));
            answer.not_reviewed = scheme.is_not_reviewed(raw).then_some(true);
        }
        Field::Channel => {
            answer.channel = Some(scheme.channel(raw));
            answer.kind = scheme.is_default_review(raw).then_some(Kind::Default);
        }
        Field::ApplicantKind => answer.applicant_kind = Some(scheme.applicant_kind(raw)),
        Field::CaseKind => answer.case_kind = Some(scheme.case_kind(raw)),
        Field::Stage => answer.stage = Some(scheme.stage(raw)),
    }
    Ok(answer)
}
