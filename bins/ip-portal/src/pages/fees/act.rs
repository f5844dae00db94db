//! `/fees/acts/{act}`: what one act costs, line by line, for the facts in the address, what it would
//! cost otherwise, and the same in words to copy and print.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use ip_core::money::Money;
use ip_core::problem::Problems;
use ip_core::text::Lang;
use ip_fees::quote::Total;
use ip_fees::request::{ActKind, Request};
use ip_fees::what_if::Alternative;
use serde_json::{Value, json};

use super::act_title;
use super::facts::ActForm;
use crate::fault::Fault;
use crate::form::Form;
use crate::state::AppState;
use crate::view::fee::FeeView;
use crate::view::parts::amount;
use crate::view::{Page, html};
use crate::viewer::{Viewer, address};

#[derive(Template)]
#[template(path = "pages/fee-act.html")]
struct ActPage {
    p: Page,
    form: ActForm,
    refused: Form,
    told: Option<Told>,
    /// Whether the page is asked for the first time, without any fact.
    fresh: bool,
    request: String,
}

/// The answer.
struct Told {
    fee: FeeView,
    what_if: Vec<Otherwise>,
    /// The quote in words.
    text: String,
}

/// What it would cost otherwise.
struct Otherwise {
    title: String,
    /// The calculator with that change.
    href: String,
    total: String,
    /// How much less or more that is.
    difference: Vec<String>,
}

type Pairs = Vec<(String, String)>;

/// The calculator of an act.
///
/// # Errors
///
/// There is no such act.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(act): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Html<String>, Fault> {
    let kind = ActKind::ALL.iter().find(|kind| kind.code() == act);
    let kind = *kind.ok_or(Fault::NotFound)?;
    let pairs: Vec<_> = pairs
        .into_iter()
        .filter(|(name, _)| !["lang", "print", "contrast"].contains(&name.as_str()))
        .collect();
    let p = Page::new(&app, &viewer, "fees-title");
    let up = p.title.clone();
    let title = act_title(&p, kind);
    let mut p = p.titled(title).below(up, "/fees");
    let mut form = ActForm::new(&p, kind, &pairs);
    let request = form.request();
    let fresh = pairs.is_empty();
    let told = match tell(&p, kind, &request, &pairs) {
        Ok(told) => told,
        // What was never asked cannot be answered wrongly.
        Err(_) if fresh => None,
        Err(problems) => {
            form.refuse(&p, &problems);
            None
        }
    };
    let refused = form.refused();
    p.refused = !refused.fields.is_empty();
    let request = serde_json::to_string_pretty(&request).map_err(Fault::internal)?;
    html(&ActPage {
        p,
        form,
        refused,
        told,
        fresh,
        request,
    })
}

/// The answer to a request; none when it has a form that no page knows.
fn tell(p: &Page, kind: ActKind, request: &Value, pairs: &Pairs) -> Result<Option<Told>, Problems> {
    let rules = &p.app().library;
    let request = Request::from_json(request.to_string().as_bytes())?;
    let quote = rules.fees.quote(&request)?;
    let what_if = rules.fees.what_if(&request, p.lang())?;
    let path = format!("/fees/acts/{}", kind.code());
    let json = serde_json::to_value(quote.in_lang(p.lang())).unwrap_or_default();
    Ok(FeeView::of(p, &json).map(|fee| Told {
        fee,
        what_if: what_if
            .iter()
            .map(|one| otherwise(p, &path, pairs, one))
            .collect(),
        text: quote.spoken(p.lang()).citing(&rules.laws).to_string(),
    }))
}

fn otherwise(p: &Page, path: &str, pairs: &Pairs, one: &Alternative) -> Otherwise {
    let written = |total: &Total| amount(total.amount, total.currency, p.is_zh());
    let totals: Vec<String> = one.totals.iter().map(written).collect();
    let difference = one.saved.iter().map(|saved| {
        let more = Money::ZERO.checked_sub(saved.amount).unwrap_or_default();
        let (key, sum) = if more > Money::ZERO {
            (
                "fee-costs-more",
                Total {
                    amount: more,
                    ..*saved
                },
            )
        } else {
            ("fee-saves", *saved)
        };
        p.t(key).with("sum", written(&sum)).to_string()
    });
    Otherwise {
        title: one.title.clone(),
        href: address(path, changed(pairs, one)),
        total: if totals.is_empty() {
            p.t("money-unknown").to_string()
        } else {
            totals.join(" + ")
        },
        difference: difference.collect(),
    }
}

/// The facts of the address with a change.
fn changed(pairs: &Pairs, one: &Alternative) -> Pairs {
    let change = json!(one.change);
    let name = change["fact"].as_str().unwrap_or_default();
    let value = match &change["to"] {
        Value::String(word) => Some(word.clone()),
        Value::Bool(false) => None,
        other => Some(other.to_string()),
    };
    // A reduction that is named takes the place of one that is derived.
    let stays = |(known, _): &&(String, String)| {
        let derived = known.starts_with("applicant") || known.starts_with("income");
        known != name && !(name == "reduction" && derived)
    };
    let mut pairs: Pairs = pairs.iter().filter(stays).cloned().collect();
    pairs.extend(value.map(|value| (name.to_owned(), value)));
    pairs
}

impl ActPage {
    /// Whether a part of the form that is folded away must be seen.
    fn is_used(part: &Form) -> bool {
        let filled = |field: &crate::form::Field| !field.typed().trim().is_empty();
        !part.is_sound() || part.fields.iter().any(filled)
    }

    /// The parameter that asks the API for this page's language.
    fn lang(&self) -> &'static str {
        match self.p.lang() {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }
}
