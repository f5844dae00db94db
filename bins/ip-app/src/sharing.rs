//! Sharing of certificates (用证授权): the holder authorises, an organisation uses, and every use is in the log
//! before anything is released.

mod again;
mod claims;
mod inquiry;
mod miss;
mod rules;
mod shown;
mod view;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Duration, FixedOffset};
use ip_certs::certificate::{Certificate, State};
use ip_certs::share::{
    AnnotatedCopy, Annotation, Authorisation, CodeHash, Ground, ShareEvent, ShareOperation,
    ShareRefusal, Sharing, UseRequest, compare, one_time_code, release,
};
use ip_core::id::CertificateId;
use ip_core::problem::{Problem, Problems};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::certificates::lent;
use crate::error::AppError;
use crate::journal::{self, Loaded};
use crate::port::{Batch, StoreError, VaultKey};
use crate::register::TRIES;

pub use inquiry::{About, OPERATIONS};
pub use miss::{Miss, project as project_miss};
pub use rules::{Purpose, SharingRules};
pub use view::{Look, Shared, Standing, project};

/// The name under which the holders' codes are opened.
pub const HOLDER_CODES: &str = "certificateHolderCode";

/// What a holder wants to allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Which certificate.
    pub certificate: CertificateId,
    /// Which hidden fields may be opened.
    pub fields: Vec<String>,
    /// What may be done.
    pub operations: Vec<ShareOperation>,
    /// For which purpose: its id in [`SharingRules`].
    pub purpose: String,
    /// For whom: unified social credit code.
    pub audience: String,
    /// Until when; a one-time code has its own short time.
    pub until: DateTime<FixedOffset>,
    /// How often.
    pub uses: u32,
    /// Whether a one-time code is to be shown for it, good once.
    pub by_code: bool,
}

/// An authorisation that was given, with its code, which is never shown again.
#[derive(Clone, PartialEq, Eq)]
pub struct Given {
    /// Number of the authorisation.
    pub id: String,
    /// What the holder hands over: number and code.
    pub code: Option<String>,
}

/// A code is good for whoever knows it: logs see the number alone.
impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Given");
        shown.field("id", &self.id).finish_non_exhaustive()
    }
}

/// What an organisation asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Ask {
    /// Number of the authorisation.
    pub authorisation: String,
    /// The one-time code, where there is one.
    pub code: Option<String>,
    /// Which certificate; the only one of the authorisation where absent.
    pub certificate: Option<CertificateId>,
    /// For which purpose: its id in [`SharingRules`]; that of the authorisation where empty, as programs
    /// of the national interface do not name one.
    pub purpose: String,
    /// Why in this case, in the words of whoever asks; the holder reads it.
    pub cause: String,
    /// What is wanted.
    pub wanted: Wanted,
}

/// Neither the code nor what is claimed of the holder is for logs.
impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask")
            .field("authorisation", &self.authorisation)
            .field("certificate", &self.certificate)
            .field("purpose", &self.purpose)
            .field("operation", &self.wanted.operation())
            .finish_non_exhaustive()
    }
}

/// What is wanted of a certificate, the least telling first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Whether these values are the certificate's: yes or no.
    Compare(BTreeMap<String, String>),
    /// Its fields, and these hidden ones; all that are authorised where absent.
    Query(Option<Vec<String>>),
    /// An annotated copy that expires, at the latest with the authorisation.
    Download {
        /// Hidden fields to open; all that are authorised where absent.
        fields: Option<Vec<String>>,
        /// Until when the copy should be good.
        until: Option<DateTime<FixedOffset>>,
    },
}

impl Wanted {
    /// The operation.
    pub const fn operation(&self) -> ShareOperation {
        match self {
            Self::Compare(_) => ShareOperation::Compare,
            Self::Query(_) => ShareOperation::Query,
            Self::Download { .. } => ShareOperation::Download,
        }
    }
}

/// What a recorded use releases.
#[derive(Debug, Clone, PartialEq)]
pub enum Released {
    /// Yes or no.
    Compared(bool),
    /// The certificate with some fields opened.
    Fields(Box<Certificate>),
    /// The annotated copy.
    Copy(Box<AnnotatedCopy>),
}

/// A use that was recorded, and what it released.
#[derive(Debug, Clone, PartialEq)]
pub struct Used {
    /// Number of the authorisation.
    pub authorisation: String,
    /// Number of the use record in its authorisation.
    pub record: u64,
    /// The certificate.
    pub certificate: CertificateId,
    /// The state of the certificate now.
    pub state: State,
    /// What may be seen.
    pub released: Released,
}

/// What a holder hands over: the number of the authorisation and ten digits, spaces and hyphens as one likes.
pub fn read_code(text: &str) -> Option<(String, String)> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect::<String>()
        .to_ascii_uppercase();
    let at = plain.len().checked_sub(ip_certs::share::CODE_DIGITS)?;
    let (id, code) = plain.split_at_checked(at)?;
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    let named = id.len() == ID_LENGTH && id.bytes().all(|b| ALPHABET.contains(&b));
    (digits && named).then(|| (id.to_owned(), code.to_owned()))
}

/// Letters and digits that are not taken for one another.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Characters of an authorisation's number: 40 bits, so that numbers are not guessed.
const ID_LENGTH: usize = 8;

fn number(entropy: &[u8]) -> String {
    let bits = entropy
        .iter()
        .take(5)
        .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    (0..ID_LENGTH)
        .map(|at| {
            let index = (bits >> (5 * at)) & 31;
            char::from(ALPHABET[usize::try_from(index).unwrap_or_default()])
        })
        .collect()
}

fn stream(id: &str) -> String {
    format!("share/{id}")
}

/// Where the reason of a use lies.
fn cause_key(id: &str, record: u64) -> VaultKey {
    VaultKey::new(format!("share-cause/{id}/{record}"))
}

impl App {
    /// The names of a certificate's hidden fields, which its holder may allow to open.
    pub fn hidden_fields(&self, certificate: &Certificate) -> Vec<String> {
        let kind = self.rules.kinds.get(&certificate.record().kind);
        let fields = kind.map(|kind| kind.fields.as_slice()).unwrap_or_default();
        let names = fields.iter().filter(|field| field.disclosable);
        let names = names.map(|field| field.key.as_str());
        names
            .chain([HOLDER_CODES])
            .filter(|name| certificate.disclosed().any(|open| open == *name))
            .map(str::to_owned)
            .collect()
    }

    /// Authorises the use of a certificate; `entropy` must be fresh.
    ///
    /// # Errors
    ///
    /// Not this person's certificate, or everything that is wrong with the wish, each at its field.
    pub async fn authorise(
        &self,
        actor: &Actor,
        wish: Wish,
        entropy: &[u8; 32],
    ) -> Result<Given, AppError> {
        let registered = self.registered(wish.certificate.as_str()).await?;
        if actor.role != Role::Person || registered.owner != actor.account {
            return Err(AppError::NotFound("certificate"));
        }
        if registered.state != State::Valid {
            return Err(Problem::new("app.share.not-standing").into());
        }
        let certificate = self.certificate(&wish.certificate).await?;
        let mut wish = wish;
        if wish.by_code {
            wish.until = actor.at + Duration::minutes(self.rules.sharing.code_minutes.into());
        }
        self.check_wish(actor, &wish, &certificate).or(())?;
        let id = number(entropy);
        let mut secret = [0; 16];
        secret.copy_from_slice(&entropy[16..]);
        let code = wish.by_code.then(|| one_time_code(&secret));
        let ground = match &code {
            Some(code) => Ground::OneTimeCode {
                hash: CodeHash::of(&id, code, &self.pepper()),
            },
            None => Ground::Consent,
        };
        let authorisation = Authorisation {
            id: id.clone(),
            certificates: vec![wish.certificate],
            fields: wish.fields,
            operations: wish.operations,
            purpose: wish.purpose,
            audience: wish.audience,
            not_before: actor.at,
            not_after: wish.until,
            max_uses: if wish.by_code { 1 } else { wish.uses },
            ground,
        };
        let events = Sharing::default().grant(authorisation, actor.at)?;
        let stream = stream(&id);
        let entries = journal::entries("share", &stream, actor, &events)?;
        self.store
            .append(Batch::new().append(stream, 0, entries))
            .await?;
        let code = code.map(|code| format!("{id}-{code}"));
        Ok(Given { id, code })
    }

    fn check_wish(&self, actor: &Actor, wish: &Wish, certificate: &Certificate) -> Problems {
        let rules = &self.rules.sharing;
        let mut problems = Problems::default();
        let mut wrong = |code: &'static str, field: &str, expected: String| {
            let problem = Problem::new(code).at(format!("/fields/{field}"));
            problems.push(if expected.is_empty() {
                problem
            } else {
                problem.expected(expected)
            });
        };
        if rules.purpose(&wish.purpose).is_none() {
            wrong("app.form.choice", "purpose", String::new());
        }
        if wish.audience.is_empty() {
            wrong("app.form.choice", "audience", String::new());
        }
        if wish.operations.is_empty() {
            wrong("app.form.choice", "operations", String::new());
        }
        let hidden = self.hidden_fields(certificate);
        if wish.fields.iter().any(|field| !hidden.contains(field)) {
            wrong("app.form.choice", "fields", String::new());
        }
        let latest = actor.at + Duration::days(rules.days.into());
        if wish.until <= actor.at || wish.until > latest {
            wrong("app.share.until", "until", latest.date_naive().to_string());
        }
        if wish.uses == 0 || wish.uses > rules.uses {
            wrong("app.share.uses", "uses", format!("1–{}", rules.uses));
        }
        problems
    }

    /// Takes an authorisation back; copies that were handed over stay with whoever has them.
    ///
    /// # Errors
    ///
    /// Not found for a stranger's, or a refusal when it was withdrawn before.
    pub async fn withdraw(&self, actor: &Actor, id: &str) -> Result<(), AppError> {
        for _ in 0..TRIES {
            let Loaded { state, sequence } = self.sharing(id).await?;
            let own = self.authorisation(id).await?.owner == actor.account;
            if !own {
                return Err(AppError::NotFound("authorisation"));
            }
            let events = state.withdraw(actor.at)?;
            let stream = stream(id);
            let entries = journal::entries("share", &stream, actor, &events)?;
            match self
                .store
                .append(Batch::new().append(stream, sequence, entries))
                .await
            {
                // A use came in between; the withdrawal follows it.
                Err(StoreError::Conflict { .. }) => {}
                done => return done.map(|_| ()).map_err(Into::into),
            }
        }
        Err(AppError::Store(StoreError::Busy(
            "authorisation".to_owned(),
        )))
    }

    async fn sharing(&self, id: &str) -> Result<Loaded<Sharing>, AppError> {
        journal::load(
            &*self.store,
            &stream(id),
            Sharing::default(),
            Sharing::evolve,
        )
        .await
    }

    /// Uses a certificate on behalf of an organisation, `requester` by its unified social credit code.
    ///
    /// The use record is durable before anything is released. Of any number of uses of a one-time code
    /// at the same time, one is recorded.
    ///
    /// # Errors
    ///
    /// Without a purpose and a cause; the refusal of the authorisation, which tells a stranger nothing;
    /// the store's failures.
    pub async fn use_certificate(
        &self,
        actor: &Actor,
        requester: &str,
        ask: &Ask,
    ) -> Result<Used, AppError> {
        if actor.role != Role::Requester {
            return Err(AppError::Forbidden);
        }
        self.check_ask(actor, ask).or(())?;
        for _ in 0..TRIES {
            let Loaded { state, sequence } = self.sharing(&ask.authorisation).await?;
            let Some(authorisation) = state.authorisation() else {
                let stranger = ask.code.as_ref().map(|_| ShareRefusal::Code);
                return Err(stranger.unwrap_or(ShareRefusal::None).into());
            };
            let only = authorisation.certificates.first();
            let identifier = ask.certificate.as_ref().or(only).cloned();
            let identifier = identifier.ok_or(ShareRefusal::None)?;
            let own = authorisation.audience == requester;
            let understood;
            let ask = match &ask.wanted {
                // What a stranger writes is not looked at.
                Wanted::Compare(claims) if own => {
                    let wanted = Wanted::Compare(self.understood(&identifier, claims)?);
                    understood = Ask {
                        wanted,
                        ..ask.clone()
                    };
                    &understood
                }
                _ => ask,
            };
            if own && matches!(ask.wanted, Wanted::Download { .. }) {
                // A copy outlives the moment: none is made of what does not stand, and nothing is used up.
                let state = self.registered(identifier.as_str()).await?.state;
                if state != State::Valid {
                    return Err(Problem::new("app.share.not-standing").into());
                }
            }
            let request = UseRequest {
                requester: requester.to_owned(),
                purpose: if ask.purpose.is_empty() {
                    authorisation.purpose.clone()
                } else {
                    ask.purpose.clone()
                },
                operation: ask.wanted.operation(),
                certificate: identifier.clone(),
                fields: self.fields_of(&identifier, authorisation, &ask.wanted),
                code: ask.code.clone(),
            };
            let not_after = authorisation.not_after;
            let decided = state.use_it(&request, &self.pepper(), actor.at);
            let (events, refusal) = match decided {
                Ok(events) => (events, None),
                Err((refusal, events)) => (events, Some(refusal)),
            };
            let record = sequence + 1;
            if !events.is_empty() {
                let stream = stream(&ask.authorisation);
                let entries = journal::entries("share", &stream, actor, &events)?;
                let mut batch = Batch::new().append(stream, sequence, entries);
                if refusal.is_none() {
                    let key = cause_key(&ask.authorisation, record);
                    batch = batch.keep(key, journal::written(&ask.cause.trim())?);
                }
                match self.store.append(batch).await {
                    // Someone else was faster: what they did may change the answer.
                    Err(StoreError::Conflict { .. }) => continue,
                    done => done.map(|_| ())?,
                }
            }
            if let Some(refusal) = refusal {
                return Err(refusal.into());
            }
            let used = events.first().ok_or(ShareRefusal::None)?;
            return self
                .release(actor, &identifier, used, ask, (record, not_after))
                .await;
        }
        Err(AppError::Store(StoreError::Busy(
            "authorisation".to_owned(),
        )))
    }

    fn check_ask(&self, actor: &Actor, ask: &Ask) -> Problems {
        let rules = &self.rules.sharing;
        let mut problems = Problems::default();
        if !ask.purpose.is_empty() && rules.purpose(&ask.purpose).is_none() {
            problems.push(Problem::new("app.form.choice").at("/fields/purpose"));
        }
        let length = ask.cause.trim().chars().count();
        let cause = |code| Problem::new(code).at("/fields/cause");
        if length == 0 {
            problems.push(cause("app.form.missing"));
        } else if length > rules.cause_chars {
            problems.push(cause("app.form.too-long").expected(rules.cause_chars));
        }
        if let Some(found) = rules.refused_in(&ask.cause) {
            problems.push(cause("certs.field.characters").found(found.escape_unicode()));
        }
        if let Wanted::Compare(claims) = &ask.wanted
            && claims.is_empty()
        {
            problems.push(Problem::new("app.share.claims").at("/fields/claims"));
        }
        if let Wanted::Download {
            until: Some(until), ..
        } = &ask.wanted
            && *until <= actor.at
        {
            problems.push(
                Problem::new("certs.copy.time")
                    .at("/fields/until")
                    .expected(until),
            );
        }
        problems
    }

    async fn release(
        &self,
        actor: &Actor,
        identifier: &CertificateId,
        used: &ShareEvent,
        ask: &Ask,
        (record, not_after): (u64, DateTime<FixedOffset>),
    ) -> Result<Used, AppError> {
        let certificate = self.certificate(identifier).await?;
        let state = self.registered(identifier.as_str()).await?.state;
        let open = || release(&certificate, used).ok_or(ShareRefusal::Scope);
        let released = match &ask.wanted {
            Wanted::Compare(claims) => Released::Compared(compare(&certificate, used, claims)),
            Wanted::Query(_) => Released::Fields(Box::new(open()?)),
            Wanted::Download { until, .. } => {
                let last = actor.at + Duration::days(self.rules.sharing.copy_days.into());
                let last = until.map_or(last, |until| until.min(last));
                let open = open()?;
                let issuer = self.issuer(&open.record().issuer.code)?;
                let ShareEvent::Used {
                    requester, purpose, ..
                } = used
                else {
                    return Err(ShareRefusal::None.into());
                };
                let purpose = self.rules.sharing.purpose(purpose);
                let purpose = purpose.map(|p| p.label.zh.as_str()).unwrap_or_default();
                let annotation = Annotation {
                    made_at: actor.at,
                    maker: issuer.name.clone(),
                    purpose: format!("{purpose}: {}", ask.cause.trim()),
                    expires_at: last.min(not_after),
                    recipient: requester.clone(),
                };
                let signers = self.signers(&issuer.code, actor.at).await?;
                let copy = AnnotatedCopy::make(&open, annotation, &lent(&signers))?;
                Released::Copy(Box::new(copy))
            }
        };
        Ok(Used {
            authorisation: ask.authorisation.clone(),
            record,
            certificate: identifier.clone(),
            state,
            released,
        })
    }

    /// The secret behind the hashes of codes.
    fn pepper(&self) -> [u8; 32] {
        self.secret.derived("one-time-codes")
    }
}

impl From<ShareRefusal> for AppError {
    fn from(refusal: ShareRefusal) -> Self {
        Self::Refused {
            problems: Problem::new(refusal.code()).into(),
            basis: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed_and_nothing_else_is() {
        let id = number(&[1, 2, 3, 4, 5]);
        let read = Some((id.clone(), "0123456789".to_owned()));
        assert_eq!(read_code(&format!("{id}-0123456789")), read);
        assert_eq!(
            read_code(&format!(" {} 01234 56789 ", id.to_lowercase())),
            read
        );
        for wrong in [
            "",
            "0123456789",
            "ABCDEFGH-012345678",
            "OOOOOOOO-0123456789",
            "一二三四五六七八九十甲乙丙丁戊己庚辛",
        ] {
            assert_eq!(read_code(wrong), None, "{wrong}");
        }
    }
}
