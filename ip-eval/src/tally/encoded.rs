//! Reviews as small numbers: counting a hundred million of them is one pass over packed rows.
//!
//! Names are numbered by the caller (one table a dimension, the same for every shard); a row and a cell then fit
//! into 64 bits of key, and cells of shards add up like all others.

use alloc::vec::Vec;
use core::fmt;

use chrono::NaiveDate;

use super::cell::Cell;
use super::cube::Cube;
use crate::codec::Channel;
use crate::level::{Level, PerLevel};

/// Day, point, matter and channel in 64 bits; orders by day first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Packed(u64);

/// Days of a packed key are counted from 1 January 2000.
const ORIGIN: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

impl Packed {
    /// Packs a key; `None` for a day outside 2000 to 2178, or a number of 2²² or more.
    pub fn new(day: NaiveDate, point: u32, matter: u32, channel: Option<Channel>) -> Option<Self> {
        let day = u16::try_from((day - ORIGIN).num_days()).ok()?;
        if point >> 22 != 0 || matter >> 22 != 0 {
            return None;
        }
        let leaf =
            channel.and_then(|channel| Channel::ALL.iter().position(|leaf| *leaf == channel));
        let leaf = leaf.map_or(0, |leaf| leaf as u64 + 1);
        let (day, point, matter) = (u64::from(day), u64::from(point), u64::from(matter));
        Some(Self(day << 48 | point << 26 | matter << 4 | leaf))
    }

    /// The day.
    pub fn day(self) -> NaiveDate {
        ORIGIN
            .checked_add_days(chrono::Days::new(self.0 >> 48))
            .unwrap_or(ORIGIN)
    }

    /// The number of the point.
    pub const fn point(self) -> u32 {
        (self.0 >> 26 & 0x3f_ffff) as u32
    }

    /// The number of the matter.
    pub const fn matter(self) -> u32 {
        (self.0 >> 4 & 0x3f_ffff) as u32
    }

    /// The channel; none for one the scheme did not know.
    pub fn channel(self) -> Option<Channel> {
        Channel::ALL
            .get((self.0 & 0xf).checked_sub(1)? as usize)
            .copied()
    }
}

impl fmt::Display for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// One review that people gave, or its withdrawal, in 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Where it counts.
    pub key: Packed,
    /// Its level.
    pub level: Level,
    /// Whether it is taken away again.
    pub withdrawn: bool,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    key: u64,
    counts: [i32; 5],
    used: bool,
}

const EMPTY: Slot = Slot {
    key: 0,
    counts: [0; 5],
    used: false,
};

/// Counts rows: a table with open addressing that doubles when half full.
#[derive(Debug, Clone)]
pub struct Counter {
    slots: Vec<Slot>,
    used: usize,
    /// What no longer fits 32 bits goes here, so that no count is ever lost.
    full: Vec<(u64, [i64; 5])>,
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            slots: alloc::vec![EMPTY; 1 << 12],
            used: 0,
            full: Vec::new(),
        }
    }
}

impl Counter {
    /// Counts rows, in any order.
    pub fn add(&mut self, rows: &[Row]) {
        for row in rows {
            let by = if row.withdrawn { -1 } else { 1 };
            let slot = find(&mut self.slots, row.key.0);
            if !slot.used {
                slot.used = true;
                slot.key = row.key.0;
                self.used += 1;
            }
            let count = &mut slot.counts[4 - row.level as usize];
            *count += by;
            if count.unsigned_abs() == 1 << 30 {
                let counts = core::mem::take(&mut slot.counts);
                self.full.push((row.key.0, counts.map(i64::from)));
            }
            if self.used * 2 > self.slots.len() {
                self.grow();
            }
        }
    }

    fn grow(&mut self) {
        let mut larger = alloc::vec![EMPTY; self.slots.len() * 2];
        for slot in self.slots.iter().filter(|slot| slot.used) {
            *find(&mut larger, slot.key) = *slot;
        }
        self.slots = larger;
    }

    /// The cells, in order and without those of nothing.
    pub fn into_cube(self) -> Cube<Packed> {
        let slots = self.slots.into_iter().filter(|slot| slot.used);
        let slots = slots.map(|slot| (slot.key, slot.counts.map(i64::from)));
        slots
            .chain(self.full)
            .map(|(key, counts)| {
                let cell = Cell {
                    active: PerLevel(counts),
                    ..Cell::default()
                };
                (Packed(key), cell)
            })
            .collect()
    }
}

/// The slot of a key, or the free one where it goes. The table is never full, and its length a power of two.
///
/// The high bits of the product depend on every bit of the key; lower ones would miss the day.
fn find(slots: &mut [Slot], key: u64) -> &mut Slot {
    let mask = slots.len() - 1;
    let high = 64 - slots.len().trailing_zeros();
    let mut at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> high) as usize;
    while slots[at].used && slots[at].key != key {
        at = (at + 1) & mask;
    }
    &mut slots[at]
}
