//! A list as HSDS 3.0 (Human Services Data Specification): services with their organisation, papers,
//! costs and telephones, as the compiled JSON form nests them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::money::Money;
use ip_core::text::Lang;
use serde::Serialize;
use serde::ser::{Error as _, Serializer};

use super::Labels;
use crate::entry::EntryState;
use crate::list::{List, ListEntry, ListPlace};
use crate::material::Necessity;
use crate::matter::Charged;
use crate::profile::name_of;

/// A list in this form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Services.
    pub services: Vec<Service>,
}

/// A service; field names are those of the specification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub struct Service {
    pub id: String,
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub alternate_name: String,
    pub description: String,
    pub status: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub eligibility_description: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub application_process: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fees_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_time: Option<String>,
    pub organization: Organization,
    pub required_documents: Vec<RequiredDocument>,
    pub cost_options: Vec<CostOption>,
    pub phones: Vec<Phone>,
    pub service_areas: Vec<ServiceArea>,
    pub service_at_locations: Vec<ServiceAtLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// A service at a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub struct ServiceAtLocation {
    pub id: String,
    pub location: Location,
    pub schedules: Vec<Schedule>,
}

/// A place. Its address stands in the description: the specification's own form needs a postal code,
/// which a list does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub struct Location {
    pub id: String,
    pub location_type: &'static str,
    pub name: String,
    pub description: String,
    pub phones: Vec<Phone>,
}

/// Opening hours of every week (RFC 5545), on working days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub struct Schedule {
    pub id: String,
    pub freq: &'static str,
    pub byday: String,
    pub opens_at: String,
    pub closes_at: String,
}

/// The body of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub struct Organization {
    pub id: String,
    pub name: String,
    pub description: String,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub struct RequiredDocument {
    pub id: String,
    pub document: String,
}

/// A fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub struct CostOption {
    pub id: String,
    pub option: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    pub currency: &'static str,
}

/// An amount, which the specification has as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(pub Money);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.to_string();
        match text
            .strip_suffix(".00")
            .and_then(|whole| whole.parse().ok())
        {
            Some(whole) => serializer.serialize_i64(whole),
            // Cents print as they stand: the shortest decimal that reads back the same.
            None => serializer.serialize_f64(text.parse().map_err(S::Error::custom)?),
        }
    }
}

/// A telephone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub struct Phone {
    pub id: String,
    pub number: String,
    pub description: &'static str,
}

/// Where a service is to be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub struct ServiceArea {
    pub id: String,
    pub name: String,
}

/// A list as HSDS, in one language; the other one is the alternate name.
pub fn document(list: &List, labels: &Labels, lang: Lang) -> Document {
    let services = list
        .entries
        .iter()
        .map(|entry| service(list, entry, labels, lang));
    Document {
        services: services.collect(),
    }
}

fn service(list: &List, entry: &ListEntry, labels: &Labels, lang: Lang) -> Service {
    let key = entry.key();
    let id = |kind: &str, part: &str| uuid(&format!("{}/{key}/{kind}/{part}", list.locality));
    let (other, name) = match lang {
        Lang::Zh => (Lang::En, entry.name.in_lang(Lang::Zh)),
        Lang::En => (Lang::Zh, entry.name.in_lang(Lang::En)),
    };
    let conditions: Vec<&str> = entry
        .conditions
        .iter()
        .map(|c| c.text.in_lang(lang))
        .collect();
    let steps: Vec<&str> = entry.steps.iter().map(|s| s.name.in_lang(lang)).collect();
    let result = entry.result.as_ref().map_or("", |r| r.name.in_lang(lang));
    let body = match &entry.body {
        Some(body) => (body.uscc.as_str(), body.name.in_lang(lang)),
        None => (list.locality.as_str(), list.name.in_lang(lang)),
    };
    let phones = [
        ("consult", &entry.consult_phone),
        ("complaint", &entry.complaint_phone),
    ];
    Service {
        id: id("service", ""),
        name: name.to_string(),
        alternate_name: entry.name.in_lang(other).to_string(),
        description: format!("{name}; {result}"),
        status: match entry.state {
            EntryState::Published => "active",
            EntryState::Suspended => "temporarily closed",
            EntryState::Cancelled => "defunct",
            EntryState::Draft | EntryState::Review => "inactive",
        },
        eligibility_description: conditions.join("\n"),
        application_process: steps.join(" → "),
        fees_description: match entry.charged {
            Charged::Unknown => None,
            charged => name_of(&charged).map(|name| labels.value("charged", &name, lang)),
        },
        wait_time: entry.promised.map(|l| labels.length(l, lang)),
        organization: Organization {
            id: uuid(body.0),
            name: body.1.to_string(),
            description: body.1.to_string(),
        },
        required_documents: entry
            .materials
            .iter()
            // What may be left out is not required.
            .filter(|m| m.necessity != Necessity::Optional)
            .map(|m| RequiredDocument {
                id: id("paper", m.id.as_ref().unwrap_or(&m.name.zh)),
                document: m.name.in_lang(lang).to_string(),
            })
            .collect(),
        cost_options: entry
            .fees
            .iter()
            .enumerate()
            .map(|(i, fee)| CostOption {
                id: id("cost", &i.to_string()),
                option: fee.name.in_lang(lang).to_string(),
                amount: fee.amount.map(Amount),
                currency: "CNY",
            })
            .collect(),
        phones: phones
            .into_iter()
            .filter_map(|(kind, number)| {
                Some(Phone {
                    id: id("phone", kind),
                    number: number.clone()?,
                    description: kind,
                })
            })
            .collect(),
        service_areas: alloc::vec![ServiceArea {
            id: uuid(&list.locality),
            name: list.name.in_lang(lang).to_string(),
        }],
        service_at_locations: entry
            .places
            .iter()
            .map(|place| ServiceAtLocation {
                id: id("at", &place.id),
                location: location(list, place, lang),
                schedules: schedules(place, |part| id("hours", part)),
            })
            .collect(),
        // A version was last changed when it came into force.
        last_modified: entry.effective.map(|day| format!("{day}T00:00:00+08:00")),
    }
}

fn location(list: &List, place: &ListPlace, lang: Lang) -> Location {
    let id = |kind: &str| uuid(&format!("{}/place/{}/{kind}", list.locality, place.id));
    Location {
        id: id("location"),
        location_type: "physical",
        name: place.name.in_lang(lang).to_string(),
        description: place.address.in_lang(lang).to_string(),
        phones: alloc::vec![Phone {
            id: id("phone"),
            number: place.phone.clone(),
            description: "consult",
        }],
    }
}

fn schedules(place: &ListPlace, id: impl Fn(&str) -> String) -> Vec<Schedule> {
    const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let day = |day: &u8| DAYS.get(usize::from(day.checked_sub(1)?)).copied();
    let all = place.hours.iter().enumerate().map(|(at, hours)| Schedule {
        id: id(&format!("{}/{at}", place.id)),
        freq: "WEEKLY",
        byday: hours
            .days
            .iter()
            .filter_map(day)
            .collect::<Vec<_>>()
            .join(","),
        opens_at: hours.from.format("%H:%M").to_string(),
        closes_at: hours.to.format("%H:%M").to_string(),
    });
    all.collect()
}

/// A UUID made from a name (RFC 9562, version 8): the same name gives the same id everywhere.
fn uuid(name: &str) -> String {
    // FNV-1a with 128 bits; ids need to be stable and distinct, not secret.
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in name.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    let hash = hash & !(0xf << 76) | (8 << 76);
    let hash = hash & !(3 << 62) | (2 << 62);
    let hex = format!("{hash:032x}");
    let part = |range: core::ops::Range<usize>| hex.get(range).unwrap_or_default().to_string();
    [
        part(0..8),
        part(8..12),
        part(12..16),
        part(16..20),
        part(20..32),
    ]
    .join("-")
}
