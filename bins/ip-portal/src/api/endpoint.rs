//! The list of endpoints: what is routed, what the OpenAPI document says and what `/api` shows are
//! made from it, so that they cannot differ.

use axum::routing::{MethodRouter, get, post};
use ip_app::wire::Refusal;
use ip_core::{id, period};
use ip_eval::metric::{Metrics, MetricsRequest};
use ip_fees::annuity::{LifeRequest, LifeView};
use ip_fees::quote::QuoteView;
use ip_fees::request::Request as FeeRequest;
use ip_fees::tariff::RateView;
use ip_matters::diff::Diff;
use ip_matters::guide::Guide;
use ip_matters::lint::Finding;
use ip_matters::network::Coverage;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use super::{fees, lists, openapi, sharing};
use crate::state::AppState;

/// Makes the schema of a type, its parts among the components.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// One method of one address.
pub struct Endpoint {
    /// Part of its text keys: `endpoint-NAME` and `endpoint-NAME-what`; its operation id too.
    pub name: &'static str,
    /// `get` or `post`.
    pub method: &'static str,
    /// The address below `/api`.
    pub path: &'static str,
    /// What answers it.
    pub route: MethodRouter<AppState>,
    /// Names of query parameters, with whether each is a day.
    pub query: &'static [(&'static str, bool)],
    /// The JSON that it takes.
    pub request: Option<SchemaOf>,
    /// A request that is answered as `answer` says; for a `get` the values of the path.
    pub example: &'static str,
    /// The JSON that it answers.
    pub answer: SchemaOf,
    /// The answer to the example, where it does not change with the day.
    pub answered: Option<&'static str>,
    /// Other media types that it takes beside JSON.
    pub media: &'static [&'static str],
}

impl Endpoint {
    /// The whole address.
    pub fn address(&self) -> String {
        format!("/api{}", self.path)
    }

    /// Names of the path's variables.
    pub fn variables(&self) -> Vec<&'static str> {
        let parts = self.path.split('/');
        parts
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .collect()
    }

    /// The example as JSON.
    ///
    /// # Errors
    ///
    /// The file is no JSON, which a test excludes.
    pub fn example(&self) -> Result<Value, serde_json::Error> {
        serde_json::from_str(self.example)
    }

    /// The address with the example's values in place of the path's variables.
    pub fn example_address(&self) -> String {
        let values = self.example().unwrap_or_default();
        let mut address = self.address();
        for name in self.variables() {
            if let Some(value) = values.get(name).and_then(Value::as_str) {
                address = address.replace(&format!("{{{name}}}"), value);
            }
        }
        let queries = self.query.iter().filter_map(|(name, _)| {
            let value = values.get(*name)?.as_str()?;
            Some(((*name).to_owned(), value.to_owned()))
        });
        crate::viewer::address(&address, queries)
    }
}

/// The JSON of a refusal.
pub fn refusal(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Refusal>()
}

macro_rules! json {
    ($type:ty) => {
        |generator| generator.subschema_for::<$type>()
    };
}

/// An endpoint that takes JSON.
fn takes(
    name: &'static str,
    path: &'static str,
    route: MethodRouter<AppState>,
    request: SchemaOf,
    answer: SchemaOf,
    example: &'static str,
) -> Endpoint {
    Endpoint {
        name,
        method: "post",
        path,
        route,
        query: &[],
        request: Some(request),
        example,
        answer,
        answered: None,
        media: &[],
    }
}

/// An endpoint that only tells.
fn tells(
    name: &'static str,
    path: &'static str,
    route: MethodRouter<AppState>,
    answer: SchemaOf,
    example: &'static str,
) -> Endpoint {
    Endpoint {
        name,
        method: "get",
        path,
        route,
        query: &[],
        request: None,
        example,
        answer,
        answered: None,
        media: &[],
    }
}

/// Every endpoint, in the order in which people read them.
pub fn all() -> Vec<Endpoint> {
    let mut all = Vec::from(fee_endpoints());
    all.extend(matter_endpoints());
    all.extend([
        Endpoint {
            answered: Some(include_str!("../../data/api/identifier.answer.json")),
            ..takes(
                "identifier",
                "/v1/identifiers/check",
                post(super::identifier),
                json!(id::Request),
                json!(id::Report),
                include_str!("../../data/api/identifier.json"),
            )
        },
        Endpoint {
            answered: Some(include_str!("../../data/api/deadline.answer.json")),
            ..takes(
                "deadline",
                "/v1/deadlines",
                post(super::deadline),
                json!(period::Request),
                json!(period::Deadline),
                include_str!("../../data/api/deadline.json"),
            )
        },
        Endpoint {
            media: &["text/plain"],
            ..takes(
                "verify",
                "/v1/certificates/verify",
                post(super::verify),
                |_| schemars::json_schema!({"type": "object"}),
                json!(ip_certs::verify::Report),
                "",
            )
        },
        takes(
            "sharing",
            "/v1/sharing/{operation}",
            sharing::route(),
            json!(sharing::Envelope),
            json!(sharing::Answer),
            "",
        ),
        Endpoint {
            answered: Some(include_str!("../../data/api/metrics.answer.json")),
            ..takes(
                "metrics",
                "/v1/reviews/metrics",
                post(super::metrics),
                json!(MetricsRequest),
                json!(Metrics),
                include_str!("../../data/api/metrics.json"),
            )
        },
        tells(
            "figures",
            "/v1/reviews/figures",
            get(super::figures),
            json!(ip_app::figures::Figures),
            "{}",
        ),
        tells(
            "openapi",
            "/v1/openapi.json",
            get(openapi::serve),
            |_| schemars::json_schema!({"type": "object"}),
            "{}",
        ),
    ]);
    all
}

fn fee_endpoints() -> [Endpoint; 7] {
    let on = &[("on", true)];
    [
        Endpoint {
            query: &[("whatIf", false)],
            answered: Some(include_str!("../../data/api/quote.answer.json")),
            ..takes(
                "quote",
                "/v1/quotes",
                post(fees::quote),
                json!(FeeRequest),
                json!(QuoteView),
                include_str!("../../data/api/quote.json"),
            )
        },
        Endpoint {
            media: &["application/x-ndjson"],
            ..takes(
                "batch",
                "/v1/quotes/batch",
                fees::batch_route(),
                json!(Vec<FeeRequest>),
                json!(Vec<fees::BatchAnswer>),
                include_str!("../../data/api/batch.json"),
            )
        },
        takes(
            "annuities",
            "/v1/annuities",
            post(fees::annuities),
            json!(LifeRequest),
            json!(LifeView),
            include_str!("../../data/api/annuities.json"),
        ),
        tells(
            "tariffs",
            "/v1/tariffs",
            get(fees::tariffs),
            json!(Vec<fees::TariffAnswer>),
            "{}",
        ),
        Endpoint {
            query: on,
            ..tells(
                "tariff",
                "/v1/tariffs/{tariff}",
                get(fees::tariff),
                json!(Vec<RateView>),
                r#"{"tariff": "cn-patent", "on": "2025-03-10"}"#,
            )
        },
        Endpoint {
            query: on,
            answered: Some(include_str!("../../data/api/item.answer.json")),
            ..tells(
                "item",
                "/v1/tariffs/{tariff}/{item}",
                get(fees::item),
                json!(RateView),
                r#"{"tariff": "cn-patent", "item": "patent.filing", "on": "2025-03-10"}"#,
            )
        },
        tells(
            "history",
            "/v1/tariffs/{tariff}/{item}/history",
            get(fees::history),
            json!(Vec<RateView>),
            r#"{"tariff": "cn-pct", "item": "pct.transmittal"}"#,
        ),
    ]
}

fn matter_endpoints() -> [Endpoint; 5] {
    [
        tells(
            "matters",
            "/v1/matters",
            get(super::matters),
            json!(Vec<Guide>),
            "{}",
        ),
        tells(
            "guide",
            "/v1/matters/{id}",
            get(super::guide),
            json!(Guide),
            r#"{"id": "cn.patent.bibliographic-change"}"#,
        ),
        takes(
            "lint",
            "/v1/lists/lint",
            post(lists::lint),
            json!(lists::LintRequest),
            json!(Vec<Finding>),
            include_str!("../../data/api/lint.json"),
        ),
        takes(
            "diff",
            "/v1/lists/diff",
            post(lists::diff),
            json!(lists::DiffRequest),
            json!(Diff),
            include_str!("../../data/api/diff.json"),
        ),
        Endpoint {
            query: &[("on", true)],
            ..tells(
                "coverage",
                "/v1/outlets/coverage",
                get(lists::coverage),
                json!(Coverage),
                r#"{"on": "2026-11-20"}"#,
            )
        },
    ]
}
