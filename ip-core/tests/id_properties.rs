//! What no identifier may ever let pass, and what no text may ever break.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use ip_core::id::check_char::{self, GB_32100_ALPHABET, MOD_11_2, MOD_37_36};
use ip_core::id::{
    CertificateId, Identifier, Kind, OrganisationCode, PatentApplicationNumber, ResidentId, Uscc,
    Verdict, check,
};
use proptest::prelude::*;

/// Every text that differs from `text` in one character of the alphabet, then every one in which
/// two unequal neighbours are exchanged.
fn neighbours(text: &str, alphabet: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    for at in 0..chars.len() {
        if matches!(chars[at], '.' | '-') {
            continue;
        }
        for c in alphabet.chars().filter(|c| *c != chars[at]) {
            let mut changed = chars.clone();
            changed[at] = c;
            all.push(changed.into_iter().collect());
        }
        if at + 1 < chars.len() && chars[at] != chars[at + 1] {
            let mut swapped = chars.clone();
            swapped.swap(at, at + 1);
            all.push(swapped.into_iter().collect());
        }
    }
    all
}

fn none_passes<T: Identifier>(text: &str, alphabet: &str) {
    assert!(text.parse::<T>().is_ok(), "{text}");
    for changed in neighbours(text, alphabet) {
        assert!(
            changed.parse::<T>().is_err(),
            "{text} and {changed} both pass"
        );
    }
}

fn patent(year: u32, kind: char, serial: u32) -> String {
    let body = format!("{year}{kind}{serial:07}");
    let check = check_char::weights_2_to_9(body.as_bytes()).unwrap();
    format!("{body}.{check}")
}

fn uscc(body: &str) -> String {
    format!("{body}{}", check_char::gb_32100(body.as_bytes()).unwrap())
}

fn uscc_body() -> impl Strategy<Value = String> {
    let any = prop::collection::vec(0..31usize, 9);
    ("[1-9ANY][1239]", 110_000..660_000u32, any).prop_map(|(head, division, subject)| {
        let subject = subject.iter().map(|i| char::from(GB_32100_ALPHABET[*i]));
        format!("{head}{division}{}", subject.collect::<String>())
    })
}

proptest! {
    #[test]
    fn no_slip_passes_in_a_patent_number(
        year in 2003..=2026u32,
        kind in prop::sample::select(vec!['1', '2', '3', '8', '9']),
        serial in 1..10_000_000u32,
    ) {
        none_passes::<PatentApplicationNumber>(&patent(year, kind, serial), "0123456789X");
    }

    #[test]
    fn no_slip_passes_in_a_credit_code(body in uscc_body()) {
        none_passes::<Uscc>(&uscc(&body), core::str::from_utf8(GB_32100_ALPHABET).unwrap());
    }

    #[test]
    fn no_slip_passes_in_a_resident_number(
        province in prop::sample::select(vec!["110105", "440524", "360426", "810000"]),
        days in 0..70_000u64,
        sequence in 0..1000u32,
    ) {
        let born = chrono::NaiveDate::from_ymd_opt(1850, 1, 1).unwrap() + chrono::Days::new(days);
        let body = format!("{province}{}{sequence:03}", born.format("%Y%m%d"));
        let [check, _] = MOD_11_2.compute(body.as_bytes()).unwrap();
        none_passes::<ResidentId>(&format!("{body}{check}"), "0123456789X");
    }

    /// Letters of the code share remainders of eleven, so only digits can promise this.
    #[test]
    fn no_slip_of_digits_passes_in_an_organisation_code(number in 0..100_000_000u32) {
        let body = format!("{number:08}");
        let check = check_char::gb_11714(body.as_bytes()).unwrap();
        none_passes::<OrganisationCode>(&format!("{body}-{check}"), "0123456789");
    }

    /// The hybrid system MOD 37,36 finds every wrong character, but not every exchange: it can
    /// miss neighbours whose values lie next to each other, and only those.
    #[test]
    fn no_slip_passes_in_a_certificate_identifier(
        kind in "[0-9A-Z]{21}",
        issuer in "[0-9A-Z]{18}",
        serial in "[0-9A-Z]{1,32}",
        version in 1..=999u16,
    ) {
        let id = CertificateId::new(&kind, &issuer, &serial, version).unwrap();
        prop_assert_eq!((id.kind(), id.issuer()), (kind.as_str(), issuer.as_str()));
        prop_assert_eq!((id.serial(), id.version()), (serial.as_str(), version));
        let text = id.to_string();
        let (root, rest) = text.split_at("1.2.156.3005.2.".len());
        for changed in neighbours(rest, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
            let values = |t: &str| t.bytes().filter_map(check_char::alphanumeric).collect::<Vec<_>>();
            let (old, new) = (values(rest), values(&changed));
            let moved: Vec<_> = old.iter().zip(&new).filter(|(a, b)| a != b).collect();
            let next_to = moved.len() == 2 && matches!(moved[0].0.abs_diff(*moved[0].1), 1 | 35);
            let changed = format!("{root}{changed}");
            prop_assert!(next_to || changed.parse::<CertificateId>().is_err(), "{} passes", changed);
        }
    }

    #[test]
    fn the_toolbox_agrees_with_itself(body in "[0-9A-Z]{1,60}") {
        let right = MOD_37_36.compute(body.as_bytes()).unwrap();
        // The rule for verification in the standard: the running value plus the check is 1.
        let value = |c: u8| check_char::alphanumeric(c).unwrap();
        let mut p = 36;
        for c in body.bytes() {
            let s = match (p + value(c)) % 36 { 0 => 36, s => s };
            p = s * 2 % 37;
        }
        prop_assert_eq!((p + value(right as u8)) % 36, 1);
    }

    /// Any text, in any kind: an answer with a reason, never a panic, and a canonical form that stays.
    #[test]
    fn every_text_gets_an_answer(text in "\\PC{0,40}") {
        for kind in Kind::ALL {
            let report = check(Some(*kind), &text, None);
            prop_assert_eq!(report.verdict == Verdict::Valid, report.problems.is_empty());
            prop_assert_eq!(report.verdict == Verdict::Invalid, report.canonical.is_none());
            if let Some(canonical) = &report.canonical {
                let again = check(Some(*kind), canonical, None);
                prop_assert_eq!(again.canonical.as_ref(), Some(canonical));
            }
        }
        check(None, &text, None);
    }

    /// Texts near the real forms reach deeper than arbitrary ones.
    #[test]
    fn every_near_text_gets_an_answer(
        text in "(CN|ZL|PCT/|WO|DM/|G|BS\\.|AGI|A |LOC|第|国家知识产权局公告第)?[0-9A-Z./· -]{0,30}(号|类|公告)?"
    ) {
        for kind in Kind::ALL {
            let report = check(Some(*kind), &text, None);
            if let Some(canonical) = &report.canonical {
                let again = check(Some(*kind), canonical, None);
                prop_assert_eq!(again.canonical.as_ref(), Some(canonical), "{:?}", kind);
            }
        }
    }

    #[test]
    fn arbitrary_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(None, &String::from_utf8_lossy(&bytes), None);
    }
}
