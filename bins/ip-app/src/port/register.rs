//! Registers of other offices (数据核验): asked instead of a paper, with the consent of whom it concerns.

use std::collections::BTreeMap;

use async_trait::async_trait;
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use ip_matters::case::CheckOutcome;
use serde::Deserialize;

/// A register that can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// Its key, as the papers name it in `waivableBy`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The kind of identifier by which it finds a record, such as `uscc`.
    pub identifies: String,
    /// Whether it is out of order, to show what happens then; only of a demonstration.
    #[serde(default)]
    outage: bool,
}

/// What is asked: whether the record of a subject holds these texts. A register says yes or no and
/// hands nothing else over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question<'a> {
    /// The register's key.
    pub register: &'a str,
    /// Whose record: the identifier in canonical form.
    pub subject: &'a str,
    /// What the paper would prove.
    pub claims: &'a [&'a str],
}

/// What a register answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Match, mismatch, or no answer at all.
    pub outcome: CheckOutcome,
    /// The answer as it can be kept and shown: its source and number, no data of the register.
    pub evidence: Text,
}

/// The registers that a place has connected.
#[async_trait]
pub trait Registers: Send + Sync {
    /// Those that can be asked.
    fn connected(&self) -> &[Register];

    /// The form's field that names whose record it is, and the fields whose answers a paper proves;
    /// `None` where this place does not check that paper.
    fn proves(&self, material: &str) -> Option<(&str, &[String])>;

    /// Asks. An outage is an answer, not a failure: the paper is then asked for.
    async fn ask(&self, question: &Question<'_>) -> Answer;
}

/// No register is connected: every paper is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRegisters;

#[async_trait]
impl Registers for NoRegisters {
    fn connected(&self) -> &[Register] {
        &[]
    }

    fn proves(&self, _: &str) -> Option<(&str, &[String])> {
        None
    }

    async fn ask(&self, _: &Question<'_>) -> Answer {
        Answer {
            outcome: CheckOutcome::Unavailable,
            evidence: Text::new("未接入", "not connected"),
        }
    }
}

/// Registers made up in a pack's `registers.toml`, so that the way can be seen. Every answer says that
/// it is a demonstration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoRegisters {
    subject: String,
    #[serde(default)]
    register: Vec<Register>,
    #[serde(default)]
    proves: Vec<Proof>,
    #[serde(default)]
    record: Vec<Record>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Proof {
    material: String,
    fields: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    register: String,
    subject: String,
    holds: Vec<String>,
}

impl DemoRegisters {
    /// The registers of a pack's file.
    ///
    /// # Errors
    ///
    /// `app.data.unreadable`; `app.register.unknown` for records of a register that the file does not name.
    pub fn from_toml(text: &str) -> Result<Self, Problems> {
        let file = "registers.toml";
        let read: Self = toml::from_str(text).map_err(|e| {
            let problem = Problem::new("app.data.unreadable").arg("file", file);
            let before = e.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            problem.arg("line", line).found(e.message())
        })?;
        let mut problems = Problems::default();
        for (i, record) in read.record.iter().enumerate() {
            if read.register.iter().all(|r| r.id != record.register) {
                let problem = Problem::new("app.register.unknown").found(&record.register);
                problems.push(
                    problem
                        .at(format!("/record/{i}/register"))
                        .arg("file", file),
                );
            }
        }
        problems.or(read)
    }
}

#[async_trait]
impl Registers for DemoRegisters {
    fn connected(&self) -> &[Register] {
        &self.register
    }

    fn proves(&self, material: &str) -> Option<(&str, &[String])> {
        let proof = self
            .proves
            .iter()
            .find(|proof| proof.material == material)?;
        Some((&self.subject, &proof.fields))
    }

    async fn ask(&self, question: &Question<'_>) -> Answer {
        let out = |register: &&Register| register.id == question.register && !register.outage;
        let holds: BTreeMap<&str, &[String]> = self
            .record
            .iter()
            .filter(|record| record.register == question.register)
            .map(|record| (record.subject.as_str(), record.holds.as_slice()))
            .collect();
        let has = |held: &&[String]| {
            question
                .claims
                .iter()
                .all(|claim| held.iter().any(|h| h == claim))
        };
        match self.register.iter().find(out) {
            None => Answer {
                outcome: CheckOutcome::Unavailable,
                evidence: Text::new(
                    "演示数据源没有应答",
                    "the demonstration source did not answer",
                ),
            },
            Some(_) if holds.get(question.subject).is_some_and(has) => Answer {
                outcome: CheckOutcome::Match,
                evidence: Text::new(
                    "演示数据源应答: 一致",
                    "the demonstration source answered: match",
                ),
            },
            Some(_) => Answer {
                outcome: CheckOutcome::Mismatch,
                evidence: Text::new(
                    "演示数据源应答: 不一致",
                    "the demonstration source answered: mismatch",
                ),
            },
        }
    }
}
