//! The vault (个人信息库): the only place where a pseudonym meets a person, and a review its words.
//!
//! Two keys lead from an event to a person: the secret behind the pseudonym, which stays with the caller, and this
//! vault. Events, counts and publications hold references alone, so that erasing a row here leaves them as they are
//! and makes the person unfindable. Who may see what is decided here, once.

use alloc::collections::BTreeMap;
use alloc::string::String;

use ip_core::party::Sensitive;
use serde::{Deserialize, Serialize};

use crate::id::{PersonRef, TextRef};

/// What is known of a person: by which field it came, and its value.
pub type Identity = BTreeMap<String, Sensitive>;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// 平台: keeps the vault, calls back, exports.
    Platform,
    /// 承办人: handles the case; sees the words, and of the person only how to call.
    Handler,
    /// 被评价人: never sees who reviewed; the words reach that desk only through the handler.
    Assessed,
    /// 公众: sees nothing that is kept here.
    Public,
}

/// What one of them may see of a review.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Disclosure {
    /// The person, field by field.
    pub identity: Option<Identity>,
    /// The last four digits of the number to call, for the call that the platform puts through.
    pub call: Option<Sensitive>,
    /// The words.
    pub text: Option<Sensitive>,
}

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Erased {
    /// Whether there was a person under this pseudonym.
    pub person: bool,
    /// How many texts went with that person.
    pub texts: usize,
}

/// Persons by pseudonym and words by reference.
///
/// ```
/// use ip_core::party::Sensitive;
/// use ip_eval::vault::{Audience, Vault};
/// let mut vault = Vault::default();
/// let (person, text) = ("p-7".parse()?, "r1".parse()?);
/// vault.keep_person(&person, [("mobile".to_owned(), Sensitive::new("13900000001".to_owned()))]);
/// vault.keep_text(&text, Some(&person), Sensitive::new("等了三周".to_owned()));
/// let seen = |vault: &Vault, who| vault.disclose(Some(&person), Some(&text), who);
/// assert_eq!(seen(&vault, Audience::Handler).call.unwrap().expose(), "0001");
/// assert!(seen(&vault, Audience::Handler).identity.is_none());
/// assert_eq!(seen(&vault, Audience::Public), Default::default());
/// assert_eq!(vault.erase(&person).texts, 1);
/// assert_eq!(seen(&vault, Audience::Platform), Default::default());
/// # Ok::<(), ip_eval::id::BadReference>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vault {
    persons: BTreeMap<PersonRef, Identity>,
    texts: BTreeMap<TextRef, (Option<PersonRef>, Sensitive)>,
}

/// Fields that hold a number to call.
const CALLS: [&str; 2] = ["mobile", "contactMobile"];

impl Vault {
    /// Keeps what is known of a person; a field that came before gives way to the new one.
    pub fn keep_person(
        &mut self,
        person: &PersonRef,
        fields: impl IntoIterator<Item = (String, Sensitive)>,
    ) {
        let known = self.persons.entry(person.clone()).or_default();
        known.extend(fields);
    }

    /// Keeps the words of a review, and whose they are where that is known.
    pub fn keep_text(&mut self, text: &TextRef, author: Option<&PersonRef>, words: Sensitive) {
        self.texts.insert(text.clone(), (author.cloned(), words));
    }

    /// What one may see of a reviewer and of the words of the review.
    pub fn disclose(
        &self,
        person: Option<&PersonRef>,
        text: Option<&TextRef>,
        to: Audience,
    ) -> Disclosure {
        let identity = || person.and_then(|person| self.persons.get(person));
        let words = || text.and_then(|text| Some(self.texts.get(text)?.1.clone()));
        match to {
            Audience::Platform => Disclosure {
                identity: identity().cloned(),
                call: identity().and_then(call),
                text: words(),
            },
            Audience::Handler => Disclosure {
                identity: None,
                call: identity().and_then(call),
                text: words(),
            },
            Audience::Assessed | Audience::Public => Disclosure::default(),
        }
    }

    /// Destroys a person's row and every text of that person; counts and events stay as they are.
    pub fn erase(&mut self, person: &PersonRef) -> Erased {
        let before = self.texts.len();
        self.texts
            .retain(|_, (author, _)| author.as_ref() != Some(person));
        Erased {
            person: self.persons.remove(person).is_some(),
            texts: before - self.texts.len(),
        }
    }

    /// Destroys one text, such as that of an anonymous review.
    pub fn erase_text(&mut self, text: &TextRef) -> bool {
        self.texts.remove(text).is_some()
    }
}

/// The end of a number to call.
fn call(identity: &Identity) -> Option<Sensitive> {
    let number = CALLS.iter().find_map(|field| identity.get(*field))?;
    let digits = number.expose().chars().rev().take(4);
    let mut end: alloc::vec::Vec<char> = digits.collect();
    end.reverse();
    Some(Sensitive::new(end.into_iter().collect()))
}
