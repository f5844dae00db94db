//! Documents of a case (文书): kind, number, day, law and text in both languages, rendered from
//! templates so that every number in them comes from the rules.

mod kind;

pub use kind::DocumentKind;

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

use crate::case::{
    Case, ClockName, Context, DefectKind, Issued, Lapse, Reference, RefusalGround, Served, State,
    end,
};
use crate::entry::Replaces;
use crate::limit::{Length, LimitUnit};
use crate::matter::{MatterId, RegimeId};
use crate::regime::{DeliveryChannel, Silence};
use crate::toml_file;

/// How the words behind a reference are found.
pub type Words<'a> = &'a dyn Fn(&Reference) -> Option<String>;

/// The law of a document in some regimes.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Basis {
    #[serde(default)]
    regimes: Vec<RegimeId>,
    /// Only under these versions of the rules.
    #[serde(default)]
    versions: Vec<String>,
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
    lapses: BTreeMap<Lapse, Text>,
    replaces: BTreeMap<Replaces, Text>,
    channels: BTreeMap<DeliveryChannel, Text>,
    foot: Vec<Text>,
    record: Text,
    record_by: Text,
    record_open: Text,
    note: Text,
    provisional: Text,
    remedy: Text,
    remedy_unknown: Text,
    separator: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TemplateFile {
    /// Under every document: what it belongs to, where the seal goes, its day.
    foot: Vec<Text>,
    /// Its service: recorded, recorded with the channel, still to be filled in.
    record: Text,
    record_by: Text,
    record_open: Text,
    /// What a clerk wrote about a defect.
    note: Text,
    /// A day that unpublished holidays may still move.
    provisional: Text,
    remedy: Text,
    /// Where the data knows no remedy against the matter's decisions.
    remedy_unknown: Text,
    separator: Text,
    units: BTreeMap<String, Text>,
    defects: BTreeMap<DefectKind, Text>,
    grounds: BTreeMap<RefusalGround, Text>,
    lapses: BTreeMap<Lapse, Text>,
    replaces: BTreeMap<Replaces, Text>,
    channels: BTreeMap<DeliveryChannel, Text>,
    #[serde(default)]
    document: Vec<Template>,
}

/// A document, ready to be shown, printed and hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
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
    /// The matter.
    pub matter: MatterId,
    /// Version of the list entry under which the case was filed.
    pub version: u32,
    /// Who issues it: where the seal goes.
    pub seal: Option<Text>,
    /// Under the paragraphs: matter and version, the place of the seal, the day.
    pub foot: Vec<Text>,
    /// Its service, where that is recorded.
    pub served: Option<Served>,
    /// The record of its service in words; with blanks to fill in where nothing is recorded.
    pub record: Text,
}

impl Document {
    /// The whole text in one language, a paragraph a line; without the record of its service, which
    /// is written later.
    pub fn text(&self, lang: Lang) -> String {
        let mut all = format!("{}\n{}\n", self.title.in_lang(lang), self.number);
        for line in self.lines.iter().chain(&self.foot) {
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
            lapses: file.lapses,
            replaces: file.replaces,
            channels: file.channels,
            foot: file.foot,
            record: file.record,
            record_by: file.record_by,
            record_open: file.record_open,
            note: file.note,
            provisional: file.provisional,
            remedy: file.remedy,
            remedy_unknown: file.remedy_unknown,
            separator: file.separator,
        };
        for kind in DocumentKind::ALL {
            if !templates.documents.contains_key(&kind) {
                problems.push(Problem::new("matters.document.missing").found(format!("{kind:?}")));
            }
        }
        problems.or(templates)
    }

    /// The document as it reads for the case that stands right after it was issued; what somebody
    /// wrote is named by its reference.
    ///
    /// `None` where the shipped templates lack the kind, which loading excludes.
    pub fn render(&self, issued: &Issued, case: &Case, context: &Context<'_>) -> Option<Document> {
        self.render_with(issued, case, context, &|_| None)
    }

    /// As [`Templates::render`], with the words that stand behind references.
    pub fn render_with(
        &self,
        issued: &Issued,
        case: &Case,
        context: &Context<'_>,
        words: Words<'_>,
    ) -> Option<Document> {
        let template = self.documents.get(&issued.kind)?;
        let values = self.values(issued, case, context, words);
        let mut lines: Vec<Text> = template
            .lines
            .iter()
            .filter_map(|line| fill(line, &values))
            .collect();
        if template.adverse {
            let remedies = case.remedies(context);
            if remedies.is_empty() {
                lines.push(self.remedy_unknown.clone());
            }
            for remedy in remedies {
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
        Some(Document {
            kind: issued.kind,
            number: issued.number.clone(),
            on: issued.on,
            title: template.title.clone(),
            lines,
            basis: law(template, case, context),
            matter: context.entry.matter.id.clone(),
            version: case.version,
            seal: context.entry.body.as_ref().map(|body| body.name.clone()),
            foot: self.foot.iter().filter_map(|l| fill(l, &values)).collect(),
            served: issued.served,
            record: self.record(issued.served),
        })
    }

    /// The record of a document's service (送达记录) in words.
    pub fn record(&self, served: Option<Served>) -> Text {
        let Some(served) = served else {
            return self.record_open.clone();
        };
        let channel = served.channel.and_then(|c| self.channels.get(&c).cloned());
        let line = match channel {
            Some(_) => &self.record_by,
            None => &self.record,
        };
        let values = BTreeMap::from([
            ("served", date(served.on)),
            ("channel", channel.unwrap_or_default()),
        ]);
        fill(line, &values).unwrap_or_default()
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
        words: Words<'_>,
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
        // Words that are not at hand, or were erased, are named by their reference.
        let said = |reference: &Reference| {
            plain(words(reference).unwrap_or_else(|| reference.to_string()))
        };
        put("matter", Some(entry.matter.name.clone()));
        put("matterId", Some(plain(entry.matter.id.to_string())));
        put("version", Some(plain(case.version.to_string())));
        put("reason", issued.reason.as_ref().map(said));
        put("competent", case.competent.as_ref().map(said));
        put("needs", case.special_needs.map(|needs| self.length(needs)));
        put("extension", case.extension.map(|more| self.length(more)));
        put(
            "outcome",
            case.result.as_ref().map(|r| plain(r.to_string())),
        );
        let lapse = case
            .lapse
            .and_then(|lapse| self.lapses.get(&lapse).cloned());
        let withdrawn = case.state == State::Withdrawn && lapse.is_none();
        put("withdrawn", withdrawn.then(|| date(issued.on)));
        put("lapse", lapse);
        put("body", entry.body.as_ref().map(|b| b.name.clone()));
        put("case", case.number.as_ref().map(|n| plain(n.to_string())));
        put("on", Some(date(issued.on)));
        put("received", case.received.map(date));
        put("accepted", case.accepted.map(date));
        put("result", Some(entry.matter.result.name.clone()));
        put("phone", entry.consult_phone.clone().map(plain));
        for view in case.clocks_on(context) {
            let due = view.due.map(|due| match (due.provisional, date(due.date)) {
                (false, day) => day,
                (true, day) => Text {
                    zh: self.provisional.zh.replace("{day}", &day.zh),
                    en: self.provisional.en.replace("{day}", &day.en),
                },
            });
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
                _ => {}
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
                let mut whole = match self.defects.get(&defect.kind) {
                    Some(words) => Text {
                        zh: words.zh.replace("{name}", &name.zh),
                        en: words.en.replace("{name}", &name.en),
                    },
                    None => name,
                };
                if let Some(note) = defect.note.as_ref().and_then(words) {
                    whole.zh.push_str(&self.note.zh.replace("{note}", &note));
                    whole.en.push_str(&self.note.en.replace("{note}", &note));
                }
                whole
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
            put("replaces", self.replaces.get(&offer.replaces).cloned());
            put("verifyWithin", Some(self.length(offer.verify_within)));
        }
        if !case.pledged.is_empty() {
            let papers = case.pledged.iter().map(|id| named(id));
            put("pledged", Some(self.join(papers)));
        }
        if let (Some(kind), Some(regime)) = (&case.special, context.regime(case)) {
            put("special", regime.pause(kind).map(|p| p.name.clone()));
        }
        if let (Some(rule), Some(hearing)) = (
            context.regime(case).and_then(|r| r.hearing.as_ref()),
            &case.hearing,
        ) {
            let due = end(hearing.told, rule.request, context.calendar);
            put("hearingRequestDue", due.map(|due| date(due.date)));
            put("hearingRequest", Some(self.length(rule.request)));
            put("hearing", hearing.day.map(date));
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

/// What a document rests on: its own law in this procedure, else the rule of the step it speaks of, else what
/// the matter itself rests on.
fn law(template: &Template, case: &Case, context: &Context<'_>) -> Vec<LawRef> {
    let regime = context.entry.matter.regime;
    let own: Vec<LawRef> = template
        .basis
        .iter()
        .filter(|b| b.regimes.is_empty() || b.regimes.contains(&regime))
        .filter(|b| {
            let of = |v: &String| case.rules.as_ref() == Some(v);
            b.versions.is_empty() || b.versions.iter().any(of)
        })
        .filter(|b| b.grounds.is_empty() || case.refusal.is_some_and(|g| b.grounds.contains(&g)))
        .map(|b| b.law.clone())
        .collect();
    if !own.is_empty() {
        return own;
    }
    let rules = context.regime(case);
    let step = match template.kind {
        DocumentKind::CorrectionNotice => rules.and_then(|r| r.correction.basis.clone()),
        DocumentKind::SpecialProcedureNotice => rules.and_then(|r| {
            let pause = r.pause(case.special.as_deref()?)?;
            pause.basis.clone()
        }),
        DocumentKind::ExtensionNotice => {
            let limit = context.limit(case);
            limit.and_then(|limit| limit.basis.clone())
        }
        _ => None,
    };
    step.map_or_else(
        || context.entry.matter.basis.clone(),
        |law| alloc::vec![law],
    )
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
