//! The tables of the platforms (数据集): names of fields, what each means here, how long its value may be.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use ip_core::law::{LawRef, Mark};
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use super::time::TimeForm;
use crate::codec::Channel;

/// What a field is to this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// 行政区划.
    Region,
    /// 承办单位.
    Unit,
    /// 服务点.
    Point,
    /// 实施编码.
    Matter,
    /// 业务办理项编码; more exact than the matter.
    Item,
    /// 办件编号.
    Case,
    /// 办件状态.
    Stage,
    /// 办件类型.
    CaseKind,
    /// 申请人类型.
    ApplicantKind,
    /// The number of the service within its case.
    ServiceNo,
    /// When the service was rendered.
    ServedAt,
    /// 评价次数: the first review, or a supplementary one.
    AssessNo,
    /// 评价渠道.
    Channel,
    /// A channel whose codes are not known for certain: kept, never read.
    ChannelRaw,
    /// 满意度代码.
    Level,
    /// 满意度, in words.
    LevelName,
    /// 测评指标.
    Labels,
    /// 文字评价; personal.
    Text,
    /// 评价时间.
    ReviewedAt,
    /// Whether the reviewer stays anonymous.
    Anonymous,
    /// Whether a system entered it.
    Default,
    /// 是否回复.
    Answered,
    /// 是否回访.
    Revisited,
    /// 是否有效: whether the platform that sends it counts it.
    Effective,
    /// 是否恶意评价.
    Malicious,
    /// 是否属实.
    Founded,
    /// 是否合理.
    Reasonable,
    /// 评价人 or an identifier of that person; personal, and what the pseudonym is made of.
    Reviewer,
    /// Who served; personal, and what the pseudonym is made of.
    Staff,
    /// Other personal data.
    Personal,
    /// Not needed here; goes along as it came.
    Kept,
}

impl Meaning {
    /// Whether the value goes to the vault, and into no event, message or figure.
    pub const fn is_personal(self) -> bool {
        matches!(
            self,
            Self::Text | Self::Reviewer | Self::Staff | Self::Personal
        )
    }

    /// Whether two fields may hold it and say different things.
    pub(super) const fn may_differ(self) -> bool {
        matches!(self, Self::Personal | Self::Kept)
    }
}

/// A field of a table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name, byte for byte.
    pub name: String,
    /// What it is.
    pub means: Meaning,
    /// Whether a record without it says nothing.
    #[serde(default)]
    pub required: bool,
    /// How many characters it may have, where the source says so.
    #[serde(default)]
    pub max: Option<usize>,
    /// Whether it has only digits.
    #[serde(default)]
    pub digits: bool,
    /// Up to which length a division is written with noughts.
    #[serde(default)]
    pub pad: Option<usize>,
}

/// The codes of a yes and a no.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YesNo {
    yes: Vec<String>,
    no: Vec<String>,
}

impl YesNo {
    pub(super) fn read(&self, raw: &str) -> Option<bool> {
        let has = |codes: &[String]| codes.iter().any(|code| code == raw);
        if has(&self.yes) {
            Some(true)
        } else {
            has(&self.no).then_some(false)
        }
    }

    pub(super) fn write(&self, yes: bool) -> Option<&str> {
        let codes = if yes { &self.yes } else { &self.no };
        codes.first().map(String::as_str)
    }
}

/// What the records of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// Reviews.
    Review,
    /// Services, which come before their reviews.
    Service,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    #[serde(default)]
    base: Option<String>,
    holds: Holds,
    title: Text,
    scheme: String,
    #[serde(default)]
    time: Option<TimeForm>,
    #[serde(default)]
    anonymous: Option<YesNo>,
    #[serde(default)]
    default: Option<YesNo>,
    #[serde(default)]
    effective: Option<YesNo>,
    #[serde(default)]
    handled: Option<YesNo>,
    #[serde(default)]
    separators: Option<Vec<char>>,
    #[serde(default)]
    channel: Option<Channel>,
    mark: Mark,
    #[serde(default)]
    basis: Vec<LawRef>,
    source: String,
    #[serde(default)]
    field: Vec<Field>,
}

/// What stands between codes of one field where a table says nothing else; the first is written.
const SEPARATORS: [char; 3] = [',', '|', '，'];

/// One table of exchange.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name, such as `review-2019`.
    pub id: String,
    /// What its records are.
    pub holds: Holds,
    /// Its title.
    pub title: Text,
    /// The scheme of codes it comes with; a platform may use another.
    pub scheme: String,
    /// How it writes instants.
    pub time: TimeForm,
    /// The codes of an anonymous review.
    pub(super) anonymous: Option<YesNo>,
    /// The codes of a default review.
    pub(super) default: Option<YesNo>,
    /// The codes of a review that counts where it comes from.
    pub(super) effective: Option<YesNo>,
    /// The codes of what was done about a bad review.
    pub(super) handled: Option<YesNo>,
    /// What stands between the codes of one field; all are read, the first is written.
    pub(super) separators: Vec<char>,
    /// The channel of every record, where no field says it.
    pub channel: Option<Channel>,
    /// How well it is proved.
    pub mark: Mark,
    /// The standard.
    pub basis: Vec<LawRef>,
    /// Where it was read.
    pub source: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    by_name: BTreeMap<String, usize>,
}

impl Table {
    fn new(raw: Raw, base: Option<&Self>) -> Result<Self, Problem> {
        let mut fields = base.map_or_else(Vec::new, |base| base.fields.clone());
        for field in raw.field {
            match fields.iter_mut().find(|known| known.name == field.name) {
                Some(known) if base.is_some() => *known = field,
                Some(_) => return Err(Problem::new("eval.data.duplicate").found(&field.name)),
                None => fields.push(field),
            }
        }
        let by_name = fields
            .iter()
            .enumerate()
            .map(|(i, field)| (field.name.clone(), i))
            .collect();
        let time = raw.time.or_else(|| base.map(|base| base.time));
        Ok(Self {
            holds: raw.holds,
            title: raw.title,
            scheme: raw.scheme,
            time: time.ok_or_else(|| Problem::new("eval.data.incomplete").found(&raw.id))?,
            anonymous: raw
                .anonymous
                .or_else(|| base.and_then(|base| base.anonymous.clone())),
            default: raw
                .default
                .or_else(|| base.and_then(|base| base.default.clone())),
            effective: raw
                .effective
                .or_else(|| base.and_then(|base| base.effective.clone())),
            handled: raw
                .handled
                .or_else(|| base.and_then(|base| base.handled.clone())),
            separators: raw
                .separators
                .filter(|all| !all.is_empty())
                .or_else(|| base.map(|base| base.separators.clone()))
                .unwrap_or_else(|| SEPARATORS.into()),
            channel: raw.channel.or_else(|| base.and_then(|base| base.channel)),
            mark: raw.mark,
            basis: raw.basis,
            source: raw.source,
            id: raw.id,
            fields,
            by_name,
        })
    }

    /// The codes of a yes and a no in a field of this meaning, where they are known.
    pub(super) const fn truths(&self, means: Meaning) -> Option<&YesNo> {
        match means {
            Meaning::Anonymous => self.anonymous.as_ref(),
            Meaning::Default => self.default.as_ref(),
            Meaning::Effective => self.effective.as_ref(),
            _ => self.handled.as_ref(),
        }
    }

    /// The field of this name with its place; the one after `before` is looked at first, since records keep an order.
    pub(super) fn field(&self, name: &str, before: usize) -> Option<(usize, &Field)> {
        if let Some(next) = self.fields.get(before).filter(|field| field.name == name) {
            return Some((before, next));
        }
        let at = *self.by_name.get(name)?;
        Some((at, self.fields.get(at)?))
    }
}

/// What a platform replies to a record it was sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptWords {
    pub(super) done: String,
    pub(super) repeated: String,
    /// How well the words are proved.
    pub mark: Mark,
    /// Where they were read.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    receipt: ReceiptWords,
    table: Vec<Raw>,
}

/// Every table, by name.
#[derive(Debug, Clone)]
pub struct Tables {
    tables: Vec<Table>,
    /// The words of replies.
    pub receipt: ReceiptWords,
}

impl Tables {
    /// The tables shipped with this crate (`data/exchange.toml`).
    ///
    /// # Errors
    ///
    /// `eval.data.*` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(include_str!("../../data/exchange.toml"))
    }

    /// Reads tables; a base must stand before what is built on it.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable`, `eval.data.duplicate` for a field twice, `eval.data.reference` for a base that does not
    /// exist, `eval.data.incomplete` without a form of time.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let File { receipt, table } = crate::data::read(text)?;
        let mut tables: Vec<Table> = Vec::with_capacity(table.len());
        for raw in table {
            let base = match &raw.base {
                Some(id) => Some(
                    tables
                        .iter()
                        .find(|table| table.id == *id)
                        .ok_or_else(|| Problem::new("eval.data.reference").found(id))?,
                ),
                None => None,
            };
            let table = Table::new(raw, base)?;
            tables.push(table);
        }
        Ok(Self { tables, receipt })
    }

    /// The table of this name.
    ///
    /// # Errors
    ///
    /// `eval.exchange.table-unknown`.
    pub fn get(&self, id: &str) -> Result<&Table, Problem> {
        self.iter().find(|table| table.id == id).ok_or_else(|| {
            Problem::new("eval.exchange.table-unknown")
                .at("/table")
                .found(id)
        })
    }

    /// All tables.
    pub fn iter(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter()
    }
}
