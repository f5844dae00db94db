//! Words for the enumerations of a guide: channels, applicants, limits, papers, outlets.

use ip_matters::limit::{Length, Limit, LimitUnit, OnMiss};
use ip_matters::material::{Necessity, WaiverMeans};
use ip_matters::matter::{Applicant, Channel};
use ip_matters::outlet::{Function, OutletClass};

use crate::view::Page;

/// A length as people read it: `5 个工作日`, `on the spot`.
pub fn length(p: &Page, length: Length) -> String {
    let key = match length.unit {
        LimitUnit::WorkingDay if length.n == 0 => "length-at-once",
        LimitUnit::WorkingDay => "length-working-days",
        LimitUnit::Day => "length-days",
        LimitUnit::WorkingHour => "length-working-hours",
        LimitUnit::Hour => "length-hours",
        LimitUnit::Month => "length-months",
        LimitUnit::Year => "length-years",
    };
    p.t(key).with("n", length.n).to_string()
}

/// A limit with its extension: `9 个月, 可延长 3 个月`.
pub fn limit(p: &Page, limit: &Limit) -> String {
    let own = length(p, limit.length());
    match limit.extension {
        Some(n) => {
            let unit = limit.unit;
            let more = length(p, Length { n, unit });
            p.t("length-extended")
                .with("own", own)
                .with("more", more)
                .to_string()
        }
        None => own,
    }
}

/// Key of what follows when a limit is missed.
pub const fn on_miss_key(miss: OnMiss) -> &'static str {
    match miss {
        OnMiss::Overdue => "miss-overdue",
        OnMiss::DeemedWithdrawn => "miss-deemed-withdrawn",
        OnMiss::DeemedNotMade => "miss-deemed-not-made",
        OnMiss::DeemedAbandoned => "miss-deemed-abandoned",
        OnMiss::NotAccepted => "miss-not-accepted",
        OnMiss::RightLapses => "miss-right-lapses",
        OnMiss::MayBeDisregarded => "miss-may-be-disregarded",
        OnMiss::MayProceed => "miss-may-proceed",
        OnMiss::ProcedureContinues => "miss-procedure-continues",
        OnMiss::ProcedureResumes => "miss-procedure-resumes",
        OnMiss::Grace => "miss-grace",
        OnMiss::NoEffectAgainstThirdParties => "miss-no-effect",
        OnMiss::BreachOfDuty => "miss-breach",
    }
}

/// Key of a channel's name.
pub const fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Online => "channel-online",
        Channel::Mobile => "channel-mobile",
        Channel::Window => "channel-window",
        Channel::Mail => "channel-mail",
        Channel::Phone => "channel-phone",
    }
}

/// Key of who may apply.
pub const fn applicant_key(applicant: Applicant) -> &'static str {
    match applicant {
        Applicant::NaturalPerson => "applicant-person",
        Applicant::Organisation => "applicant-organisation",
    }
}

/// Key of whether a paper must be there.
pub const fn necessity_key(necessity: Necessity) -> &'static str {
    match necessity {
        Necessity::Required => "paper-required",
        Necessity::Tolerable => "paper-tolerable",
        Necessity::Optional => "paper-optional",
    }
}

/// Key of what may stand in for a paper.
pub const fn waiver_key(means: WaiverMeans) -> &'static str {
    match means {
        WaiverMeans::Certificate => "waiver-certificate",
        WaiverMeans::DataCheck => "waiver-data-check",
        WaiverMeans::Internal => "waiver-internal",
        WaiverMeans::Commitment => "waiver-commitment",
    }
}

/// Key of what an outlet does.
pub const fn function_key(function: Function) -> &'static str {
    match function {
        Function::Acceptance => "function-acceptance",
        Function::Payment => "function-payment",
        Function::Inquiry => "function-inquiry",
        Function::Retrieval => "function-retrieval",
        Function::Consultation => "function-consultation",
    }
}

/// Key of what kind of outlet it is.
pub const fn class_key(class: OutletClass) -> &'static str {
    match class {
        OutletClass::ServiceCentre => "class-service-centre",
        OutletClass::BackboneNode => "class-backbone-node",
        OutletClass::PrefectureBody => "class-prefecture-body",
        OutletClass::ProtectionCentre => "class-protection-centre",
        OutletClass::RapidRightsCentre => "class-rapid-rights-centre",
        OutletClass::PatentDesk => "class-patent-desk",
        OutletClass::TrademarkWindow => "class-trademark-window",
        OutletClass::Tisc => "class-tisc",
        OutletClass::UniversityCentre => "class-university-centre",
        OutletClass::NationalOutlet => "class-national-outlet",
        OutletClass::PatentDocumentOutlet => "class-patent-document-outlet",
        OutletClass::BrandStation => "class-brand-station",
        OutletClass::Workstation => "class-workstation",
    }
}
