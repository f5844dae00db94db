//! What the tests share: a place with its rules, and things to review.
#![allow(dead_code, clippy::panic, clippy::unwrap_used)]

pub mod desk;

use chrono::{DateTime, FixedOffset};
use ip_core::calendar::Calendar;
use ip_eval::codec::{Channel, Coded};
use ip_eval::label::{Dictionary, Labels};
use ip_eval::level::Level;
use ip_eval::policy::{ClockName, Profile};
use ip_eval::rectify::{self, Actor, Case, Event, Role, Verdict, replay};
use ip_eval::refusal::Refusal;
use ip_eval::review::{Context, NameMode, Submission};
use ip_eval::service::{Node, ServiceInstance, ServiceKind};
use serde_json::{Value, json};

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

/// A case with its log; the reviewed person is `staff-7`, the unit's clerk `unit-1` of `office-1`.
pub struct Loop {
    pub world: World,
    pub events: Vec<Event>,
}

impl Loop {
    pub fn register(profile: &str, name: NameMode, now: &str) -> Self {
        Self::try_register(World::new(profile), Level::Dissatisfied, name, now).unwrap()
    }

    pub fn try_register(
        world: World,
        level: Level,
        name: NameMode,
        now: &str,
    ) -> Result<Self, String> {
        let mut case = Self {
            world,
            events: Vec::new(),
        };
        let command = json!({"do": "register", "case": "c1", "review": "r1", "service": "s1",
            "level": level, "name": name, "assessed": "staff-7"});
        case.try_do(now, "system", Role::System, command)
            .map_err(|refusal| refusal.guard)?;
        Ok(case)
    }

    pub fn actor(&self, id: &str, role: Role) -> Actor {
        let unit = (role == Role::Unit).then(|| "office-1".parse().unwrap());
        Actor {
            id: id.parse().unwrap(),
            role,
            unit,
        }
    }

    pub fn state(&self) -> Case {
        replay(&self.events).unwrap()
    }

    pub fn try_do(
        &mut self,
        now: &str,
        id: &str,
        role: Role,
        command: Value,
    ) -> Result<Vec<Event>, Refusal> {
        let command = serde_json::from_value(command).unwrap();
        let context = rectify::Context {
            now: at(now),
            profile: &self.world.profile,
            calendar: &self.world.calendar,
        };
        let state = replay(&self.events);
        let events = rectify::decide(state.as_ref(), command, &self.actor(id, role), &context)?;
        self.events.extend(events.clone());
        Ok(events)
    }

    pub fn ok_as(&mut self, now: &str, id: &str, role: Role, command: Value) -> Vec<Event> {
        let shown = command.to_string();
        self.try_do(now, id, role, command)
            .map_err(|refusal| format!("{shown}: {refusal}"))
            .unwrap()
    }

    pub fn refused_as(&mut self, now: &str, id: &str, role: Role, command: Value) -> String {
        self.try_do(now, id, role, command).unwrap_err().guard
    }

    /// What a clock said.
    pub fn verdict(&self, name: ClockName) -> Option<Verdict> {
        self.state().clock(name).unwrap().verdict
    }

    /// Dispatched by this role at ten past ten on 2 March 2026, signed for at eleven.
    pub fn signed_for(mut self, by: Role) -> Self {
        let dispatch = json!({"do": "dispatch", "unit": "office-1"});
        self.ok("2026-03-02T10:10:00+08:00", by, dispatch);
        let sign = json!({"do": "sign-for"});
        self.ok("2026-03-02T11:00:00+08:00", Role::Unit, sign);
        self
    }

    /// The command of the usual account of this role.
    pub fn ok(&mut self, now: &str, role: Role, command: Value) -> Vec<Event> {
        self.ok_as(now, &format!("{}-1", role.name()), role, command)
    }

    pub fn refused(&mut self, now: &str, role: Role, command: Value) -> String {
        self.refused_as(now, &format!("{}-1", role.name()), role, command)
    }
}

/// From the review to the unit's desk: Monday 2 March 2026, the contact made the same day.
pub fn verified(profile: &str) -> Loop {
    let mut case = Loop::register(profile, NameMode::RealName, "2026-03-02T10:00:00+08:00");
    case.ok(
        "2026-03-02T10:05:00+08:00",
        Role::Administration,
        json!({"do": "classify", "category": "timeliness"}),
    );
    let mut case = case.signed_for(Role::Administration);
    case.ok(
        "2026-03-02T15:00:00+08:00",
        Role::Unit,
        json!({"do": "contact", "way": "phone", "outcome": "reached"}),
    );
    case
}

pub fn decide_immediate(case: &mut Loop, now: &str) {
    case.ok(
        now,
        Role::Unit,
        json!({"do": "decide", "finding": "founded", "measure": "immediate"}),
    );
}

pub fn submit(case: &mut Loop, now: &str) {
    case.ok(
        now,
        Role::Unit,
        json!({"do": "submit", "measures": "m1", "proof": ["photo-1"]}),
    );
}

pub fn answer(case: &mut Loop, now: &str) {
    case.ok(
        now,
        Role::Administration,
        json!({"do": "approve", "message": "sent", "answer": "a1"}),
    );
}

pub fn close(case: &mut Loop, now: &str) {
    case.ok(now, Role::Administration, json!({"do": "close"}));
}

/// The guard that keeps a case from being closed.
pub fn not_closed(case: &mut Loop, now: &str) -> String {
    case.refused(now, Role::Administration, json!({"do": "close"}))
}

pub fn revisit(case: &mut Loop, now: &str, outcome: &str) {
    case.ok(
        now,
        Role::Hotline,
        json!({"do": "revisit", "way": "phone", "outcome": outcome}),
    );
}
