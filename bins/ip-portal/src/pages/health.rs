//! `/healthz`: for the machine that watches the portal.

/// Answers as long as the portal answers.
pub async fn show() -> &'static str {
    "ok\n"
}
