//! Filing: a draft is kept after every answer, and becomes a case with a number when it is complete.

use chrono::NaiveDate;
use ip_core::record::Hash;
use ip_matters::entry::{Entry, Material};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::cases::Registered;
use crate::draft::{Attachment, Draft, MOST_FILES, check_file};
use crate::error::AppError;
use crate::journal;
use crate::port::{Batch, VaultKey};
use ip_core::problem::{Problem, Problems, pointer_step};

impl App {
    /// What the person has written so far for a matter.
    ///
    /// # Errors
    ///
    /// Not a person's account, or the store's failures.
    pub async fn draft(&self, actor: &Actor, matter: &str) -> Result<Draft, AppError> {
        self.rules.entry(matter)?;
        match self.store.vault(&draft_key(actor, matter)?).await? {
            Some(text) => journal::parsed(&text),
            None => Ok(Draft::default()),
        }
    }

    /// Keeps the draft.
    ///
    /// # Errors
    ///
    /// Not a person's account, or the store's failures.
    pub async fn keep_draft(
        &self,
        actor: &Actor,
        matter: &str,
        draft: &Draft,
    ) -> Result<(), AppError> {
        let batch = Batch::new().keep(draft_key(actor, matter)?, journal::written(draft)?);
        self.store.append(batch).await?;
        Ok(())
    }

    /// The form of a case with the corrections that the person has made so far.
    ///
    /// # Errors
    ///
    /// Not found for a stranger's case, or the store's failures.
    pub async fn correction(
        &self,
        actor: &Actor,
        registered: &Registered,
    ) -> Result<Draft, AppError> {
        match self
            .store
            .vault(&correction_key(actor, &registered.number)?)
            .await?
        {
            Some(text) => journal::parsed(&text),
            None => self.case_form(registered).await,
        }
    }

    /// Keeps the corrections.
    ///
    /// # Errors
    ///
    /// Not a person's account, or the store's failures.
    pub async fn keep_correction(
        &self,
        actor: &Actor,
        number: &str,
        draft: &Draft,
    ) -> Result<(), AppError> {
        let key = correction_key(actor, number)?;
        self.store
            .append(Batch::new().keep(key, journal::written(draft)?))
            .await?;
        Ok(())
    }

    /// Takes a file for a material into the draft; the caller keeps the draft.
    ///
    /// # Errors
    ///
    /// A file that is empty, too large, of another kind, or one too many: a problem at the material.
    pub async fn attach(
        &self,
        draft: &mut Draft,
        material: &Material,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), AppError> {
        check_file(material, name, &bytes)?;
        let files = draft.files.entry(material.id.clone()).or_default();
        if files.len() >= MOST_FILES {
            let at = format!("/materials{}", pointer_step(&material.id));
            let problem = Problem::new("app.form.too-many-files").at(at);
            return Err(problem.expected(MOST_FILES).into());
        }
        let size = bytes.len() as u64;
        let hash = self.store.put_file(bytes).await?;
        if files.iter().all(|file| file.hash != hash) {
            files.push(Attachment {
                hash,
                name: name.to_owned(),
                size,
            });
        }
        Ok(())
    }

    /// Everything that stands against filing a draft: what is missing, and certificates that do not stand any more.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub(crate) async fn draft_problems(
        &self,
        entry: &Entry,
        draft: &Draft,
        day: NaiveDate,
    ) -> Result<Problems, AppError> {
        let mut problems = draft.check(entry, day);
        problems.0.extend(self.fallen(draft, day).await?.0);
        Ok(problems)
    }

    /// A file, as it was handed in.
    ///
    /// # Errors
    ///
    /// Not found, or the store's failures.
    pub async fn file(&self, hash: &Hash) -> Result<Vec<u8>, AppError> {
        self.store
            .file(hash)
            .await?
            .ok_or(AppError::NotFound("file"))
    }
}

/// Where a person's draft for a matter lies: with the personal data.
pub(crate) fn draft_key(actor: &Actor, matter: &str) -> Result<VaultKey, AppError> {
    persons_key(actor, &format!("draft/{}/{matter}", actor.account))
}

/// Where the corrections of a case lie until they are handed in.
pub(crate) fn correction_key(actor: &Actor, number: &str) -> Result<VaultKey, AppError> {
    persons_key(actor, &format!("correction/{}/{number}", actor.account))
}

fn persons_key(actor: &Actor, key: &str) -> Result<VaultKey, AppError> {
    if actor.is(&[Role::Person]) {
        Ok(VaultKey::new(key))
    } else {
        Err(AppError::Forbidden)
    }
}
