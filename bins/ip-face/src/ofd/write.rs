//! Writing: the members of the ZIP, in one order and without the time of day.

use std::io::{Cursor, Write as _};

use askama::Template;
use ip_certs::digest::DigestAlgorithm;
use ip_certs::encode::hex;
use ip_core::problem::Problem;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::ATTACHED;
use crate::layout::{self, HEIGHT, Mark, Page, TURN, Text, WIDTH};
use crate::measure::{Grid, Measure as _};
use crate::sheet::Sheet;

#[derive(Template)]
#[template(path = "ofd/OFD.xml")]
struct Root<'a> {
    sheet: &'a Sheet,
    id: String,
}

#[derive(Template)]
#[template(path = "ofd/Document.xml")]
struct Document {
    pages: usize,
    /// No object of the document has a higher number.
    max_id: usize,
}

#[derive(Template)]
#[template(path = "ofd/PublicRes.xml")]
struct Resources;

#[derive(Template)]
#[template(path = "ofd/Attachments.xml")]
struct Attachments<'a> {
    sheet: &'a Sheet,
}

#[derive(Template)]
#[template(path = "ofd/Content.xml")]
struct Content {
    /// The number of the layer; its objects follow.
    first: usize,
    marks: Vec<String>,
}

#[derive(Template)]
#[template(path = "ofd/mark.xml")]
struct Object<'a> {
    id: usize,
    mark: &'a Mark,
    path: String,
}

/// Numbers 1 to 9 belong to the font and to the attachment; pages follow.
const FIRST_PAGE: usize = 10;

impl Sheet {
    /// The sheet as OFD.
    ///
    /// # Errors
    ///
    /// `certs.face.ofd` where the archive cannot be written.
    pub fn to_ofd(&self) -> Result<Vec<u8>, Problem> {
        let failed = |e: String| Problem::new("certs.face.ofd").found(e);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        // Uncompressed: the bytes of a compressor may change with its version.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, text) in self.members().map_err(|e| failed(e.to_string()))? {
            zip.start_file(name, options)
                .map_err(|e| failed(e.to_string()))?;
            zip.write_all(text.as_bytes())
                .map_err(|e| failed(e.to_string()))?;
        }
        let cursor = zip.finish().map_err(|e| failed(e.to_string()))?;
        Ok(cursor.into_inner())
    }

    /// The members of the archive in order.
    pub(super) fn members(&self) -> Result<Vec<(String, String)>, askama::Error> {
        let pages = layout::pages(self, &Grid);
        let mut next = FIRST_PAGE + pages.len();
        let mut contents = Vec::with_capacity(pages.len());
        for page in &pages {
            let content = self.content(page, next)?;
            next += page.marks.len() + 1;
            contents.push(content);
        }
        let id = DigestAlgorithm::Sm3.of(self.file.as_bytes());
        let root = Root {
            sheet: self,
            id: hex::encode(&id).chars().take(32).collect(),
        };
        let document = Document {
            pages: pages.len(),
            max_id: next,
        };
        let mut members = vec![
            ("OFD.xml".to_owned(), root.render()?),
            ("Doc_0/Document.xml".to_owned(), document.render()?),
            ("Doc_0/PublicRes.xml".to_owned(), Resources.render()?),
        ];
        for (n, content) in contents.into_iter().enumerate() {
            members.push((format!("Doc_0/Pages/Page_{n}/Content.xml"), content));
        }
        let attachments = Attachments { sheet: self }.render()?;
        members.push(("Doc_0/Attachs/Attachments.xml".to_owned(), attachments));
        members.push((ATTACHED.to_owned(), self.file.clone()));
        Ok(members)
    }

    fn content(&self, page: &Page, first: usize) -> Result<String, askama::Error> {
        let empty = |mark: &&Mark| matches!(mark, Mark::Text(text) if text.text.is_empty());
        let marks = page.marks.iter().filter(|mark| !empty(mark));
        let marks = marks.enumerate().map(|(n, mark)| {
            let path = match mark {
                Mark::Qr { side, .. } => self.outline(side / self.qr.side() as f32),
                _ => String::new(),
            };
            let id = first + 1 + n;
            Object { id, mark, path }.render()
        });
        let marks = marks.collect::<Result<_, _>>()?;
        Content { first, marks }.render()
    }

    /// The outline of the square code in OFD's path language.
    fn outline(&self, module: f32) -> String {
        let stretch = |(x, y, n): (usize, usize, usize)| {
            let at = |count: usize| number(count as f32 * module);
            let (left, top, right, bottom) = (at(x), at(y), at(x + n), at(y + 1));
            format!("M {left} {top} L {right} {top} L {right} {bottom} L {left} {bottom} C ")
        };
        let path: String = self.qr.stretches().map(stretch).collect();
        path.trim_end().to_owned()
    }
}

impl Document {
    const fn page_id(n: &usize) -> usize {
        FIRST_PAGE + *n
    }
}

impl Object<'_> {
    /// Where the characters after the first stand, each from the one before.
    fn steps(text: &Text) -> String {
        let chars: Vec<char> = text.text.chars().collect();
        let before = chars.split_last().map_or(&[][..], |(_, before)| before);
        let steps = before.iter().map(|c| number(Grid.advance(*c) * text.size));
        steps.collect::<Vec<_>>().join(" ")
    }

    /// The box of a line of text; characters stand on its baseline.
    fn boundary(text: &Text) -> String {
        let width = Grid.width(&text.text) * text.size;
        let [x, y, w, h] = [text.x, text.y - text.size, width + 0.5, text.size * 1.3].map(number);
        format!("{x} {y} {w} {h}")
    }

    fn number(n: &f32) -> String {
        number(*n)
    }

    fn colour(text: &Text) -> String {
        let [r, g, b] = text.tone.rgb();
        format!("{r} {g} {b}")
    }

    /// The turned box of the watermark: the whole page, its text moved and turned inside.
    fn turn(text: &Text) -> String {
        let (sin, cos) = TURN.to_radians().sin_cos();
        let parts = [cos, -sin, sin, cos, text.x, text.y].map(number);
        parts.join(" ")
    }
}

/// At most three places, no exponent.
fn number(n: f32) -> String {
    let text = format!("{n:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
