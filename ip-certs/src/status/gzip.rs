//! GZIP (RFC 1952) of one member, unpacked within a bound.

use alloc::vec::Vec;

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use super::StatusError;

const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
const HEADER: usize = 10;
const TRAILER: usize = 8;

const HAS_HEADER_CHECK: u8 = 2;
const HAS_EXTRA: u8 = 4;
const HAS_NAME: u8 = 8;
const HAS_COMMENT: u8 = 16;

/// Packs bytes; the header names no time and no system, so equal bytes pack equally.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    packed.extend(compress_to_vec(bytes, 9));
    packed.extend(crc32(bytes).to_le_bytes());
    // RFC 1952: the length modulo 2^32.
    packed.extend((bytes.len() as u32).to_le_bytes());
    packed
}

/// Unpacks one member that fills the input, to at most `limit` bytes.
pub(super) fn unpack(packed: &[u8], limit: usize) -> Result<Vec<u8>, StatusError> {
    let bad = StatusError::Verification;
    let (rest, trailer) = packed
        .len()
        .checked_sub(TRAILER)
        .and_then(|at| packed.split_at_checked(at))
        .ok_or(bad)?;
    let body = after_header(rest).ok_or(bad)?;
    let bytes = decompress_to_vec_with_limit(body, limit).map_err(|e| match e.status {
        TINFLStatus::HasMoreOutput => StatusError::ListLength,
        _ => bad,
    })?;
    let (check, length) = trailer.split_at(4);
    let honest =
        check == crc32(&bytes).to_le_bytes() && length == (bytes.len() as u32).to_le_bytes();
    if honest { Ok(bytes) } else { Err(bad) }
}

/// What follows the header and its optional parts.
fn after_header(packed: &[u8]) -> Option<&[u8]> {
    let (header, mut rest) = packed.split_at_checked(HEADER)?;
    if !header.starts_with(&MAGIC) {
        return None;
    }
    let flags = header[3];
    if flags & HAS_EXTRA != 0 {
        let (length, after) = rest.split_at_checked(2)?;
        let length = u16::from_le_bytes([length[0], length[1]]);
        rest = after.get(usize::from(length)..)?;
    }
    for part in [HAS_NAME, HAS_COMMENT] {
        if flags & part != 0 {
            let end = rest.iter().position(|&byte| byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & HAS_HEADER_CHECK != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}

/// CRC-32 with the polynomial of IEEE 802.3, eight bytes at a time.
fn crc32(bytes: &[u8]) -> u32 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut crc = !0;
    for word in words {
        let low = crc ^ u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
        crc = TABLES[7][(low & 255) as usize]
            ^ TABLES[6][(low >> 8 & 255) as usize]
            ^ TABLES[5][(low >> 16 & 255) as usize]
            ^ TABLES[4][(low >> 24) as usize]
            ^ TABLES[3][usize::from(word[4])]
            ^ TABLES[2][usize::from(word[5])]
            ^ TABLES[1][usize::from(word[6])]
            ^ TABLES[0][usize::from(word[7])];
    }
    for &byte in rest {
        crc = crc >> 8 ^ TABLES[0][(crc as u8 ^ byte) as usize];
    }
    !crc
}

/// `TABLES[k][b]`: the remainder of byte `b` followed by `k` zero bytes.
static TABLES: [[u32; 256]; 8] = {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut k = 1;
    while k < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[k - 1][byte];
            tables[k][byte] = before >> 8 ^ tables[0][(before & 255) as usize];
            byte += 1;
        }
        k += 1;
    }
    tables
};
