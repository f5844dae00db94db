//! Certificates as files for people: drawn to be taken away, and opened when they come back.
//!
//! Drawing and reading take time, and what is read comes from strangers: it happens off the async threads,
//! at most two at a time, and within bounds.

use std::io::Cursor;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use ip_app::certificates::Presented;
use ip_certs::certificate::Certificate;
use ip_certs::face::QR_PREFIX;
use ip_certs::kind::Kinds;
use ip_certs::share::AnnotatedCopy;
use ip_core::problem::Problem;
use ip_core::text::Lang;
use ip_face::pdf::Level;
use ip_face::{Opened, Sheet, Typeface};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::fault::Fault;
use crate::form::upload::Media;

/// Files that are drawn or read at the same time.
const AT_ONCE: usize = 2;
/// The largest picture that is looked at, in pixels of a side and altogether: phones make 50 million.
const LARGEST_SIDE: usize = 10_000;
const LARGEST: usize = 64_000_000;
/// Pictures are made about this small before a square code is looked for.
const SIDE: usize = 2000;

/// What a certificate can be taken away as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// PDF/A-3u with the signed file attached.
    Pdf,
    /// OFD with metadata and the signed file attached.
    Ofd,
    /// The signed file itself.
    Json,
    /// W3C Verifiable Credential.
    Credential,
    /// A page.
    Html,
    /// One drawing.
    Svg,
    /// The square code as a drawing.
    Qr,
    /// PDF/A-1b, which holds no attachment.
    Archive,
}

impl Format {
    /// Every format, the most useful first.
    pub const ALL: [Self; 8] = [
        Self::Pdf,
        Self::Ofd,
        Self::Json,
        Self::Credential,
        Self::Html,
        Self::Svg,
        Self::Qr,
        Self::Archive,
    ];

    /// Media type, and what follows the name of the file.
    pub const fn media(self) -> (&'static str, &'static str) {
        match self {
            Self::Pdf => ("application/pdf", ".pdf"),
            Self::Archive => ("application/pdf", "-archive.pdf"),
            Self::Ofd => ("application/ofd", ".ofd"),
            Self::Json => ("application/json", ".json"),
            Self::Credential => ("application/vc", ".vc.json"),
            Self::Html => ("text/html; charset=utf-8", ".html"),
            Self::Svg => ("image/svg+xml", ".svg"),
            Self::Qr => ("image/svg+xml", "-qr.svg"),
        }
    }
}

/// Draws certificates and reads drawn ones, with one font for both.
#[derive(Clone)]
pub struct Faces(Arc<Inner>);

struct Inner {
    font: Option<PathBuf>,
    typeface: OnceLock<Result<Typeface, Problem>>,
    places: Semaphore,
}

impl Faces {
    /// Draws with the font in a file, or one that is installed.
    pub fn new(font: Option<PathBuf>) -> Self {
        Self(Arc::new(Inner {
            font,
            typeface: OnceLock::new(),
            places: Semaphore::new(AT_ONCE),
        }))
    }

    /// A signed file, certificate or annotated copy, in a format.
    ///
    /// # Errors
    ///
    /// `certs.face.…`, such as `certs.face.font` where PDF is asked for and no font is installed.
    pub async fn draw(&self, file: String, format: Format, lang: Lang) -> Result<Drawn, Fault> {
        self.off(move |faces| faces.drawn(&file, format, lang))
            .await
    }

    /// As [`Faces::draw`]; where it cannot be drawn, the signed file itself, so that a use that is already
    /// recorded is never in vain.
    ///
    /// # Errors
    ///
    /// This process ends.
    pub async fn draw_or_give(
        &self,
        file: String,
        format: Format,
        lang: Lang,
    ) -> Result<(Format, Vec<u8>), Fault> {
        Ok(match self.draw(file.clone(), format, lang).await? {
            Ok(bytes) => (format, bytes),
            Err(problem) => {
                tracing::warn!(%problem, "a copy could not be drawn and went out as its signed file");
                (Format::Json, file.into_bytes())
            }
        })
    }

    /// What someone hands over as a file, read within bounds: a signed file, alone or in OFD or PDF, a PNG
    /// or JPEG picture of a QR code, or the text of one.
    ///
    /// # Errors
    ///
    /// This process ends. Inside: `app.certificate.no-qr` for a picture without a readable code; the
    /// problems of the file.
    pub async fn read(&self, bytes: Vec<u8>) -> Result<Result<Handed, Problem>, Fault> {
        self.off(move |faces| faces.handed(&bytes)).await
    }

    async fn off<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let _place = self.0.places.acquire().await.map_err(Fault::internal)?;
        let inner = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || work(&inner)).await;
        done.map_err(Fault::internal)
    }
}

/// What was handed over; for a drawn file, what came of comparing its pages (see [`ip_face::Opened`]).
pub struct Handed {
    /// What is to be verified.
    pub presented: Presented,
    /// The outcome for a drawn file.
    pub drawing: Option<Option<Result<(), Problem>>>,
}

/// A drawing, or why there is none.
pub type Drawn = Result<Vec<u8>, Problem>;

impl Inner {
    fn typeface(&self) -> Result<&Typeface, Problem> {
        let found = self.typeface.get_or_init(|| match &self.font {
            Some(path) => Typeface::read(path),
            None => Typeface::installed(),
        });
        found.as_ref().map_err(Clone::clone)
    }

    fn handed(&self, bytes: &[u8]) -> Result<Handed, Problem> {
        let plain = |presented| Handed {
            presented,
            drawing: None,
        };
        if matches!(Media::of(bytes), Media::Png | Media::Jpeg) {
            let text = scanned(bytes).ok_or_else(|| Problem::new("app.certificate.no-qr"))?;
            return Ok(plain(Presented::typed(&text)));
        }
        if bytes.starts_with(QR_PREFIX.as_bytes()) {
            return Ok(plain(Presented::typed(&String::from_utf8_lossy(bytes))));
        }
        let typeface = if bytes.starts_with(b"%PDF") {
            self.typeface().ok()
        } else {
            None
        };
        let Some(opened) = ip_face::open(bytes, &Kinds::builtin()?, typeface) else {
            return Ok(plain(Presented::file(bytes)?));
        };
        let Opened { file, drawing } = opened?;
        Ok(Handed {
            presented: Presented::file(file.as_bytes())?,
            drawing: Some(drawing),
        })
    }

    fn drawn(&self, file: &str, format: Format, lang: Lang) -> Drawn {
        let sheet = || Sheet::of_file(file.as_bytes(), &Kinds::builtin()?, lang);
        Ok(match format {
            Format::Json => file.as_bytes().to_vec(),
            Format::Credential => certificate(file)?.credential_json().into_bytes(),
            Format::Qr => crate::pages::certificates::qr_svg(certificate(file)?.qr_text())
                .map_err(|_| Problem::new("certs.qr.too-long"))?
                .into_bytes(),
            Format::Html => sheet()?.to_html().into_bytes(),
            Format::Svg => sheet()?.to_svg().into_bytes(),
            Format::Ofd => sheet()?.to_ofd()?,
            Format::Pdf => sheet()?.to_pdf(self.typeface()?, Level::A3u)?,
            Format::Archive => sheet()?.to_pdf(self.typeface()?, Level::A1b)?,
        })
    }
}

fn certificate(file: &str) -> Result<Certificate, Problem> {
    match AnnotatedCopy::from_json(file.as_bytes()) {
        Ok(copy) => Ok(copy.certificate().clone()),
        Err(_) => Certificate::from_json(file.as_bytes()),
    }
}

/// A picture in shades of grey.
struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// The text of the first square code that can be read.
fn scanned(bytes: &[u8]) -> Option<String> {
    let grey = match Media::of(bytes) {
        Media::Png => png(bytes)?,
        _ => jpeg(bytes)?,
    };
    let Grey {
        width,
        height,
        pixels,
    } = grey.reduced();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        pixels.get(y * width + x).copied().unwrap_or_default()
    });
    let mut grids = prepared.detect_grids().into_iter();
    grids.find_map(|grid| grid.decode().ok().map(|(_, text)| text))
}

const fn fits(width: usize, height: usize) -> bool {
    width <= LARGEST_SIDE && height <= LARGEST_SIDE && width.saturating_mul(height) <= LARGEST
}

fn jpeg(bytes: &[u8]) -> Option<Grey> {
    let options = DecoderOptions::default()
        .set_max_width(LARGEST_SIDE)
        .set_max_height(LARGEST_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    if !fits(width, height) {
        return None;
    }
    let pixels = decoder.decode().ok()?;
    Some(Grey {
        width,
        height,
        pixels,
    })
}

fn png(bytes: &[u8]) -> Option<Grey> {
    let limits = png::Limits { bytes: 4 * LARGEST };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = reader.info().size();
    let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    if !fits(width, height) {
        return None;
    }
    let mut samples = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut samples).ok()?;
    let channels = frame.color_type.samples();
    // What is transparent lies on white paper.
    let alpha = matches!(
        frame.color_type,
        png::ColorType::GrayscaleAlpha | png::ColorType::Rgba
    );
    let grey = |pixel: &[u8]| match pixel {
        [colours @ .., opacity] if alpha => {
            (mean(colours) * u32::from(*opacity) + 255 * (255 - u32::from(*opacity))) / 255
        }
        colours => mean(colours),
    };
    let pixels = samples.chunks_exact(channels).take(width * height);
    Some(Grey {
        width,
        height,
        pixels: pixels
            .map(|pixel| u8::try_from(grey(pixel)).unwrap_or(u8::MAX))
            .collect(),
    })
}

fn mean(colours: &[u8]) -> u32 {
    let sum: u32 = colours.iter().map(|colour| u32::from(*colour)).sum();
    sum / u32::try_from(colours.len()).unwrap_or(1).max(1)
}

impl Grey {
    /// The picture made smaller by a whole factor, each pixel the mean of those it stands for.
    fn reduced(self) -> Self {
        let factor = self.width.max(self.height).div_ceil(SIDE).max(1);
        if factor == 1 {
            return self;
        }
        let (width, height) = (self.width / factor, self.height / factor);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let rows = (0..factor).filter_map(|row| {
                    let from = (y * factor + row) * self.width + x * factor;
                    self.pixels.get(from..from + factor)
                });
                let sum: usize = rows.flatten().map(|pixel| usize::from(*pixel)).sum();
                pixels.push(u8::try_from(sum / (factor * factor)).unwrap_or(u8::MAX));
            }
        }
        Self {
            width,
            height,
            pixels,
        }
    }
}
