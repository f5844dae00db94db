//! The pages of the portal, one file a family, and the router that joins them.

pub mod about;
pub mod api;
pub mod bundles;
pub mod caselist;
pub mod cases;
pub mod certificates;
pub mod components;
pub mod consult;
pub mod correct;
pub mod coverage;
pub mod day;
pub mod desk;
pub mod error;
pub mod fees;
pub mod figures;
pub mod filing;
pub mod handover;
pub mod health;
pub mod home;
pub mod identifiers;
pub mod keys;
pub mod kiosk;
pub mod limits;
pub mod lists;
pub mod login;
pub mod matters;
pub mod messages;
pub mod my;
pub mod outlets;
pub mod overdue;
pub mod published;
pub mod rectify;
pub mod register;
pub mod requester;
pub mod reviews;
pub mod services;
pub mod sharing;
pub mod supervision;
pub mod tokens;
pub mod verify;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::asset;
use crate::fault::Fault;
use crate::layer;
use crate::state::AppState;

/// Every route of the portal with what each request meets.
pub fn router(app: AppState) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route("/matters", get(matters::list::show))
        .route("/matters.csv", get(matters::list::csv))
        .route("/matters/{id}", get(matters::guide::show))
        .merge(service())
        .merge(shared())
        .merge(reviewed())
        .merge(fees::routes())
        .merge(limits::routes())
        .merge(identifiers::routes())
        .merge(bundles::routes())
        .merge(consult::routes())
        .route("/services", get(services::show))
        .route("/outlets", get(outlets::show))
        .route("/outlets/coverage", get(coverage::show))
        .route("/outlets/coverage.csv", get(coverage::csv))
        .route("/about", get(about::show))
        .route("/components", get(components::show))
        .route("/login", get(login::show).post(login::enter))
        .route("/logout", post(login::leave))
        .route("/healthz", get(health::show))
        .route("/static/{stamp}/{name}", get(asset::serve))
        .route("/api", get(api::show))
        .nest("/api", crate::api::router())
        .fallback(|| async { Fault::NotFound })
        // A bug in one page must not take the connection with it.
        .layer(CatchPanicLayer::custom(|_| {
            axum::response::IntoResponse::into_response(Fault::Internal("panic".to_owned()))
        }))
        .layer(middleware::from_fn_with_state(app.clone(), layer::attend))
        .with_state(app)
}

/// Reviews through other hands, what supervises them, and what the public sees of them.
fn reviewed() -> Router<AppState> {
    Router::new()
        .route("/cases/{number}/review-code", get(kiosk::code))
        .route("/kiosk", get(kiosk::start).post(kiosk::enter))
        .route(
            "/review/{service}/{code}",
            get(kiosk::show).post(kiosk::submit),
        )
        .route("/desk/phone-review", get(kiosk::phone).post(kiosk::record))
        .route(
            "/reviews/{service}/more",
            get(reviews::more).post(reviews::supplement),
        )
        .route("/reviews/{service}/erase", post(reviews::erase))
        .route("/supervision", get(supervision::show))
        .route("/supervision/inquiries", get(sharing::looks::in_vain))
        .route("/supervision/inspect", post(supervision::inspect))
        .route("/supervision/reviews/{service}", get(supervision::held))
        .route(
            "/supervision/reviews/{service}/{act}",
            post(supervision::judge),
        )
        .route("/outlet", get(supervision::mirror))
        .route("/figures", get(figures::show).post(figures::publish))
        .route("/figures.csv", get(figures::files::csv))
        .route("/figures.json", get(figures::files::data))
        .route("/figures.xlsx", get(figures::files::xlsx))
        .route("/overdue", get(overdue::show))
        .route("/figures/performance", get(figures::performance::show))
        .route("/figures/voices", get(supervision::voices))
        .route(
            "/figures/{dimension}/{month}/{version}",
            get(figures::files::published),
        )
        .route(
            "/desk/messages",
            get(messages::show).post(messages::hand_over),
        )
        .route("/desk/messages.csv", get(messages::csv))
        .route("/my/invitations", post(messages::choose))
}

/// Certificates after they were issued: shared by their holder, changed by their office, looked up by all.
fn shared() -> Router<AppState> {
    Router::new()
        .route("/my/certificates", get(sharing::list))
        .route("/my/certificates/looks", get(sharing::looks::list))
        .route(
            "/certificates/{id}/share",
            get(sharing::wish::ask).post(sharing::wish::authorise),
        )
        .route(
            "/my/certificates/authorisations/{id}",
            get(sharing::authorisation),
        )
        .route(
            "/my/certificates/authorisations/{id}/withdraw",
            post(sharing::withdraw),
        )
        .route("/use", get(requester::start).post(requester::present))
        .route("/use/reports", post(requester::reports))
        .route("/use/download", get(crate::api::sharing::fetch))
        .route("/use/tokens", get(tokens::list).post(tokens::make))
        .route("/use/tokens/{id}", get(tokens::show))
        .route("/use/tokens/{id}/revoke", post(tokens::revoke))
        .route(
            "/use/{id}",
            get(requester::consent).post(requester::use_consent),
        )
        .merge(keys::routes())
        .route("/desk/certificates", get(register::list))
        .route("/desk/certificates/{id}", get(register::show))
        .route("/desk/certificates/{id}/{act}", post(register::perform))
        .route(
            "/status/{issuer}/{number}/{purpose}",
            get(published::status),
        )
        .route(
            "/status/{issuer}/{number}/{purpose}/proof",
            get(published::status_proof),
        )
        .route(
            "/log/checkpoint",
            get(published::checkpoint).post(published::cosign),
        )
        .route("/log/witnessed", get(published::witnessed))
        .route("/log/policy", get(published::policy))
        .route("/log/key", get(published::key))
        .route("/log/inclusion/{index}/{size}", get(published::inclusion))
        .route("/log/consistency/{old}/{new}", get(published::consistency))
        .route("/log/proof/{id}", get(published::bundle))
}

/// The way of a matter: filed, handled, certified, verified, reviewed.
fn service() -> Router<AppState> {
    // Forms with files limit themselves, file by file, and answer at the field.
    let unlimited = DefaultBodyLimit::disable;
    let case = Router::new()
        .route("/cases/{number}", get(cases::show))
        .route("/cases/{number}/receipt", get(cases::receipt))
        .route("/cases/{number}/documents/{nth}", get(cases::document))
        .route("/cases/{number}/files/{hash}", get(cases::file))
        .route(
            "/cases/{number}/correct",
            get(correct::show).post(correct::hand_in).layer(unlimited()),
        )
        .route("/desk", get(desk::queue))
        .route(
            "/desk/handover",
            get(handover::show).post(handover::take).layer(unlimited()),
        )
        .route("/desk/cases/{number}/handover.zip", get(handover::package))
        .route("/windows", get(day::show))
        .route(
            "/desk/cases/{number}/correction",
            get(desk::ask_correction).post(desk::notify_correction),
        )
        .route("/desk/cases/{number}/{act}", post(desk::perform));
    Router::new()
        .route("/my", get(my::show))
        .route("/my/deadlines.ics", get(my::ics))
        .route("/my/cases.csv", get(my::file))
        .route("/my/claim", get(handover::ask_claim).post(handover::claim))
        .route("/desk/cases.csv", get(desk::queue_file))
        .route("/lists", get(lists::show))
        .route("/lists/own.json", get(lists::own_file))
        .route("/lists/own.xlsx", get(lists::own_workbook))
        .route("/lists/lint", post(lists::lint).layer(unlimited()))
        .route("/lists/marked", post(lists::marked).layer(unlimited()))
        .route("/lists/diff", post(lists::diff).layer(unlimited()))
        .route("/matters/{id}/file", get(filing::start))
        .route(
            "/matters/{id}/file/check",
            get(filing::check).post(filing::submit),
        )
        .route(
            "/matters/{id}/file/{step}",
            get(filing::show).post(filing::answer),
        )
        .route(
            "/matters/{id}/papers/{step}",
            post(filing::papers).layer(unlimited()),
        )
        .route("/matters/{id}/papers/{step}/remove", post(filing::remove))
        .route(
            "/matters/{id}/papers/{step}/check",
            post(filing::proof::register),
        )
        .route(
            "/matters/{id}/papers/{step}/certificate",
            post(filing::proof::certificate).layer(unlimited()),
        )
        .route(
            "/matters/{id}/papers/{step}/commit",
            post(filing::proof::commit),
        )
        .route(
            "/matters/{id}/papers/{step}/no-commit",
            post(filing::proof::no_commit),
        )
        .route(
            "/matters/{id}/papers/{step}/wait",
            post(filing::proof::wait),
        )
        .merge(case)
        .route("/certificates/{id}", get(certificates::show))
        .route("/certificates/{id}/file", get(certificates::file))
        .route("/certificates/{id}/download", get(certificates::download))
        .route("/trust-list.json", get(certificates::trust))
        .route(
            "/verify",
            get(verify::show).post(verify::check).layer(unlimited()),
        )
        .route(
            "/reviews/{service}",
            get(reviews::show).post(reviews::submit),
        )
        .route("/rectifications", get(rectify::list))
        .route("/rectifications/{id}", get(rectify::show))
        .route("/rectifications/{id}/{act}", post(rectify::perform))
}
