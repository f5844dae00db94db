//! OFD and PDF files: any bytes, and a good file with bytes changed, of which only the good one is accepted.
#![no_main]

use std::sync::LazyLock;

use ip_certs::certificate::Certificate;
use ip_certs::kind::Kinds;
use ip_core::text::Lang;
use ip_face::{Sheet, ofd};
use libfuzzer_sys::fuzz_target;

const FILE: &str = include_str!("../../../../ip-certs/fuzz/seeds/certificate/whole.json");

static GOOD: LazyLock<(Kinds, Vec<u8>)> = LazyLock::new(|| {
    let kinds = Kinds::builtin().expect("the shipped kinds");
    let certificate = Certificate::from_json(FILE.as_bytes()).expect("a certificate");
    let sheet = Sheet::of(&certificate, &kinds, Lang::Zh).expect("a sheet");
    (kinds, sheet.to_ofd().expect("a file"))
});

fuzz_target!(|parts: (&[u8], Vec<(u32, u8)>)| {
    let (kinds, good) = &*GOOD;
    let (bytes, changes) = parts;
    let _ = ip_face::open(bytes, kinds, None);
    let _ = ip_face::pdf::open(bytes, kinds, None);
    let mut file = good.clone();
    for (at, byte) in changes {
        let at = at as usize % file.len();
        file[at] = byte;
    }
    assert_eq!(ofd::read(&file, kinds).is_ok(), file == *good);
});
