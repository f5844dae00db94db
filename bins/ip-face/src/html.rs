//! The sheet as an HTML page that prints on A4 and reads well on a phone.

use askama::Template;

use crate::sheet::Sheet;

#[derive(Template)]
#[template(path = "face.html")]
struct Document<'a> {
    sheet: &'a Sheet,
    title: &'a str,
    other: &'a str,
    side: usize,
    path: String,
}

impl Sheet {
    /// The sheet as a whole HTML document without script; each value stands in a `dd` below an
    /// element with `data-field`.
    pub fn to_html(&self) -> String {
        let (title, other) = self.titles();
        let document = Document {
            sheet: self,
            title,
            other,
            side: self.qr.side(),
            path: self.qr.path(),
        };
        document.render().unwrap_or_default()
    }
}
