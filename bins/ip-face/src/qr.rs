//! The square code: its modules, and the outline that every drawing fills.

use ip_core::problem::Problem;
use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around the code (ISO/IEC 18004).
pub(crate) const QUIET: usize = 4;

/// A square code.
#[derive(Debug, Clone)]
pub(crate) struct Qr {
    /// Modules on a side, without the white around.
    width: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// The code of a text, level M.
    pub(crate) fn of(text: &str) -> Result<Self, Problem> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|_| Problem::new("certs.qr.too-long").found(text.len()))?;
        Ok(Self {
            width: code.width(),
            dark: code.to_colors().iter().map(|c| *c == Color::Dark).collect(),
        })
    }

    /// Modules on a side, with the white around.
    pub(crate) const fn side(&self) -> usize {
        self.width + 2 * QUIET
    }

    /// The dark stretches of every row: column, row, length, the white around counted in.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.dark
            .chunks(self.width)
            .enumerate()
            .flat_map(|(y, row)| {
                let mut found = Vec::new();
                let mut x = 0;
                for part in row.chunk_by(|a, b| a == b) {
                    if part.first() == Some(&true) {
                        found.push((x + QUIET, y + QUIET, part.len()));
                    }
                    x += part.len();
                }
                found
            })
    }

    /// The outline in SVG's path language, a module being one unit.
    pub(crate) fn path(&self) -> String {
        let stretch = |(x, y, n)| format!("M{x} {y}h{n}v1h-{n}z");
        self.stretches().map(stretch).collect()
    }
}
