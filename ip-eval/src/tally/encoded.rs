//! Reviews as small numbers: counting a hundred million of them is one pass over packed rows.
//!
//! Names are numbered by the caller (one table a dimension, the same for every shard); a row and a cell then fit
//! into 64 bits of key, and cells of shards add up like all others.

use alloc::collections::BTreeMap;
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

/// Counts of one key, as the table has them.
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

/// A count as large as this is set aside; two below it never leave 32 bits when added.
const LARGE: u32 = 1 << 30;

impl Slot {
    /// Sets the counts aside and begins anew.
    fn unload(&mut self, full: &mut Full) {
        let sums = full.entry(self.key).or_default();
        let counts = core::mem::take(&mut self.counts);
        sums.iter_mut()
            .zip(counts)
            .for_each(|(sum, n)| *sum += i64::from(n));
    }

    /// The cell, with what was set aside of it.
    fn counted(&self, full: &mut Full) -> (Packed, PerLevel<i64>) {
        let mut counts = self.counts.map(i64::from);
        if !full.is_empty()
            && let Some(more) = full.remove(&self.key)
        {
            counts.iter_mut().zip(more).for_each(|(sum, n)| *sum += n);
        }
        (Packed(self.key), PerLevel(counts))
    }
}

/// Slots of the table that rows meet first: two megabytes, about what a core keeps near.
const NEAR: usize = 1 << 16;

/// Heaps of keys whose table was emptied; a power of two.
const HEAPS: usize = 1 << 10;

/// Counts rows in two steps, so that no table outgrows what a core keeps near.
///
/// Rows meet a small table with open addressing. When it is half full it is emptied onto heaps told apart by the
/// hash of the key, and in the end each heap is counted in a table of its own. Few cells never leave the first table;
/// many cells are written and read once, in order, instead of being searched for all over memory.
#[derive(Debug, Clone)]
pub struct Counter {
    slots: Vec<Slot>,
    used: usize,
    heaps: Vec<Vec<(u64, [i32; 5])>>,
    /// What no longer fits 32 bits goes here, so that no count is ever lost.
    full: Full,
}

type Full = BTreeMap<u64, [i64; 5]>;

impl Default for Counter {
    fn default() -> Self {
        Self {
            slots: alloc::vec![EMPTY; 1 << 12],
            used: 0,
            heaps: Vec::new(),
            full: Full::new(),
        }
    }
}

impl Counter {
    /// Counts rows, in any order.
    pub fn add(&mut self, rows: &[Row]) {
        for row in rows {
            let by = if row.withdrawn { -1 } else { 1 };
            let slot = find(&mut self.slots, mix(row.key.0), row.key.0);
            if !slot.used {
                slot.used = true;
                slot.key = row.key.0;
                self.used += 1;
            }
            let count = &mut slot.counts[4 - row.level as usize];
            *count += by;
            if count.unsigned_abs() >= LARGE {
                slot.unload(&mut self.full);
            }
            if self.used * 2 > self.slots.len() {
                self.make_room();
            }
        }
    }

    /// Doubles the table while it is near, else empties it onto the heaps.
    fn make_room(&mut self) {
        if self.slots.len() < NEAR {
            let mut larger = alloc::vec![EMPTY; self.slots.len() * 2];
            for slot in self.slots.iter().filter(|slot| slot.used) {
                *find(&mut larger, mix(slot.key), slot.key) = *slot;
            }
            self.slots = larger;
            return;
        }
        self.heaps.resize(HEAPS, Vec::new());
        self.empty();
    }

    /// Puts the counts of the table onto the heaps.
    fn empty(&mut self) {
        for slot in self.slots.iter_mut().filter(|slot| slot.used) {
            let heap = (mix(slot.key) >> (64 - HEAPS.trailing_zeros())) as usize;
            self.heaps[heap].push((slot.key, slot.counts));
            *slot = EMPTY;
        }
        self.used = 0;
    }

    /// Every cell once, in no order; a key whose counts came back to nothing may be among them.
    pub fn into_cells(mut self) -> Vec<(Packed, PerLevel<i64>)> {
        if !self.heaps.is_empty() {
            self.empty();
        }
        let Self {
            slots,
            heaps,
            mut full,
            ..
        } = self;
        if heaps.is_empty() {
            let used = slots.iter().filter(|slot| slot.used);
            return used.map(|slot| slot.counted(&mut full)).collect();
        }
        drop(slots);
        let mut cells = Vec::new();
        // One table serves all heaps; each uses as much of it as it needs, and leaves it empty.
        let largest = heaps.iter().map(Vec::len).max().unwrap_or_default();
        let mut table = alloc::vec![EMPTY; room(largest)];
        for heap in heaps {
            let table = &mut table[..room(heap.len())];
            for (key, counts) in heap {
                // The topmost bits are those of the heap, the same for all of it.
                let slot = find(table, mix(key) << HEAPS.trailing_zeros(), key);
                (slot.key, slot.used) = (key, true);
                slot.counts
                    .iter_mut()
                    .zip(counts)
                    .for_each(|(sum, n)| *sum += n);
                if slot.counts.iter().any(|sum| sum.unsigned_abs() >= LARGE) {
                    slot.unload(&mut full);
                }
            }
            for slot in table.iter_mut().filter(|slot| slot.used) {
                cells.push(slot.counted(&mut full));
                *slot = EMPTY;
            }
        }
        cells
    }

    /// The cells, in order and without those of nothing.
    pub fn into_cube(self) -> Cube<Packed> {
        let cells = self.into_cells().into_iter();
        cells
            .map(|(key, active)| {
                let cell = Cell {
                    active,
                    ..Cell::default()
                };
                (key, cell)
            })
            .collect()
    }
}

/// Spreads the bits of a key over the whole word; the high bits depend on every bit of the key.
const fn mix(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The slot of a key, or the free one where it goes, sought from where the top bits of the hash point.
///
/// The table is never full, and its length a power of two.
fn find(slots: &mut [Slot], hash: u64, key: u64) -> &mut Slot {
    let mask = slots.len() - 1;
    let mut at = (hash >> (64 - slots.len().trailing_zeros())) as usize;
    while slots[at].used && slots[at].key != key {
        at = (at + 1) & mask;
    }
    &mut slots[at]
}

/// Slots for so many keys: a power of two with a quarter free at least.
fn room(keys: usize) -> usize {
    (keys + keys / 3 + 1).next_power_of_two().max(16)
}
