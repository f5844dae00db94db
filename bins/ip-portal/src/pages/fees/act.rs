//! `/fees/acts/{act}`: what one act costs, line by line, for the facts in the address.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use ip_core::text::Lang;
use ip_fees::request::{ActKind, Request};

use super::act_title;
use super::facts::ActForm;
use crate::fault::Fault;
use crate::form::Form;
use crate::state::AppState;
use crate::view::fee::FeeView;
use crate::view::{Page, html};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/fee-act.html")]
struct ActPage {
    p: Page,
    form: ActForm,
    refused: Form,
    fee: Option<FeeView>,
    /// Whether the page is asked for the first time, without any fact.
    fresh: bool,
    request: String,
}

/// The calculator of an act.
///
/// # Errors
///
/// There is no such act.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(act): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
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
    let fee = match Request::from_json(request.to_string().as_bytes())
        .and_then(|request| app.library.fees.quote(&request))
    {
        Ok(quote) => {
            let json = serde_json::to_value(quote.in_lang(p.lang())).map_err(Fault::internal)?;
            FeeView::of(&p, &json)
        }
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
        fee,
        fresh,
        request,
    })
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
