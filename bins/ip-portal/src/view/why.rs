//! Why something was found: the words of a query, each with where and how it fits.

use ip_matters::search::Reason;

use crate::view::{Page, words};

/// The reasons as one line: `“zydj”: 拼音首字母, 开头相同`.
pub fn line(p: &Page, reasons: &[Reason]) -> String {
    let each = reasons.iter().map(|reason| {
        p.t("why-found")
            .with("word", reason.word.as_str())
            .with("place", words::name(p, "found-in", &reason.place))
            .with("how", words::name(p, "found-how", &reason.how))
            .to_string()
    });
    let each: Vec<String> = each.collect();
    each.join(p.t("list-semicolon").to_string().as_str())
}
