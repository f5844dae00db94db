//! Response times (响应时长): counted exactly, so that shards add up and a median is a median.

use alloc::collections::BTreeMap;

/// How often each number of minutes was taken.
///
/// ```
/// use ip_eval::metric::Minutes;
/// let mut contact: Minutes = [30, 20, 45, 90, 400].into_iter().collect();
/// assert_eq!((contact.median(), contact.percentile(90)), (Some(45), Some(400)));
/// contact.merge(&[10].into_iter().collect());
/// assert_eq!((contact.count(), contact.median()), (6, Some(30)));
/// assert_eq!(Minutes::default().median(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Minutes(BTreeMap<u32, u64>);

impl Minutes {
    /// Counts one.
    pub fn add(&mut self, minutes: u32) {
        *self.0.entry(minutes).or_default() += 1;
    }

    /// Adds those of another shard.
    pub fn merge(&mut self, other: &Self) {
        for (minutes, n) in &other.0 {
            *self.0.entry(*minutes).or_default() += n;
        }
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// The smallest number that so many per cent did not exceed (nearest rank); `None` of nothing.
    pub fn percentile(&self, percent: u8) -> Option<u32> {
        let rank = (u128::from(self.count()) * u128::from(percent.min(100))).div_ceil(100);
        let mut seen = 0_u128;
        let reached = |(minutes, n): (&u32, &u64)| {
            seen += u128::from(*n);
            (seen >= rank.max(1)).then_some(*minutes)
        };
        self.0.iter().find_map(reached)
    }

    /// The lower median; `None` of nothing.
    pub fn median(&self) -> Option<u32> {
        self.percentile(50)
    }
}

impl FromIterator<u32> for Minutes {
    fn from_iter<I: IntoIterator<Item = u32>>(all: I) -> Self {
        let mut minutes = Self::default();
        all.into_iter().for_each(|one| minutes.add(one));
        minutes
    }
}
