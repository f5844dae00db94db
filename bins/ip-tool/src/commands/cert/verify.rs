//! `ip-tool cert verify`: named checks with their evidence, and the verdict they add up to.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use ip_app::wire;
use ip_certs::kind::Kinds;
use ip_certs::log::{Checkpoint, Hash, LogPolicy};
use ip_certs::trust::TrustList;
use ip_certs::verify::{
    Bundle, CheckName, CheckResult, Policy, RegisterEntry, Report, StatusSource, Verdict, Verifier,
};
use ip_core::problem::{Problem, Problems};

use super::memory::Memory;
use super::{AREA, Shown, kinds, status_lists, witness};
use crate::answer::Answer;
use crate::cli;
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Words};
use crate::serve::serve;
use crate::table;

/// Verifies what `args` name.
pub fn run(args: &cli::Verify, output: &Output) -> Result<Exit, Failure> {
    let trust = match &args.trust {
        Some(path) => TrustList::from_json(&Input::open(Some(path))?.whole(AREA)?)?,
        None => TrustList::default(),
    };
    let policy = policy(args.policy);
    let asked = !args.status_list.is_empty() || args.memory.is_some();
    let lists = status_lists(&args.status_list, &args.status_proof)?;
    let memory = Memory::recall(args.memory.as_deref(), lists, &trust, policy)?;
    let register: Option<RegisterEntry> = match &args.register {
        Some(path) => Some(wire::read(AREA, &Input::open(Some(path))?.whole(AREA)?)?),
        None => None,
    };
    let log = match &args.log_policy {
        Some(path) => Some(LogPolicy::from_json(
            &Input::open(Some(path))?.whole(AREA)?,
        )?),
        None => None,
    };
    let command = Verify {
        log,
        consistency: args
            .consistency
            .as_deref()
            .map(witness::consistency)
            .transpose()?,
        font: args.font.clone(),
        recipient: args.recipient.clone(),
        trust,
        register,
        kinds: kinds(args.kinds.as_deref())?,
        asked,
        memory: RefCell::new(memory),
        policy,
        now: args.at.unwrap_or_else(clock::now),
    };
    let exit = serve(&command, &args.source, output)?;
    command.memory.borrow().keep()?;
    Ok(exit)
}

/// The policy that the arguments name.
pub const fn policy(policy: cli::Policy) -> Policy {
    match policy {
        cli::Policy::RequireSm2 => Policy::RequireSm2,
        cli::Policy::RequireBoth => Policy::RequireBoth,
        cli::Policy::Any => Policy::Any,
    }
}

/// Everything that the verification of any certificate rests on.
struct Verify {
    log: Option<LogPolicy>,
    /// What leads from the remembered checkpoint of the log to that of a bundle, or back.
    consistency: Option<Vec<Hash>>,
    font: Option<PathBuf>,
    recipient: Option<String>,
    trust: TrustList,
    register: Option<RegisterEntry>,
    /// Whether status lists, or what was kept of them, are to be asked.
    asked: bool,
    /// Status lists, also those that bundles bring along.
    memory: RefCell<Memory>,
    kinds: Kinds,
    policy: Policy,
    now: DateTime<FixedOffset>,
}

impl Verify {
    /// Takes in what a bundle brought along; why a list is not believed stands in the report, and so does
    /// whether the log still contains what it showed in earlier runs.
    fn learn(&self, bundle: Bundle, mut report: Report) -> Report {
        let memory = &mut *self.memory.borrow_mut();
        let mut believed = Vec::new();
        if report.result(CheckName::Log) == Some(CheckResult::Pass)
            && report.result(CheckName::Witnesses) != Some(CheckResult::Fail)
        {
            believed.extend(bundle.proof);
        }
        for list in bundle.lists {
            let logged = self.log.as_ref().map(|policy| list.logged(policy));
            // A place in the log that is not believed is no reason to forget one that was.
            let proof = list.proof().filter(|_| logged.is_some_and(|l| l.is_ok()));
            let proof = proof.cloned();
            believed.extend(proof.clone());
            let list = list.with_proof(proof);
            let _ = memory.book.accept(list, &self.trust, self.policy);
        }
        let Some(policy) = self.log.as_ref().filter(|_| memory.lasts()) else {
            return report;
        };
        // The proof of consistency is of the newest checkpoint.
        let mut seen: Vec<Checkpoint> = believed.into_iter().map(|p| p.checkpoint).collect();
        seen.sort_by_key(|checkpoint| Reverse(checkpoint.size));
        seen.dedup_by(|a, b| a.text() == b.text());
        let mut consistency = self.consistency.as_deref();
        for checkpoint in seen {
            let growth = memory.look(&checkpoint, consistency.take(), policy);
            report = report.grown(growth);
        }
        report
    }
}

impl Answer for Verify {
    type Request = Shown;
    type Response = Report;

    fn area(&self) -> &'static str {
        AREA
    }

    fn read(&self, bytes: &[u8]) -> Result<Shown, Problems> {
        Ok(Shown::read(bytes, self.font.as_deref())?)
    }

    fn answer(&self, shown: Shown) -> Result<Report, Problems> {
        let memory = self.memory.borrow();
        let status = match &self.register {
            Some(entry) => StatusSource::Register(entry),
            None if self.asked => StatusSource::Lists(&memory.book),
            None => StatusSource::None,
        };
        let verifier = Verifier {
            trust: &self.trust,
            kinds: &self.kinds,
            policy: self.policy,
            status,
            log: self.log.as_ref(),
            now: self.now,
        };
        Ok(match shown {
            Shown::Drawn(inside, drawing) => {
                drop(memory);
                return Ok(self.answer(*inside)?.drawn(drawing));
            }
            Shown::File(certificate) => verifier.certificate(&certificate),
            Shown::Copy(copy) => verifier.copy(&copy, self.recipient.as_deref()),
            Shown::Qr(payload) => verifier.qr(&payload),
            Shown::Bundle(bundle) => {
                let report = verifier.bundle(&bundle);
                drop(memory);
                self.learn(*bundle, report)
            }
        })
    }

    /// A certificate whose status nobody was asked about is not refused, but not `valid` either.
    fn is_negative(&self, report: &Report) -> bool {
        !matches!(
            report.verdict,
            Verdict::Valid | Verdict::ValidButStatusUnknown
        )
    }

    fn table(&self, report: &Report, words: Words) -> String {
        let head = table::pairs([
            (
                words.pick("结论", "Verdict"),
                table::of(&report.verdict).trim().to_owned(),
            ),
            (words.pick("时点", "At"), report.at.to_rfc3339()),
        ]);
        let checks = report.checks.iter().map(|check| {
            let result = match check.result {
                CheckResult::Pass => words.pick("通过", "pass"),
                CheckResult::Fail => words.pick("未通过", "FAIL"),
                CheckResult::NotChecked => words.pick("未核验", "not checked"),
            };
            let why = check
                .code
                .as_ref()
                .map(|code| words.title(&Problem::new(code.clone())));
            let name = table::of(&check.name).trim().to_owned();
            [name, result.to_owned(), why.unwrap_or_default()]
        });
        let columns = [
            words.pick("核验项", "Check"),
            words.pick("结果", "Result"),
            words.pick("说明", "Why"),
        ];
        format!("{head}\n\n{}", table::rows(columns, checks))
    }
}
