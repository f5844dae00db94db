//! Accounts and roles: who may sign in, and as what.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use ip_app::actor::Role;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::data_dir::{DataDir, random};
use crate::failure::Failure;
use crate::library::PackAccount;

/// File of the accounts, in the data folder.
const ACCOUNTS: &str = "accounts.toml";
/// File of the passwords that were made up at the first start, in the data folder.
pub const FIRST_PASSWORDS: &str = "first-passwords.toml";

/// Key of a role's name in the text files.
pub const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Person => "role-person",
        Role::Clerk => "role-clerk",
        Role::Reviewer => "role-reviewer",
        Role::Supervisor => "role-supervisor",
        Role::Requester => "role-requester",
        Role::Administrator => "role-administrator",
    }
}

/// An account as it stands in the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    login: String,
    role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outlet: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offices: Option<Vec<String>>,
    /// Argon2id in PHC form; absent until the password of the first start has been hashed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    name: Text,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountFile {
    #[serde(default)]
    account: Vec<Stored>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstPasswords {
    #[serde(default)]
    passwords: BTreeMap<String, String>,
}

/// Who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name typed at the door: lower-case letters, digits and `-`.
    pub login: String,
    /// The name shown.
    pub name: Text,
    /// What the account may do.
    pub role: Role,
    /// The outlet where it works.
    pub outlet: Option<String>,
    /// The organisation for which it uses certificates: unified social credit code.
    pub organisation: Option<String>,
    /// The issuing offices for which it may decide and sign: unified social credit codes; all of them where
    /// absent.
    pub offices: Option<Vec<String>>,
}

/// A password that was made up at the first start.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstPassword {
    /// Whose.
    pub login: String,
    /// The words.
    pub password: String,
}

/// All accounts of the portal.
#[derive(Debug)]
pub struct Accounts {
    all: Vec<(Account, OnceLock<String>)>,
}

impl Accounts {
    /// Reads the accounts; in a new data folder they are those that the pack asks for, with
    /// passwords made up.
    ///
    /// Passwords are not hashed here, because that is slow on purpose; [`Accounts::finish`] does it
    /// beside the running server, and whoever signs in before that waits for it.
    ///
    /// # Errors
    ///
    /// A file is damaged or cannot be read or written.
    pub fn open(
        data: &DataDir,
        wanted: &[PackAccount],
    ) -> Result<(Self, Vec<FirstPassword>), Failure> {
        let stored = match read_toml::<AccountFile>(data, ACCOUNTS)? {
            Some(file) => file.account,
            None => first_accounts(data, wanted)?,
        };
        let first = read_toml::<FirstPasswords>(data, FIRST_PASSWORDS)?.unwrap_or_default();
        let first = first
            .passwords
            .into_iter()
            .map(|(login, password)| FirstPassword { login, password })
            .collect();
        let all = stored.into_iter().map(|stored| {
            let hash = OnceLock::new();
            if let Some(text) = stored.hash {
                // The cell is new, so this cannot fail.
                let _ = hash.set(text);
            }
            let account = Account {
                login: stored.login,
                name: stored.name,
                role: stored.role,
                outlet: stored.outlet,
                organisation: stored.organisation,
                offices: stored.offices,
            };
            (account, hash)
        });
        Ok((Self { all: all.collect() }, first))
    }

    /// Hashes the passwords that have no hash yet, side by side, and keeps the hashes.
    ///
    /// # Errors
    ///
    /// The file cannot be written; the accounts can be used all the same.
    pub fn finish(&self, data: &DataDir, first: &[FirstPassword]) -> Result<(), Failure> {
        let missing: Vec<_> = self
            .all
            .iter()
            .filter(|(_, hash)| hash.get().is_none())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        std::thread::scope(|scope| {
            for (account, cell) in missing {
                let given = first.iter().find(|p| p.login == account.login);
                scope.spawn(move || {
                    // An account without a password has a hash that nothing matches.
                    let text = given.and_then(|p| hash(&p.password)).unwrap_or_default();
                    let _ = cell.set(text);
                });
            }
        });
        self.save(data)
    }

    /// Every account, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.all.iter().map(|(account, _)| account)
    }

    /// The outlets where accounts work, by login.
    pub fn workplaces(&self) -> BTreeMap<String, String> {
        let at = |account: &Account| Some((account.login.clone(), account.outlet.clone()?));
        self.iter().filter_map(at).collect()
    }

    /// The offices for which accounts may act, by login; an account that is not in it acts for all. `known`
    /// tells whether an office issues certificates here.
    ///
    /// # Errors
    ///
    /// An account names an office that does not.
    pub fn mandates(
        &self,
        data: &DataDir,
        known: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<String, Vec<String>>, Failure> {
        let bound = self.iter().filter_map(|account| {
            let offices = account.offices.as_ref()?;
            Some((account.login.clone(), offices.clone()))
        });
        let bound: BTreeMap<_, _> = bound.collect();
        for (login, offices) in &bound {
            if let Some(office) = offices.iter().find(|office| !known(office)) {
                let why = format!(
                    "the account {login} names the office {office}, which issues nothing here"
                );
                return Err(Failure::damaged(data.path(ACCOUNTS), why));
            }
        }
        Ok(bound)
    }

    /// The account with this login.
    pub fn get(&self, login: &str) -> Option<&Account> {
        self.iter().find(|account| account.login == login)
    }

    /// The account whose login and password these are.
    ///
    /// Slow on purpose, and as slow for a login that does not exist: call it off the async threads.
    pub fn check(&self, login: &str, password: &str) -> Option<&Account> {
        let found = self.all.iter().find(|(account, _)| account.login == login);
        let Some((account, cell)) = found else {
            let _ = hash(password);
            return None;
        };
        let parsed = PasswordHash::new(cell.wait()).ok()?;
        let verified = Argon2::default().verify_password(password.as_bytes(), &parsed);
        verified.is_ok().then_some(account)
    }

    fn save(&self, data: &DataDir) -> Result<(), Failure> {
        let account = self.all.iter().map(|(account, hash)| Stored {
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.role,
            outlet: account.outlet.clone(),
            organisation: account.organisation.clone(),
            offices: account.offices.clone(),
            hash: hash.get().cloned(),
        });
        let file = AccountFile {
            account: account.collect(),
        };
        write_toml(data, ACCOUNTS, &file)
    }
}

/// The accounts of a new data folder, with their passwords written beside.
fn first_accounts(data: &DataDir, wanted: &[PackAccount]) -> Result<Vec<Stored>, Failure> {
    let mut first = FirstPasswords::default();
    let mut account = Vec::new();
    for PackAccount {
        id,
        role,
        name,
        outlet,
        organisation,
        offices,
    } in wanted
    {
        first.passwords.insert(id.clone(), made_up_password()?);
        account.push(Stored {
            login: id.clone(),
            role: *role,
            outlet: outlet.clone(),
            organisation: organisation.clone(),
            offices: offices.clone(),
            hash: None,
            name: name.clone(),
        });
    }
    // Passwords first: accounts without them could never be entered.
    write_toml(data, FIRST_PASSWORDS, &first)?;
    let file = AccountFile { account };
    write_toml(data, ACCOUNTS, &file)?;
    Ok(file.account)
}

/// Five words out of 256: forty bits.
fn made_up_password() -> Result<String, Failure> {
    let words: Vec<&str> = include_str!("../data/words.txt").lines().collect();
    let chosen = random::<5>()?.map(|byte| words.get(usize::from(byte)).copied().unwrap_or("word"));
    Ok(chosen.join("-"))
}

fn hash(password: &str) -> Option<String> {
    let hash = Argon2::default().hash_password(password.as_bytes()).ok()?;
    Some(hash.to_string())
}

fn read_toml<T: serde::de::DeserializeOwned>(
    data: &DataDir,
    name: &str,
) -> Result<Option<T>, Failure> {
    let Some(bytes) = data.read(name)? else {
        return Ok(None);
    };
    let damaged = |why: String| Failure::damaged(data.path(name), why);
    let text = String::from_utf8(bytes).map_err(|e| damaged(e.to_string()))?;
    // The first line says what is wrong; the rest would show content, maybe a secret.
    let first_line = |e: toml::de::Error| e.message().lines().next().unwrap_or_default().to_owned();
    toml::from_str(&text)
        .map_err(|e| damaged(first_line(e)))
        .map(Some)
}

fn write_toml(data: &DataDir, name: &str, value: &impl Serialize) -> Result<(), Failure> {
    let text =
        toml::to_string(value).map_err(|e| Failure::damaged(data.path(name), e.to_string()))?;
    data.write(name, text.as_bytes())
}
