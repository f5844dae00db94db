//! How far a network of outlets reaches on a day (网点覆盖): prefectures with a body of their own, outlets by class.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::{LawRef, Mark};
use ip_core::problem::Problems;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::outlet::{Outlet, OutletClass};
use crate::toml_file;

/// The places a pack's network is to reach: `[network]` in `outlets.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Network {
    /// Division codes of all its prefectures; two codes with the same first four digits are one.
    pub prefectures: Vec<String>,
    /// Where that list stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
}

/// How much of the prefectures is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Reach {
    /// The pack names its prefectures.
    Known {
        /// All of them.
        prefectures: usize,
        /// Those with a comprehensive public-service body.
        covered: usize,
        /// Their share in hundredths of a percent, rounded down; absent without any prefecture.
        #[serde(skip_serializing_if = "Option::is_none")]
        share: Option<usize>,
        /// The others, by the first four digits of their codes.
        missing: Vec<String>,
    },
    /// The pack does not say which prefectures there are.
    Unknown {
        /// Prefectures with a comprehensive public-service body.
        covered: usize,
    },
}

/// A network as of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// The day.
    pub on: NaiveDate,
    /// How far it reaches.
    pub reach: Reach,
    /// All outlets that exist.
    pub outlets: usize,
    /// The important ones among them (重要服务网点).
    pub important: usize,
    /// Outlets by class; a class without any is left out.
    pub by_class: BTreeMap<OutletClass, usize>,
    /// The plan's targets, which hold for the whole country.
    pub targets: Targets,
}

/// A share of prefectures that the plan aims at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShareTarget {
    /// The class that counts.
    pub class: OutletClass,
    /// More than so many percent.
    pub share: u32,
    /// By when.
    pub by: NaiveDate,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// A number of outlets that the plan aims at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CountTarget {
    /// The classes that count.
    pub classes: BTreeSet<OutletClass>,
    /// More than so many.
    pub count: u32,
    /// By when.
    pub by: NaiveDate,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// What the inclusive plan counts (`Inclusive IP Public Services Plan (2023–2025), items 2 and 3`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Targets {
    /// Prefectures with a body.
    pub prefectures: ShareTarget,
    /// Important outlets.
    pub important: CountTarget,
}

impl Targets {
    /// The targets shipped with this crate (`data/network.toml`).
    ///
    /// # Errors
    ///
    /// A damaged file, which a test excludes.
    pub fn builtin() -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let text = include_str!("../data/network.toml");
        toml_file::read("network.toml", text, &mut problems).ok_or(problems)
    }
}

/// Counts prefectures with a comprehensive body, and outlets by class, as of a day.
///
/// A prefecture is the first four digits of a division code. Without a network nobody knows of how
/// many, and the answer says so.
///
/// ```
/// use ip_matters::network::{Reach, Targets, coverage};
/// let none = coverage(&[], None, &Targets::builtin()?, Default::default());
/// assert_eq!(none.reach, Reach::Unknown { covered: 0 });
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
pub fn coverage(
    outlets: &[Outlet],
    network: Option<&Network>,
    targets: &Targets,
    on: NaiveDate,
) -> Coverage {
    let prefix = |code: &str| code.get(..4).map(String::from);
    let open = || outlets.iter().filter(move |o| o.exists_on(on));
    let reached: BTreeSet<_> = open()
        .filter(|o| o.class == targets.prefectures.class)
        .filter_map(|o| prefix(&o.division))
        .collect();
    let reach = match network {
        None => Reach::Unknown {
            covered: reached.len(),
        },
        Some(network) => {
            let all = network.prefectures.iter().filter_map(|code| prefix(code));
            let all: BTreeSet<_> = all.collect();
            let covered = all.intersection(&reached).count();
            Reach::Known {
                prefectures: all.len(),
                covered,
                share: covered.saturating_mul(10_000).checked_div(all.len()),
                missing: all.difference(&reached).cloned().collect(),
            }
        }
    };
    let mut by_class = BTreeMap::new();
    for outlet in open() {
        *by_class.entry(outlet.class).or_insert(0) += 1;
    }
    Coverage {
        on,
        reach,
        outlets: open().count(),
        important: open()
            .filter(|o| targets.important.classes.contains(&o.class))
            .count(),
        by_class,
        targets: targets.clone(),
    }
}
