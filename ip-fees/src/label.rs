//! The wordings that explain a line: reasons, notes, consequences; their text stands in the data.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use ip_core::problem::Problem;
use ip_core::text::{Lang, Text};

use crate::sources::quoted;

/// Declares the labels with their keys.
macro_rules! labels {
    ($($name:ident = $key:literal,)+) => {
        /// A wording of `data/labels.toml`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Label {
            $(#[doc = concat!("`", $key, "`")] $name,)+
        }

        impl Label {
            /// Every label.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable code of the wording.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("fees.", $key),)+
                }
            }
        }
    };
}

labels! {
    WhySingle = "why.single",
    WhyJoint = "why.joint",
    WhyNotReducible = "why.not-reducible",
    WhyNotRequested = "why.not-requested",
    WhyNotReducibleYet = "why.not-reducible-yet",
    WhyNotEligible = "why.not-eligible",
    WhySeveralEntities = "why.several-entities",
    WhyIncomeMissing = "why.income-missing",
    WhyNoReductionRules = "why.no-reduction-rules",
    WhyOutsideWindow = "why.outside-window",
    WhyWindowUnknown = "why.window-unknown",
    WhyOpenLicence = "why.open-licence",
    WhyOpenLicenceNotYet = "why.open-licence-not-yet",
    WhyReductionBetter = "why.reduction-better",
    WhyWaiver = "why.waiver",
    WhyNoWaiver = "why.no-waiver",
    WhyNaturalPersons = "why.natural-persons",
    WhyFullBase = "why.full-base",
    WhyRestoreBase = "why.restore-base",
    WhySuspended = "why.suspended",
    WhyAbolished = "why.abolished",
    WhyFree = "why.free",
    WhyNotCollected = "why.not-collected",
    WhyNoTariff = "why.no-tariff",
    WhyMissingFact = "why.missing-fact",
    WhyDisputed = "why.disputed",
    WhyPartYearFree = "why.part-year-free",
    WhyCredit = "why.credit",
    WhyRefund = "why.refund",
    WhyNoRefund = "why.no-refund",
    NoteNoDesignSurcharge = "note.no-design-surcharge",
    NoteLapsed = "note.lapsed",
    NoteNoWaiverFacts = "note.no-waiver-facts",
    NotePaidToEpo = "note.paid-to-epo",
    NoteTransitionUntil = "note.transition-until",
    NotePaidWithRegistration = "note.paid-with-registration",
    NoteSettled = "note.settled",
    NoteCalendarProvisional = "note.calendar-provisional",
    IfApplicationWithdrawn = "if-missed.application-withdrawn",
    IfPriorityNotClaimed = "if-missed.priority-not-claimed",
    IfRequestNotFiled = "if-missed.request-not-filed",
    IfRightAbandoned = "if-missed.right-abandoned",
    IfInvitationWithLateFee = "if-missed.invitation-with-late-fee",
    IfRightLapsed = "if-missed.right-lapsed",
    IfLateFee = "if-missed.late-fee",
}

/// A wording in one language as JSON: what stands before and after its place for a value, escaped,
/// without quotation marks.
#[derive(Debug, Clone, Default)]
struct Pieces {
    before: String,
    after: Option<String>,
}

impl Pieces {
    fn of(text: &str) -> Self {
        let inner = |text: &str| {
            let quoted = quoted(text);
            let inner = quoted.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
            inner.unwrap_or_default().into()
        };
        let split = text.split_once("{0}").or_else(|| text.split_once("{day}"));
        match split {
            Some((before, after)) => Self {
                before: inner(before),
                after: Some(inner(after)),
            },
            None => Self {
                before: inner(text),
                after: None,
            },
        }
    }
}

/// The wordings, one for each label.
#[derive(Debug, Clone)]
pub struct Labels(Vec<(Text, [Pieces; 2])>);

impl Labels {
    /// Reads the wordings; every label must have one.
    ///
    /// # Errors
    ///
    /// `fees.label.unreadable`, or `fees.label.missing` naming the first label without a wording.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let sections: BTreeMap<String, BTreeMap<String, Text>> =
            toml::from_str(text).map_err(|e| Problem::new("fees.label.unreadable").found(e))?;
        let wording = |label: &Label| {
            let (section, key) = label.code().strip_prefix("fees.")?.split_once('.')?;
            let text = sections.get(section)?.get(key)?;
            let pieces = [Lang::Zh, Lang::En].map(|lang| Pieces::of(text.in_lang(lang)));
            Some((text.clone(), pieces))
        };
        Label::ALL
            .iter()
            .map(|label| {
                wording(label)
                    .ok_or_else(|| Problem::new("fees.label.missing").expected(label.code()))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The wording of a label.
    pub fn get(&self, label: Label) -> &Text {
        static NONE: Text = Text {
            zh: String::new(),
            en: String::new(),
        };
        self.0.get(label as usize).map_or(&NONE, |(text, _)| text)
    }

    /// The escaped pieces of a wording, before and after its place for a value.
    pub(crate) fn pieces(&self, label: Label, lang: Lang) -> (&str, Option<&str>) {
        let pieces = self.0.get(label as usize).map(|(_, pieces)| pieces);
        pieces
            .and_then(|pieces| pieces.get(lang as usize))
            .map_or(("", None), |p| (&p.before, p.after.as_deref()))
    }
}
