//! The sheet as SVG: one drawing, its pages one below the other.

use askama::Template;

use crate::layout::{self, HEIGHT, Mark, Page, TURN, WIDTH};
use crate::measure::{Grid, Measure as _};
use crate::sheet::Sheet;

#[derive(Template)]
#[template(path = "face.svg")]
struct Drawing<'a> {
    sheet: &'a Sheet,
    pages: Vec<Page>,
    path: String,
}

impl Drawing<'_> {
    fn height(&self) -> f32 {
        HEIGHT * self.pages.len() as f32
    }

    fn top(n: &usize) -> f32 {
        HEIGHT * *n as f32
    }

    /// The room a text may take, so that another font does not overflow it.
    fn length(text: &layout::Text) -> f32 {
        (Grid.width(&text.text) * text.size * 100.0).round() / 100.0
    }

    fn colour(text: &layout::Text) -> String {
        let [r, g, b] = text.tone.rgb();
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    fn scale(&self, side: &f32) -> f32 {
        side / self.sheet.qr.side() as f32
    }
}

impl Sheet {
    /// The sheet as SVG; each value stands in a `text` element with `data-field` and `data-line`.
    pub fn to_svg(&self) -> String {
        let drawing = Drawing {
            sheet: self,
            pages: layout::pages(self, &Grid),
            path: self.qr.path(),
        };
        drawing.render().unwrap_or_default()
    }
}
