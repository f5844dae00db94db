//! Lists of public services (公共服务事项清单): the common list of a class of outlets (共性清单), and the
//! personalised list of one outlet that extends it (个性化清单).

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::entry::EntryState;
use crate::matter::{MatterId, RegimeId};
use crate::outlet::{Outlet, OutletClass};
use crate::pack::Pack;
use crate::toml_file;

/// Whom a list binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Scope {
    /// 共性: every outlet of these classes.
    Common {
        /// The classes.
        classes: Vec<OutletClass>,
    },
    /// 个性化: one outlet.
    Personalised {
        /// The outlet.
        owner: String,
    },
}

/// A list of public services in one version; a published version is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceList {
    /// Key, the same in every version.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Version.
    pub version: u32,
    /// State.
    pub state: EntryState,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<NaiveDate>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<NaiveDate>,
    /// Whom it binds.
    pub scope: Scope,
    /// Its services.
    pub matters: Vec<MatterId>,
}

/// A service of an outlet, and the list it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Offered<'a> {
    /// The service.
    pub matter: &'a MatterId,
    /// The list.
    pub list: &'a str,
    /// Whether only this outlet offers it by its list.
    pub personalised: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    list: Vec<ServiceList>,
}

impl ServiceList {
    /// The lists of a pack's `lists.toml`.
    ///
    /// # Errors
    ///
    /// Every problem: an unreadable line, a version that stands twice, an unknown outlet or matter, a
    /// matter that is no public service, a matter that stands twice in a list.
    pub fn from_toml(text: &str, pack: &Pack) -> Result<Vec<Self>, Problems> {
        let mut problems = Problems::default();
        let file = toml_file::read::<File>("lists.toml", text, &mut problems);
        let lists = file.map(|file| file.list).unwrap_or_default();
        for (i, list) in lists.iter().enumerate() {
            let mut put = |code, field: &str, found: &str| {
                let problem = Problem::new(code).at(format!("/list/{i}/{field}"));
                problems.push(problem.found(found).arg("file", "lists.toml"));
            };
            let same = |l: &ServiceList| l.id == list.id && l.version == list.version;
            if lists[..i].iter().any(same) {
                put("matters.service-list.duplicate", "version", &list.id);
            }
            if let Scope::Personalised { owner } = &list.scope
                && pack.outlet(owner).is_none()
            {
                put("matters.service-list.unknown-outlet", "scope/owner", owner);
            }
            let mut seen = BTreeSet::new();
            for matter in &list.matters {
                let service = |e: &crate::entry::Entry| e.matter.regime == RegimeId::PublicService;
                let code = match pack.entry(matter.as_str()).map(service) {
                    None => "matters.service-list.unknown-matter",
                    Some(false) => "matters.service-list.no-service",
                    Some(true) if !seen.insert(matter) => "matters.service-list.twice",
                    Some(true) => continue,
                };
                put(code, "matters", matter.as_str());
            }
        }
        problems.or(lists)
    }

    /// Whether it is published and its days have begun and not ended.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.state == EntryState::Published
            && self.effective.is_none_or(|from| from <= day)
            && self.cancelled.is_none_or(|to| day <= to)
    }

    fn binds(&self, outlet: &Outlet, day: NaiveDate) -> bool {
        self.is_in_force(day)
            && match &self.scope {
                Scope::Common { classes } => classes.contains(&outlet.class),
                Scope::Personalised { owner } => *owner == outlet.id,
            }
    }
}

/// The lists in force on a day, of each the newest version, in the order of the file.
pub fn in_force(lists: &[ServiceList], day: NaiveDate) -> impl Iterator<Item = &ServiceList> {
    let newer = move |list: &ServiceList| {
        let later = |l: &ServiceList| l.id == list.id && l.version > list.version;
        lists.iter().any(|l| later(l) && l.is_in_force(day))
    };
    lists
        .iter()
        .filter(move |list| list.is_in_force(day) && !newer(list))
}

/// What an outlet offers on a day: the common lists of its class, then what its own list adds; of each
/// list the newest version in force.
pub fn offered<'a>(lists: &'a [ServiceList], outlet: &Outlet, day: NaiveDate) -> Vec<Offered<'a>> {
    let newest = |list: &&ServiceList| {
        let newer = |l: &ServiceList| l.id == list.id && l.version > list.version;
        !lists.iter().any(|l| newer(l) && l.binds(outlet, day))
    };
    let mut own: Vec<&ServiceList> = lists
        .iter()
        .filter(|list| list.binds(outlet, day))
        .filter(newest)
        .collect();
    let personalised = |list: &ServiceList| matches!(list.scope, Scope::Personalised { .. });
    own.sort_by_key(|list| personalised(list));
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for list in own {
        for matter in list.matters.iter().filter(|m| seen.insert(*m)) {
            all.push(Offered {
                matter,
                list: &list.id,
                personalised: personalised(list),
            });
        }
    }
    all
}
