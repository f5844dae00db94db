//! The list manager: faults with their place, differences with what they mean.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use ip_app::lists;
use ip_app::sheets;
use ip_matters::exchange::national::Exchange;
use ip_matters::exchange::table::Sheet;
use ip_matters::list::List;
use ip_matters::profile::Profile;

use crate::desk::{Answer, Portal};

/// Sends files to a form of the list manager.
async fn send(portal: &Portal, path: &str, files: &[(&str, &str)]) -> Answer {
    let files: Vec<_> = files
        .iter()
        .map(|(field, text)| (*field, "list.json", text.as_bytes()))
        .collect();
    send_files(portal, path, &files).await
}

/// Sends named files of any kind.
async fn send_files(portal: &Portal, path: &str, files: &[(&str, &str, &[u8])]) -> Answer {
    let mut browser = portal.signed_in("administrator");
    let token = browser.get("/lists?lang=en").await.token();
    let mut body =
        format!("--b\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n")
            .into_bytes();
    for (field, name, content) in files {
        let head = format!(
            "--b\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--b--\r\n");
    let request = Request::post(path)
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(body));
    browser.send(request.expect("a request")).await
}

fn list(promised: u32) -> String {
    format!(
        r#"{{
  "locality": "x", "name": {{"zh": "某市", "en": "A city"}}, "on": "2026-03-07",
  "entries": [
    {{
      "matter": "cn.patent.bibliographic-change",
      "name": {{"zh": "著录项目变更申报", "en": "Bibliographic change"}},
      "version": 1, "state": "published", "charged": "yes",
      "promised": {{"n": {promised}, "unit": "working-day"}}
    }}
  ]
}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_list_is_checked_on_the_page() {
    let portal = Portal::open();
    let page = portal
        .signed_in("administrator")
        .get("/lists?lang=en")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("0 errors");
    let file = portal
        .signed_in("administrator")
        .get("/lists/own.json")
        .await;
    let again = send(&portal, "/lists/lint", &[("list", &file.text)]).await;
    again.says("list.json: 0 errors");
    let refused = portal.signed_in("clerk").get("/lists").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_names_line_place_and_fix() {
    let portal = Portal::open();
    let page = send(&portal, "/lists/lint", &[("list", &list(5))]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.says("list.json: ");
    page.says("line ");
    page.says("/entries/0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_list_is_refused_at_its_line() {
    let portal = Portal::open();
    let broken = list(5).replace("\"charged\": \"yes\"", "\"charged\": \"maybe\"");
    let page = send(&portal, "/lists/lint", &[("list", &broken)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("line 7");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shorter_promise_is_better_and_a_longer_one_worse() {
    let portal = Portal::open();
    let (short, long) = (list(3), list(5));
    let better = send(&portal, "/lists/diff", &[("a", &long), ("b", &short)]).await;
    better.says("1 better, 0 worse");
    let worse = send(&portal, "/lists/diff", &[("a", &short), ("b", &long)]).await;
    worse.says("0 better, 1 worse");
    // In words, with the rule that the worse side touches; never the names of fields and values in JSON.
    for said in [
        "Bibliographic change",
        "promised time",
        "3 working days",
        "5 working days",
        "R06",
    ] {
        worse.says(said);
    }
    assert!(!worse.text.contains("working-day"), "{}", worse.text);
}

/// The workbook of the place's own list, with what a clerk might type into its cells.
fn workbook(spoil: impl Fn(&mut Sheet)) -> Vec<u8> {
    let portal = Portal::open();
    let library = &portal.app.library;
    let profile = Profile::builtin(lists::PROFILE).expect("a profile");
    let exchange = Exchange::national(&library.catalogue, &library.laws, &profile).expect("tables");
    let day = "2026-03-07".parse().expect("a day");
    let list = List::of_pack(&library.pack, &library.regimes, day);
    let mut book = exchange.export(&list, false).sheets;
    book.iter_mut().for_each(spoil);
    sheets::write_xlsx(&book, &[], |_| String::new()).expect("a workbook")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_is_checked_like_a_list_and_what_was_not_checked_is_told() {
    let portal = Portal::open();
    let book = workbook(|_| {});
    let page = send_files(&portal, "/lists/lint", &[("list", "own.xlsx", &book)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.says("own.xlsx: ");
    page.says("rules not checked");
    page.says("Not checked");
    page.says("R40");
    let own = portal
        .signed_in("administrator")
        .get("/lists/own.xlsx")
        .await;
    assert!(own.header("content-type").contains("spreadsheetml"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_cell_is_named_and_comes_back_marked() {
    let portal = Portal::open();
    let book = workbook(|sheet| {
        let name = |heading: &str| heading == "事项名称" || heading == "task_name";
        let column = sheet.rows[0].iter().position(|heading| name(heading));
        if let (Some(column), Some(row)) = (column, sheet.rows.get_mut(1)) {
            row[column].clear();
        }
    });
    let page = send_files(&portal, "/lists/lint", &[("list", "own.xlsx", &book)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("cells are wrong, nothing was read");
    page.says("事项名称");
    let back = send_files(&portal, "/lists/marked", &[("list", "own.xlsx", &book)]).await;
    assert!(
        back.header("content-type").contains("spreadsheetml"),
        "{}",
        back.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_proofs_lets_rule_twelve_be_checked_on_the_page_and_over_http() {
    let portal = Portal::open();
    let asked = list(5).replace(
        "\"charged\"",
        r#""materials": [{"name": {"zh": "住所证明", "en": "Proof of residence"}, "necessity": "required", "kind": "proof"}],
      "charged""#,
    );
    let proofs = "证明名称,设定依据\n住所证明,《专利代理条例》第8条\n";
    let page = |proofs: &'static str| {
        let (portal, asked) = (&portal, asked.clone());
        async move {
            let list = ("list", "list.json", asked.as_bytes());
            let files = [list, ("proofs", "proofs.csv", proofs.as_bytes())];
            let files = if proofs.is_empty() {
                &files[..1]
            } else {
                &files[..]
            };
            send_files(portal, "/lists/lint", files).await
        }
    };
    page("").await.says("R12 Not checked");
    let checked = page(proofs).await;
    // The form itself names the rule.
    for found in ["R12 Error", "R12 Not checked"] {
        assert!(!checked.text.contains(found), "{}", checked.text);
    }
    page("证明名称\n别的证明\n").await.says("R12 Error");
    let broken = page("证明名称,颜色\n,红\n").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    broken.says("proofs.csv");

    let body = format!(
        r#"{{"list": {asked}, "proofs": {{"proofs": [{{"name": "住所证明", "basis": [{{"id": "patent-agency-regulations"}}]}}]}}}}"#
    );
    let request = Request::post("/api/v1/lists/lint").body(Body::from(body));
    let answer = portal.browser().send(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(!answer.text.contains("R12"), "{}", answer.text);
}
