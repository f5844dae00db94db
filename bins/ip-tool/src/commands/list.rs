//! `ip-tool list`: lint, compare and export published lists of matters.

mod cost;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use ip_app::lists::{self, Fees, Reader, Unread};
use ip_core::law::Registry;
use ip_fees::engine::Engine;
use ip_matters::catalogue::Catalogue;
use ip_matters::diff::{Class, Diff, compare};
use ip_matters::exchange::{Labels, Printed};
use ip_matters::guide::Guide;
use ip_matters::lint::{Finding, Lint, Severity};
use ip_matters::list::List;
use ip_matters::network::{Coverage, Reach, Targets, coverage};
use ip_matters::profile::Profile;
use ip_matters::proofs::ProofList;
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
        cli::List::Lint {
            files,
            before,
            proofs,
            on,
        } => {
            let beside = (before.as_deref(), proofs.as_deref());
            shelf.lint(files, beside, *on, output)
        }
        cli::List::Coverage { pack, on } => {
            let pack = pack::read(pack.as_deref(), &shelf.catalogue)?;
            let day = on.unwrap_or_else(clock::today);
            let network = pack.network.as_ref();
            let reach = coverage(&pack.outlets, network, &Targets::builtin()?, day);
            let labels = Labels::builtin()?;
            output.print(&reach, |reach, words| reached(reach, &labels, words))?;
            Ok(Exit::Done)
        }
        cli::List::Diff { a, b, on } => {
            let diff = compare(&shelf.list(a, *on)?, &shelf.list(b, *on)?);
            let labels = Labels::builtin()?;
            output.print(&diff, |diff, words| differences(diff, &labels, words))?;
            Ok(Exit::Done)
        }
        cli::List::Export {
            pack,
            format: format @ (ListFormat::GuideHtml | ListFormat::GuideMd),
            on,
            output: to,
            ..
        } => shelf.guides(pack.as_deref(), *format, *on, to.as_deref(), output),
        cli::List::Export {
            pack,
            format,
            on,
            profile,
            output: to,
        } => {
            let list = shelf.of_pack(pack.as_deref(), *on)?;
            if *format == ListFormat::Json && to.is_some() {
                return exchange::written(&list, to.as_deref(), output);
            }
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
    /// A list from a JSON file, a workbook or a table, or from the folder of a pack.
    fn list(&self, path: &Path, on: Option<NaiveDate>) -> Result<List, Failure> {
        if path.is_dir() {
            self.of_pack(Some(path), on)
        } else {
            let bytes = Input::open(Some(path))?.whole(AREA)?;
            let profile = Profile::builtin(lists::PROFILE)?;
            let reader = Reader {
                catalogue: &self.catalogue,
                registry: &self.registry,
                profile: &profile,
            };
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let locality = path.file_stem().unwrap_or_default().to_string_lossy();
            let header = lists::header(&locality, &locality, on.unwrap_or_else(clock::today));
            let read = reader
                .read(&file, &bytes, header)
                .map_err(Unread::problems)?;
            Ok(read.list)
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

    /// A published list of proofs.
    fn proofs(&self, path: &Path) -> Result<ProofList, Failure> {
        let bytes = Input::open(Some(path))?.whole(AREA)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(lists::proofs(&name, &bytes, &self.registry).map_err(Unread::problems)?)
    }

    /// Every fault of the lists, and what was not checked; one error makes the answer negative.
    fn lint(
        &self,
        files: &[PathBuf],
        (before, proofs): (Option<&Path>, Option<&Path>),
        on: Option<NaiveDate>,
        output: &Output,
    ) -> Result<Exit, Failure> {
        let fees = Fees::builtin()?;
        let proofs = proofs.map(|path| self.proofs(path)).transpose()?;
        let lint = Lint::builtin(&self.catalogue, &self.rules, &self.registry)?.with_tariff(&fees);
        let lint = match &proofs {
            Some(proofs) => lint.with_proofs(proofs),
            None => lint,
        };
        let before = before.map(|path| self.list(path, on)).transpose()?;
        let mut findings: Vec<Finding> = Vec::new();
        for file in files {
            let list = self.list(file, on)?;
            findings.extend(lint.report(&list, before.as_ref()));
        }
        output.print(&findings, |findings, words| faults(findings, words))?;
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
        to: Option<&Path>,
        output: &Output,
    ) -> Result<Exit, Failure> {
        let pack = pack::read(folder, &self.catalogue)?;
        let labels = Labels::builtin()?;
        let fees = Engine::builtin()?;
        let day = on.unwrap_or_else(clock::today);
        let lang = output.words.lang;
        let guides: Vec<(Guide, Vec<String>)> = pack
            .entries
            .iter()
            .map(|entry| {
                let guide = Guide::new(entry, &self.rules, &self.registry, day);
                (
                    guide,
                    cost::lines(entry, &fees, &self.registry, day, output.words),
                )
            })
            .collect();
        let printed: Vec<Printed<'_>> = guides
            .iter()
            .map(|(guide, cost)| Printed::new(guide, &pack.outlets, day, cost.clone()))
            .collect();
        let pages = match format {
            ListFormat::GuideHtml => labels.html(&printed, lang),
            _ => {
                let each = printed.iter().map(|one| labels.markdown(one, lang));
                each.collect::<Vec<_>>().join("\n")
            }
        };
        exchange::put(to, pages.as_bytes(), output)?;
        Ok(Exit::Done)
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
                match (finding.severity, &finding.found) {
                    (Severity::NotChecked, Some(entries)) => {
                        format!("{} ({entries})", finding.pointer)
                    }
                    _ => finding.pointer.clone(),
                },
                words.label(&finding.fix).to_owned(),
            ]
        }),
    )
}

const fn severity(severity: Severity, words: Words) -> &'static str {
    match severity {
        Severity::NotChecked => words.pick("未检查，需要", "not checked, needs"),
        Severity::Info => words.pick("提示", "info"),
        Severity::Warning => words.pick("警告", "warning"),
        Severity::Error => words.pick("错误", "ERROR"),
    }
}

/// The reach of a network, a figure a line.
fn reached(coverage: &Coverage, labels: &Labels, words: Words) -> String {
    let unknown = || words.pick("未知", "unknown").to_owned();
    let (all, covered) = match &coverage.reach {
        Reach::Known {
            prefectures,
            covered,
            ..
        } => (prefectures.to_string(), covered),
        Reach::Unknown { covered } => (unknown(), covered),
    };
    let share = match &coverage.reach {
        Reach::Known {
            share: Some(share), ..
        } => format!("{}.{:02} %", share / 100, share % 100),
        _ => unknown(),
    };
    let mut rows = vec![
        (words.pick("日期", "Day"), coverage.on.to_string()),
        (words.pick("地级行政区", "Prefectures"), all),
        (
            words.pick("设有综合性公共服务机构", "With a comprehensive body"),
            covered.to_string(),
        ),
        (words.pick("覆盖率", "Share"), share),
        (words.pick("网点", "Outlets"), coverage.outlets.to_string()),
        (
            words.pick("重要服务网点", "Important outlets"),
            coverage.important.to_string(),
        ),
    ];
    let classes: Vec<(String, String)> = coverage
        .by_class
        .iter()
        .map(|(class, count)| {
            let class = serde_json::to_value(class).unwrap_or_default();
            let class = class.as_str().unwrap_or_default();
            let word = labels.value("outlet-class", class, words.lang);
            (word, count.to_string())
        })
        .collect();
    rows.extend(classes.iter().map(|(c, n)| (c.as_str(), n.clone())));
    table::pairs(rows)
}

/// Differences, one a line.
fn differences(diff: &Diff, labels: &Labels, words: Words) -> String {
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
    let said = |field: &str, value: &Option<String>| {
        let value = value.as_deref().unwrap_or_default();
        labels.value(field, value, words.lang)
    };
    table::rows(
        head,
        diff.changes.iter().map(|change| {
            [
                change.entry.clone(),
                change.field.clone(),
                said(&change.field, &change.a),
                said(&change.field, &change.b),
                class(change.class).to_owned(),
            ]
        }),
    )
}
