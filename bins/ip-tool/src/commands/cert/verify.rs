//! `ip-tool cert verify`: named checks with their evidence, and the verdict they add up to.

use chrono::{DateTime, FixedOffset};
use ip_app::wire;
use ip_certs::kind::Kinds;
use ip_certs::trust::TrustList;
use ip_certs::verify::{
    CheckResult, Policy, RegisterEntry, Report, StatusSource, Verdict, Verifier,
};
use ip_core::problem::{Problem, Problems};

use super::{AREA, Shown};
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
    let register: Option<RegisterEntry> = match &args.register {
        Some(path) => Some(wire::read(AREA, &Input::open(Some(path))?.whole(AREA)?)?),
        None => None,
    };
    let command = Verify {
        trust,
        register,
        kinds: Kinds::builtin()?,
        policy: match args.policy {
            cli::Policy::RequireSm2 => Policy::RequireSm2,
            cli::Policy::RequireBoth => Policy::RequireBoth,
            cli::Policy::Any => Policy::Any,
        },
        now: args.at.unwrap_or_else(clock::now),
    };
    serve(&command, &args.source, output)
}

/// Everything that the verification of any certificate rests on.
struct Verify {
    trust: TrustList,
    register: Option<RegisterEntry>,
    kinds: Kinds,
    policy: Policy,
    now: DateTime<FixedOffset>,
}

impl Answer for Verify {
    type Request = Shown;
    type Response = Report;

    fn area(&self) -> &'static str {
        AREA
    }

    fn read(&self, bytes: &[u8]) -> Result<Shown, Problems> {
        Ok(Shown::read(bytes)?)
    }

    fn answer(&self, shown: Shown) -> Result<Report, Problems> {
        let status = self
            .register
            .as_ref()
            .map_or(StatusSource::None, StatusSource::Register);
        let verifier = Verifier {
            trust: &self.trust,
            kinds: &self.kinds,
            policy: self.policy,
            status,
            now: self.now,
        };
        Ok(match shown {
            Shown::File(certificate) => verifier.certificate(&certificate),
            Shown::Qr(payload) => verifier.qr(&payload),
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
