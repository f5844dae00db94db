//! What the applicant of a case owes in time and money: the periods that law sets for them, and the fee.

use ip_app::cases::Registered;
use ip_app::draft::Draft;
use ip_matters::case::Verdict;
use ip_matters::entry::Entry;
use ip_matters::limit::Owner;
use ip_matters::matter::Charged;

use crate::view::fee::{self, FeeView};
use crate::view::parts::Law;
use crate::view::{Page, guide};

/// A period of the applicant: the law says in words from when it runs.
pub struct Period {
    /// What must be done, and from when.
    pub what: String,
    /// How long.
    pub length: String,
    /// What follows a miss.
    pub missed: String,
    /// Where it stands.
    pub law: Vec<Law>,
}

/// The periods that an open case sets its applicant. Those within which it had to be filed are over, and a correction has
/// a clock of its own.
pub fn periods(p: &Page, entry: &Entry, registered: &Registered) -> Vec<Period> {
    let case = &registered.case;
    if case.state.is_final() || case.verdict.is_some() {
        return Vec::new();
    }
    let behind = ["request", "correct", "answer", "grace", "court"];
    let limits = entry.matter.limits.iter();
    let own = limits.filter(|limit| limit.owner == Owner::Applicant);
    let own = own.filter(|limit| !behind.iter().any(|id| limit.id.starts_with(id)));
    own.map(|limit| Period {
        what: p.label(&limit.what).to_owned(),
        length: guide::limit(p, limit),
        missed: p.t(guide::on_miss_key(limit.on_miss)).to_string(),
        law: fee::laws(p, limit.basis.as_slice()),
    })
    .collect()
}

/// What the case costs; `None` where nothing is charged, or nothing is owed any more.
pub fn fee(p: &Page, entry: &Entry, registered: &Registered, form: &Draft) -> Option<FeeView> {
    let refused = registered.case.verdict == Some(Verdict::Refused);
    if entry.matter.fee.charged == Charged::No || refused || registered.case.state.is_final() {
        return None;
    }
    fee::cost(p, entry, form, registered.filed.date_naive())
}
