//! Documents of a case (文书): kind, number, day, law and text in both languages, rendered from
//! templates so that every number in them comes from the rules.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::LawRef;
use ip_core::problem::{Problem, Problems};
use ip_core::record::Hash;
use ip_core::text::{Lang, Text};
use serde::{Deserialize, Serialize};

use crate::case::{Case, ClockName, Context, DefectKind, Issued, RefusalGround};
use crate::limit::{Length, LimitUnit};
use crate::matter::RegimeId;
use crate::regime::Silence;
use crate::toml_file;

/// What kind of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// 收件凭证.
    Receipt,
    /// 不受理告知.
    NotRequiredNotice,
    /// 不予受理决定书.
    AcceptanceRefusal,
    /// 补正告知书.
    CorrectionNotice,
    /// 受理通知书.
    AcceptanceNotice,
    /// 容缺受理告知书.
    ToleranceNotice,
    /// 告知承诺书.
    CommitmentNotice,
    /// 特别程序告知书.
    SpecialProcedureNotice,
    /// 延长办理期限告知书.
    ExtensionNotice,
    /// 利害关系人告知书.
    InterestedPartyNotice,
    /// 准予决定书.
    GrantDecision,
    /// 不予决定书.
    RefusalDecision,
    /// 送达回证.
    DeliveryReceipt,
    /// 撤回通知书.
    WithdrawalNotice,
    /// 终止通知书.
    TerminationNotice,
    /// 责令整改通知书.
    RectificationOrder,
    /// 撤销决定书.
    RevocationDecision,
    /// 注销决定书.
    CancellationDecision,
    /// 转办单.
    TransferNote,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 19] = [
        Self::Receipt,
        Self::NotRequiredNotice,
        Self::AcceptanceRefusal,
        Self::CorrectionNotice,
        Self::AcceptanceNotice,
        Self::ToleranceNotice,
        Self::CommitmentNotice,
        Self::SpecialProcedureNotice,
        Self::ExtensionNotice,
        Self::InterestedPartyNotice,
        Self::GrantDecision,
        Self::RefusalDecision,
        Self::DeliveryReceipt,
        Self::WithdrawalNotice,
        Self::TerminationNotice,
        Self::RectificationOrder,
        Self::RevocationDecision,
        Self::CancellationDecision,
        Self::TransferNote,
    ];
}

/// The law of a document in some regimes.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Basis {
    #[serde(default)]
    regimes: Vec<RegimeId>,
    /// Only where acceptance was refused on one of these grounds.
    #[serde(default)]
    grounds: Vec<RefusalGround>,
    law: LawRef,
}

/// A line of a template; left out where one of its placeholders has no value.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Template {
    kind: DocumentKind,
    title: Text,
    lines: Vec<Text>,
    #[serde(default)]
    basis: Vec<Basis>,
    /// Names the remedies.
    #[serde(default)]
    adverse: bool,
}

/// The templates of all documents.
#[derive(Debug, Clone)]
pub struct Templates {
    documents: BTreeMap<DocumentKind, Template>,
    units: BTreeMap<String, Text>,
    defects: BTreeMap<DefectKind, Text>,
    grounds: BTreeMap<RefusalGround, Text>,
    remedy: Text,
    separator: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateFile {
    remedy: Text,
    separator: Text,
    units: BTreeMap<String, Text>,
    defects: BTreeMap<DefectKind, Text>,
    grounds: BTreeMap<RefusalGround, Text>,
    #[serde(default)]
    document: Vec<Template>,
}

/// A document, ready to be shown, printed and hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Kind.
    pub kind: DocumentKind,
    /// Number.
    pub number: String,
    /// Day.
    pub on: NaiveDate,
    /// Title.
    pub title: Text,
    /// Paragraphs.
    pub lines: Vec<Text>,
    /// Law.
    pub basis: Vec<LawRef>,
}

impl Document {
    /// The whole text in one language, a paragraph a line.
    pub fn text(&self, lang: Lang) -> String {
        let mut all = format!("{}\n{}\n", self.title.in_lang(lang), self.number);
        for line in &self.lines {
            all.push_str(line.in_lang(lang));
            all.push('\n');
        }
        all
    }

    /// The hash of the Chinese text, which is the binding one.
    pub fn hash(&self) -> Hash {
        Hash::of(self.text(Lang::Zh).as_bytes())
    }
}

impl Templates {
    /// The templates shipped with this crate (`data/documents.toml`).
    ///
    /// # Errors
    ///
    /// Every problem of a damaged file, which a test excludes.
    pub fn builtin() -> Result<Self, Problems> {
        Self::from_toml(include_str!("../data/documents.toml"))
    }

    /// Reads templates.
    ///
    /// # Errors
    ///
    /// `matters.data.unreadable`, `matters.document.missing` for kinds without a template.
    pub fn from_toml(text: &str) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let Some(file) = toml_file::read::<TemplateFile>("documents.toml", text, &mut problems)
        else {
            return Err(problems);
        };
        let templates = Self {
            documents: file.document.into_iter().map(|d| (d.kind, d)).collect(),
            units: file.units,
            defects: file.defects,
            grounds: file.grounds,
            remedy: file.remedy,
            separator: file.separator,
        };
        for kind in DocumentKind::ALL {
            if !templates.documents.contains_key(&kind) {
                problems.push(Problem::new("matters.document.missing").found(format!("{kind:?}")));
            }
        }
        problems.or(templates)
    }

    /// The document as it reads for the case that stands right after it was issued.
    ///
    /// `None` where the shipped templates lack the kind, which loading excludes.
    pub fn render(&self, issued: &Issued, case: &Case, context: &Context<'_>) -> Option<Document> {
        let template = self.documents.get(&issued.kind)?;
        let values = self.values(issued, case, context);
        let mut lines: Vec<Text> = template
            .lines
            .iter()
            .filter_map(|line| fill(line, &values))
            .collect();
        if template.adverse {
            for remedy in case.remedies(context) {
                let length = Length {
                    n: remedy.remedy.n,
                    unit: remedy.remedy.unit,
                };
                let own = BTreeMap::from([
                    ("what", remedy.remedy.what.clone()),
                    ("length", self.length(length)),
                ]);
                lines.extend(fill(&self.remedy, &own));
            }
        }
        let regime = context.entry.matter.regime;
        Some(Document {
            kind: issued.kind,
            number: issued.number.clone(),
            on: issued.on,
            title: template.title.clone(),
            lines,
            basis: template
                .basis
                .iter()
                .filter(|b| b.regimes.is_empty() || b.regimes.contains(&regime))
                .filter(|b| {
                    b.grounds.is_empty() || case.refusal.is_some_and(|g| b.grounds.contains(&g))
                })
                .map(|b| b.law.clone())
                .collect(),
        })
    }

    fn length(&self, length: Length) -> Text {
        let unit = match length.unit {
            LimitUnit::WorkingDay => "working-day",
            LimitUnit::Day => "day",
            LimitUnit::WorkingHour => "working-hour",
            LimitUnit::Hour => "hour",
            LimitUnit::Month => "month",
            LimitUnit::Year => "year",
        };
        let name = self.units.get(unit).cloned().unwrap_or_default();
        Text {
            zh: name.zh.replace("{n}", &length.n.to_string()),
            en: name.en.replace("{n}", &length.n.to_string()),
        }
    }

    fn values(
        &self,
        issued: &Issued,
        case: &Case,
        context: &Context<'_>,
    ) -> BTreeMap<&'static str, Text> {
        let mut values = BTreeMap::new();
        let entry = context.entry;
        let mut put = |name: &'static str, value: Option<Text>| {
            if let Some(value) = value {
                values.insert(name, value);
            }
        };
        let plain = |value: String| Text {
            en: value.clone(),
            zh: value,
        };
        put("matter", Some(entry.matter.name.clone()));
        put("body", entry.body.as_ref().map(|b| b.name.clone()));
        put("case", case.number.as_ref().map(|n| plain(n.to_string())));
        put("on", Some(date(issued.on)));
        put("received", case.received.map(date));
        put("accepted", case.accepted.map(date));
        put("result", Some(entry.matter.result.name.clone()));
        put("phone", entry.consult_phone.clone().map(plain));
        for view in case.clocks_on(context) {
            let due = view.due.map(|due| date(due.date));
            match view.name {
                ClockName::Statutory => {
                    put("statutory", Some(self.length(view.budget)));
                    put("statutoryDue", due);
                }
                ClockName::Promised => {
                    put("promised", Some(self.length(view.budget)));
                    put("promisedDue", due);
                }
                ClockName::Correction => {
                    put("period", Some(self.length(view.budget)));
                    put("correctionDue", due);
                }
                ClockName::Tolerance => put("toleranceDue", due),
                ClockName::Check => {
                    let rule = context
                        .regime(case)
                        .and_then(|regime| regime.check.as_ref());
                    if rule.is_some_and(|rule| rule.silence == Silence::DeemedAccepted) {
                        put("silenceAccepts", due.clone());
                    }
                    put("checkDue", due);
                }
                ClockName::Issue => {}
            }
        }
        let named = |id: &str| {
            let material = entry.materials.iter().find(|m| m.id == id);
            let field = entry.fields.iter().find(|f| f.id == id);
            material
                .map(|m| m.name.clone())
                .or_else(|| field.map(|f| f.label.clone()))
                .unwrap_or_else(|| plain(id.into()))
        };
        if let Some(notice) = case.notice() {
            let defects = notice.defects.iter().map(|defect| {
                let name = named(&defect.target);
                match self.defects.get(&defect.kind) {
                    Some(words) => Text {
                        zh: words.zh.replace("{name}", &name.zh),
                        en: words.en.replace("{name}", &name.en),
                    },
                    None => name,
                }
            });
            put("defects", Some(self.join(defects)));
        }
        if let Some(tolerance) = &case.tolerance {
            put(
                "missing",
                Some(self.join(tolerance.missing.iter().map(|id| named(id)))),
            );
        }
        if let Some(offer) = &entry.commitment {
            put("commitment", Some(offer.notice.clone()));
        }
        if let (Some(kind), Some(regime)) = (&case.special, context.regime(case)) {
            put("special", regime.pause(kind).map(|p| p.name.clone()));
        }
        put(
            "ground",
            case.refusal.and_then(|g| self.grounds.get(&g).cloned()),
        );
        put("served", case.delivered.map(|(day, _)| date(day)));
        values
    }

    fn join(&self, names: impl Iterator<Item = Text>) -> Text {
        let mut all = Text::default();
        for (i, name) in names.enumerate() {
            if i > 0 {
                all.zh.push_str(&self.separator.zh);
                all.en.push_str(&self.separator.en);
            }
            all.zh.push_str(&name.zh);
            all.en.push_str(&name.en);
        }
        all
    }
}

/// A day as each language writes it.
fn date(day: NaiveDate) -> Text {
    Text {
        zh: day.format("%Y年%-m月%-d日").to_string(),
        en: day.format("%-d %B %Y").to_string(),
    }
}

/// The line with its placeholders filled; `None` where one has no value.
fn fill(line: &Text, values: &BTreeMap<&'static str, Text>) -> Option<Text> {
    Some(Text {
        zh: fill_one(&line.zh, values, Lang::Zh)?,
        en: fill_one(&line.en, values, Lang::En)?,
    })
}

fn fill_one(
    mut template: &str,
    values: &BTreeMap<&'static str, Text>,
    lang: Lang,
) -> Option<String> {
    let mut filled = String::new();
    while let Some((before, rest)) = template.split_once('{') {
        let (name, after) = rest.split_once('}')?;
        filled.push_str(before);
        filled.push_str(values.get(name)?.in_lang(lang));
        template = after;
    }
    filled.push_str(template);
    Some(filled)
}
