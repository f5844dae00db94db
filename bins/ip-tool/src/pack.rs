//! A locality's pack: a folder that was named, or the demonstration city that the portal ships.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ip_core::problem::Problem;
use ip_matters::catalogue::Catalogue;
use ip_matters::pack::Pack;
use rust_embed::RustEmbed;

use crate::exit::Failure;

/// The files of the demonstration city.
#[derive(RustEmbed)]
#[folder = "../ip-portal/pack/demo-city"]
struct DemoCity;

/// Reads a pack against the national baseline.
pub fn read(folder: Option<&Path>, catalogue: &Catalogue) -> Result<Pack, Failure> {
    let files = match folder {
        Some(folder) => of_folder(folder)?,
        None => demo_city(),
    };
    let files = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    Ok(Pack::from_files(catalogue, files)?)
}

fn demo_city() -> BTreeMap<String, String> {
    DemoCity::iter()
        .filter_map(|name| {
            let bytes = DemoCity::get(&name)?.data.into_owned();
            Some((name.into_owned(), String::from_utf8(bytes).ok()?))
        })
        .collect()
}

/// The TOML files of a folder and of the folders in it.
fn of_folder(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        let fail = |error| Failure::unreadable(Some(&at), &error);
        for entry in fs::read_dir(&at).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                let text = fs::read_to_string(&path)
                    .map_err(|error| Failure::unreadable(Some(&path), &error))?;
                let name = path.strip_prefix(folder).unwrap_or(&path);
                files.insert(name.to_string_lossy().replace('\\', "/"), text);
            }
        }
    }
    if files.is_empty() {
        return Err(Problem::new("matters.pack.missing")
            .found(folder.display())
            .into());
    }
    Ok(files)
}
