//! The kinds of identifiers.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($variant:ident $name:literal $checked:literal $doc:literal,)*) => {
        /// A kind of identifier, written in kebab-case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Kind {
            $(#[doc = $doc] $variant,)*
        }

        impl Kind {
            /// Every kind, those that prove themselves by a check character first.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in requests and answers.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Whether its form has a check character.
            pub const fn has_check_character(self) -> bool {
                match self {
                    $(Self::$variant => $checked,)*
                }
            }
        }
    };
}

kinds! {
    CertificateId "certificate-id" true "Electronic certificate identifier (电子证照标识, `GB/T 36904`).",
    HandlingItemCode "handling-item-code" true "Handling item code (业务办理项编码, `GB/T 39554.1`).",
    MatterImplementationCode "matter-implementation-code" true "Implementation code of a matter (实施编码, `GB/T 39554.1`).",
    Uscc "uscc" true "Unified social credit code (统一社会信用代码, `GB 32100`).",
    ResidentId "resident-id" true "Resident identity number (公民身份号码, `GB 11643`).",
    PatentApplication "patent-application" true "Patent application number (专利申请号, `ZC 0006`).",
    OrganisationCode "organisation-code" true "Organisation code (组织机构代码, `GB 11714`).",
    LayoutDesign "layout-design" true "Layout-design registration number (集成电路布图设计登记号).",
    PatentPublication "patent-publication" false "Patent publication number (专利文献号, `ZC 0007`).",
    PctApplication "pct-application" false "International application number (PCT).",
    WoPublication "wo-publication" false "International publication number (WO).",
    HagueRegistration "hague-registration" false "International design registration (Hague).",
    MatterBasicCode "matter-basic-code" false "Basic code of a matter (基本编码, `GB/T 39554.1`).",
    Gi "gi" false "Geographical indication (地理标志).",
    Division "division" false "Administrative division (行政区划代码, `GB/T 2260`).",
    MadridRegistration "madrid-registration" false "International mark registration (Madrid).",
    Agency "agency" false "Patent agency code (专利代理机构代码).",
    CaseNumber "case-number" false "Number of a case or recordal (案号、备案号).",
    Ipc "ipc" false "International Patent Classification symbol.",
    LocarnoClass "locarno-class" false "Locarno class (designs).",
    Vienna "vienna" false "Vienna classification symbol (figurative elements).",
    NiceClass "nice-class" false "Nice class (goods and services).",
    Trademark "trademark" false "Trademark application or registration number (商标申请号、注册号).",
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no kind of identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of identifier")]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(s: &str) -> Result<Self, UnknownKind> {
        let named = Self::ALL.iter().find(|kind| kind.as_str() == s);
        named.copied().ok_or(UnknownKind)
    }
}
