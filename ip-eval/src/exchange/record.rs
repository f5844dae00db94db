//! What a record says, once its codes are read: a review or a service, with its personal data set apart.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::party::Sensitive;
use serde::{Serialize, Serializer};

use super::handled::Handled;
use crate::codec::{ApplicantKind, CaseKind, Channel, Coded};
use crate::id::{
    BadReference, CaseRef, MatterRef, PersonRef, PointRef, ReviewId, ServiceId, UnitRef,
};
use crate::level::Level;
use crate::review::{Kind, NameMode, Submission};
use crate::service::{Node, ServiceInstance, ServiceKind};
use crate::tally::Region;

/// Personal data of a record by the names of its fields; printed as these names alone.
///
/// It goes to the vault ([`crate::vault`]), never into an event, a message or a figure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetApart(pub BTreeMap<String, Sensitive>);

impl Serialize for SetApart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.keys())
    }
}

/// Which case a record is about, and what else it says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// The scheme in which codes that it does not know stand here as they came.
    pub scheme: String,
    /// The case.
    pub case: CaseRef,
    /// The number of the service within the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_no: Option<String>,
    /// The division.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitRef>,
    /// The window or outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<PointRef>,
    /// The matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matter: Option<MatterRef>,
    /// The handling item within the matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<MatterRef>,
    /// How far the case was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Coded<Node>>,
    /// What kind of case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_kind: Option<Coded<CaseKind>>,
    /// Who applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicant_kind: Option<Coded<ApplicantKind>>,
    /// Who served, under pseudonym.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<PersonRef>,
}

impl About {
    /// The service: the case, and the number of the service where the table has one.
    ///
    /// # Errors
    ///
    /// [`BadReference`] when the two together are too long for a reference.
    pub fn service(&self) -> Result<ServiceId, BadReference> {
        match &self.service_no {
            Some(number) => ServiceId::new(format!("{}:{number}", self.case)),
            None => ServiceId::new(self.case.as_str()),
        }
    }
}

/// A review record (评价数据) as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewRecord {
    /// The review's id: its service and the number of the review.
    pub id: ReviewId,
    /// The service.
    pub service: ServiceId,
    /// The case and the service.
    #[serde(flatten)]
    pub about: About,
    /// How it came about.
    pub kind: Kind,
    /// The level.
    pub level: Level,
    /// Codes of the labels.
    pub labels: Vec<String>,
    /// The channel; a code that the scheme does not know as it came.
    pub channel: Coded<Channel>,
    /// Named or anonymous.
    pub name: NameMode,
    /// The reviewer under pseudonym.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<PersonRef>,
    /// What it says of the name; absent where it says nothing, and `name` follows from whether there is a reviewer.
    #[serde(skip)]
    pub said_anonymous: Option<bool>,
    /// Whether the platform that sends it counts it, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective: Option<bool>,
    /// When it was given.
    pub at: DateTime<FixedOffset>,
    /// What the sender did about it.
    #[serde(skip_serializing_if = "Handled::is_unsaid")]
    pub handled: Handled,
    /// Names of the fields whose personal data was set apart.
    pub set_apart: SetApart,
    /// Fields that mean nothing here, as they came.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<String, String>,
    /// The free text.
    #[serde(skip)]
    pub text: Option<Sensitive>,
}

impl ReviewRecord {
    /// The form that says the same.
    pub fn submission(&self) -> Submission {
        Submission {
            id: self.id.clone(),
            level: self.level,
            labels: self.labels.clone(),
            text: self.text.clone(),
            channel: self.channel.clone(),
            name: self.name,
            reviewer: self.reviewer.clone(),
            at: self.at,
        }
    }
}

/// A service record (办件服务数据) as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceRecord {
    /// The service.
    pub service: ServiceId,
    /// The case and the service.
    #[serde(flatten)]
    pub about: About,
    /// The channel's code as it came, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The person served, under pseudonym.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served: Option<PersonRef>,
    /// When it was rendered.
    pub at: DateTime<FixedOffset>,
    /// Names of the fields whose personal data was set apart.
    pub set_apart: SetApart,
    /// Fields that mean nothing here, as they came.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<String, String>,
}

impl ServiceRecord {
    /// The service that can be reviewed.
    ///
    /// A record that names no window stands under its office; the matter is the handling item where there is one. `None`
    /// when office, matter or stage is missing or unknown, which a table that requires them excludes.
    pub fn instance(&self) -> Option<ServiceInstance> {
        let about = &self.about;
        let unit = about.unit.clone()?;
        let point = match &about.point {
            Some(point) => point.clone(),
            None => PointRef::new(unit.as_str()).ok()?,
        };
        Some(ServiceInstance {
            id: self.service.clone(),
            kind: ServiceKind::Case,
            node: *about.stage.as_ref()?.known()?,
            matter: about.item.clone().or_else(|| about.matter.clone())?,
            case: Some(about.case.clone()),
            unit,
            point,
            staff: about.staff.clone(),
            channel: Coded::Other {
                other: self.channel.clone().unwrap_or_default(),
            },
            at: self.at,
        })
    }
}
