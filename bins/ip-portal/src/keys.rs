//! `ip-portal keys`: whoever keeps the machine lists the keys of the offices, makes new ones, and declares that
//! others may have one.

use std::fmt::Write as _;

use chrono::{DateTime, FixedOffset};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::keys::{OfficeKey, Rotation};
use ip_app::port::KeyName;
use ip_app::speech::Speech;
use ip_core::problem::Problem;
use ip_core::text::Lang;

use crate::cli::KeyCommand;
use crate::failure::Failure;
use crate::state::AppState;
use crate::view::words;

/// Under this name the log remembers what was done here.
const ACCOUNT: &str = "command-line";

/// Carries out a command and says what came of it.
///
/// # Errors
///
/// The command is refused, with the reason; the store or the key files fail.
pub async fn run(app: &AppState, lang: Lang, command: &KeyCommand) -> Result<String, Failure> {
    let done = match command {
        KeyCommand::List => Ok(()),
        KeyCommand::Rotate {
            office,
            from,
            overlap_days,
        } => {
            let rotation = Rotation {
                from: from.map(china),
                overlap_days: *overlap_days,
            };
            rotate(app, office.as_deref(), rotation).await
        }
        KeyCommand::Compromise { key, since, reason } => {
            compromise(app, key, china(*since), reason).await
        }
    };
    match done {
        Ok(()) => list(app, lang).await.map_err(|e| failed(lang, &e)),
        Err(error) => Err(failed(lang, &error)),
    }
}

fn china(at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    at.with_timezone(&crate::when::china())
}

fn actor(app: &AppState) -> Actor {
    Actor {
        account: ACCOUNT.to_owned(),
        role: Role::Administrator,
        at: app.now(),
    }
}

async fn rotate(app: &AppState, office: Option<&str>, rotation: Rotation) -> Result<(), AppError> {
    let known = app.office.issuers.iter();
    let known = known.map(|issuer| issuer.code.as_str());
    let chosen: Vec<&str> = known
        .filter(|code| office.is_none_or(|one| one == *code))
        .collect();
    if let (Some(office), true) = (office, chosen.is_empty()) {
        return Err(Problem::new("app.key.unknown").found(office).into());
    }
    for office in chosen {
        app.office.rotate(&actor(app), office, rotation).await?;
    }
    Ok(())
}

async fn compromise(
    app: &AppState,
    key: &str,
    since: DateTime<FixedOffset>,
    reason: &str,
) -> Result<(), AppError> {
    let name = named(app, key).await?;
    let actor = actor(app);
    app.office
        .declare_compromised(&actor, &name, since, reason)
        .await
}

/// The key with this verification method.
async fn named(app: &AppState, id: &str) -> Result<KeyName, AppError> {
    for issuer in app.office.issuers.iter() {
        let ring = app.office.ring(&issuer.code).await?;
        if let Some(key) = ring.keys.iter().find(|key| key.name.id() == id) {
            return Ok(key.name.clone());
        }
    }
    Err(Problem::new("app.key.unknown").found(id).into())
}

async fn list(app: &AppState, lang: Lang) -> Result<String, AppError> {
    let mut said = String::new();
    for issuer in app.office.issuers.iter() {
        let _ = writeln!(said, "{} {}", issuer.code, issuer.name);
        for key in &app.office.ring(&issuer.code).await?.keys {
            let _ = writeln!(said, "  {}", line(app, lang, key));
        }
    }
    Ok(said)
}

fn line(app: &AppState, lang: Lang, key: &OfficeKey) -> String {
    let standing = words::key("key-standing", &key.standing(app.now()));
    let mut said = format!(
        "{:<42} {} {}",
        key.name.id(),
        key.from.to_rfc3339(),
        app.texts.t(lang, &standing)
    );
    let times = [("key-until", key.until), ("key-since", key.compromised)];
    for (label, at) in times {
        if let Some(at) = at {
            let _ = write!(said, "; {} {}", app.texts.t(lang, label), at.to_rfc3339());
        }
    }
    said
}

fn failed(lang: Lang, error: &AppError) -> Failure {
    let problems = error.problems();
    let first = problems.0.into_iter().next();
    let first = first.unwrap_or_else(|| Problem::new("app.request.not-found"));
    Failure::Refused {
        why: Speech::builtin().title(lang, &first),
    }
}
