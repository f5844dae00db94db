//! Outlets and windows (网点、窗口): where they are, when they are open, what they do.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use ip_core::calendar::{Calendar, DayKind};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::matter::MatterId;

/// What kind of outlet it is (网点类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OutletClass {
    /// Government service centre (政务服务中心).
    ServiceCentre,
    /// Provincial backbone node (骨干节点).
    BackboneNode,
    /// Comprehensive IP public-service body of a prefecture (综合性公共服务机构).
    PrefectureBody,
    /// IP protection centre (保护中心).
    ProtectionCentre,
    /// Rapid rights-protection centre (快速维权中心).
    RapidRightsCentre,
    /// Patent agency office (专利代办处).
    PatentDesk,
    /// Trademark acceptance window (商标业务受理窗口).
    TrademarkWindow,
    /// Technology and innovation support centre (TISC, 技术与创新支持中心).
    Tisc,
    /// University IP information centre (高校知识产权信息服务中心).
    UniversityCentre,
    /// Filed national information outlet (国家知识产权信息公共服务网点).
    NationalOutlet,
    /// Patent document outlet (专利文献服务网点).
    PatentDocumentOutlet,
    /// Trademark brand guidance station (商标品牌指导站).
    BrandStation,
    /// Workstation in a park or cluster (工作站).
    Workstation,
}

/// What an outlet does; the five functions of one-stop service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Function {
    /// 受理.
    Acceptance,
    /// 缴费.
    Payment,
    /// 查询.
    Inquiry,
    /// 检索.
    Retrieval,
    /// 咨询.
    Consultation,
}

/// A stretch of opening hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hours {
    /// Days of the week, Monday is 1.
    pub days: Vec<u8>,
    /// Opens at, local time.
    pub from: NaiveTime,
    /// Closes at, local time.
    pub to: NaiveTime,
}

impl Hours {
    /// Whether these hours name this day of the week.
    pub fn covers(&self, weekday: Weekday) -> bool {
        self.days
            .iter()
            .any(|d| u32::from(*d) == weekday.number_from_monday())
    }
}

/// When an outlet is open on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening<'a> {
    /// The hours; none on a day off.
    pub hours: Vec<&'a Hours>,
    /// Whether the holidays of the day are not published yet.
    pub provisional: bool,
    /// Whether the day is worked and nobody has said at which hours.
    pub unknown: bool,
}

/// A window of an outlet (窗口).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Window {
    /// Key within the outlet.
    pub id: String,
    /// Name on the sign.
    pub name: Text,
    /// Matters it handles; never more than the outlet's.
    pub matters: Vec<MatterId>,
    /// What it does.
    pub functions: Vec<Function>,
}

/// An outlet (网点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Outlet {
    /// Key.
    pub id: String,
    /// Name in both languages.
    pub name: Text,
    /// Class.
    pub class: OutletClass,
    /// Code of the division it stands in.
    pub division: String,
    /// The outlet above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The park or cluster it serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub park: Option<Text>,
    /// Postal address with door and window.
    pub address: Text,
    /// Telephone with area code.
    pub phone: String,
    /// Opening hours on working days of these weekdays.
    pub hours: Vec<Hours>,
    /// What it does.
    pub functions: Vec<Function>,
    /// Matters it handles.
    #[serde(default)]
    pub matters: Vec<MatterId>,
    /// Windows.
    #[serde(default, rename = "window")]
    pub windows: Vec<Window>,
    /// First day open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl Outlet {
    /// Whether the outlet exists on `day`.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// When it is open on a day.
    ///
    /// A weekend day that is worked by a notice has the hours of its own weekday where the outlet names some, else
    /// those that hold from Monday to Friday; where these differ from day to day, nobody has said which apply.
    pub fn opening(&self, day: NaiveDate, calendar: &Calendar) -> Opening<'_> {
        let provisional = !calendar.coverage().contains(&day);
        let of =
            |covers: &dyn Fn(&Hours) -> bool| self.hours.iter().filter(|h| covers(h)).collect();
        let mut hours: Vec<&Hours> = Vec::new();
        let mut unknown = false;
        if calendar.is_working_day(day) {
            hours = of(&|h| h.covers(day.weekday()));
            let made_up = matches!(calendar.kind(day), DayKind::MakeUp { .. });
            if hours.is_empty() && made_up {
                hours = of(&|h| (1..=5).all(|weekday| h.days.contains(&weekday)));
                unknown = hours.is_empty() && !self.hours.is_empty();
            }
        }
        Opening {
            hours,
            provisional,
            unknown,
        }
    }

    /// Whether it handles the matter.
    pub fn handles(&self, matter: &MatterId) -> bool {
        self.matters.contains(matter)
    }
}

/// Where a matter can be handled, or a function be had, on a day: outlets in the order given. Where an outlet has
/// windows, one of them must do both.
pub fn where_can_i<'a>(
    outlets: &'a [Outlet],
    matter: Option<&'a MatterId>,
    function: Option<Function>,
    day: NaiveDate,
) -> impl Iterator<Item = &'a Outlet> {
    outlets.iter().filter(move |o| {
        o.exists_on(day)
            && matter.is_none_or(|m| o.handles(m))
            && function.is_none_or(|f| o.functions.contains(&f))
            && (o.windows.is_empty()
                || o.windows.iter().any(|w| {
                    matter.is_none_or(|m| w.matters.contains(m))
                        && function.is_none_or(|f| w.functions.contains(&f))
                }))
    })
}
