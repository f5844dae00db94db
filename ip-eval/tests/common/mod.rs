//! What the tests share: a place with its rules, and things to review.
#![allow(dead_code, clippy::unwrap_used)]

use chrono::{DateTime, FixedOffset};
use ip_core::calendar::Calendar;
use ip_eval::codec::{Channel, Coded};
use ip_eval::label::{Dictionary, Labels};
use ip_eval::level::Level;
use ip_eval::policy::Profile;
use ip_eval::review::{Context, NameMode, Submission};
use ip_eval::service::{Node, ServiceInstance, ServiceKind};

pub struct World {
    pub profile: Profile,
    pub labels: Labels,
    pub calendar: Calendar,
}

impl World {
    pub fn new(profile: &str) -> Self {
        Self {
            profile: Profile::builtin(profile).unwrap(),
            labels: Labels::builtin().unwrap(),
            calendar: Calendar::builtin().unwrap(),
        }
    }

    pub fn dictionary(&self) -> &Dictionary {
        self.labels.get("gen-2").unwrap()
    }

    pub fn context(&self, now: &str) -> Context<'_> {
        Context {
            now: at(now),
            profile: &self.profile,
            dictionary: self.dictionary(),
            calendar: &self.calendar,
        }
    }
}

pub fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

pub fn service(id: &str, time: &str) -> ServiceInstance {
    ServiceInstance {
        id: id.parse().unwrap(),
        kind: ServiceKind::Case,
        node: Node::Complete,
        matter: "m1".parse().unwrap(),
        case: None,
        unit: "office-1".parse().unwrap(),
        point: "window-1".parse().unwrap(),
        staff: None,
        channel: Coded::Known(Channel::HallTablet),
        at: at(time),
    }
}

pub fn form(id: &str, level: Level, time: &str) -> Submission {
    Submission {
        id: id.parse().unwrap(),
        level,
        labels: Vec::new(),
        text: None,
        channel: Coded::Known(Channel::QrCode),
        name: NameMode::RealName,
        reviewer: Some("citizen-1".parse().unwrap()),
        at: at(time),
    }
}
