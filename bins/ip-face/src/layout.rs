//! Where things stand on A4 paper, in millimetres from the upper left corner.

use crate::measure::{Measure, wrap};
use crate::sheet::Sheet;

/// Width of the paper.
pub(crate) const WIDTH: f32 = 210.0;
/// Height of the paper.
pub(crate) const HEIGHT: f32 = 297.0;

/// Where labels and values begin, and where lines end.
const LABELS: f32 = 24.0;
const VALUES: f32 = 72.0;
const RIGHT: f32 = 186.0;
/// The size of the type, and the distance from line to line.
const SIZE: f32 = 3.6;
const LEADING: f32 = 5.1;
/// Between rows.
const GAP: f32 = 1.0;
/// Where rows begin on the first page and on the others, and where they must end.
const FIRST_TOP: f32 = 60.0;
const TOP: f32 = 34.0;
const FIRST_BOTTOM: f32 = 208.0;
const BOTTOM: f32 = 268.0;
/// The square code.
const QR_SIDE: f32 = 52.0;
const QR_TOP: f32 = 214.0;

/// A page: what is drawn on it, what lies below first.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) marks: Vec<Mark>,
}

/// Something drawn.
#[derive(Debug)]
pub(crate) enum Mark {
    /// Text on a baseline.
    Text(Text),
    /// The outline of a rectangle.
    Frame {
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        pen: f32,
    },
    /// The square code.
    Qr { x: f32, y: f32, side: f32 },
    /// The watermark, turned around its first point.
    Across(Text),
}

/// A piece of text in one line.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) x: f32,
    /// The baseline.
    pub(crate) y: f32,
    pub(crate) size: f32,
    pub(crate) tone: Tone,
    pub(crate) text: String,
    /// The field it belongs to, and which of its lines it continues.
    pub(crate) part: Option<Part>,
}

/// Which value a piece of text is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) key: String,
    pub(crate) line: usize,
}

/// How dark text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// What the certificate says.
    Value,
    /// Labels and captions.
    Label,
    /// What lies under everything.
    Faint,
}

impl Tone {
    /// Red, green and blue.
    pub(crate) const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Value => [0, 0, 0],
            Self::Label => [85, 85, 85],
            Self::Faint => [222, 222, 222],
        }
    }
}

/// How far the watermark is turned, in degrees against the clock.
pub(crate) const TURN: f32 = 30.0;

/// The pages of a sheet.
pub(crate) fn pages(sheet: &Sheet, measure: &dyn Measure) -> Vec<Page> {
    let mut rows = Rows {
        measure,
        pages: vec![Vec::new()],
        y: FIRST_TOP,
    };
    for row in &sheet.rows {
        rows.row(sheet, row);
    }
    let count = rows.pages.len();
    let mut pages = Vec::with_capacity(count);
    for (n, texts) in rows.pages.into_iter().enumerate() {
        let mut page = Page::default();
        under(sheet, &mut page);
        if n == 0 {
            head(sheet, measure, &mut page);
        }
        page.marks.extend(texts.into_iter().map(Mark::Text));
        if n == 0 {
            seal(sheet, measure, &mut page);
        }
        foot(sheet, measure, (n + 1, count), &mut page);
        pages.push(page);
    }
    pages
}

/// Rows on their way to pages.
struct Rows<'a> {
    measure: &'a dyn Measure,
    pages: Vec<Vec<Text>>,
    y: f32,
}

impl Rows<'_> {
    fn row(&mut self, sheet: &Sheet, row: &crate::sheet::Row) {
        let columns = (VALUES - LABELS - 4.0, RIGHT - VALUES);
        let label = wrap(&row.label, columns.0 / SIZE, self.measure);
        let hidden = [sheet.not_disclosed().to_owned()];
        let (lines, tone) = match row.lines.as_slice() {
            [] => (hidden.as_slice(), Tone::Label),
            lines => (lines, Tone::Value),
        };
        let values = lines.iter().enumerate().flat_map(|(line, text)| {
            let pieces = wrap(text, columns.1 / SIZE, self.measure);
            pieces.into_iter().map(move |piece| (line, piece))
        });
        let values: Vec<(usize, String)> = values.collect();
        for i in 0..label.len().max(values.len()) {
            self.make_room();
            let y = self.y + SIZE;
            let Some(page) = self.pages.last_mut() else {
                return;
            };
            if let Some(text) = label.get(i) {
                page.push(Text {
                    x: LABELS,
                    y,
                    size: SIZE,
                    tone: Tone::Label,
                    text: text.clone(),
                    part: None,
                });
            }
            if let Some((line, text)) = values.get(i) {
                let part = Part {
                    key: row.key.clone(),
                    line: *line,
                };
                page.push(Text {
                    x: VALUES,
                    y,
                    size: SIZE,
                    tone,
                    text: text.clone(),
                    part: (tone == Tone::Value).then_some(part),
                });
            }
            self.y += LEADING;
        }
        self.y += GAP;
    }

    /// Begins a page where the next line has no room.
    fn make_room(&mut self) {
        let bottom = if self.pages.len() == 1 {
            FIRST_BOTTOM
        } else {
            BOTTOM
        };
        if self.y + LEADING > bottom {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
    }
}

/// The frame, and what lies under the text.
fn under(sheet: &Sheet, page: &mut Page) {
    for (inset, pen) in [(10.0, 0.7), (12.0, 0.25)] {
        page.marks.push(Mark::Frame {
            x: inset,
            y: inset,
            w: WIDTH - 2.0 * inset,
            h: HEIGHT - 2.0 * inset,
            pen,
        });
    }
    let Some(watermark) = &sheet.watermark else {
        return;
    };
    for y in [110.0, 180.0, 250.0] {
        page.marks.push(Mark::Across(Text {
            x: 24.0,
            y,
            size: 5.5,
            tone: Tone::Faint,
            text: watermark.clone(),
            part: None,
        }));
    }
}

fn head(sheet: &Sheet, measure: &dyn Measure, page: &mut Page) {
    let (title, other) = sheet.titles();
    for (text, size, y, tone) in [
        (title, 10.0, 40.0, Tone::Value),
        (other, 4.6, 50.0, Tone::Label),
    ] {
        // A long name gets smaller rather than longer than the line.
        let size = f32::min(size, (RIGHT - LABELS) / measure.width(text).max(1.0));
        page.marks.push(centred(text, size, y, tone, measure));
    }
}

fn centred(text: &str, size: f32, y: f32, tone: Tone, measure: &dyn Measure) -> Mark {
    Mark::Text(Text {
        x: (WIDTH - measure.width(text) * size) / 2.0,
        y,
        size,
        tone,
        text: text.to_owned(),
        part: None,
    })
}

/// The square code, the authority and the day of issue.
fn seal(sheet: &Sheet, measure: &dyn Measure, page: &mut Page) {
    page.marks.push(Mark::Qr {
        x: LABELS - 4.0,
        y: QR_TOP,
        side: QR_SIDE,
    });
    let x = LABELS + QR_SIDE + 4.0;
    let most = (RIGHT - x) / 4.6;
    let mut y = QR_TOP + 18.0;
    let lines = wrap(&sheet.issuer, most, measure);
    for (text, size, tone) in lines
        .into_iter()
        .map(|line| (line, 4.6, Tone::Value))
        .chain([
            (sheet.day(), 4.6, Tone::Value),
            (sheet.caption().to_owned(), 3.2, Tone::Label),
        ])
    {
        page.marks.push(Mark::Text(Text {
            x,
            y,
            size,
            tone,
            text,
            part: None,
        }));
        y += 8.0;
    }
}

fn foot(sheet: &Sheet, measure: &dyn Measure, (n, of): (usize, usize), page: &mut Page) {
    let text = format!("{}  ·  {n}/{of}", sheet.identifier);
    page.marks
        .push(centred(&text, 2.8, 280.0, Tone::Label, measure));
}
