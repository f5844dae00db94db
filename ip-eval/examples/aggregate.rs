//! Counts a file of packed reviews on one core: nine bytes a row, the key in little-endian order, then the level
//! (0 is the best). Prints the seconds from the first row to the list of cells, the number of cells and their sum.
//!
//! `benches/against_duckdb.py` writes such a file and runs this beside DuckDB on the same rows.

use std::io::{Error, ErrorKind};
use std::time::Instant;
use std::{env, fs};

use chrono::{Days, NaiveDate};
use ip_eval::codec::Channel;
use ip_eval::level::Level;
use ip_eval::tally::{Counter, Packed, Row};

/// Day since 2025, point, matter and channel, 16 bits each, as the script writes them.
fn row(bytes: &[u8; 9]) -> Option<Row> {
    let part = |i: usize| u16::from_le_bytes([bytes[i], bytes[i + 1]]);
    let day = NaiveDate::from_ymd_opt(2025, 1, 1)?.checked_add_days(Days::new(part(0).into()))?;
    let channel = Channel::ALL.get(usize::from(part(6))).copied();
    Some(Row {
        key: Packed::new(day, part(2).into(), part(4).into(), channel)?,
        level: *Level::ALL.get(usize::from(bytes[8]))?,
        withdrawn: false,
    })
}

fn main() -> Result<(), Error> {
    let path = env::args_os()
        .nth(1)
        .ok_or_else(|| Error::new(ErrorKind::InvalidInput, "give a file of rows"))?;
    let bytes = fs::read(path)?;
    let (chunks, _) = bytes.as_chunks::<9>();
    let rows: Option<Vec<Row>> = chunks.iter().map(row).collect();
    let rows = rows.ok_or_else(|| Error::new(ErrorKind::InvalidData, "a row is out of range"))?;
    drop(bytes);
    let start = Instant::now();
    let mut counter = Counter::default();
    counter.add(&rows);
    let cells = counter.into_cells();
    let seconds = start.elapsed().as_secs_f64();
    let sum: i64 = cells.iter().flat_map(|(_, levels)| levels.0).sum();
    println!("{seconds:.3} {} {sum}", cells.len());
    Ok(())
}
