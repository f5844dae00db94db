//! Requests as the national sharing interface shapes them get an answer in its shape.

use axum::http::StatusCode;
use ip_app::actor::Role;
use ip_certs::share::{AnnotatedCopy, ShareOperation};
use serde_json::{Value, json};

use crate::desk::Portal;
use crate::office::{actor, change, now};
use crate::sharing::{call, wish};

#[tokio::test]
async fn requests_with_the_names_of_the_national_interface_are_answered() {
    let portal = Portal::open();
    let id = change(&portal).await;
    let mut consent = wish(&portal, &id, false);
    consent.operations = vec![
        ShareOperation::Compare,
        ShareOperation::Query,
        ShareOperation::Download,
    ];
    consent.fields = vec![ip_app::sharing::HOLDER_CODES.to_owned()];
    consent.uses = 20;
    let person = actor("person", Role::Person);
    let office = &portal.app.office;
    office
        .authorise(&person, consent, &[6; 32])
        .await
        .expect("a grant");
    let certificate = office.certificate(&id).await.expect("a certificate");
    let number = &certificate.record().number;
    let asked = async |operation: &str, data: Value| -> Value {
        let (_, answer) = call(&portal, operation, "bank", data).await;
        assert_eq!(answer["head"]["status"], 0, "{operation}: {answer}");
        answer["data"].clone()
    };

    let told = asked(
        "queryCertInfo",
        json!({"certIdentifier": id.as_str(), "useCause": "贷前核查"}),
    )
    .await;
    assert_eq!(told["certData"]["certificateNumber"], json!(number));
    assert_eq!(told["certificateType"], id.kind());
    assert_eq!(told["issueDeptCode"], id.issuer());
    assert_eq!(told["certificateHolderType"], "001");
    assert!(
        told["digitalSign"]
            .as_str()
            .is_some_and(|sign| sign.starts_with('z'))
    );
    let line = &told["surface"][0];
    for name in ["name", "value", "valueType", "columnName"] {
        assert!(line.get(name).is_some(), "{name}: {line}");
    }
    assert!(told["detail"].is_array());

    let by_holder = json!({
        "holderCode": "91350100M000100Y43", "holderTypeCode": "001", "certTypeCode": id.kind(),
        "certNo": number, "useCause": "贷前核查",
    });
    let told = asked("queryCertInfoByHolderCode", by_holder.clone()).await;
    assert_eq!(told[0]["certificateIdentifier"], id.as_str());

    // The type and the face, without an identifier.
    for (holder, same) in [("示例科技有限公司", true), ("别家公司", false)] {
        let face = json!({"certificateNumber": number, "certificateHolderName": holder});
        let data = json!({"certTypeCode": id.kind(), "certData": face, "useCause": "核对"});
        let told = asked("verifyCertInfo", data).await;
        assert_eq!(told["result"], same);
        assert_eq!(told["message"], if same { "一致" } else { "不一致" });
    }

    // By the names inside files, and the holder's type with the code; what is not understood is no answer.
    let by_pinyin =
        json!({"ZZBH": number, "CZZT": "示例科技有限公司", "certificateHolderTypeCode": "001"});
    let data = json!({"certIdentifier": id.as_str(), "certData": by_pinyin, "useCause": "核对"});
    assert_eq!(asked("verifyCertInfo", data).await["result"], true);
    let looks = async || {
        office
            .looks("person", None, 50)
            .await
            .expect("records")
            .0
            .len()
    };
    let before = looks().await;
    for (data, code, pointer) in [
        (
            json!({"certIdentifier": id.as_str(), "certData": {"foo": "x"}, "useCause": "核对"}),
            "app.share.unknown-claim",
            "/data/certData/foo",
        ),
        (
            json!({
                "certIdentifier": id.as_str(), "certData": {"ZZBH": number}, "useCause": "核对",
                "certTypeCode": "11100000MB0327130U001",
            }),
            "app.share.other-type",
            "/data/certTypeCode",
        ),
        (
            json!({"certIdentifier": id.as_str(), "qrcode": "1", "useCause": "核对"}),
            "certs.request.unknown-field",
            "/data/qrcode",
        ),
    ] {
        let (_, answer) = call(&portal, "verifyCertInfo", "bank", data).await;
        assert_eq!(answer["head"]["code"], code, "{answer}");
        assert_eq!(answer["head"]["pointer"], pointer, "{answer}");
    }
    assert_eq!(looks().await, before, "nothing was used");

    let told = asked(
        "downloadFile",
        json!({
            "fileType": "ofd", "certificateIdentifier": id.as_str(),
            "certificateCopyCause": "留存",
        }),
    )
    .await;
    assert_eq!(told["contentType"], "base64");
    assert!(
        told["content"]
            .as_str()
            .is_some_and(|content| !content.is_empty())
    );

    // The dictionary of a type needs no holder and no cause.
    let told = asked(
        "getCertRemarkInfo",
        json!({"certName": certificate.record().name, "certTypeCode": id.kind()}),
    );
    let named = told.await;
    let columns: Vec<_> = named["surface"]
        .as_array()
        .expect("a list")
        .iter()
        .collect();
    assert!(
        columns.iter().any(|line| line["columnName"] == "caseNo"),
        "{named}"
    );
    let (status, _) = call(
        &portal,
        "getCertRemarkInfo",
        "bank",
        json!({"certTypeCode": "x"}),
    )
    .await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    // A link leads once more to the copy that was recorded, and to nothing when it is changed.
    let uses = async || {
        office
            .looks("person", None, 50)
            .await
            .expect("records")
            .0
            .len()
    };
    let before = uses().await;
    let data = json!({
        "fileType": "json", "certificateIdentifier": id.as_str(), "certificateCopyCause": "留存",
    });
    let told = asked("downloadUrl", data).await;
    assert_eq!(
        uses().await,
        before + 1,
        "recorded before anything can be fetched"
    );
    let url = told["fileUrl"].as_str().expect("a link");
    let path = url
        .strip_prefix("https://portal.example")
        .expect("our address");
    let mut anyone = portal.browser();
    let fetched = anyone.get(path).await;
    assert_eq!(fetched.status, StatusCode::OK, "{}", fetched.text);
    let copy = AnnotatedCopy::from_json(fetched.text.as_bytes()).expect("a copy");
    assert_eq!(copy.annotation().made_at, now());
    assert!(copy.annotation().purpose.ends_with("留存"));
    assert_eq!(uses().await, before + 1);
    let changed = path.replace(".json.", ".pdf.");
    assert_eq!(anyone.get(&changed).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        anyone.get("/use/download").await.status,
        StatusCode::NOT_FOUND
    );

    let told = asked("downloadUrlsByHolderCode", by_holder).await;
    let url = told[0]["fileUrl"].as_str().expect("a link").to_owned();
    let (shared, _) = office
        .authorised_by("person", None, 9)
        .await
        .expect("a list");
    let given = &shared[0].authorisation.id;
    office.withdraw(&person, given).await.expect("withdrawn");
    let path = url
        .strip_prefix("https://portal.example")
        .expect("our address");
    assert_eq!(
        anyone.get(path).await.status,
        StatusCode::NOT_FOUND,
        "withdrawn"
    );
}
