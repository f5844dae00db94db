//! The DER form of an SM2 signature: two positive integers, each in its one shortest spelling.

use alloc::vec::Vec;

use super::SignError;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

/// `SEQUENCE { r INTEGER, s INTEGER }` of `r‖s`.
pub(super) fn encode(raw: &[u8; 64]) -> Vec<u8> {
    let mut body = Vec::with_capacity(70);
    let (r, s) = raw.split_at(32);
    for number in [r, s] {
        let zeros = number.iter().take_while(|&&b| b == 0).count().min(31);
        let digits = &number[zeros..];
        let sign = usize::from(digits[0] >= 0x80);
        body.push(INTEGER);
        // At most 33, as the body is at most 70: one length byte always suffices.
        body.push((digits.len() + sign) as u8);
        body.extend(core::iter::repeat_n(0, sign));
        body.extend_from_slice(digits);
    }
    let mut der = Vec::with_capacity(72);
    der.extend([SEQUENCE, body.len() as u8]);
    der.extend(body);
    der
}

/// `r‖s` of strict DER: shortest lengths, no sign trouble, nothing behind.
pub(super) fn decode(der: &[u8]) -> Result<[u8; 64], SignError> {
    let (body, []) = element(der, SEQUENCE)? else {
        return Err(SignError::MalformedSignature);
    };
    let (r, rest) = element(body, INTEGER)?;
    let (s, []) = element(rest, INTEGER)? else {
        return Err(SignError::MalformedSignature);
    };
    let mut raw = [0; 64];
    let (high, low) = raw.split_at_mut(32);
    number(r, high)?;
    number(s, low)?;
    Ok(raw)
}

/// The content of the first element and what follows it.
fn element(der: &[u8], tag: u8) -> Result<(&[u8], &[u8]), SignError> {
    match der {
        [found, length @ 0..=0x7f, rest @ ..] if *found == tag => rest
            .split_at_checked(usize::from(*length))
            .ok_or(SignError::MalformedSignature),
        _ => Err(SignError::MalformedSignature),
    }
}

/// A positive integer of at most 256 bits, right-aligned in `out`.
fn number(content: &[u8], out: &mut [u8]) -> Result<(), SignError> {
    let digits = match content {
        [0, rest @ ..] if rest.first().is_some_and(|&first| first >= 0x80) => rest,
        [1..=0x7f, ..] => content,
        _ => return Err(SignError::MalformedSignature),
    };
    let from = out
        .len()
        .checked_sub(digits.len())
        .ok_or(SignError::MalformedSignature)?;
    out[from..].copy_from_slice(digits);
    Ok(())
}
