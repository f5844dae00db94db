//! Classifications: Nice (marks), Locarno (designs), IPC (patents), Vienna (figurative elements).

mod ipc;
mod locarno;
mod nice;
mod vienna;

pub use ipc::{Ipc, IpcSection};
pub use locarno::LocarnoClass;
pub use nice::NiceClass;
pub use vienna::ViennaCode;
