//! Classifications: Nice (marks), Locarno (designs), IPC (patents), Vienna (figurative elements).
//!
//! A symbol belongs to an edition, and the edition is chosen by the filing date, never by today.

mod ipc;
mod locarno;
mod nice;
mod scheme;
mod vienna;

pub use ipc::{Ipc, IpcSection};
pub use locarno::LocarnoClass;
pub use nice::{GoodsItem, NiceClass, SimilarGroup};
pub use scheme::{CODES, Class, Classification, Edition, List, Scheme, Symbol};
pub use vienna::ViennaCode;
