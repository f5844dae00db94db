//! `ip-tool list export` and `list import`: a list in the forms of others, and back.

use std::fs;
use std::path::{Path, PathBuf};

use ip_app::lists::{self, Reader, Unread};
use ip_app::sheets;
use ip_core::law::Registry;
use ip_core::problem::Problem;
use ip_core::text::Text;
use ip_matters::catalogue::Catalogue;
use ip_matters::exchange::national::{Exchange, Export, Header};
use ip_matters::exchange::table::{CellFault, Sheet};
use ip_matters::exchange::{Labels, cpsv, hsds};
use ip_matters::list::List;
use ip_matters::profile::Profile;

use crate::cli::{Import, ListFormat};
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::Output;

/// A profile by name, or from a file.
pub fn profile(name: Option<&str>) -> Result<Profile, Failure> {
    let name = name.unwrap_or(lists::PROFILE);
    let path = Path::new(name);
    if !path.is_file() {
        return Ok(Profile::builtin(name)?);
    }
    let text = fs::read_to_string(path).map_err(|e| Failure::unreadable(Some(path), &e))?;
    Ok(Profile::from_toml(name, &text)?)
}

/// Writes a list in a form of others.
pub fn export(
    list: &List,
    format: ListFormat,
    codes: Option<&str>,
    to: Option<&Path>,
    output: &Output,
) -> Result<Exit, Failure> {
    let registry = Registry::builtin()?;
    match format {
        ListFormat::CpsvAp => written(&cpsv::graph(list, &registry)?, to, output),
        ListFormat::Hsds => {
            let document = hsds::document(list, &Labels::builtin()?, output.words.lang);
            written(&document, to, output)
        }
        _ => tables(list, format, codes, to, &registry, output),
    }
}

/// A document as JSON, to a file or to the output.
pub fn written<T: serde::Serialize>(
    document: &T,
    to: Option<&Path>,
    output: &Output,
) -> Result<Exit, Failure> {
    let failed = |e: serde_json::Error| Failure::unwritable(&std::io::Error::other(e));
    let mut text = serde_json::to_vec_pretty(document).map_err(failed)?;
    text.push(b'\n');
    put(to, &text, output)?;
    Ok(Exit::Done)
}

fn tables(
    list: &List,
    format: ListFormat,
    codes: Option<&str>,
    to: Option<&Path>,
    registry: &Registry,
    output: &Output,
) -> Result<Exit, Failure> {
    let (catalogue, profile) = (Catalogue::baseline()?, profile(codes)?);
    let exchange = Exchange::national(&catalogue, registry, &profile)?;
    let raw = format == ListFormat::Csv;
    let export = exchange.export(list, raw);
    tables_out(&export, raw, to, output)
}

/// Writes sheets as a workbook, or for `raw` as a folder of CSV files, and tells what stayed behind.
pub fn tables_out(
    export: &Export,
    raw: bool,
    to: Option<&Path>,
    output: &Output,
) -> Result<Exit, Failure> {
    tell(&export.notes, output);
    if !raw {
        let book = sheets::write_xlsx(&export.sheets, &[], |_| String::new())?;
        put(to, &book, output)?;
        return Ok(Exit::Done);
    }
    let Some(folder) = to else {
        return Err(Problem::new("matters.exchange.no-folder").into());
    };
    let failed = |e: std::io::Error| Failure::unwritable(&e);
    fs::create_dir_all(folder).map_err(failed)?;
    for sheet in &export.sheets {
        let path = folder.join(format!("{}.csv", sheet.name));
        fs::write(path, sheets::write_csv(sheet)?).map_err(failed)?;
    }
    Ok(Exit::Done)
}

/// Writes to a file, else to the output.
pub fn put(to: Option<&Path>, bytes: &[u8], output: &Output) -> Result<(), Failure> {
    match to {
        Some(path) => fs::write(path, bytes).map_err(|e| Failure::unwritable(&e)),
        None => output.write(bytes),
    }
}

/// Says on standard error what the tables could not hold, or a list only keeps.
pub fn tell(notes: &[CellFault], output: &Output) {
    for note in notes {
        let entry = note.found.as_deref().unwrap_or_default();
        let said = output.words.title(&note.problem());
        eprintln!("{entry} {}: {said}", note.heading);
    }
}

/// Reads a list from tables: all of it, or every fault and nothing.
pub fn import(args: &Import, output: &Output) -> Result<Exit, Failure> {
    let sheets = sheets_of(&args.from)?;
    let (catalogue, registry) = (Catalogue::baseline()?, Registry::builtin()?);
    let profile = profile(args.profile.as_deref())?;
    let reader = Reader {
        catalogue: &catalogue,
        registry: &registry,
        profile: &profile,
    };
    let header = Header {
        locality: args.locality.clone(),
        name: Text::new(args.name.as_deref().unwrap_or(&args.locality), ""),
        on: args.on.unwrap_or_else(clock::today),
    };
    match reader.tables(sheets, header) {
        Ok(read) => {
            tell(&read.notes, output);
            output.print(&read.list, |list, _| crate::table::of(&list.entries))?;
            Ok(Exit::Done)
        }
        Err(unread) => {
            if let (Some(path), Unread::Cells(sheets, faults)) = (&args.marked, &unread) {
                let said = |fault: &CellFault| output.words.title(&fault.problem());
                let book = sheets::write_xlsx(sheets, faults, said)?;
                fs::write(path, book).map_err(|e| Failure::unwritable(&e))?;
            }
            Err(unread.problems().into())
        }
    }
}

/// The sheets of a workbook, of a CSV file, or of every CSV file of a folder.
pub fn sheets_of(from: &Path) -> Result<Vec<Sheet>, Failure> {
    let read = |path: &PathBuf| -> Result<Vec<Sheet>, Failure> {
        let bytes = Input::open(Some(path))?.whole("matters")?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(lists::sheets_of(&name, &bytes)?)
    };
    if !from.is_dir() {
        return read(&from.to_owned());
    }
    let failed = |e: std::io::Error| Failure::unreadable(Some(from), &e);
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("csv"))
        {
            files.push(path);
        }
    }
    files.sort();
    let mut sheets = Vec::new();
    for file in &files {
        sheets.extend(read(file)?);
    }
    Ok(sheets)
}
