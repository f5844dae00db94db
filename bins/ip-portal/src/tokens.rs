//! The tokens with which the programs of an organisation call the sharing service: each made for one
//! program, and revoked by itself.
//!
//! The file holds no secret: a token is its id with a code that only the key of the data folder can make.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::data_dir::{DataDir, random};
use crate::failure::Failure;
use crate::session::{Sessions, hex};

/// File of the tokens, in the data folder.
const FILE: &str = "api-tokens.toml";
/// Most tokens of an account that are good at the same time.
pub const MOST: usize = 20;
/// Longest label in characters.
pub const LABEL: usize = 60;

/// A token as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The first part of its text.
    pub id: String,
    /// Whose programs use it.
    pub account: String,
    /// What it is for, in its owner's words.
    pub label: String,
    /// Since when it is good.
    pub made: DateTime<FixedOffset>,
    /// Since when it is not any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<DateTime<FixedOffset>>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    token: Vec<Token>,
}

/// All tokens.
#[derive(Debug)]
pub struct Tokens(Mutex<File>);

impl Tokens {
    /// The tokens of a data folder.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is damaged.
    pub fn open(data: &DataDir) -> Result<Self, Failure> {
        let Some(bytes) = data.read(FILE)? else {
            return Ok(Self(Mutex::default()));
        };
        let damaged = |why: String| Failure::damaged(data.path(FILE), why);
        let text = String::from_utf8(bytes).map_err(|e| damaged(e.to_string()))?;
        let file = toml::from_str(&text).map_err(|e| damaged(e.message().to_owned()))?;
        Ok(Self(Mutex::new(file)))
    }

    /// The tokens of an account, the newest first.
    pub fn of(&self, account: &str) -> Vec<Token> {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = file.token.iter().rev();
        own.filter(|token| token.account == account)
            .cloned()
            .collect()
    }

    /// Makes a token; its text is given now and kept nowhere. `None` where the account has [`MOST`].
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn make(
        &self,
        data: &DataDir,
        sessions: &Sessions,
        account: &str,
        label: &str,
        now: DateTime<FixedOffset>,
    ) -> Result<Option<String>, Failure> {
        let id = hex(&random::<4>()?);
        let made = self.change(data, |all| {
            let good = |token: &&Token| token.account == account && token.revoked.is_none();
            if all.iter().filter(good).count() >= MOST {
                return false;
            }
            all.push(Token {
                id: id.clone(),
                account: account.to_owned(),
                label: label.to_owned(),
                made: now,
                revoked: None,
            });
            true
        })?;
        Ok(made.then(|| format!("{id}.{}", sessions.api_code(account, &id))))
    }

    /// Revokes a token of an account at once; `false` where there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be written; the token is good then as before.
    pub fn revoke(
        &self,
        data: &DataDir,
        account: &str,
        id: &str,
        now: DateTime<FixedOffset>,
    ) -> Result<bool, Failure> {
        self.change(data, |all| {
            let own = |token: &&mut Token| token.account == account && token.id == id;
            let token = all.iter_mut().find(own);
            token.is_some_and(|token| {
                token.revoked.get_or_insert(now);
                true
            })
        })
    }

    /// Whether this is the text of a good token of an account.
    pub fn is_good(&self, sessions: &Sessions, account: &str, text: &str) -> bool {
        let Some((id, code)) = text.split_once('.') else {
            return false;
        };
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut own = file.token.iter();
        own.any(|token| token.account == account && token.id == id && token.revoked.is_none())
            && sessions.is_api_code(account, id, code)
    }

    /// Changes the list in the file first, then in memory.
    fn change(
        &self,
        data: &DataDir,
        change: impl FnOnce(&mut Vec<Token>) -> bool,
    ) -> Result<bool, Failure> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = File {
            token: file.token.clone(),
        };
        if !change(&mut next.token) {
            return Ok(false);
        }
        let text =
            toml::to_string(&next).map_err(|e| Failure::damaged(data.path(FILE), e.to_string()))?;
        data.write(FILE, text.as_bytes())?;
        *file = next;
        Ok(true)
    }
}
