//! Bundles (一件事一次办): several matters with one filing. A paper asked once serves all of them, and what
//! one member produces is not asked for the next.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::calendar::{Calendar, Due};
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::case::end;
use crate::material::Necessity;
use crate::matter::MatterId;
use crate::pack::Pack;
use crate::regime::JointRule;
use crate::toml_file;

/// The result of one member that serves as a paper of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Feed {
    /// The member that produces it.
    pub from: MatterId,
    /// The member that would ask for it.
    pub to: MatterId,
    /// The paper.
    pub material: String,
}

/// A bundle (一件事).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bundle {
    /// Key within the pack.
    pub id: String,
    /// What a person would call it.
    pub name: Text,
    /// Its matters, in the order in which they are handled.
    pub members: Vec<MatterId>,
    /// Results that serve as papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<Feed>,
    /// Whether the law of joint handling applies (联合办理).
    #[serde(default)]
    pub joint: bool,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<NaiveDate>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<NaiveDate>,
}

/// A paper of a bundle: asked once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MergedMaterial {
    /// Id of the standard paper.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The strictest necessity of its members.
    pub necessity: Necessity,
    /// The members it serves.
    pub serves: Vec<MatterId>,
}

/// What a bundle asks for on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Merged {
    /// Papers, each once.
    pub materials: Vec<MergedMaterial>,
    /// Papers that come from another member and are not asked.
    pub fed: Vec<Feed>,
    /// How many papers the members would ask for one by one.
    pub apart: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    bundle: Vec<Bundle>,
}

impl Bundle {
    /// The bundles of a pack's `bundles.toml`.
    ///
    /// # Errors
    ///
    /// Every problem: an unreadable line, a bundle that stands twice or has fewer than two members,
    /// members that the pack does not handle, feeds between matters that are no members.
    pub fn from_toml(text: &str, pack: &Pack) -> Result<Vec<Self>, Problems> {
        let mut problems = Problems::default();
        let file = toml_file::read::<File>("bundles.toml", text, &mut problems);
        let bundles = file.map(|file| file.bundle).unwrap_or_default();
        for (i, bundle) in bundles.iter().enumerate() {
            let mut put = |code, field: &str, found: &str| {
                let problem = Problem::new(code).at(format!("/bundle/{i}/{field}"));
                problems.push(problem.found(found).arg("file", "bundles.toml"));
            };
            if bundles[..i].iter().any(|b| b.id == bundle.id) {
                put("matters.bundle.duplicate", "id", &bundle.id);
            }
            if bundle.members.len() < 2 {
                put("matters.bundle.members", "members", &bundle.id);
            }
            for (at, member) in bundle.members.iter().enumerate() {
                let twice = bundle.members[..at].contains(member);
                if twice || pack.entry(member.as_str()).is_none() {
                    put("matters.bundle.member", "members", member.as_str());
                }
            }
            for feed in &bundle.feeds {
                let place = |id: &MatterId| bundle.members.iter().position(|m| m == id);
                let asked = pack.entry(feed.to.as_str());
                let asked =
                    asked.is_some_and(|e| e.materials.iter().any(|m| m.id == feed.material));
                let ordered = place(&feed.from)
                    .zip(place(&feed.to))
                    .is_some_and(|(a, b)| a < b);
                if !(asked && ordered) {
                    put("matters.bundle.feed", "feeds", &feed.material);
                }
            }
        }
        problems.or(bundles)
    }

    /// Whether it can be filed on a day: its own days, and every member open.
    pub fn is_open(&self, pack: &Pack, day: NaiveDate) -> bool {
        let member = |id: &MatterId| {
            pack.entry_on(id.as_str(), day)
                .is_some_and(|e| e.is_open(day))
        };
        self.effective.is_none_or(|from| from <= day)
            && self.cancelled.is_none_or(|to| day <= to)
            && self.members.iter().all(member)
    }

    /// Whether its members can be filed in one step: none waits for the result of another.
    pub const fn files_at_once(&self) -> bool {
        self.feeds.is_empty()
    }

    /// What it asks for on a day, in the situations chosen for its members.
    pub fn merged(
        &self,
        pack: &Pack,
        situations: &BTreeMap<MatterId, String>,
        day: NaiveDate,
    ) -> Merged {
        let mut merged = Merged {
            materials: Vec::new(),
            fed: Vec::new(),
            apart: 0,
        };
        for member in &self.members {
            let Some(entry) = pack.entry_on(member.as_str(), day) else {
                continue;
            };
            let situation = situations.get(member).map(String::as_str);
            for material in entry.materials_in(situation) {
                merged.apart += 1;
                let feeds = |f: &&Feed| f.to == *member && f.material == material.id;
                if let Some(feed) = self.feeds.iter().find(feeds) {
                    merged.fed.push(feed.clone());
                    continue;
                }
                match merged.materials.iter_mut().find(|m| m.id == material.id) {
                    Some(known) => {
                        known.necessity = known.necessity.min(material.necessity);
                        known.serves.push(member.clone());
                    }
                    None => merged.materials.push(MergedMaterial {
                        id: material.id.clone(),
                        name: material.name.clone(),
                        necessity: material.necessity,
                        serves: alloc::vec![member.clone()],
                    }),
                }
            }
        }
        merged
    }

    /// The last day for the whole, when every member was accepted on `accepted` and each keeps its own
    /// clock: the latest of them, or the joint limit where that law applies. `None` where a member's
    /// time is not known.
    pub fn due(
        &self,
        members: impl IntoIterator<Item = Option<Due>>,
        joint: &JointRule,
        accepted: NaiveDate,
        calendar: &Calendar,
    ) -> Option<Due> {
        if self.joint {
            return end(accepted, joint.decide, calendar);
        }
        let all: Option<Vec<Due>> = members.into_iter().collect();
        let all = all?;
        let latest = all.iter().map(|due| due.date).max()?;
        Some(Due {
            date: latest,
            provisional: all.iter().any(|due| due.provisional),
        })
    }
}
