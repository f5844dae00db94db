//! China's fee under the Madrid Protocol, layout-designs, geographical indications.

use super::desk::Desk;
use crate::fee::Fee;
use crate::label::Label;
use crate::quote::Why;
use crate::request::{ActKind, MarkKind};
use crate::tariff::Status;

impl Desk<'_, '_> {
    /// The remaining acts.
    pub(super) fn other(&mut self, kind: ActKind) {
        let fee = match kind {
            ActKind::MadridDesignateChina => return self.madrid(),
            ActKind::LayoutRegister => Fee::LayoutRegistration,
            ActKind::LayoutReexamine => Fee::LayoutReexamination,
            ActKind::LayoutChange => Fee::LayoutChange,
            ActKind::LayoutExtend => Fee::LayoutExtension,
            ActKind::LayoutRestore => Fee::LayoutRestoration,
            ActKind::LayoutLicense => Fee::LayoutLicence,
            ActKind::LayoutAdjudicate => Fee::LayoutAdjudication,
            _ => Fee::GiApplication,
        };
        self.counted(fee, self.act.times);
        let duty = self.item(Fee::LayoutStampDuty);
        let rate = duty.rate_on(self.basis_day(duty));
        let collected = rate.is_some_and(|span| span.value.status == Status::Charged);
        if kind == ActKind::LayoutRegister && collected {
            self.note(Label::NoteStampDuty, None);
        }
    }

    /// The individual fee in Swiss francs: one amount for the first class, one for each further.
    fn madrid(&mut self) {
        let (first, further) = match self.act.mark.unwrap_or_default() {
            MarkKind::Ordinary => (Fee::MadridFirstClass, Fee::MadridFurtherClass),
            MarkKind::Collective => (
                Fee::MadridCollectiveFirstClass,
                Fee::MadridCollectiveFurtherClass,
            ),
            MarkKind::Certification => {
                let why = Why::plain(Label::WhyNoTariff);
                return self.unknown(Fee::MadridCertification, why, None);
            }
        };
        self.charge(first, 0, 1);
        let classes = self.class_count().unwrap_or(1);
        if classes > 1 {
            self.charge(further, 0, classes - 1);
        }
    }
}
