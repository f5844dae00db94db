//! Certificates taken away in every form, and verified when they come back; witnesses of the log.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use ip_certs::certificate::Certificate;
use ip_certs::log::{Checkpoint, LogPolicy};
use ip_certs::sign::{Ed25519Signer, Signer};
use ip_core::text::Lang;
use ip_portal::faces::Format;

use crate::desk::{Answer, Browser, Portal};
use crate::office::{change, now};

/// Whether PDF can be drawn here; in CI it must.
fn has_font() -> bool {
    let found = ip_face::Typeface::installed().is_ok();
    assert!(
        found || std::env::var("CI").as_deref() != Ok("true"),
        "CI has a font"
    );
    found
}

#[tokio::test]
async fn a_holder_takes_the_certificate_away_in_every_form() {
    let portal = Portal::open();
    let id = change(&portal).await;
    let mut person = portal.signed_in("person");
    let page = person.get(&format!("/certificates/{id}")).await;
    for (format, media, says) in [
        ("ofd", "application/ofd", "PK"),
        ("json", "application/json", "{\"credential\""),
        ("credential", "application/vc", "VerifiableCredential"),
        ("html", "text/html; charset=utf-8", "<dd>"),
        ("svg", "image/svg+xml", "<svg"),
        ("qr", "image/svg+xml", "<svg"),
        ("pdf", "application/pdf", "%PDF-"),
        ("archive", "application/pdf", "%PDF-"),
    ] {
        page.says(&format!("value=\"{format}\""));
        if media == "application/pdf" && !has_font() {
            continue;
        }
        let path = format!("/certificates/{id}/download?format={format}");
        let file = person.get(&path).await;
        assert_eq!(file.status, StatusCode::OK, "{format}");
        assert_eq!(file.header("content-type"), media);
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert_eq!(file.header("cache-control"), "no-store");
        assert!(file.text.contains(says), "{format}");
    }
    // Only what is ticked is opened; the signatures stay good.
    let path = format!("/certificates/{id}/download?format=json&open=certificateHolderCode");
    let shown = person.get(&path).await;
    let shown = Certificate::from_json(shown.text.as_bytes()).expect("a certificate");
    let open: Vec<_> = shown.disclosed().collect();
    assert_eq!(open, ["certificateHolderCode"]);
    let unknown = format!("/certificates/{id}/download?format=exe");
    assert_eq!(person.get(&unknown).await.status, StatusCode::BAD_REQUEST);
    let path = format!("/certificates/{id}/download?format=json");
    let mut bank = portal.signed_in("bank");
    assert_eq!(bank.get(&path).await.status, StatusCode::FORBIDDEN);
    let mut reviewer = portal.signed_in("reviewer");
    assert_eq!(reviewer.get(&path).await.status, StatusCode::OK);
    let desk = reviewer.get(&format!("/desk/certificates/{id}")).await;
    desk.says("#download");
}

/// Hands a file over at the public page.
async fn hand_over(browser: &mut Browser<'_>, bytes: &[u8]) -> Answer {
    let token = browser.get("/verify").await.token();
    let mut body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--b\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
    )
    .into_bytes();
    body.extend(bytes);
    body.extend(b"\r\n--b--\r\n");
    let request = Request::post("/verify")
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(body));
    browser.send(request.expect("a request")).await
}

/// A picture of a square code, with white around it, and smaller or larger than life.
fn picture(text: &str, scale: usize) -> Vec<u8> {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M);
    let code = code.expect("a code");
    let (width, dark) = (code.width(), code.to_colors());
    let side = (width + 8) * scale;
    let pixel = |at: usize| {
        let (x, y) = ((at % side) / scale, (at / side) / scale);
        let inside = (4..width + 4).contains(&x) && (4..width + 4).contains(&y);
        let black = inside && dark[(y - 4) * width + x - 4] == qrcode::Color::Dark;
        if black { 20 } else { 235 }
    };
    let mut bytes = Vec::new();
    let side32 = u32::try_from(side).expect("a side");
    let mut encoder = png::Encoder::new(&mut bytes, side32, side32);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().expect("a header");
    let pixels: Vec<u8> = (0..side * side).map(pixel).collect();
    writer.write_image_data(&pixels).expect("pixels");
    drop(writer);
    bytes
}

#[tokio::test]
async fn every_form_that_carries_signatures_is_verified_when_it_comes_back() {
    let portal = Portal::open();
    let id = change(&portal).await;
    let certificate = portal
        .app
        .office
        .certificate(&id)
        .await
        .expect("a certificate");
    let file = certificate.to_json();
    let mut anyone = portal.browser();
    let draw = async |format| {
        let drawn = portal.app.faces.draw(file.clone(), format, Lang::Zh).await;
        drawn.expect("a process").expect("a drawing")
    };
    let valid = ["有效", "每一项检查都已进行并通过"];
    let mut files = vec![
        ("json", file.clone().into_bytes()),
        ("text", certificate.qr_text().as_bytes().to_vec()),
        ("picture", picture(certificate.qr_text(), 4)),
        ("large picture", picture(certificate.qr_text(), 40)),
        ("ofd", draw(Format::Ofd).await),
    ];
    if has_font() {
        files.push(("pdf", draw(Format::Pdf).await));
    }
    for (name, bytes) in &files {
        let answer = hand_over(&mut anyone, bytes).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text);
        assert!(
            valid.iter().all(|said| answer.text.contains(said)),
            "{name}: {}",
            answer.text
        );
        assert!(
            !answer.text.contains("check-"),
            "{name}: a check without a name"
        );
        assert!(
            answer
                .header("permissions-policy")
                .contains("camera=(self)")
        );
    }
    // The pages say something else than the certificate inside.
    for (name, mut bytes) in files {
        if matches!(name, "ofd" | "pdf") {
            bytes.push(b' ');
            let answer = hand_over(&mut anyone, &bytes).await;
            answer.says("不可信");
            answer.says("版面内容");
        }
    }
    for bytes in [
        &b"\x89PNG\r\n\x1a\n no picture"[..],
        b"\xff\xd8\xff\xe0 no picture",
        b"%PDF-1.7 no certificate",
        b"PK\x03\x04 no archive",
        b"IPC1:NO CODE",
        b"{}",
    ] {
        let answer = hand_over(&mut anyone, bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // A QR text names people: no address holds it.
    let text = certificate
        .qr_text()
        .replace('%', "%25")
        .replace(' ', "%20")
        .replace('+', "%2B");
    let answer = anyone.get(&format!("/verify?text={text}")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn known_witnesses_cosign_the_log_and_verification_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let witness = |n: u8| Ed25519Signer::new("w", &[n; 32]);
    let key = |n: u8| {
        let key = witness(n).public_key().to_hex();
        serde_json::json!({"algorithm": "ed25519", "publicKey": key})
    };
    let witnesses = serde_json::json!({"quorum": 2, "witnesses": [
        {"name": "w1.example", "key": key(1)}, {"name": "w2.example", "key": key(2)},
    ]});
    let path = folder.path().join("log-witnesses.json");
    std::fs::write(path, witnesses.to_string()).expect("a file");
    let portal = Portal::in_folder(folder);
    let id = change(&portal).await;
    let mut anyone = portal.browser();
    let policy = anyone.get("/log/policy").await.text;
    let policy = LogPolicy::from_json(policy.as_bytes()).expect("a policy");
    assert_eq!(policy.quorum, 2);
    let status = anyone.get("/log/witnessed").await.status;
    assert_eq!(status, StatusCode::NOT_FOUND);
    // Not seen by anyone yet: genuine, but not every check could be made.
    let page = format!("/verify?text={id}");
    anyone.get(&page).await.says("见证签名尚不足");
    let send = async |note: String| {
        let request = Request::post("/log/checkpoint").body(Body::from(note));
        portal.browser().send(request.expect("a request")).await
    };
    let note = anyone.get("/log/checkpoint").await.text;
    let cosigned = |name: &str, n: u8| {
        let mut checkpoint = Checkpoint::from_note(&note).expect("a checkpoint");
        let done = checkpoint.cosign(name, &witness(n), now());
        done.expect("a signature");
        checkpoint.to_note()
    };
    // A stranger, a line that is not what it says, another log's state: refused, and nothing kept.
    let wrong = note.replacen("\n1\n", "\n2\n", 1);
    for bad in [
        cosigned("w3.example", 3),
        note.clone(),
        cosigned("w1.example", 1).replace(&note[..20], "another.example/log1"),
        wrong,
        "no note".to_owned(),
    ] {
        let answer = send(bad).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.text
        );
    }
    for (name, n) in [("w1.example", 1), ("w1.example", 1), ("w2.example", 2)] {
        let answer = send(cosigned(name, n)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.says(name);
    }
    let seen = anyone.get("/log/witnessed").await.text;
    let seen = Checkpoint::from_note(&seen).expect("a checkpoint");
    assert_eq!(
        seen.witnesses(&policy.witnesses).expect("good lines").len(),
        2
    );
    let proof = anyone.get(&format!("/log/proof/{id}")).await.text;
    let proof = ip_certs::log::LogProof::from_text(&proof).expect("a proof");
    let certificate = portal
        .app
        .office
        .certificate(&id)
        .await
        .expect("a certificate");
    proof
        .verify(&certificate.log_entry(), &policy)
        .expect("enough witnesses");
    anyone.get(&page).await.says("每一项检查都已进行并通过");
    // The log grew: what was seen is still proved by what the witnesses saw.
    change(&portal).await;
    let proof = anyone.get(&format!("/log/proof/{id}")).await.text;
    let proof = ip_certs::log::LogProof::from_text(&proof).expect("a proof");
    proof
        .verify(&certificate.log_entry(), &policy)
        .expect("enough witnesses");
    assert!(
        portal
            .app
            .office
            .store
            .check()
            .await
            .expect("a check")
            .is_sound()
    );
}
