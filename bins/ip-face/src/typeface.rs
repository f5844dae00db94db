//! The font that PDF/A embeds: given by the caller, or one that the system has installed.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ip_certs::digest::DigestAlgorithm;
use ip_certs::encode::hex;
use ip_core::problem::Problem;
use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::FileRef;
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

use crate::measure::Measure;

/// Where Debian's packages put fonts with Chinese characters, the best first: `fonts-noto-cjk`,
/// `fonts-wqy-microhei`, `fonts-wqy-zenhei`, `fonts-droid-fallback`.
const INSTALLED: [&str; 4] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
];

/// A font file, and the face in it that is used.
#[derive(Clone)]
pub struct Typeface {
    bytes: Arc<Vec<u8>>,
    index: u32,
    font: Font,
    digest: String,
}

impl Typeface {
    /// The font in these bytes; of a collection, the face for simplified Chinese where one says so
    /// by name, the first otherwise.
    ///
    /// # Errors
    ///
    /// `certs.face.font`: not an OpenType font or collection.
    pub fn new(bytes: Vec<u8>) -> Result<Self, Problem> {
        let bad = || Problem::new("certs.face.font");
        let index = match FileRef::new(&bytes).map_err(|_| bad())? {
            FileRef::Font(_) => 0,
            FileRef::Collection(fonts) => (0..fonts.len())
                .find(|i| fonts.get(*i).is_ok_and(|font| is_simplified(&font)))
                .unwrap_or(0),
        };
        let bytes = Arc::new(bytes);
        let font = Font::new(Arc::clone(&bytes).into(), index).ok_or_else(bad)?;
        let digest = hex::encode(&DigestAlgorithm::Sha256.of(&bytes));
        Ok(Self {
            bytes,
            index,
            font,
            digest,
        })
    }

    /// The font in a file.
    ///
    /// # Errors
    ///
    /// `certs.face.font`: the file cannot be read, or is no font.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let at = |problem: Problem| problem.found(path.display());
        let bytes = fs::read(path).map_err(|_| at(Problem::new("certs.face.font")))?;
        Self::new(bytes).map_err(at)
    }

    /// A font of the system.
    ///
    /// # Errors
    ///
    /// `certs.face.font`: none of the known fonts with Chinese characters is installed.
    pub fn installed() -> Result<Self, Problem> {
        let path = INSTALLED.iter().map(Path::new).find(|path| path.exists());
        match path {
            Some(path) => Self::read(path),
            None => Err(Problem::new("certs.face.font").expected("fonts-noto-cjk")),
        }
    }

    /// SHA-256 of the font file, hexadecimal.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    pub(crate) fn font(&self) -> Font {
        self.font.clone()
    }

    /// The font's own tables; the constructor has read them once.
    fn tables(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.bytes, self.index).ok()
    }

    /// Glyphs and widths, looked up once a drawing.
    pub(crate) fn glyphs(&self) -> Glyphs<'_> {
        Glyphs {
            font: self.tables(),
        }
    }
}

fn is_simplified(font: &FontRef<'_>) -> bool {
    let mut names = font.localized_strings(StringId::FULL_NAME);
    names.any(|name| name.chars().collect::<String>().ends_with(" SC"))
}

/// The glyphs of a typeface with their widths.
pub(crate) struct Glyphs<'a> {
    font: Option<FontRef<'a>>,
}

impl Glyphs<'_> {
    /// The glyph of a character.
    ///
    /// # Errors
    ///
    /// `certs.face.glyph`: the font has none.
    pub(crate) fn of(&self, c: char) -> Result<GlyphId, Problem> {
        let glyph = self.font.as_ref().and_then(|font| font.charmap().map(c));
        glyph.ok_or_else(|| Problem::new("certs.face.glyph").found(c))
    }
}

impl Measure for Glyphs<'_> {
    fn advance(&self, c: char) -> f32 {
        let Some(font) = &self.font else {
            return 1.0;
        };
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        let glyph = font.charmap().map(c);
        let width = glyph.and_then(|glyph| metrics.advance_width(glyph));
        width.unwrap_or(1.0)
    }
}
