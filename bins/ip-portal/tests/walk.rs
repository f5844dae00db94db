//! The main job in a real browser, without script, on a phone's width: a matter is found, filed,
//! corrected, accepted, paid, decided, certified, verified, reviewed, and the bad review is worked to its end.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::calendar::Calendar;
use support::browser::{Browser, available};
use support::portal::{Portal, password};

/// The demonstration bank.
const BANK: &str = "91990100MA0000015X";
const CHANGE: &str = "/matters/cn.patent.bibliographic-change";

/// A person at the portal.
struct Walk {
    browser: Browser,
    portal: Portal,
    data: PathBuf,
}

impl Walk {
    async fn goto(&self, path: &str) {
        self.browser.goto(&self.portal.url(path)).await;
    }

    async fn sign_in(&self, login: &str) {
        self.browser
            .page
            .delete_all_cookies()
            .await
            .expect("no cookies");
        self.goto("/login?lang=zh").await;
        self.browser.fill("login", login).await;
        self.browser
            .fill("password", &password(&self.data, login))
            .await;
        self.send().await;
        self.browser.says("退出").await;
    }

    /// Keeps pictures of the page in the folder that `WALK_PICTURES` names, if it names one.
    async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("WALK_PICTURES") else {
            return;
        };
        for width in [360, 768, 1280] {
            let page = &self.browser.page;
            page.set_window_size(width, 1000).await.expect("a window");
            let picture = page.screenshot().await.expect("a picture");
            let file = Path::new(&folder).join(format!("{name}-{width}.png"));
            fs::write(file, picture).expect("a picture is kept");
        }
        let page = &self.browser.page;
        page.set_window_size(360, 900).await.expect("a window");
    }

    /// Presses the button of the page's own form.
    async fn send(&self) {
        self.browser
            .click("main form.question button[type=submit]")
            .await;
    }

    /// Does something on a case: presses the button of its form.
    async fn act(&self, action: &str) {
        self.browser
            .click(&format!("form[action$='/{action}'] button"))
            .await;
    }

    async fn answer(&self, value: &str) {
        self.browser.fill("answer", value).await;
        self.send().await;
    }

    async fn choose(&self, name: &str, value: &str) {
        self.browser
            .tick(&format!("input[name='{name}'][value='{value}']"))
            .await;
    }
}

fn today() -> NaiveDate {
    let zone = FixedOffset::east_opt(8 * 3600).expect("an offset");
    DateTime::from(std::time::SystemTime::now())
        .with_timezone(&zone)
        .date_naive()
}

fn written(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

fn paper(folder: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, content).expect("a paper");
    path
}

#[tokio::test]
async fn a_matter_is_walked_from_guide_to_review() {
    if !available() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let walk = Walk {
        portal: Portal::start(&data),
        browser: Browser::open(360).await,
        data: data.clone(),
    };
    let b = &walk.browser;
    walk.goto("/?lang=zh").await;
    b.says("演示数据, 非官方").await;

    walk.picture("front").await;
    // The catalogue is searched, the guide is read: what it costs, with its law.
    walk.goto("/matters?q=著录项目").await;
    walk.picture("matters").await;
    b.click("a[href='/matters/cn.patent.bibliographic-change']")
        .await;
    b.says("著录项目变更申报").await;
    b.says("200.00 元").await;
    b.says("5 个工作日").await;

    walk.picture("guide").await;
    // Filing: one question a page; what is wrong is answered at the field and nothing is lost.
    walk.sign_in("person").await;
    walk.goto(&format!("{CHANGE}/file")).await;
    walk.choose("answer", "name-or-address").await;
    walk.send().await;
    walk.choose("answer", "enterprise").await;
    walk.send().await;
    walk.answer("示例科技有限公司").await;
    walk.answer("91350100M000100Y44").await;
    assert!(
        b.read(".field-error").await.contains('3'),
        "the expected check digit is said"
    );
    walk.picture("question").await;
    walk.answer("91350100M000100Y43").await;
    walk.answer("000-0000 0000").await;
    walk.answer("201710601863.3").await;
    assert!(
        b.read(".field-error").await.contains('8'),
        "the expected check digit is said"
    );
    walk.answer("ZL 2017 1 0601862.3").await;
    walk.choose("answer", "address").await;
    walk.send().await;
    walk.answer("示例市旧路1号").await;
    walk.answer("示例市新路2号").await;
    walk.send().await;
    assert!(
        !b.read(".field-error").await.is_empty(),
        "a missing paper is said at its field"
    );
    let large = paper(folder.path(), "large.pdf", &[b'%'; 11 * 1024 * 1024]);
    b.attach("answer", &large).await;
    walk.send().await;
    assert!(
        b.read(".field-error").await.contains("10"),
        "the limit is said"
    );
    b.attach(
        "answer",
        &paper(folder.path(), "proof.pdf", b"%PDF-1.7 blurred"),
    )
    .await;
    walk.send().await;
    // An agent's power of attorney is asked last, and is left out without an agent.
    walk.send().await;

    walk.picture("paper0").await;
    // Check the answers, see the fee, send.
    b.says("核对您的答案").await;
    b.says("201710601862.3").await;
    b.says("proof.pdf").await;
    assert_eq!(b.read("#fee-total").await, "200.00 元");
    assert!(!b.scrolls_sideways().await, "the page fits a phone");
    walk.send().await;
    let number = b.read("#case-number").await;
    let day = today().format("%Y%m%d").to_string();
    assert!(number.ends_with(&format!("{day}0001")), "{number}");
    walk.picture("receipt").await;
    let case = format!("/cases/{number}");

    // The window receives it and asks once for everything.
    walk.sign_in("clerk").await;
    walk.goto("/desk").await;
    b.says(&number).await;
    walk.picture("queue").await;
    b.click(&format!("a[href='{case}']")).await;
    walk.act("receive").await;
    assert!(b.read("#case-state").await.contains("已收件"));
    b.click("a[href$='/correction']").await;
    walk.picture("correction").await;
    b.choose_option("kind-change-proof", "illegible").await;
    b.fill("note-change-proof", "扫描件看不清").await;
    b.fill("days", "15").await;
    walk.send().await;
    assert!(b.read("#case-state").await.contains("待补正"));

    // The applicant corrects that one paper.
    walk.sign_in("person").await;
    walk.goto("/my").await;
    b.click(&format!("a[href='{case}']")).await;
    b.click("a[href$='/correct']").await;
    b.says("扫描件看不清").await;
    walk.picture("correct").await;
    b.attach(
        "change-proof",
        &paper(folder.path(), "better.pdf", b"%PDF-1.7 readable"),
    )
    .await;
    walk.send().await;
    assert!(b.read("#case-state").await.contains("已收件"));

    // Accepted: the promised clock with its due day; the fee is recorded at the desk.
    walk.sign_in("clerk").await;
    walk.goto(&case).await;
    walk.act("accept").await;
    assert!(b.read("#case-state").await.contains("已受理"));
    let promised = Calendar::builtin()
        .expect("a calendar")
        .add_working_days(today(), 5);
    let clocks = b.read("#clocks").await;
    assert!(clocks.contains("承诺办结时限"), "{clocks}");
    assert!(clocks.contains(&written(promised.date)), "{clocks}");
    walk.picture("case").await;
    b.fill("receipt", "P-0001").await;
    walk.act("fee").await;
    b.says("登记缴费").await;

    // The notice can be printed.
    b.click("#documents li:last-child a").await;
    b.says(&number).await;

    walk.picture("notice").await;
    // Decided and certified.
    walk.sign_in("reviewer").await;
    walk.goto(&case).await;
    walk.act("assign").await;
    walk.choose("verdict", "granted").await;
    walk.act("decide").await;
    walk.act("issue").await;
    assert!(b.read("#case-state").await.contains("已办结"));
    b.click("a[href^='/certificates/']").await;
    let identifier = b.read("#identifier").await;
    assert!(identifier.starts_with("1.2.156.3005.2."), "{identifier}");
    b.tick("details summary").await;
    let qr = b.read("#qr-text").await;
    assert!(qr.starts_with("IPC1:"), "{qr}");
    walk.picture("certificate").await;
    let file = walk
        .download(&format!("/certificates/{identifier}/file"))
        .await;

    // Anyone verifies it, by identifier, by QR text, by file; a changed file is found out.
    b.page.delete_all_cookies().await.expect("no cookies");
    walk.goto("/verify?lang=zh").await;
    b.fill("text", &identifier).await;
    walk.send().await;
    assert!(b.read(".banner-title").await.starts_with("有效"));
    assert!(
        !b.text().await.contains("示例科技"),
        "an identifier alone does not tell the holder"
    );
    walk.goto("/verify").await;
    b.fill("text", &qr).await;
    walk.send().await;
    assert!(b.read(".banner-title").await.starts_with("有效"));
    walk.goto("/verify").await;
    b.attach(
        "file",
        &paper(folder.path(), "certificate.json", file.as_bytes()),
    )
    .await;
    walk.send().await;
    assert!(b.read(".banner-title").await.starts_with("有效"));
    let forged = file.replace("准予", "不予");
    assert_ne!(forged, file);
    walk.goto("/verify").await;
    b.attach(
        "file",
        &paper(folder.path(), "forged.json", forged.as_bytes()),
    )
    .await;
    walk.send().await;
    assert!(b.read(".banner-title").await.contains("伪造"));
    walk.picture("forged").await;
    walk.goto("/verify").await;
    b.fill(
        "text",
        &format!("{}X", identifier.trim_end_matches(|c: char| c != '.')),
    )
    .await;
    walk.send().await;
    assert!(!b.read(".field-error").await.is_empty());

    // The holder shares it by a code that is shown once; the bank learns yes, and no more; the holder
    // reads who asked and why.
    walk.sign_in("person").await;
    walk.goto("/my/certificates").await;
    walk.picture("my-certificates").await;
    b.click("a[href$='/share']").await;
    b.choose_option("audience", BANK).await;
    b.choose_option("purpose", "pledge-financing").await;
    walk.choose("operations", "compare").await;
    walk.picture("share").await;
    walk.act("share").await;
    walk.picture("share-code").await;
    let code = b.read(".case-number-large").await;
    walk.sign_in("bank").await;
    walk.goto("/use").await;
    walk.picture("use").await;
    b.fill("code", &code).await;
    b.choose_option("purpose", "pledge-financing").await;
    b.fill("cause", "贷前核查").await;
    walk.choose("operation", "compare").await;
    b.fill("certificateHolderName", "示例科技有限公司").await;
    b.click("form[action='/use'] button").await;
    assert_eq!(b.read(".banner-title").await, "一致");
    walk.picture("use-yes").await;
    walk.sign_in("person").await;
    walk.goto("/my/certificates/looks").await;
    b.says("贷前核查").await;
    walk.picture("looks").await;

    // The person reviews the service, badly.
    walk.sign_in("person").await;
    walk.goto(&case).await;
    b.click("a[href^='/reviews/']").await;
    walk.picture("review").await;
    walk.choose("level", "dissatisfied").await;
    walk.choose("labels-dissatisfied", "214").await;
    b.fill("text", "窗口没有一次说清楚").await;
    walk.send().await;
    b.says("谢谢").await;

    // The loop: dispatched, signed for, contacted, put right, answered, revisited, closed.
    walk.sign_in("supervisor").await;
    walk.goto("/rectifications").await;
    b.click("a[href^='/rectifications/']").await;
    let bad = b
        .page
        .current_url()
        .await
        .expect("an address")
        .path()
        .to_owned();
    b.says("窗口没有一次说清楚").await;
    walk.picture("bad-review").await;
    walk.act("dispatch").await;
    walk.sign_in("clerk").await;
    walk.goto(&bad).await;
    walk.act("sign-for").await;
    walk.choose("way", "phone").await;
    walk.choose("outcome", "reached").await;
    walk.act("contact").await;
    walk.choose("finding", "founded").await;
    walk.choose("measure", "immediate").await;
    walk.act("decide").await;
    walk.picture("rectify").await;
    b.fill("text", "已经培训窗口人员").await;
    walk.act("submit").await;
    walk.sign_in("supervisor").await;
    walk.goto(&bad).await;
    b.fill_in(
        "form[action$='/approve'] [name=text]",
        "我们已经改正, 谢谢您的意见。",
    )
    .await;
    walk.act("approve").await;
    walk.choose("way", "phone").await;
    walk.choose("outcome", "satisfied").await;
    walk.act("revisit").await;
    walk.act("close").await;
    b.says("已办结").await;

    // The person reads the answer; the public reads the figures.
    walk.sign_in("person").await;
    walk.goto(&format!("/reviews/{number}-complete")).await;
    assert_eq!(b.read("#answer").await, "我们已经改正, 谢谢您的意见。");
    b.page.delete_all_cookies().await.expect("no cookies");
    walk.goto("/figures?lang=zh").await;
    b.says("评价还太少").await;
    walk.picture("figures").await;
    walk.goto("/figures?lang=en").await;
    b.says("There are too few reviews yet").await;

    walk.browser.close().await;
}

impl Walk {
    /// A file, with the cookies of the browser.
    async fn download(&self, path: &str) -> String {
        let cookies = self.browser.page.get_all_cookies().await.expect("cookies");
        let cookies: Vec<_> = cookies
            .iter()
            .map(|c| format!("{}={}", c.name(), c.value()))
            .collect();
        self.portal.get(path, &cookies.join("; "))
    }
}

#[tokio::test]
async fn a_licence_shows_the_statutory_and_the_promised_clock() {
    if !available() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let walk = Walk {
        portal: Portal::start(&data),
        browser: Browser::open(360).await,
        data,
    };
    let b = &walk.browser;
    walk.sign_in("person").await;
    walk.goto("/matters/cn.patent.agency-licence/file").await;
    walk.choose("answer", "enterprise").await;
    walk.send().await;
    for answer in [
        "示例代理有限公司",
        "91350100M000100Y43",
        "000-0000 0000",
        "示例专利代理所",
        "张示例",
        "示例市中心路3号",
    ] {
        walk.answer(answer).await;
    }
    walk.choose("answer", "partnership").await;
    walk.send().await;
    walk.answer("3").await;

    // A day that does not exist is answered at the field, and stays in its boxes.
    for (part, typed) in [("year", "2026"), ("month", "2"), ("day", "30")] {
        b.fill(&format!("answer-{part}"), typed).await;
    }
    walk.send().await;
    assert!(!b.read(".field-error").await.is_empty());
    b.fill("answer-day", "27").await;
    walk.send().await;
    let paper = paper(folder.path(), "paper.pdf", b"%PDF-1.7 paper");
    while b
        .page
        .current_url()
        .await
        .expect("an address")
        .path()
        .contains("/paper-")
    {
        b.attach("answer", &paper).await;
        walk.send().await;
    }
    b.says("不收费").await;
    walk.send().await;
    let number = b.read("#case-number").await;
    let calendar = Calendar::builtin().expect("a calendar");

    walk.sign_in("clerk").await;
    walk.goto(&format!("/cases/{number}")).await;
    walk.act("receive").await;
    b.says(&written(calendar.add_working_days(today(), 5).date))
        .await;
    walk.act("accept").await;
    b.click("#documents li:last-child a").await;
    b.says("受理通知书").await;
    for days in [20, 10] {
        let due = calendar.add_working_days(today(), days);
        b.says(&written(due.date)).await;
    }
    walk.browser.close().await;
}
