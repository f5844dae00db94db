//! `ip-tool cert render`: the drawings of a certificate, all of the one record.

use ip_certs::certificate::Certificate;
use ip_certs::kind::Kinds;
use ip_certs::share::AnnotatedCopy;
use ip_face::pdf::Level;
use ip_face::{Sheet, Typeface};

use super::AREA;
use crate::cli::{PdfLevel, Render, RenderFormat};
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::Output;

/// The certificate of a file, or the one inside an annotated copy.
fn certificate(bytes: &[u8]) -> Result<Certificate, Failure> {
    Ok(match AnnotatedCopy::from_json(bytes) {
        Ok(copy) => copy.certificate().clone(),
        Err(_) => Certificate::from_json(bytes)?,
    })
}

/// Draws what `args` name.
pub fn run(args: &Render, output: &Output) -> Result<Exit, Failure> {
    let bytes = Input::open(args.source.input.as_deref())?.whole(AREA)?;
    let kinds = Kinds::builtin()?;
    let lang = output.words.lang;
    let sheet = Sheet::of_file(&bytes, &kinds, lang)?;
    let drawn = match args.format {
        RenderFormat::Html => sheet.to_html().into_bytes(),
        RenderFormat::Svg => sheet.to_svg().into_bytes(),
        RenderFormat::Ofd => sheet.to_ofd()?,
        RenderFormat::Qr => format!("{}\n", certificate(&bytes)?.qr_text()).into_bytes(),
        RenderFormat::Vc => certificate(&bytes)?.credential_json().into_bytes(),
        RenderFormat::Pdf => {
            let typeface = match &args.font {
                Some(path) => Typeface::read(path)?,
                None => Typeface::installed()?,
            };
            let level = match args.level {
                PdfLevel::A1b => Level::A1b,
                PdfLevel::A3u => Level::A3u,
            };
            sheet.to_pdf(&typeface, level)?
        }
    };
    output.write(&drawn)?;
    Ok(Exit::Done)
}
