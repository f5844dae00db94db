//! Trademarks: every amount is per class, and nothing is ever reduced.

use super::desk::Desk;
use crate::fee::Fee;
use crate::label::Label;
use crate::quote::Outcome;
use crate::request::{ActKind, Classes, Fact, MarkKind};

impl Desk<'_, '_> {
    /// The acts on trademarks.
    pub(super) fn trademark(&mut self, kind: ActKind) {
        let fee = match kind {
            ActKind::TrademarkRegister => return self.trademark_register(),
            ActKind::TrademarkRenew => Fee::TrademarkRenewal,
            ActKind::TrademarkChange => Fee::TrademarkChange,
            ActKind::TrademarkTransfer => Fee::TrademarkTransfer,
            ActKind::TrademarkReview => Fee::TrademarkReview,
            ActKind::TrademarkOppose => Fee::TrademarkOpposition,
            ActKind::TrademarkCancel => Fee::TrademarkCancellation,
            ActKind::TrademarkLicense => Fee::TrademarkLicence,
            ActKind::TrademarkReissue => Fee::TrademarkReissue,
            ActKind::TrademarkCertify => Fee::TrademarkCertificate,
            ActKind::TrademarkWithdraw => Fee::TrademarkWithdrawal,
            ActKind::TrademarkSurrender => Fee::TrademarkSurrender,
            _ => Fee::TrademarkLicenceEnd,
        };
        let classes = self.class_count().unwrap_or(1);
        self.charge(fee, self.channel(), classes);
        self.unsettled_limit(fee);
        if self.act.late == Some(true) {
            self.charge(Fee::TrademarkLateRenewal, self.channel(), classes);
        }
    }

    /// Registration: a fee for each class, and for each item of a class beyond those it includes;
    /// items left over in one class do not help another.
    fn trademark_register(&mut self) {
        let mark = self.act.mark.unwrap_or_default();
        let fee = match mark {
            MarkKind::Ordinary => Fee::TrademarkRegistration,
            MarkKind::Collective => Fee::TrademarkCollective,
            MarkKind::Certification => Fee::TrademarkCertification,
        };
        let Some(classes) = self.class_count() else {
            return self.missing(fee, Fact::Classes);
        };
        self.charge(fee, self.channel(), classes);
        self.unsettled_limit(fee);
        if let (MarkKind::Ordinary, Some(Classes::List(list))) = (mark, &self.act.classes) {
            let item = self.item(Fee::TrademarkExtraItems);
            let extra = list
                .iter()
                .map(|class| item.chargeable(class.items.unwrap_or(0)))
                .fold(0, u32::saturating_add);
            if extra > 0 {
                self.charge(Fee::TrademarkExtraItems, self.channel(), extra);
            }
        }
    }

    /// Says of what was charged last that its last day for paying is not known for this channel.
    fn unsettled_limit(&mut self, fee: Fee) {
        let channel = self.act.channel.unwrap_or_default();
        let limit = self.item(fee).pay_by.as_ref();
        let owed = self
            .last_line()
            .is_some_and(|line| line.outcome == Outcome::Amount);
        if owed && limit.is_some_and(|limit| limit.channel.is_some_and(|known| known != channel)) {
            self.note(Label::NoteOnlineLimit, None);
        }
    }

    fn channel(&self) -> usize {
        self.act.channel.unwrap_or_default() as usize
    }

    /// How many classes, counted or listed.
    pub(super) fn class_count(&self) -> Option<u32> {
        match self.act.classes.as_ref()? {
            Classes::Count(count) => Some(*count),
            Classes::List(list) => u32::try_from(list.len()).ok(),
        }
    }
}
