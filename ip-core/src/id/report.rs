//! The verdict on a text: what kind it is or can be, its canonical form, every problem.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Draft, Flaw, Identifier, Kind};
use crate::problem::Problem;

/// What can be said of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Well formed, and its check character, if it has one, is right.
    Valid,
    /// Usable, yet something is off: see the problems.
    Warning,
    /// Not an identifier of this kind.
    Invalid,
}

/// A question about a text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// The kind it should be; without it the answer says which it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The text as written.
    pub text: String,
    /// The day of the question, for numbers that carry a year or a day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<NaiveDate>,
}

impl Request {
    /// The answer.
    pub fn answer(&self) -> Report {
        check(self.kind, &self.text, self.today)
    }
}

/// Shows no text: it may be personal data.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("kind", &self.kind)
            .field("today", &self.today)
            .finish_non_exhaustive()
    }
}

/// One kind that a text can be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The kind.
    pub kind: Kind,
    /// Its canonical form; absent when invalid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// The verdict for this kind.
    pub verdict: Verdict,
    /// Every problem.
    pub problems: Vec<Problem>,
}

/// The answer to a question about a text.
///
/// It repeats the text to the one who asked; of a resident identity number it is personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The kind asked for, or the only likely one; absent when several remain or none fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The text as written.
    pub text: String,
    /// Its canonical form; absent when invalid or when several kinds remain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// Every problem.
    pub problems: Vec<Problem>,
    /// The kinds it can be, likeliest first, when no kind was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
}

macro_rules! shows_no_text {
    ($name:ident) => {
        /// Shows no text: it may be personal data.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("kind", &self.kind)
                    .field("verdict", &self.verdict)
                    .finish_non_exhaustive()
            }
        }
    };
}

shows_no_text!(Candidate);
shows_no_text!(Report);

/// Checks a text: as the kind asked for, else as every kind.
///
/// `today` bounds years and days of birth; without it they may lie in the future.
///
/// ```
/// use ip_core::id::{Kind, Verdict, check};
/// let report = check(Some(Kind::Uscc), "91110000 802100433b", None);
/// assert_eq!(report.verdict, Verdict::Valid);
/// assert_eq!(report.canonical.as_deref(), Some("91110000802100433B"));
/// assert_eq!(check(None, "D2143569-X", None).kind, Some(Kind::OrganisationCode));
/// ```
pub fn check(kind: Option<Kind>, text: &str, today: Option<NaiveDate>) -> Report {
    match kind {
        Some(kind) => {
            let found = as_kind(kind, text, today);
            Report {
                kind: Some(kind),
                text: text.into(),
                canonical: found.canonical,
                verdict: found.verdict,
                problems: found.problems,
                candidates: Vec::new(),
            }
        }
        None => detect(text, today),
    }
}

fn detect(text: &str, today: Option<NaiveDate>) -> Report {
    let mut fitting = Vec::new();
    if let Ok(plain) = Draft::new(text) {
        // Well formed but for the check character is worth showing where nothing better is found.
        let mut slips = Vec::new();
        let mut draft = plain.clone();
        for &kind in Kind::ALL {
            draft.clone_from(&plain);
            match attempt(kind, &mut draft, today) {
                Err(slip @ Flaw::CheckCharacter { .. }) => slips.push((kind, Err(slip))),
                Err(_) => {}
                good => fitting.push(Candidate::new(kind, good, text, today)),
            }
        }
        if fitting.is_empty() {
            let shown = slips.into_iter();
            fitting.extend(shown.map(|(kind, slip)| Candidate::new(kind, slip, text, today)));
        }
    }
    let rank = |c: &Candidate| (c.verdict, !c.kind.has_check_character());
    fitting.sort_by_key(rank);
    let best = match fitting.as_slice() {
        [only] => Some(only),
        [first, second, ..] if rank(first) != rank(second) => Some(first),
        _ => None,
    };
    let verdict = fitting.first().map_or(Verdict::Invalid, |c| c.verdict);
    let problems = match (best, verdict) {
        (Some(best), _) => best.problems.clone(),
        (None, Verdict::Invalid) => Vec::from([Problem::new("core.id.unrecognised").at("/text")]),
        (None, _) => Vec::new(),
    };
    Report {
        kind: best.map(|c| c.kind),
        text: text.into(),
        canonical: best.and_then(|c| c.canonical.clone()),
        verdict,
        problems,
        candidates: fitting,
    }
}

/// The canonical form and what is off about it, or why it is invalid.
type Tried = Result<(String, Vec<Flaw>), Flaw>;

fn as_kind(kind: Kind, text: &str, today: Option<NaiveDate>) -> Candidate {
    let tried = Draft::new(text).and_then(|mut draft| {
        attempt(kind, &mut draft, today).or_else(|flaw| printed(kind, &draft, flaw))
    });
    Candidate::new(kind, tried, text, today)
}

/// A code of the length that `GB/T 39046-2020` prints for this kind, though the platform and real codes have
/// another: kept as it is and called off, where it was asked for as this kind.
fn printed(kind: Kind, draft: &Draft, flaw: Flaw) -> Tried {
    let length = match kind {
        Kind::MatterBasicCode => 10,
        Kind::MatterImplementationCode => 24,
        _ => return Err(flaw),
    };
    let plain = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    let fits = matches!(flaw, Flaw::Length { .. }) && draft.is_ascii_of(length);
    if fits && draft.text.bytes().all(plain) {
        Ok((draft.text.clone(), Vec::from([flaw])))
    } else {
        Err(flaw)
    }
}

/// Reads a draft as one type of identifier.
fn read<T: Identifier>(draft: &mut Draft, today: Option<NaiveDate>) -> Tried {
    let read = T::read_draft(draft, today)?;
    Ok((read.value.canonical(), read.notes))
}

impl Candidate {
    fn new(kind: Kind, tried: Tried, text: &str, today: Option<NaiveDate>) -> Self {
        match tried {
            Ok((canonical, notes)) => Self {
                kind,
                canonical: Some(canonical),
                verdict: match notes.is_empty() {
                    true => Verdict::Valid,
                    false => Verdict::Warning,
                },
                problems: notes.iter().map(Flaw::problem).collect(),
            },
            Err(flaw) => {
                let mut problem = flaw.problem();
                if let Some(likely) = suggestion(kind, text, today) {
                    problem = problem.arg("suggestion", likely);
                }
                Self {
                    kind,
                    canonical: None,
                    verdict: Verdict::Invalid,
                    problems: Vec::from([problem]),
                }
            }
        }
    }
}

/// The canonical form after exchanging look-alikes, if that makes it valid: an offer, never a repair.
fn suggestion(kind: Kind, text: &str, today: Option<NaiveDate>) -> Option<String> {
    let alike = |c: char| match c {
        'O' | 'o' | '〇' | 'Ｏ' | 'ｏ' => '0',
        'I' | 'i' | 'l' | 'Ｉ' | 'ｌ' => '1',
        '×' | 'х' | 'Х' => 'X',
        other => other,
    };
    let changed: String = text.chars().map(alike).collect();
    // A problem may be logged, so it never carries a personal number.
    if changed == text || kind == Kind::ResidentId {
        return None;
    }
    let (canonical, notes) = attempt(kind, &mut Draft::new(&changed).ok()?, today).ok()?;
    notes.is_empty().then_some(canonical)
}

macro_rules! judges {
    ($($kind:ident => $type:ty,)*) => {
        /// Reads a draft as the type of this kind.
        fn attempt(kind: Kind, draft: &mut Draft, today: Option<NaiveDate>) -> Tried {
            match kind {
                $(Kind::$kind => read::<$type>(draft, today),)*
            }
        }
    };
}

judges! {
    CertificateId => super::CertificateId,
    HandlingItemCode => super::HandlingItemCode,
    MatterImplementationCode => super::ImplementationCode,
    Uscc => super::Uscc,
    ResidentId => super::ResidentId,
    PatentApplication => super::PatentApplicationNumber,
    OrganisationCode => super::OrganisationCode,
    LayoutDesign => super::LayoutDesignNumber,
    PatentPublication => super::PatentPublicationNumber,
    PctApplication => super::PctApplicationNumber,
    WoPublication => super::WoPublicationNumber,
    HagueRegistration => super::HagueRegistrationNumber,
    MatterBasicCode => super::MatterBasicCode,
    Gi => super::GiReference,
    Division => super::Division,
    MadridRegistration => super::MadridRegistrationNumber,
    Agency => super::AgencyCode,
    CaseNumber => super::CaseNumber,
    Ipc => crate::class::Ipc,
    LocarnoClass => crate::class::LocarnoClass,
    Vienna => crate::class::ViennaCode,
    NiceClass => crate::class::NiceClass,
    Trademark => super::TrademarkNumber,
}
