//! The rules by which fees are calculated: tariffs and readings of doubtful rules, shipped or given.

use std::fs;
use std::path::Path;

use ip_app::wire;
use ip_core::problem::Problem;
use ip_fees::engine::{Engine, Policy};
use ip_fees::tariff::Tariffs;

use crate::cli::FeeRules;
use crate::exit::Failure;
use crate::input::Input;

/// The engine that the arguments ask for.
pub fn engine(args: &FeeRules) -> Result<Engine, Failure> {
    let engine = Engine::builtin()?;
    let engine = if args.tariff.is_empty() {
        engine
    } else {
        Engine::new(tariffs(&args.tariff)?, engine.calendar().clone())
    };
    Ok(match &args.policy {
        Some(path) => engine.with_policy(policy(path)?),
        None => engine,
    })
}

/// The shipped tariffs with these files in the place of those of the same name, or beside them.
pub fn tariffs(files: &[impl AsRef<Path>]) -> Result<Tariffs, Failure> {
    let texts = files.iter().map(|path| {
        let path = path.as_ref();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(path).map_err(|e| Failure::unreadable(Some(path), &e))?;
        Ok((name.into_owned(), text))
    });
    let texts = texts.collect::<Result<Vec<_>, Failure>>()?;
    let named = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    Ok(Tariffs::builtin_with(&named.collect::<Vec<_>>())?)
}

/// The readings in a file; what it leaves out is the reading that the sources favour.
fn policy(path: &Path) -> Result<Policy, Failure> {
    let bytes = Input::open(Some(path))?.whole("fees")?;
    let told = |problem: Problem| problem.arg("file", path.display());
    Ok(wire::read("fees", &bytes).map_err(told)?)
}
