//! Type standards (证照类型标准) as data: what a certificate of each kind must say.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use ip_core::id::PatentRight;
use ip_core::law::{LawRef, Mark};
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::Deserialize;

use crate::characters::RefusedCharacters;
use crate::holder_code::{HolderClass, HolderCodeTypes};

/// What a certificate asserts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// A right or permission as it was granted: never updated silently.
    Grant,
    /// What a register said at an instant (登记簿副本).
    Extract,
    /// The result of a service matter: a notice, a record.
    Result,
}

/// Whom a certificate may be issued to (持证主体类别, GB/T 36902-2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolderCategory {
    /// Natural persons and organisations (混合).
    Any,
    /// Legal persons and other organisations (法人和其他组织).
    Organisation,
    /// Natural persons (自然人).
    Person,
}

impl HolderCategory {
    /// Whether holders with codes of this class may have such a certificate.
    pub const fn admits(self, class: HolderClass) -> bool {
        let organisation = matches!(class, HolderClass::Organisation);
        match self {
            Self::Any => true,
            Self::Organisation => organisation,
            Self::Person => !organisation,
        }
    }
}

/// The form of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A text.
    Text,
    /// A civil date, `YYYY-MM-DD`.
    Date,
    /// Several texts.
    List,
    /// Rows of named texts.
    Table,
    /// A digest: the algorithm, a colon, 64 lower-case hexadecimal digits.
    Digest,
    /// A whole number without sign, as text.
    Count,
    /// `ZL` and a patent number with its check digit (专利号).
    PatentNumber,
    /// A patent application number with its check digit (申请号).
    ApplicationNumber,
    /// The number under which a patent is published (公告号).
    PublicationNumber,
    /// The registration number of a trademark (商标注册号).
    TrademarkNumber,
    /// The registration number of a layout design (布图设计登记号).
    LayoutDesignNumber,
}

/// What a certificate is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Naming {
    /// As its kind.
    #[default]
    Fixed,
    /// As the matter whose result it is.
    ByMatter,
}

/// Whether a certificate must have the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Every certificate has it.
    Always,
    /// Where the case has it.
    Conditional,
}

/// Whether a certificate must say until when it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    /// It may hold without an end.
    #[default]
    Open,
    /// It names its last day.
    Required,
}

/// How strictly the codes inside an identifier are read: of the authority that defines the type, and
/// of the one that issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InnerCodes {
    /// Both are unified social credit codes whose check characters are right (GB 32100).
    #[default]
    Checked,
    /// As some systems write them: a division in place of the issuer, another check character.
    AsFound,
}

/// A field of the face.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Field {
    /// Name in JSON.
    pub key: String,
    /// Name in a file's custom data: `KZ_` and pinyin initials (GB/T 36903 extension items).
    pub pinyin: String,
    /// What people read.
    pub label: Text,
    /// The form of its value.
    pub shape: Shape,
    /// Whether it must be there.
    pub need: Need,
    /// Whether it stays hidden until the holder opens it.
    #[serde(default)]
    pub disclosable: bool,
}

/// The standard of one kind of certificate.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kind {
    /// Stable name, such as `invention-patent`.
    pub key: String,
    /// Name of the certificate (证照名称).
    pub name: Text,
    /// What it asserts.
    pub family: Family,
    /// Version of this standard.
    pub version: String,
    /// The three characters that follow the defining authority's code in the type code.
    pub suffix: String,
    /// How well the suffix is proved: a locality's own table of types replaces it.
    #[serde(default = "doubtful")]
    pub suffix_mark: Mark,
    /// Whether it must say until when it holds.
    #[serde(default)]
    pub term: Term,
    /// How strictly the codes inside its identifiers are read.
    #[serde(default)]
    pub inner_codes: InnerCodes,
    /// What its certificates are called.
    #[serde(default)]
    pub naming: Naming,
    /// The patent right of which its numbers must be, where it certifies one.
    #[serde(default)]
    pub right: Option<PatentRight>,
    /// The field whose number the serial of the identifier repeats, where it does.
    #[serde(default)]
    pub serial_of: Option<String>,
    /// Fields with dates that follow one another; `issued` is the day of issue.
    #[serde(default)]
    pub order: Vec<String>,
    /// Whom it may be issued to.
    pub holders: HolderCategory,
    /// How well the field list is proved.
    pub mark: Mark,
    /// The law on which such certificates rest.
    pub basis: Vec<LawRef>,
    /// The fields of the face, in the order people read them.
    pub fields: Vec<Field>,
    /// The types of codes that holders may have, read once for all kinds.
    #[serde(skip)]
    pub(crate) holder_codes: Arc<HolderCodeTypes>,
    /// The characters that its texts may not have, read once for all kinds.
    #[serde(skip)]
    pub(crate) refused: Arc<RefusedCharacters>,
}

/// No source tells the codes of the types.
const fn doubtful() -> Mark {
    Mark::Doubtful
}

impl Kind {
    /// The field with this JSON name.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The type code (证照类型代码) under an authority that defines its own types.
    ///
    /// ```
    /// let kinds = ip_certs::kind::Kinds::builtin()?;
    /// let kind = kinds.get("service-result").unwrap();
    /// assert_eq!(kind.type_code("91110000802100433B"), "91110000802100433B014");
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    pub fn type_code(&self, authority: &str) -> String {
        alloc::format!("{authority}{}", self.suffix)
    }
}

/// All known kinds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    #[serde(default, rename = "kind")]
    kinds: Vec<Kind>,
}

impl Kinds {
    /// The kinds shipped with this crate (`data/kinds-*.toml`).
    ///
    /// # Errors
    ///
    /// What [`Kinds::from_toml`] refuses; a test excludes it.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(concat!(
            include_str!("../data/kinds-patents.toml"),
            include_str!("../data/kinds-marks.toml"),
            include_str!("../data/kinds-services.toml"),
        ))
    }

    /// Reads kinds; keys and suffixes must be unique, and so must the fields of a kind.
    ///
    /// # Errors
    ///
    /// `certs.kind.unreadable`, `certs.kind.duplicate`, `certs.holder.unreadable` or
    /// `certs.characters.unreadable`.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let mut kinds: Self =
            toml::from_str(text).map_err(|e| Problem::new("certs.kind.unreadable").found(e))?;
        let mut seen = BTreeSet::new();
        for kind in &kinds.kinds {
            let mut fields = BTreeSet::new();
            let twice = kind.fields.iter().find(|field| !fields.insert(&field.key));
            if let Some(field) = twice {
                return Err(Problem::new("certs.kind.duplicate").found(&field.key));
            }
            if !seen.insert(&kind.key) || !seen.insert(&kind.suffix) {
                return Err(Problem::new("certs.kind.duplicate").found(&kind.key));
            }
        }
        let holder_codes = Arc::new(HolderCodeTypes::builtin()?);
        let refused = Arc::new(RefusedCharacters::builtin()?);
        for kind in &mut kinds.kinds {
            kind.holder_codes = Arc::clone(&holder_codes);
            kind.refused = Arc::clone(&refused);
        }
        Ok(kinds)
    }

    /// The kind with this key.
    pub fn get(&self, key: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.key == key)
    }

    /// The kind whose suffix ends this type code (证照类型代码).
    pub fn of_type(&self, type_code: &str) -> Option<&Kind> {
        let suffix = type_code.get(18..)?;
        self.kinds.iter().find(|kind| kind.suffix == suffix)
    }

    /// The other kind that a certificate of `kind` with this name pretends to be.
    ///
    /// The result of a matter bears the name that the matter gives it.
    pub(crate) fn misnamed(&self, kind: &Kind, name: &str) -> Option<&Kind> {
        let others = self.kinds.iter().filter(|other| other.key != kind.key);
        let mut named = others.filter(|other| other.name.zh == name);
        let pretends = kind.family != Family::Result && kind.name.zh != name;
        named.next().filter(|_| pretends)
    }

    /// All kinds in the order of the data.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter()
    }
}
