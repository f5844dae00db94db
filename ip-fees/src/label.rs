//! The wordings that explain a line: reasons, notes, consequences; their text stands in the data.

use alloc::collections::BTreeMap;
use alloc::format;
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
    WhyLatePayment = "why.late-payment",
    WhyLateLeast = "why.late-least",
    WhyLateMost = "why.late-most",
    WhyNoBounds = "why.no-bounds",
    WhyReducedUnknown = "why.reduced-unknown",
    WhyNotNaturalPersons = "why.not-natural-persons",
    WhyPaidToEpo = "why.paid-to-epo",
    WhyNoAuthority = "why.no-authority",
    NoteNoDesignSurcharge = "note.no-design-surcharge",
    NoteLapsed = "note.lapsed",
    NoteNoWaiverFacts = "note.no-waiver-facts",
    NotePaidToEpo = "note.paid-to-epo",
    NoteTransitionUntil = "note.transition-until",
    NotePaidWithRegistration = "note.paid-with-registration",
    NoteSettled = "note.settled",
    NoteOnlineLimit = "note.online-limit",
    NoteNoDueDate = "note.no-due-date",
    NoteDrugCap = "note.drug-cap",
    NoteCents = "note.cents",
    NoteRestoredOnce = "note.restored-once",
    NoteStampDuty = "note.stamp-duty",
    WhatIfNoReduction = "what-if.no-reduction",
    WhatIfSingle = "what-if.single",
    WhatIfJoint = "what-if.joint",
    WhatIfOpenLicence = "what-if.open-licence",
    WhatIfNoOpenLicence = "what-if.no-open-licence",
    WhatIfOnline = "what-if.online",
    WhatIfPaper = "what-if.paper",
    WhatIfFormatXml = "what-if.format-xml",
    WhatIfFormatPdf = "what-if.format-pdf",
    WhatIfFormatPaper = "what-if.format-paper",
    WhatIfClaims = "what-if.claims",
    WhatIfPages = "what-if.pages",
    IfApplicationWithdrawn = "if-missed.application-withdrawn",
    IfPriorityNotClaimed = "if-missed.priority-not-claimed",
    IfRequestNotFiled = "if-missed.request-not-filed",
    IfRightAbandoned = "if-missed.right-abandoned",
    IfInvitationWithLateFee = "if-missed.invitation-with-late-fee",
    IfRightLapsed = "if-missed.right-lapsed",
    IfLateFee = "if-missed.late-fee",
    IfNotExtended = "if-missed.not-extended",
    IfNoCompensation = "if-missed.no-compensation",
    IfNotAccepted = "if-missed.not-accepted",
    IfLateEntry = "if-missed.late-entry",
    IfNoEntry = "if-missed.no-entry",
}

/// A wording in one language as JSON: what stands before and after its place for a value, escaped,
/// without quotation marks.
#[derive(Debug, Clone, Default)]
struct Pieces {
    /// `{"code":"CODE","title":"` and what stands before the place.
    head: String,
    before: String,
    after: Option<String>,
}

impl Pieces {
    fn of(label: Label, text: &str) -> Self {
        let head = |before: &str| format!("{{\"code\":\"{}\",\"title\":\"{before}", label.code());
        let inner = |text: &str| {
            let quoted = quoted(text);
            let inner = quoted.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
            String::from(inner.unwrap_or_default())
        };
        let split = text.split_once("{0}").or_else(|| text.split_once("{day}"));
        match split {
            Some((before, after)) => Self {
                head: head(&inner(before)),
                before: inner(before),
                after: Some(inner(after)),
            },
            None => Self {
                head: head(&inner(text)),
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
            let pieces = [Lang::Zh, Lang::En].map(|lang| Pieces::of(*label, text.in_lang(lang)));
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

    /// A wording that has no place for a value, escaped.
    pub(crate) fn plain(&self, label: Label, lang: Lang) -> &str {
        self.pieces(label, lang).map_or("", |pieces| &pieces.before)
    }

    /// The JSON of a wording with its code, before and after its place for a value: up to the end of
    /// the wording, without the quotation mark and the bracket that follow.
    pub(crate) fn told(&self, label: Label, lang: Lang) -> (&str, Option<&str>) {
        self.pieces(label, lang)
            .map_or(("", None), |pieces| (&pieces.head, pieces.after.as_deref()))
    }

    fn pieces(&self, label: Label, lang: Lang) -> Option<&Pieces> {
        let (_, pieces) = self.0.get(label as usize)?;
        pieces.get(lang as usize)
    }
}
