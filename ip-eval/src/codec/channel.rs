//! Where a review came from, who applied, and what kind of case it was: enums without numbers.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The channel a review came through (评价渠道).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// PC 端: a portal in a browser.
    Pc,
    /// 移动服务端: app, mini-program, official account.
    Mobile,
    /// 二维码: a code at the window, in the hall, or on the notice of the result.
    QrCode,
    /// 政务大厅平板电脑: the review device at a window.
    HallTablet,
    /// 政务大厅其他终端: a kiosk.
    HallTerminal,
    /// 电话: hotline or consulting line.
    Phone,
    /// 短信.
    Sms,
    /// 意见箱: box, letter, mail; belongs to the general comments.
    SuggestionBox,
    /// 第三方、监督查评: surveys and inspections; never enters the good rate.
    ThirdParty,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 9] = [
        Self::Pc,
        Self::Mobile,
        Self::QrCode,
        Self::HallTablet,
        Self::HallTerminal,
        Self::Phone,
        Self::Sms,
        Self::SuggestionBox,
        Self::ThirdParty,
    ];

    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pc => "pc",
            Self::Mobile => "mobile",
            Self::QrCode => "qr-code",
            Self::HallTablet => "hall-tablet",
            Self::HallTerminal => "hall-terminal",
            Self::Phone => "phone",
            Self::Sms => "sms",
            Self::SuggestionBox => "suggestion-box",
            Self::ThirdParty => "third-party",
        }
    }

    /// Whether reviews of this channel count in the rates of reviewed services.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::SuggestionBox | Self::ThirdParty)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who was served (申请人类型), as review records know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ApplicantKind {
    /// 自然人.
    NaturalPerson,
    /// 法人, where the platform does not say which kind.
    LegalPerson,
    /// 企业法人.
    Enterprise,
    /// 事业法人.
    PublicInstitution,
    /// 社会组织法人.
    SocialOrganisation,
    /// 非法人企业.
    NonCorporateEnterprise,
    /// 行政机关.
    Authority,
    /// 其他.
    Other,
}

/// How the case is handled (办件类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CaseKind {
    /// 即办件: settled on the spot.
    OnTheSpot,
    /// 承诺件: settled within a promised time.
    Promised,
    /// 其他.
    Other,
}
