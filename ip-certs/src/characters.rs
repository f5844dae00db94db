//! Characters that no text of a certificate has (`data/characters.toml`): they cannot be seen, or they
//! make a text read otherwise than it is written.

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::law::Mark;
use ip_core::problem::Problem;
use serde::Deserialize;

/// A range of characters with the reason why it is refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefusedRange {
    /// First code point.
    pub from: u32,
    /// Last code point.
    pub to: u32,
    /// Why.
    pub reason: String,
    /// How well the rule is proved.
    pub mark: Mark,
}

/// The refused characters, in ascending ranges.
///
/// ```
/// use ip_certs::characters::RefusedCharacters;
/// let refused = RefusedCharacters::builtin()?;
/// assert_eq!(refused.first_in("示例科技有限公司\n二行"), None);
/// assert_eq!(refused.first_in("示例\u{202e}技科"), Some('\u{202e}'));
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedCharacters {
    #[serde(rename = "refused")]
    ranges: Vec<RefusedRange>,
}

impl RefusedCharacters {
    /// The ranges shipped with this crate.
    ///
    /// # Errors
    ///
    /// `certs.characters.unreadable`, also for ranges out of order; a test excludes it.
    pub fn builtin() -> Result<Self, Problem> {
        let unreadable = || Problem::new("certs.characters.unreadable");
        let read: Self = toml::from_str(include_str!("../data/characters.toml"))
            .map_err(|e| unreadable().found(e))?;
        let ordered = read.ranges.windows(2).all(|pair| pair[0].to < pair[1].from)
            && read.ranges.iter().all(|range| range.from <= range.to);
        if ordered { Ok(read) } else { Err(unreadable()) }
    }

    /// All ranges.
    pub fn iter(&self) -> impl Iterator<Item = &RefusedRange> {
        self.ranges.iter()
    }

    /// The first refused character of a text.
    pub fn first_in(&self, text: &str) -> Option<char> {
        text.chars().find(|c| self.refuses(*c))
    }

    fn refuses(&self, c: char) -> bool {
        let point = u32::from(c);
        let after = self.ranges.partition_point(|range| range.to < point);
        self.ranges
            .get(after)
            .is_some_and(|range| range.from <= point)
    }
}
