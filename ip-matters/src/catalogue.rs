//! The catalogue (事项目录): the national baseline of matters, read from data.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use ip_core::law::Mark;
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::Deserialize;

use crate::limit::Limit;
use crate::material::{MaterialSet, Situation, StandardMaterial};
use crate::matter::{
    Applicant, Channel, Condition, Fee, Matter, MatterId, MatterType, Outcome, RegimeId,
};
use crate::provenance::{Provenance, Provenances, Source};
use crate::toml_file;

/// A set of matters with the dictionary of papers and the sources they name.
///
/// ```
/// use ip_matters::catalogue::Catalogue;
/// let catalogue = Catalogue::baseline()?;
/// assert_eq!(catalogue.matters().count(), 106);
/// let matter = catalogue.by_number("P40").unwrap();
/// assert_eq!(matter.id.as_str(), "cn.patent.agency-licence");
/// assert_eq!(matter.statutory().unwrap().n, 20);
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    matters: Vec<Matter>,
    by_id: BTreeMap<MatterId, usize>,
    materials: BTreeMap<String, StandardMaterial>,
    sources: BTreeMap<String, Source>,
}

/// The files of the national baseline: name and content.
const BASELINE: &[(&str, &str)] = &[
    (
        "baseline/patent.toml",
        include_str!("../data/baseline/patent.toml"),
    ),
    (
        "baseline/trademark.toml",
        include_str!("../data/baseline/trademark.toml"),
    ),
    ("baseline/gi.toml", include_str!("../data/baseline/gi.toml")),
    (
        "baseline/layout.toml",
        include_str!("../data/baseline/layout.toml"),
    ),
    (
        "baseline/local.toml",
        include_str!("../data/baseline/local.toml"),
    ),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MaterialFile {
    mark: Mark,
    #[serde(default)]
    material: Vec<StandardMaterial>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    #[serde(default)]
    source: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatterFile {
    defaults: Defaults,
    #[serde(default)]
    matter: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Defaults {
    regime: RegimeId,
    #[serde(default, rename = "type")]
    matter_type: Option<MatterType>,
    provenance: Provenances,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Row {
    number: String,
    id: MatterId,
    name: Text,
    #[serde(default)]
    national_guide: bool,
    #[serde(default)]
    regime: Option<RegimeId>,
    #[serde(default, rename = "type")]
    matter_type: Option<MatterType>,
    #[serde(default = "both")]
    applicants: Vec<Applicant>,
    #[serde(default)]
    role: Option<Text>,
    #[serde(default)]
    agent: bool,
    basis: Vec<ip_core::law::LawRef>,
    #[serde(default)]
    conditions: Vec<Condition>,
    #[serde(default)]
    materials: MaterialSet,
    #[serde(default)]
    situations: Vec<Situation>,
    #[serde(default)]
    limits: Vec<Limit>,
    fee: Fee,
    result: Outcome,
    channels: Vec<Channel>,
    #[serde(default)]
    commitment: Option<Mark>,
    #[serde(default)]
    same_as: Option<MatterId>,
    /// Marks that differ from the file's defaults.
    #[serde(default)]
    marks: BTreeMap<String, Mark>,
}

fn both() -> Vec<Applicant> {
    alloc::vec![Applicant::NaturalPerson, Applicant::Organisation]
}

impl Row {
    fn resolve(self, defaults: &Defaults) -> Matter {
        let mut provenance = defaults.provenance.clone();
        if self.national_guide {
            provenance.insert(
                "name".into(),
                Provenance {
                    mark: Mark::Seen,
                    source: "national-guide-second-edition".into(),
                },
            );
        }
        for (field, mark) in self.marks {
            let source = provenance
                .get(&field)
                .filter(|known| known.mark == mark)
                .map_or_else(|| source_of(mark), |known| known.source.clone());
            provenance.insert(field, Provenance { mark, source });
        }
        let limit_mark = provenance.get("limits").map(|p| p.mark);
        let mut limits = self.limits;
        for limit in &mut limits {
            limit.mark = limit.mark.or(limit_mark);
        }
        Matter {
            id: self.id,
            number: self.number,
            name: self.name,
            national_guide: self.national_guide,
            regime: self.regime.unwrap_or(defaults.regime),
            matter_type: self.matter_type.or(defaults.matter_type),
            applicants: self.applicants,
            role: self.role,
            agent: self.agent,
            basis: self.basis,
            conditions: self.conditions,
            materials: self.materials,
            situations: self.situations,
            limits,
            fee: self.fee,
            result: self.result,
            channels: self.channels,
            commitment: self.commitment,
            same_as: self.same_as,
            provenance,
        }
    }
}

/// The source that stands behind a mark which a row sets by itself.
fn source_of(mark: Mark) -> String {
    match mark {
        Mark::Seen => "statute-texts".into(),
        Mark::Believed | Mark::Doubtful => "background".into(),
    }
}

impl Catalogue {
    /// The national baseline shipped with this crate (`data/baseline/*.toml`).
    ///
    /// # Errors
    ///
    /// Every problem of a damaged data file, which a test excludes.
    pub fn baseline() -> Result<Self, Problems> {
        Self::from_toml(
            BASELINE.iter().copied(),
            include_str!("../data/materials.toml"),
            include_str!("../data/sources.toml"),
        )
    }

    /// A catalogue from files of matters (name and content), a dictionary of papers and sources.
    ///
    /// # Errors
    ///
    /// Every problem found: unreadable files with their line, a number or id given twice, papers,
    /// sources or matters that nothing defines.
    pub fn from_toml<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        materials: &str,
        sources: &str,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let materials: Option<MaterialFile> =
            toml_file::read("materials.toml", materials, &mut problems);
        let sources: Option<SourceFile> = toml_file::read("sources.toml", sources, &mut problems);
        let mut catalogue = Self {
            materials: materials
                .into_iter()
                .flat_map(|file| {
                    let mark = file.mark;
                    file.material.into_iter().map(move |m| m.marked(mark))
                })
                .map(|m| (m.id.clone(), m))
                .collect(),
            sources: sources
                .into_iter()
                .flat_map(|file| file.source)
                .map(|s| (s.id.clone(), s))
                .collect(),
            ..Self::default()
        };
        for (name, text) in files {
            if let Some(file) = toml_file::read::<MatterFile>(name, text, &mut problems) {
                let defaults = file.defaults;
                catalogue
                    .matters
                    .extend(file.matter.into_iter().map(|row| row.resolve(&defaults)));
            }
        }
        for (at, matter) in catalogue.matters.iter().enumerate() {
            if catalogue.by_id.insert(matter.id.clone(), at).is_some() {
                problems.push(
                    Problem::new("matters.catalogue.duplicate")
                        .at(format!("/{}", matter.number))
                        .found(&matter.id),
                );
            }
        }
        catalogue.check(&mut problems);
        problems.or(catalogue)
    }

    /// Finds what refers to nothing.
    fn check(&self, problems: &mut Problems) {
        let mut numbers = BTreeSet::new();
        for matter in &self.matters {
            let at = |field: &str| format!("/{}/{field}", matter.number);
            if !numbers.insert(matter.number.as_str()) {
                problems.push(
                    Problem::new("matters.catalogue.duplicate")
                        .at(at("number"))
                        .found(&matter.number),
                );
            }
            let sets = core::iter::once(&matter.materials)
                .chain(matter.situations.iter().map(|s| &s.materials));
            for (id, _) in sets.flat_map(MaterialSet::iter) {
                if !self.materials.contains_key(id) {
                    problems.push(
                        Problem::new("matters.catalogue.unknown-material")
                            .at(at("materials"))
                            .found(id),
                    );
                }
            }
            for (field, provenance) in &matter.provenance {
                if !self.sources.contains_key(&provenance.source) {
                    problems.push(
                        Problem::new("matters.catalogue.unknown-source")
                            .at(at(field))
                            .found(&provenance.source),
                    );
                }
            }
            if let Some(same) = &matter.same_as
                && !self.by_id.contains_key(same)
            {
                problems.push(
                    Problem::new("matters.catalogue.unknown-matter")
                        .at(at("sameAs"))
                        .found(same),
                );
            }
        }
    }

    /// Every matter in the order of the list.
    pub fn matters(&self) -> impl ExactSizeIterator<Item = &Matter> {
        self.matters.iter()
    }

    /// The matter with this id.
    pub fn get(&self, id: &str) -> Option<&Matter> {
        let id: MatterId = id.parse().ok()?;
        self.matters.get(*self.by_id.get(&id)?)
    }

    /// The matter in this row of the list, such as `P40`.
    pub fn by_number(&self, number: &str) -> Option<&Matter> {
        self.matters.iter().find(|m| m.number == number)
    }

    /// The standard paper with this id.
    pub fn material(&self, id: &str) -> Option<&StandardMaterial> {
        self.materials.get(id)
    }

    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }
}
