//! Handing a forwarded case over (转办移交): a package with what the other place needs, made by one portal and taken in by
//! another. The case goes on there under a number of its own; here it stays closed.

mod claim;

use std::io::{Cursor, Read, Write};

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_certs::share::CodeHash;
use ip_core::problem::Problem;
use ip_core::record::{Hash, Record};
use ip_core::text::Text;
use ip_matters::case::{Event as CaseEvent, ForwardMode, State};
use ip_matters::matter::MatterId;
use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::cases::{self, TRIES};
use crate::draft::{Draft, check_file};
use crate::error::AppError;
use crate::port::{Batch, Doc, StoreError, Views};
use crate::{journal, wire};

/// The first part of a package, by which it is known.
const CASE: &str = "case.json";
/// The form of packages that this version makes and reads.
const FORMAT: &str = "ip-handover/1";
/// Most bytes of everything in a package, unpacked.
pub const LARGEST: u64 = 64 * 1024 * 1024;
/// The view of where cases were taken over from, by case.
const VIEW: &str = "handover";
/// The view of the places that handed over, by the number there.
const NUMBERS: &str = "handover-number";

/// A case as it is handed over; the files stand beside it under their digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Package {
    /// The form of the package.
    pub format: String,
    /// Key of the place that hands over.
    pub locality: String,
    /// Its name.
    pub place: Text,
    /// The case number there.
    pub number: String,
    /// The matter.
    pub matter: MatterId,
    /// How the places work together on it.
    pub mode: ForwardMode,
    /// When it was filed there.
    pub filed: DateTime<FixedOffset>,
    /// The day on which it was forwarded.
    pub forwarded: NaiveDate,
    /// What was filled in and handed in.
    pub form: Draft,
    /// What happened to it there, in order.
    pub history: Vec<CaseEvent>,
    /// Digest of the code that the applicant was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Hash>,
}

/// What happens to a package.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
enum Event {
    /// It became a case here.
    TakenOver {
        case: String,
        origin: Origin,
        /// What the applicant must know.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claim: Option<CodeHash>,
    },
    /// Somebody entered a wrong code.
    ClaimFailed {},
    /// The applicant took it up.
    Claimed { case: String },
}

/// Where a case was taken over from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Origin {
    /// Name of the place.
    pub place: Text,
    /// The case number there.
    pub number: String,
    /// When it was filed there.
    pub filed: DateTime<FixedOffset>,
    /// SHA-256 of the package.
    pub digest: Hash,
}

/// Follows a package that was taken in.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub(crate) fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    match journal::projected(record)? {
        Event::TakenOver { case, origin, .. } => {
            let place = record.entry.stream.split('/').nth(1).unwrap_or_default();
            let body = journal::body(record, &place)?;
            views.put(Doc::new(NUMBERS, &origin.number, body))?;
            views.put(Doc::new(VIEW, case, journal::body(record, &origin)?))
        }
        Event::Claimed { case } => cases::claimed(record, views, &case),
        Event::ClaimFailed {} => Ok(()),
    }
}

fn unreadable(why: impl std::fmt::Display) -> AppError {
    Problem::new("app.handover.unreadable").found(why).into()
}

impl App {
    /// The package of a case that was forwarded.
    ///
    /// # Errors
    ///
    /// Not for this role, no such case, not forwarded, erased; the store's failures.
    pub async fn hand_over_case(&self, actor: &Actor, number: &str) -> Result<Vec<u8>, AppError> {
        if !actor.is(&[Role::Clerk, Role::Supervisor]) {
            return Err(AppError::Forbidden);
        }
        let registered = self.case_for(actor, number).await?;
        let records = self.case_records(number).await?;
        let forwarded = records.iter().find_map(|(_, event)| match event {
            CaseEvent::Forwarded { on, mode, .. } => Some((*on, *mode)),
            _ => None,
        });
        let (Some((forwarded, mode)), State::Forwarded, Some(matter)) = (
            forwarded,
            registered.case.state,
            registered.case.matter.clone(),
        ) else {
            return Err(AppError::NotFound("handover"));
        };
        let form = self.case_form(&registered).await?;
        let place = &self.rules.pack.locality;
        let package = Package {
            format: FORMAT.to_owned(),
            locality: place.id.clone(),
            place: place.name.clone(),
            number: number.to_owned(),
            matter,
            mode,
            filed: registered.filed,
            forwarded,
            form,
            history: records.into_iter().map(|(_, event)| event).collect(),
            claim: Some(claim::digest(&place.id, number, &self.code_for(number))),
        };
        let mut files = Vec::new();
        for file in package.form.files.values().flatten() {
            files.push((file.hash, self.file(&file.hash).await?));
        }
        files.sort_by_key(|(hash, _)| hash.to_string());
        files.dedup_by_key(|(hash, _)| *hash);
        packed(&package, &files)
    }

    /// Takes a package in: the case goes on here under a new number, which is returned. Nothing is taken of a package
    /// that is not whole.
    ///
    /// # Errors
    ///
    /// Not for this role; a package that is damaged, for a matter that is not open here, taken in before, or lacking
    /// something that is asked here, each at its place; the store's failures.
    pub async fn take_over(&self, actor: &Actor, bytes: &[u8]) -> Result<String, AppError> {
        if !actor.is(&[Role::Clerk]) {
            return Err(AppError::Forbidden);
        }
        let (package, files) = unpacked(bytes)?;
        let entry = self
            .rules
            .pack
            .entry_on(package.matter.as_str(), actor.day());
        let entry = entry.filter(|entry| entry.is_open(actor.day()));
        let closed = || Problem::new("app.handover.not-handled").found(&package.matter);
        let entry = entry.ok_or_else(closed)?;
        let mut form = package.form.clone();
        form.bundle = None;
        form.fed.clear();
        let asked: Vec<_> = form.papers(entry).cloned().collect();
        for (material, held) in &form.files {
            for file in held {
                let bytes = files.iter().find(|(hash, _)| *hash == file.hash);
                let (_, bytes) = bytes.ok_or_else(|| unreadable(&file.name))?;
                if let Some(material) = asked.iter().find(|asked| asked.id == *material) {
                    check_file(material, &file.name, bytes)?;
                }
            }
        }
        form.check(entry, actor.day()).or(())?;
        for (_, bytes) in &files {
            self.store.put_file(bytes.clone()).await?;
        }
        // Whoever applied may have no account here: until they come with their code, the place that handed over stands for them.
        let stranger = Actor {
            account: format!("handover:{}", package.locality),
            role: Role::Person,
            at: actor.at,
        };
        let stream = format!("handover/{}/{}", package.locality, package.number);
        for _ in 0..TRIES {
            if !self.store.stream(&stream, 0).await?.is_empty() {
                let problem = Problem::new("app.handover.twice");
                return Err(problem.found(&package.number).into());
            }
            let (case, batch) = self.filing(&stranger, entry, &form, Batch::new()).await?;
            let event = Event::TakenOver {
                case: case.clone(),
                origin: Origin {
                    place: package.place.clone(),
                    number: package.number.clone(),
                    filed: package.filed,
                    digest: Hash::of(bytes),
                },
                claim: package.claim.map(|digest| self.claim_of(&stream, &digest)),
            };
            let taken = journal::entry("handover", &stream, actor, &event)?;
            match self.store.append(batch.append(&stream, 0, [taken])).await {
                Err(StoreError::Conflict { .. }) => {}
                done => return done.map(|_| case).map_err(Into::into),
            }
        }
        Err(AppError::Store(StoreError::Busy("case numbers".to_owned())))
    }

    /// Where a case was taken over from; `None` for one that was filed here.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn origin(&self, case: &str) -> Result<Option<Origin>, AppError> {
        let doc = self.store.view(VIEW, case).await?;
        doc.as_ref().map(journal::read).transpose()
    }
}

fn packed(package: &Package, files: &[(Hash, Vec<u8>)]) -> Result<Vec<u8>, AppError> {
    let failed = |e: std::io::Error| {
        AppError::Configuration(Problem::new("app.handover.unreadable").found(e))
    };
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let head = journal::written(package)?;
    let mut put = |name: String, bytes: &[u8]| -> Result<(), std::io::Error> {
        zip.start_file(name, options)
            .map_err(std::io::Error::other)?;
        zip.write_all(bytes)
    };
    put(CASE.to_owned(), head.as_bytes()).map_err(failed)?;
    for (hash, bytes) in files {
        put(format!("files/{hash}"), bytes).map_err(failed)?;
    }
    let done = zip
        .finish()
        .map_err(std::io::Error::other)
        .map_err(failed)?;
    Ok(done.into_inner())
}

/// A package with its files, each of which is what its digest says.
type Unpacked = (Package, Vec<(Hash, Vec<u8>)>);

fn unpacked(bytes: &[u8]) -> Result<Unpacked, AppError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut left = LARGEST;
    let mut head = None;
    let mut files = Vec::new();
    for at in 0..zip.len() {
        let part = zip.by_index(at).map_err(unreadable)?;
        let name = part.name().map_err(unreadable)?.into_owned();
        let mut content = Vec::new();
        // What a package says of its size is not believed.
        part.take(left + 1)
            .read_to_end(&mut content)
            .map_err(unreadable)?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or_else(|| unreadable("size"))?;
        match name.strip_prefix("files/") {
            Some(digest) => {
                let hash: Hash = digest.parse().map_err(|_| unreadable(&name))?;
                if Hash::of(&content) != hash {
                    return Err(unreadable(&name));
                }
                files.push((hash, content));
            }
            None if name == CASE => head = Some(content),
            None => return Err(unreadable(&name)),
        }
    }
    let head = head.ok_or_else(|| unreadable(CASE))?;
    let package: Package = wire::read("matters", &head)?;
    if package.format != FORMAT {
        return Err(unreadable(&package.format));
    }
    Ok((package, files))
}
