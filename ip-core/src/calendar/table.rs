//! Counting working days in constant time: one bit a day with running totals, plain weeks outside.

use alloc::vec::Vec;

use chrono::{Datelike, NaiveDate};

const WORD: i64 = 64;

/// Days since Monday 0001-01-01, so that the remainder by seven is the weekday.
pub(super) fn number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce()) - 1
}

/// The day with this number; the last day that can be written where it lies beyond.
pub(super) fn day(number: i64) -> NaiveDate {
    number
        .checked_add(1)
        .and_then(|n| i32::try_from(n).ok())
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .unwrap_or(NaiveDate::MAX)
}

/// Mondays to Fridays from day 0 to day `n`, both included.
const fn weekdays(n: i64) -> i64 {
    let days = n + 1;
    let rest = days.rem_euclid(7);
    days.div_euclid(7) * 5 + if rest < 5 { rest } else { 5 }
}

/// The day that is the `rank`-th Monday to Friday.
const fn weekday(rank: i64) -> i64 {
    (rank - 1).div_euclid(5) * 7 + (rank - 1).rem_euclid(5)
}

/// Whether the day is Monday to Friday.
pub(super) const fn is_weekday(n: i64) -> bool {
    n.rem_euclid(7) < 5
}

/// Working days of a stretch of days; outside it, Monday to Friday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// First day of the stretch.
    start: i64,
    /// One bit a day, whole words.
    words: Vec<u64>,
    /// Working days of the stretch before each word, and the total at the end.
    before: Vec<i64>,
}

impl Table {
    /// A table from the days on which it differs from plain weeks, in order.
    pub(super) fn new(days: &[(i64, bool)]) -> Self {
        let ends = days.first().zip(days.last());
        let (first, last) = ends.map_or((0, -1), |(first, last)| (first.0, last.0));
        let plain = |start: i64| {
            let bits = (0..WORD).filter(|bit| is_weekday(start + bit));
            bits.fold(0u64, |word, bit| word | 1 << bit)
        };
        // The pattern of a word depends on the weekday it starts with; 64 days on, that is one later.
        let patterns: [u64; 7] = core::array::from_fn(|i| plain(i as i64));
        let mut table = Self {
            start: first,
            words: (first..=last)
                .step_by(WORD as usize)
                .map(|n| patterns[n.rem_euclid(7) as usize])
                .collect(),
            before: Vec::new(),
        };
        for &(n, works) in days {
            if let Some((word, bit)) = table.place(n) {
                let mask = 1 << bit;
                match works {
                    true => table.words[word] |= mask,
                    false => table.words[word] &= !mask,
                }
            }
        }
        let mut total = 0;
        table.before.push(total);
        for word in &table.words {
            total += i64::from(word.count_ones());
            table.before.push(total);
        }
        table
    }

    /// The word and the bit of a day inside the stretch.
    fn place(&self, n: i64) -> Option<(usize, u32)> {
        let offset = n.checked_sub(self.start)?;
        let word = usize::try_from(offset / WORD).ok()?;
        (offset >= 0 && word < self.words.len()).then_some((word, (offset % WORD) as u32))
    }

    /// Whether people work on the day.
    pub(super) fn works(&self, n: i64) -> bool {
        match self.place(n) {
            Some((word, bit)) => self.words[word] >> bit & 1 == 1,
            None => is_weekday(n),
        }
    }

    /// Working days up to and including the day; only differences mean anything.
    pub(super) fn rank(&self, n: i64) -> i64 {
        let base = weekdays(self.start - 1);
        match self.place(n) {
            Some((word, bit)) => {
                let upto = self.words[word] << (63 - bit);
                base + self.before[word] + i64::from(upto.count_ones())
            }
            None if n < self.start => weekdays(n),
            None => base + self.total() + weekdays(n) - weekdays(self.end() - 1),
        }
    }

    /// The first day with this rank.
    pub(super) fn select(&self, rank: i64) -> i64 {
        let base = weekdays(self.start - 1);
        let inside = rank - base;
        if inside <= 0 {
            return weekday(rank);
        }
        if inside > self.total() {
            return weekday(inside - self.total() + weekdays(self.end() - 1));
        }
        // A word holds 44 to 47 working days; start from the average and step to the right word.
        let mut word = usize::try_from(inside / 46)
            .unwrap_or(0)
            .min(self.words.len() - 1);
        while self.before[word] >= inside {
            word -= 1;
        }
        while self.before[word + 1] < inside {
            word += 1;
        }
        let mut bits = self.words[word];
        for _ in 1..inside - self.before[word] {
            bits &= bits - 1;
        }
        self.start + word as i64 * WORD + i64::from(bits.trailing_zeros())
    }

    fn total(&self) -> i64 {
        self.before.last().copied().unwrap_or_default()
    }

    /// The day after the stretch.
    fn end(&self) -> i64 {
        self.start + self.words.len() as i64 * WORD
    }
}
