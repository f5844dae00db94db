//! A real Chromium, driven through chromedriver.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::portal::free_address;

/// A browser window, and the driver behind it.
pub struct Browser {
    pub page: Client,
    driver: Child,
    _profile: tempfile::TempDir,
}

/// Whether the browser tests can run here. With `CI=true` they must.
pub fn available() -> bool {
    let on_path = |name: &str| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
    };
    let missing: Vec<_> = ["chromium", "chromedriver"]
        .into_iter()
        .filter(|name| !on_path(name))
        .collect();
    if missing.is_empty() {
        return true;
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{missing:?} must be here in CI"
    );
    eprintln!(
        "skipped: no {} here; on Debian: apt-get install chromium chromium-driver",
        missing.join(" and no ")
    );
    false
}

impl Browser {
    /// Opens a window of this width in CSS pixels. Script is off: every page works without.
    pub async fn open(width: u32) -> Self {
        Self::open_with(width, false).await
    }

    /// Opens a window of this width, with script where it is what is tested.
    pub async fn open_with(width: u32, script: bool) -> Self {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let port = free_address().port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let page = connect(port, width, script, profile.path()).await;
        Self {
            page,
            driver,
            _profile: profile,
        }
    }

    /// Goes to an address.
    pub async fn goto(&self, url: &str) {
        self.page
            .goto(url)
            .await
            .unwrap_or_else(|e| panic!("{url}: {e}"));
    }

    /// What a person reads on the page.
    pub async fn text(&self) -> String {
        self.page
            .find(Locator::Css("body"))
            .await
            .expect("a page")
            .text()
            .await
            .expect("its text")
    }

    /// What a person reads in the first place that the selector finds.
    pub async fn read(&self, css: &str) -> String {
        match self.page.find(Locator::Css(css)).await {
            Ok(element) => element.text().await.expect("its text"),
            Err(e) => panic!("no {css} ({e}) on this page:\n{}", self.text().await),
        }
    }

    /// Types into a field, instead of what stood there.
    pub async fn fill(&self, name: &str, value: &str) {
        let field = self.field(name).await;
        field.clear().await.expect("an empty field");
        field.send_keys(value).await.expect("a typed value");
    }

    /// Types into the first field that the selector finds.
    pub async fn fill_in(&self, css: &str, value: &str) {
        match self.page.find(Locator::Css(css)).await {
            Ok(field) => field.send_keys(value).await.expect("a typed value"),
            Err(e) => panic!("no {css} ({e}) on this page:\n{}", self.text().await),
        }
    }

    /// Chooses an option of a list.
    pub async fn choose_option(&self, name: &str, value: &str) {
        self.field(name)
            .await
            .select_by_value(value)
            .await
            .expect("an option");
    }

    /// Chooses a file on this machine.
    pub async fn attach(&self, name: &str, path: &Path) {
        let path = path.to_str().expect("a path in UTF-8");
        self.field(name)
            .await
            .send_keys(path)
            .await
            .expect("a chosen file");
    }

    /// Clicks a link or a button, and waits for the page that follows.
    pub async fn click(&self, css: &str) {
        let before = self.page.find(Locator::Css("html")).await.expect("a page");
        self.tick(css).await;
        for _ in 0..500 {
            let gone = before.tag_name().await.is_err();
            if gone && self.page.find(Locator::Css("footer")).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!(
            "no page follows {css}; this one stays:\n{}",
            self.text().await
        );
    }

    /// Clicks something that changes the page at hand: a choice, a disclosure.
    pub async fn tick(&self, css: &str) {
        match self.page.find(Locator::Css(css)).await {
            Ok(element) => element
                .click()
                .await
                .unwrap_or_else(|e| panic!("{css}: {e}")),
            Err(e) => panic!("no {css} ({e}) on this page:\n{}", self.text().await),
        }
    }

    /// Fails unless the page says so.
    pub async fn says(&self, wanted: &str) {
        let text = self.text().await;
        assert!(
            text.contains(wanted),
            "the page does not say {wanted:?}:\n{text}"
        );
    }

    /// Whether the page is wider than the window, so that a person must scroll sideways.
    pub async fn scrolls_sideways(&self) -> bool {
        let page = self.page.find(Locator::Css("html")).await.expect("a page");
        let (_, _, width, _) = page.rectangle().await.expect("its size");
        let (window, _) = self
            .page
            .get_window_size()
            .await
            .expect("the window's size");
        width > window as f64
    }

    /// Ends the browser.
    pub async fn close(mut self) {
        let _ = self.page.clone().close().await;
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }

    async fn field(&self, name: &str) -> fantoccini::elements::Element {
        match self
            .page
            .find(Locator::Css(&format!("[name='{name}']")))
            .await
        {
            Ok(field) => field,
            Err(e) => panic!("no field {name} ({e}) on this page:\n{}", self.text().await),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
    }
}

async fn connect(port: u16, width: u32, script: bool, profile: &Path) -> Client {
    // 1 allows, 2 blocks.
    let javascript = if script { 1 } else { 2 };
    let options = json!({
        "goog:chromeOptions": {
            "binary": which_chromium(),
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--force-prefers-reduced-motion", format!("--window-size={width},900"),
                format!("--user-data-dir={}", profile.display()),
            ],
            "prefs": {"profile.managed_default_content_settings.javascript": javascript},
        }
    });
    let capabilities = options.as_object().cloned().expect("an object");
    for _ in 0..100 {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities.clone());
        match builder.connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return client,
            Err(fantoccini::error::NewSessionError::NotW3C(said)) => panic!("{said}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    panic!("chromedriver does not answer");
}

fn which_chromium() -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join("chromium"))
        .find(|file| file.is_file())
        .map(|file| file.display().to_string())
        .expect("chromium is here")
}
