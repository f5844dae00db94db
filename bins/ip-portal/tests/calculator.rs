//! The fee calculator in a real browser on a phone's width: without script by its button, with script
//! while the facts change.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::time::Duration;

use support::browser::{Browser, available};
use support::portal::Portal;

const FILING: &str = "/fees/acts/patent.file?lang=en&date=2025-03-10&right=invention";

#[tokio::test]
async fn without_script_the_button_works_the_fee_out() {
    if !available() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let portal = Portal::start(folder.path());
    let browser = Browser::open(360).await;
    browser.goto(&portal.url(FILING)).await;
    assert_eq!(browser.read("#fee-total").await, "CNY 950.00");
    browser.fill("claims", "15").await;
    browser.choose_option("reduction", "85").await;
    browser.click("form.facts-form button[type=submit]").await;
    // 900 × 15 %, 50 and five claims at 150.
    assert_eq!(browser.read("#fee-total").await, "CNY 935.00");
    assert!(!browser.scrolls_sideways().await);
    for page in ["/fees", "/fees/items/patent.filing", "/api"] {
        browser.goto(&portal.url(page)).await;
        assert!(!browser.scrolls_sideways().await, "{page}");
    }
    let life = "/fees/life?right=invention&filingDate=2020-01-06&grantYear=3&today=2026-03-07";
    browser.goto(&portal.url(life)).await;
    assert!(!browser.scrolls_sideways().await);
    browser.close().await;
}

#[tokio::test]
async fn with_script_the_result_follows_the_facts() {
    if !available() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let portal = Portal::start(folder.path());
    let browser = Browser::open_with(360, true).await;
    browser.goto(&portal.url(FILING)).await;
    browser.fill("claims", "15").await;
    follow(&browser, "CNY 1,700.00").await;
    browser.choose_option("reduction", "85").await;
    follow(&browser, "CNY 935.00").await;
    let address = browser.page.current_url().await.expect("an address");
    assert!(address.as_str().contains("claims=15"), "{address}");
    assert!(address.as_str().contains("reduction=85"), "{address}");
    browser.close().await;
}

/// Waits until the total is so; other sums of the page are what it would be otherwise.
async fn follow(browser: &Browser, wanted: &str) {
    let total = "return document.querySelector('#fee-total')?.textContent ?? ''";
    for _ in 0..500 {
        let found = browser.page.execute(total, Vec::new()).await;
        if found.is_ok_and(|found| found == wanted) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!(
        "the total does not become {wanted}:\n{}",
        browser.text().await
    );
}
