//! A desk that takes in records of other platforms.

use ip_eval::codec::Codings;
use ip_eval::exchange::{
    Intake, RawRecord, Read, Reading, ReviewLine, ReviewRecord, Rules, Tables,
};
use ip_eval::id::PersonRef;
use serde_json::{Value, json};

use super::{World, at};

pub struct Desk {
    pub world: World,
    pub tables: Tables,
    pub codings: Codings,
}

pub fn pseudonym(identifier: &str) -> Option<PersonRef> {
    // A stand-in for a keyed hash: long enough that no test mistakes it for what it hides.
    let sum = identifier
        .bytes()
        .fold(7_u64, |sum, byte| sum.wrapping_mul(31) ^ u64::from(byte));
    PersonRef::new(format!("p{sum:016x}")).ok()
}

impl Desk {
    pub fn new(profile: &str) -> Self {
        Self {
            world: World::new(profile),
            tables: Tables::builtin().unwrap(),
            codings: Codings::builtin().unwrap(),
        }
    }

    pub fn reading(&self, table: &str, scheme: &str) -> Reading<'_> {
        Reading {
            table: self.tables.get(table).unwrap(),
            scheme: self.codings.get(scheme).unwrap(),
            labels: &self.world.labels,
            pseudonym: &pseudonym,
        }
    }

    pub fn intake(&self) -> Intake<'_> {
        Intake::new(Rules {
            now: at("2026-03-20T12:00:00+08:00"),
            profile: &self.world.profile,
            labels: &self.world.labels,
            calendar: &self.world.calendar,
        })
    }
}

pub fn raw(value: &Value) -> RawRecord<'static> {
    // Through a text, as every record comes.
    let text: &'static str = Box::leak(value.to_string().into_boxed_str());
    serde_json::from_str(text).unwrap()
}

pub fn review(of: &Reading<'_>, value: &Value) -> Read<ReviewRecord> {
    let Read { value, notes } = of.review(raw(value)).unwrap();
    match value {
        ReviewLine::Review(value) => Read {
            value: *value,
            notes,
        },
        ReviewLine::NotReviewed => panic!("no review"),
    }
}

pub fn codes(of: &Reading<'_>, value: &Value) -> Vec<(String, String)> {
    let problems = of.review(raw(value)).unwrap_err().0;
    problems
        .into_iter()
        .map(|p| (p.code.into_owned(), p.pointer))
        .collect()
}

pub fn full() -> Value {
    json!({
        "areaCode": "330100000000", "areaName": "杭州市", "deptCode": "11330100002490000A", "taskCode": "330100TM01",
        "projectNo": "330100-2026-17", "proStatus": "3", "promiseTime": "1", "userProp": "1",
        "userName": "王样本", "userPageType": "111", "certKey": "330100199001010000", "mobile": "13900000001",
        "pf": "3", "satisfaction": "2", "evalDetail": "209,214", "writingEvaluation": "等了三周",
        "assessTime": "2026-03-02 10:05:00", "serviceNumber": "2", "assessNumber": "1", "isAnonymous": "2",
        "dataSource": "133"
    })
}

pub fn service_record(n: usize) -> Value {
    json!({"taskCode": "330100TM01", "projectNo": format!("c{n}"), "proStatus": "3", "serviceNumber": "1",
        "serviceTime": "2026-03-02 09:00:00", "deptCode": "11330100002490000A", "orgcode": "330100_w1", "proChannel": "2"})
}

pub fn review_record(n: usize, number: u32, level: u32) -> Value {
    let minute = 5 + number;
    json!({"projectNo": format!("c{n}"), "serviceNumber": "1", "assessNumber": number, "pf": "4", "satisfaction": level,
        "assessTime": format!("2026-03-02 10:{minute:02}:00"), "certKey": "330100199001010000"})
}
