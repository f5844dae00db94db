#![no_main]
//! Any text in any kind of identifier: an answer, and a canonical form that stays what it is.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use ip_core::class::{GoodsItem, SimilarGroup};
use ip_core::id::{
    AttorneyCode, BusinessRegistrationNumber, ExchangeNumber, Identifier, Kind, Office,
    QualificationNumber, Uscc, check,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let report = check(None, text, None);
    for kind in Kind::ALL {
        let one = check(Some(*kind), text, None);
        // What is found without being asked for is found when asked for.
        if let Some(found) = report.candidates.iter().find(|c| c.kind == *kind) {
            assert_eq!((found.verdict, &found.canonical), (one.verdict, &one.canonical));
        }
        if let Some(canonical) = one.canonical {
            let again = check(Some(*kind), &canonical, None);
            assert_eq!(again.canonical, Some(canonical));
        }
    }
    // Those without a kind of their own.
    round::<AttorneyCode>(text);
    round::<BusinessRegistrationNumber>(text);
    round::<ExchangeNumber>(text);
    round::<Office>(text);
    round::<GoodsItem>(text);
    round::<QualificationNumber>(text);
    round::<SimilarGroup>(text);
    // The canonical form alone is strict, and read as it is by the tolerant reader.
    if let Ok(code) = text.parse::<Uscc>() {
        assert_eq!(Uscc::read(text, None).map(|read| read.value), Ok(code));
    }
});

fn round<T: FromStr + Display + PartialEq + Debug>(text: &str)
where
    T::Err: Debug,
{
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string().parse::<T>().expect("its own form"), value);
    }
}
