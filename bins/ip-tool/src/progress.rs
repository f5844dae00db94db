//! The progress bar of long runs.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error when that is a terminal, else nothing. Without a length it only turns.
pub fn bar(length: u64) -> ProgressBar {
    let (bar, shape) = if length == 0 {
        (
            ProgressBar::new_spinner(),
            "{spinner} {bytes} {bytes_per_sec}",
        )
    } else {
        (
            ProgressBar::new(length),
            "{wide_bar} {percent}% {bytes_per_sec} {eta}",
        )
    };
    if let Ok(style) = ProgressStyle::with_template(shape) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}
