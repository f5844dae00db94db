//! The fee items the engine knows by name; what they cost stands in the data.

/// Declares the items with their stable codes.
macro_rules! fees {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
        /// A fee item (收费项目).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Fee {
            $(#[doc = concat!("`", $code, "`")] $name,)+
        }

        impl Fee {
            /// Every item, in the order of the tariff files.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable code printed on a line.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }
    };
}

fees! {
    PatentFiling = "patent.filing",
    PatentPublication = "patent.publication",
    PatentClaims = "patent.claims",
    PatentPages = "patent.pages",
    PatentPagesOver300 = "patent.pages-over-300",
    PatentPriority = "patent.priority",
    PatentExamination = "patent.examination",
    PatentReexamination = "patent.reexamination",
    PatentInvalidation = "patent.invalidation",
    PatentEvaluation = "patent.evaluation",
    PatentSearchReport = "patent.search-report",
    PatentRegistration = "patent.registration",
    PatentAnnouncement = "patent.announcement",
    PatentStampDuty = "patent.stamp-duty",
    PatentChangeParty = "patent.change-party",
    PatentChangeAgency = "patent.change-agency",
    PatentChangeNameBatch = "patent.change-name-batch",
    PatentCertifiedCopy = "patent.certified-copy",
    PatentRestoration = "patent.restoration",
    PatentExtensionFirst = "patent.extension-first",
    PatentExtensionFurther = "patent.extension-further",
    PatentMaintenance = "patent.maintenance",
    PatentSuspension = "patent.suspension",
    PatentCompulsoryLicence = "patent.compulsory-licence",
    PatentRoyaltyAdjudication = "patent.royalty-adjudication",
    PatentExaminationRefund = "patent.examination-refund",
    PatentAnnuity = "patent.annuity",
    PatentAnnuityLate = "patent.annuity-late",
    PatentAnnuityCredit = "patent.annuity-credit",
    PatentTermCompensation = "patent.term-compensation",
    PatentTermCompensationAnnuity = "patent.term-compensation-annuity",
    PctTransmittal = "pct.transmittal",
    PctSearch = "pct.search",
    PctSearchEp = "pct.search-ep",
    PctSearchAdditional = "pct.search-additional",
    PctPriorityDocument = "pct.priority-document",
    PctProtest = "pct.protest",
    PctPreliminaryExamination = "pct.preliminary-examination",
    PctPreliminaryExaminationAdditional = "pct.preliminary-examination-additional",
    PctCopyPage = "pct.copy-page",
    PctLateFurnishing = "pct.late-furnishing",
    PctRestorePriority = "pct.restore-priority",
    PctCorrectPriority = "pct.correct-priority",
    PctInternationalFiling = "pct.international-filing",
    PctSheets = "pct.sheets",
    PctCutPdf = "pct.cut-pdf",
    PctCutXml = "pct.cut-xml",
    PctHandling = "pct.handling",
    PctLatePayment = "pct.late-payment",
    PctLateEntry = "pct.late-entry",
    PctCorrectTranslationPreliminary = "pct.correct-translation-preliminary",
    PctCorrectTranslationExamination = "pct.correct-translation-examination",
    PctRestoreUnity = "pct.restore-unity",
    HaguePart1 = "hague.part-1",
    HaguePart2 = "hague.part-2",
    HaguePart3 = "hague.part-3",
    HaguePart1Chf = "hague.part-1-chf",
    HaguePart2Chf = "hague.part-2-chf",
    HaguePart3Chf = "hague.part-3-chf",
    TrademarkRegistration = "trademark.registration",
    TrademarkExtraItems = "trademark.extra-items",
    TrademarkCollective = "trademark.collective",
    TrademarkCertification = "trademark.certification",
    TrademarkRenewal = "trademark.renewal",
    TrademarkLateRenewal = "trademark.late-renewal",
    TrademarkTransfer = "trademark.transfer",
    TrademarkChange = "trademark.change",
    TrademarkReview = "trademark.review",
    TrademarkOpposition = "trademark.opposition",
    TrademarkCancellation = "trademark.cancellation",
    TrademarkReissue = "trademark.reissue",
    TrademarkCertificate = "trademark.certificate",
    TrademarkLicence = "trademark.licence",
    TrademarkWithdrawal = "trademark.withdrawal",
    TrademarkSurrender = "trademark.surrender",
    TrademarkLicenceEnd = "trademark.licence-end",
    MadridFirstClass = "madrid.first-class",
    MadridFurtherClass = "madrid.further-class",
    MadridCollectiveFirstClass = "madrid.collective-first-class",
    MadridCollectiveFurtherClass = "madrid.collective-further-class",
    MadridCertification = "madrid.certification",
    LayoutRegistration = "layout.registration",
    LayoutReexamination = "layout.reexamination",
    LayoutChange = "layout.change",
    LayoutExtension = "layout.extension",
    LayoutRestoration = "layout.restoration",
    LayoutLicence = "layout.licence",
    LayoutAdjudication = "layout.adjudication",
    LayoutStampDuty = "layout.stamp-duty",
    GiApplication = "gi.application",
}

impl Fee {
    /// The item with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fee| fee.code() == code)
    }

    /// The place of the item in a table of all items.
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}
