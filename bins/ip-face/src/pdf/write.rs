//! Writing: the marks of the layout, the part of the font they need, the attachment.

use chrono::{Datelike as _, NaiveDate};
use ip_core::problem::Problem;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use super::ATTACHMENT;
use crate::DRAWING;
use crate::layout::{self, HEIGHT, Mark, TURN, Text, Tone, WIDTH};
use crate::measure::Measure as _;
use crate::sheet::Sheet;
use crate::typeface::{Glyphs, Typeface};

/// Points in a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// Which part of ISO 19005 the file keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// PDF/A-1b (ISO 19005-1, GB/T 23286.1), which Chinese archives take; it holds no attachment.
    A1b,
    /// PDF/A-3u (ISO 19005-3): the signed certificate is attached, all text can be searched.
    #[default]
    A3u,
}

impl Sheet {
    /// The sheet as PDF/A with the glyphs it needs of `typeface`.
    ///
    /// # Errors
    ///
    /// `certs.face.glyph` for a character that the font lacks, `certs.face.pdf` where the font
    /// may not be embedded or the level not be kept.
    pub fn to_pdf(&self, typeface: &Typeface, level: Level) -> Result<Vec<u8>, Problem> {
        let failed = |e: String| Problem::new("certs.face.pdf").found(e);
        let archival = match level {
            Level::A1b => Archival::A1_B,
            Level::A3u => Archival::A3_U,
        };
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(archival)
            .finish()
            .map_err(|e| failed(format!("{e:?}")))?;
        let mut document = Document::new_with(SerializeSettings {
            configuration,
            ..SerializeSettings::default()
        });
        let glyphs = typeface.glyphs();
        let pen = Pen {
            sheet: self,
            typeface,
            glyphs: &glyphs,
        };
        for page in layout::pages(self, &glyphs) {
            let settings = PageSettings::from_wh(WIDTH * POINTS, HEIGHT * POINTS);
            let settings = settings.ok_or_else(|| failed("A4".into()))?;
            let mut sheet = document.start_page_with(settings);
            let mut surface = sheet.surface();
            for mark in &page.marks {
                pen.draw(mark, &mut surface)?;
            }
            surface.finish();
            sheet.finish();
        }
        let day = date(self.issued);
        let (title, _) = self.titles();
        document.set_metadata(
            Metadata::new()
                .title(format!("{title} {}", self.identifier))
                .authors(vec![self.issuer.clone()])
                .language(self.pick("zh-CN", "en").into())
                .creator(maker(typeface))
                .document_id(self.identifier.clone())
                .creation_date(day),
        );
        if level == Level::A3u {
            document.embed_file(EmbeddedFile {
                path: ATTACHMENT.into(),
                mime_type: MimeType::new("application/json"),
                description: Some(
                    self.pick("已签名的电子证照", "The signed certificate")
                        .into(),
                ),
                association_kind: AssociationKind::Source,
                data: self.file.clone().into_bytes().into(),
                modification_date: Some(day),
                compress: None,
                location: None,
            });
        }
        document.finish().map_err(|e| failed(format!("{e:?}")))
    }
}

/// What drew a PDF, in its metadata: only the same program with the same font draws the same bytes again.
pub(super) fn maker(typeface: &Typeface) -> String {
    format!("ip-face {DRAWING}, font {}", typeface.digest())
}

fn date(day: NaiveDate) -> DateTime {
    let part = |n: u32| u8::try_from(n).unwrap_or(1);
    DateTime::new(u16::try_from(day.year()).unwrap_or(0))
        .month(part(day.month()))
        .day(part(day.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(8)
        .utc_offset_minute(0)
}

fn fill(rgb: [u8; 3]) -> Fill {
    let [r, g, b] = rgb;
    Fill {
        paint: rgb::Color::new(r, g, b).into(),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    }
}

/// Draws the marks of one sheet.
struct Pen<'a> {
    sheet: &'a Sheet,
    typeface: &'a Typeface,
    glyphs: &'a Glyphs<'a>,
}

impl Pen<'_> {
    fn draw(&self, mark: &Mark, surface: &mut Surface<'_>) -> Result<(), Problem> {
        match mark {
            Mark::Text(text) => self.text(
                text,
                Point::from_xy(text.x * POINTS, text.y * POINTS),
                surface,
            )?,
            Mark::Across(text) => {
                let turn = Transform::from_rotate_at(-TURN, text.x * POINTS, text.y * POINTS);
                surface.push_transform(&turn);
                let drawn = self.text(
                    text,
                    Point::from_xy(text.x * POINTS, text.y * POINTS),
                    surface,
                );
                // Also on a failure: the surface wants every transform taken back.
                surface.pop();
                drawn?;
            }
            Mark::Frame { x, y, w, h, pen } => {
                let mut path = PathBuilder::new();
                path.extend_rect(*x, *y, *w, *h);
                surface.set_fill(None);
                surface.set_stroke(Some(Stroke {
                    paint: rgb::Color::new(138, 31, 17).into(),
                    width: pen * POINTS,
                    ..Stroke::default()
                }));
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
                surface.set_stroke(None);
            }
            Mark::Qr { x, y, side } => {
                let module = side / self.sheet.qr.side() as f32;
                let mut path = PathBuilder::new();
                for (column, row, length) in self.sheet.qr.stretches() {
                    let (left, top) = (x + column as f32 * module, y + row as f32 * module);
                    path.extend_rect(left, top, length as f32 * module, module);
                }
                surface.set_fill(Some(fill(Tone::Value.rgb())));
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
        Ok(())
    }

    fn text(&self, text: &Text, at: Point, surface: &mut Surface<'_>) -> Result<(), Problem> {
        let glyphs = text.text.char_indices().map(|(start, c)| {
            let glyph = self.glyphs.of(c)?;
            let range = start..start + c.len_utf8();
            let advance = self.glyphs.advance(c);
            let id = GlyphId::new(glyph.to_u32());
            Ok(KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, range, None))
        });
        let glyphs = glyphs.collect::<Result<Vec<_>, Problem>>()?;
        surface.set_fill(Some(fill(text.tone.rgb())));
        let font = self.typeface.font();
        surface.draw_glyphs(at, &glyphs, font, &text.text, text.size * POINTS, false);
        Ok(())
    }
}

/// Rectangles from millimetres.
trait Rectangles {
    fn extend_rect(&mut self, x: f32, y: f32, w: f32, h: f32);
}

impl Rectangles for PathBuilder {
    fn extend_rect(&mut self, x: f32, y: f32, w: f32, h: f32) {
        let [x, y, w, h] = [x, y, w, h].map(|length| length * POINTS);
        if let Some(rect) = Rect::from_xywh(x, y, w, h) {
            self.push_rect(rect);
        }
    }
}
