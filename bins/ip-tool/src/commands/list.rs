//! `ip-tool list`: lint, compare and export published lists of matters.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use ip_app::wire;
use ip_core::law::Registry;
use ip_core::money::Money;
use ip_fees::tariff::{Price, Tariffs};
use ip_matters::catalogue::Catalogue;
use ip_matters::diff::{Class, Diff, compare};
use ip_matters::exchange::Labels;
use ip_matters::guide::Guide;
use ip_matters::lint::{Finding, Lint, Severity, Tariff, Unchecked};
use ip_matters::list::List;
use ip_matters::regime::Rules;

use crate::cli::{self, ListFormat};
use crate::clock;
use crate::commands::exchange;
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Words};
use crate::pack;
use crate::table;

/// Every code of this area begins with it.
const AREA: &str = "matters";

/// Runs a command of lists.
pub fn run(command: &cli::List, output: &Output) -> Result<Exit, Failure> {
    let shelf = Shelf {
        catalogue: Catalogue::baseline()?,
        rules: Rules::builtin()?,
        registry: Registry::builtin()?,
    };
    match command {
        cli::List::Lint { files, before, on } => shelf.lint(files, before.as_deref(), *on, output),
        cli::List::Diff { a, b, on } => {
            let diff = compare(&shelf.list(a, *on)?, &shelf.list(b, *on)?);
            output.print(&diff, differences)?;
            Ok(Exit::Done)
        }
        cli::List::Export {
            pack,
            format: format @ (ListFormat::GuideHtml | ListFormat::GuideMd),
            on,
            ..
        } => shelf.guides(pack.as_deref(), *format, *on, output),
        cli::List::Export {
            pack,
            format,
            on,
            profile,
            output: to,
        } => {
            let list = shelf.of_pack(pack.as_deref(), *on)?;
            if *format == ListFormat::Json {
                output.print(&list, |list, _| table::of(&list.entries))?;
                return Ok(Exit::Done);
            }
            exchange::export(&list, *format, profile.as_deref(), to.as_deref(), output)
        }
        cli::List::Import(args) => exchange::import(args, output),
    }
}

/// Everything that lists are read and judged by.
struct Shelf {
    catalogue: Catalogue,
    rules: Rules,
    registry: Registry,
}

impl Shelf {
    /// A list from a JSON file, or from the folder of a pack.
    fn list(&self, path: &Path, on: Option<NaiveDate>) -> Result<List, Failure> {
        if path.is_dir() {
            self.of_pack(Some(path), on)
        } else {
            Ok(wire::read(AREA, &Input::open(Some(path))?.whole(AREA)?)?)
        }
    }

    fn of_pack(&self, folder: Option<&Path>, on: Option<NaiveDate>) -> Result<List, Failure> {
        let pack = pack::read(folder, &self.catalogue)?;
        Ok(List::of_pack(
            &pack,
            &self.rules,
            on.unwrap_or_else(clock::today),
        ))
    }

    /// Every fault of the lists; one error makes the answer negative.
    fn lint(
        &self,
        files: &[PathBuf],
        before: Option<&Path>,
        on: Option<NaiveDate>,
        output: &Output,
    ) -> Result<Exit, Failure> {
        let fees = Fees(Tariffs::builtin()?);
        let lint = Lint::builtin(&self.catalogue, &self.rules, &self.registry)?.with_tariff(&fees);
        let before = before.map(|path| self.list(path, on)).transpose()?;
        let mut findings: Vec<Finding> = Vec::new();
        let mut unchecked: Vec<Unchecked> = Vec::new();
        for file in files {
            let list = self.list(file, on)?;
            findings.extend(lint.check(&list, before.as_ref()));
            unchecked.extend(lint.unchecked(&list, before.as_ref()));
        }
        output.print(&findings, |findings, words| {
            let open = unchecked.iter().map(|open| not_checked(open, words));
            faults(findings, words) + &open.collect::<String>()
        })?;
        let negative = findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        Ok(if negative { Exit::Negative } else { Exit::Done })
    }

    /// The guides of a pack as pages.
    fn guides(
        &self,
        folder: Option<&Path>,
        format: ListFormat,
        on: Option<NaiveDate>,
        output: &Output,
    ) -> Result<Exit, Failure> {
        let pack = pack::read(folder, &self.catalogue)?;
        let labels = Labels::builtin()?;
        let day = on.unwrap_or_else(clock::today);
        let lang = output.words.lang;
        for entry in &pack.entries {
            let guide = Guide::new(entry, &self.rules, &self.registry, day);
            let text = match format {
                ListFormat::GuideHtml => labels.html(&guide, lang),
                _ => labels.markdown(&guide, lang),
            };
            output.write(format!("{text}\n").as_bytes())?;
        }
        Ok(Exit::Done)
    }
}

/// A rule that was not checked, and what it needs.
fn not_checked(open: &Unchecked, words: Words) -> String {
    let said = words.pick("未检查，需要", "not checked, needs");
    format!(
        "{} {said}: {} ({})\n",
        open.rule,
        words.label(&open.needs),
        open.entries
    )
}

/// The tariffs in force, as the lint asks for them: an item, or an item and its column as in
/// `patent.filing/invention`.
#[derive(Debug)]
struct Fees(Tariffs);

impl Tariff for Fees {
    fn amount(&self, item: &str, on: NaiveDate) -> Option<Money> {
        let (code, column) = match item.split_once('/') {
            Some((code, column)) => (code, Some(column)),
            None => (item, None),
        };
        let item = self.0.item(code)?;
        let Price::Each(amounts) = &item.rate_on(on)?.value.price else {
            return None;
        };
        let names = item.columns.names();
        let place = match column {
            Some(column) => names.iter().position(|name| *name == column)?,
            None if names.len() == 1 => 0,
            None => return None,
        };
        *amounts.get(place)?
    }
}

/// Faults, one a line.
fn faults(findings: &[Finding], words: Words) -> String {
    let head = [
        words.pick("规则", "Rule"),
        words.pick("程度", "Severity"),
        words.pick("事项", "Entry"),
        words.pick("位置", "Where"),
        words.pick("怎么办", "What to do"),
    ];
    table::rows(
        head,
        findings.iter().map(|finding| {
            [
                finding.rule.clone(),
                severity(finding.severity, words).to_owned(),
                finding.entry.clone(),
                finding.pointer.clone(),
                words.label(&finding.fix).to_owned(),
            ]
        }),
    )
}

const fn severity(severity: Severity, words: Words) -> &'static str {
    match severity {
        Severity::Info => words.pick("提示", "info"),
        Severity::Warning => words.pick("警告", "warning"),
        Severity::Error => words.pick("错误", "ERROR"),
    }
}

/// Differences, one a line.
fn differences(diff: &Diff, words: Words) -> String {
    let head = [
        words.pick("事项", "Entry"),
        words.pick("字段", "Field"),
        "A",
        "B",
        words.pick("对申请人", "For the applicant"),
    ];
    let class = |class| match class {
        Class::Better => words.pick("更好", "better"),
        Class::Worse => words.pick("更差", "WORSE"),
        Class::Neutral => words.pick("无影响", "neutral"),
        Class::Unknown => words.pick("无法判断", "unknown"),
    };
    table::rows(
        head,
        diff.changes.iter().map(|change| {
            [
                change.entry.clone(),
                change.field.clone(),
                change.a.clone().unwrap_or_default(),
                change.b.clone().unwrap_or_default(),
                class(change.class).to_owned(),
            ]
        }),
    )
}
