//! The small part of deterministic CBOR (RFC 8949 section 4.2) that the QR payload needs.
//!
//! The reader accepts only what the writer writes: shortest heads, definite lengths, ascending
//! keys, nothing behind; so equal values have equal bytes.

use alloc::string::String;
use alloc::vec::Vec;

/// Deeper than any payload.
const MAX_DEPTH: u8 = 6;

/// A CBOR item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cbor {
    /// An unsigned integer.
    Uint(u64),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A text string.
    Text(String),
    /// An array.
    Array(Vec<Cbor>),
    /// A map with small integer keys, ascending.
    Map(Vec<(u64, Cbor)>),
}

impl Cbor {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Uint(n) => head(0, *n, out),
            Self::Bytes(bytes) => {
                head(2, bytes.len() as u64, out);
                out.extend_from_slice(bytes);
            }
            Self::Text(text) => {
                head(3, text.len() as u64, out);
                out.extend_from_slice(text.as_bytes());
            }
            Self::Array(items) => {
                head(4, items.len() as u64, out);
                items.iter().for_each(|item| item.write(out));
            }
            Self::Map(members) => {
                head(5, members.len() as u64, out);
                for (key, value) in members {
                    head(0, *key, out);
                    value.write(out);
                }
            }
        }
    }

    /// Reads one item that fills the input; `None` for anything but the writer's spelling.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let item = Self::read(&mut rest, MAX_DEPTH)?;
        rest.is_empty().then_some(item)
    }

    fn read(rest: &mut &[u8], depth: u8) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        let (major, argument) = read_head(rest)?;
        // A length beyond the input is refused before anything is reserved for it.
        let length = usize::try_from(argument).ok();
        let length = length.filter(|&n| n <= rest.len());
        match major {
            0 => Some(Self::Uint(argument)),
            2 => Some(Self::Bytes(take(rest, length?)?.to_vec())),
            3 => {
                let text = core::str::from_utf8(take(rest, length?)?).ok()?;
                Some(Self::Text(text.into()))
            }
            4 => (0..length?)
                .map(|_| Self::read(rest, depth))
                .collect::<Option<_>>()
                .map(Self::Array),
            5 => {
                let mut members: Vec<(u64, Self)> = Vec::new();
                for _ in 0..length? {
                    let (0, key) = read_head(rest)? else {
                        return None;
                    };
                    if members.last().is_some_and(|(last, _)| *last >= key) {
                        return None;
                    }
                    members.push((key, Self::read(rest, depth)?));
                }
                Some(Self::Map(members))
            }
            _ => None,
        }
    }
}

fn head(major: u8, argument: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    let bytes = argument.to_be_bytes();
    match argument {
        0..24 => out.push(major | bytes[7]),
        24..0x100 => out.extend([major | 24, bytes[7]]),
        0x100..0x1_0000 => {
            out.push(major | 25);
            out.extend_from_slice(&bytes[6..]);
        }
        0x1_0000..0x1_0000_0000 => {
            out.push(major | 26);
            out.extend_from_slice(&bytes[4..]);
        }
        _ => {
            out.push(major | 27);
            out.extend_from_slice(&bytes);
        }
    }
}

fn read_head(rest: &mut &[u8]) -> Option<(u8, u64)> {
    let first = *take(rest, 1)?.first()?;
    let (size, least) = match first & 31 {
        small @ 0..24 => return Some((first >> 5, u64::from(small))),
        24 => (1, 24),
        25 => (2, 0x100),
        26 => (4, 0x1_0000),
        27 => (8, 0x1_0000_0000),
        _ => return None,
    };
    let argument = take(rest, size)?
        .iter()
        .fold(0, |n, &byte| n << 8 | u64::from(byte));
    (argument >= least).then_some((first >> 5, argument))
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count)?;
    *rest = left;
    Some(taken)
}
