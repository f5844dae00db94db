//! What documents of a case say: reasons, needed time, matter and version, seal, record of service.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use ip_core::text::Lang;
use ip_matters::case::{Command, Defect, DefectKind, Event, Guard, Lapse, State, Verdict};
use ip_matters::document::{Document, DocumentKind, Templates};
use ip_matters::limit::{Length, LimitUnit};
use ip_matters::regime::{CorrectionMiss, DeliveryChannel};
use world::{Story, World, reference};

const LICENCE: &str = "cn.patent.agency-licence";

/// A case with every paper of its first situation, receipted.
fn received<'a>(world: &'a World, matter: &str, day: &str) -> Story<'a> {
    let mut story = world.story(matter);
    let first = story.entry.matter.situations.first().map(|s| s.id.clone());
    let papers = story.entry.materials_in(first.as_deref());
    let papers: Vec<_> = papers.map(|m| m.id.clone()).collect();
    let papers: Vec<_> = papers.iter().map(String::as_str).collect();
    let mut filing = story.submission(&papers);
    if let Command::Submit { situation, .. } = &mut filing {
        *situation = first;
    }
    story.run(day, filing);
    story.run(day, Command::Receive);
    story
}

fn reviewed(world: &World) -> Story<'_> {
    let mut story = received(world, LICENCE, "2026-03-02");
    story.run("2026-03-02", Command::Accept);
    let reviewer = reference("account:1");
    story.run("2026-03-02", Command::Assign { reviewer });
    story
}

/// The last document, with words behind some references.
fn last(story: &Story<'_>, kind: DocumentKind, day: &str) -> Document {
    let issued = story.case.documents.iter().rfind(|d| d.kind == kind);
    let words = |reference: &ip_matters::case::Reference| {
        (reference.as_str() == "note:1").then(|| "材料需要专家论证".to_owned())
    };
    Templates::builtin()
        .unwrap()
        .render_with(issued.unwrap(), &story.case, &story.context(day), &words)
        .unwrap()
}

fn notice(target: &str, note: Option<&str>, period: Option<Length>) -> Command {
    Command::NotifyCorrection {
        defects: vec![Defect {
            target: target.into(),
            kind: DefectKind::Illegible,
            note: note.map(reference),
        }],
        period,
        served: None,
    }
}

const MONTH: Length = Length {
    n: 1,
    unit: LimitUnit::Month,
};

#[test]
fn an_extension_is_told_with_its_reasons() {
    let world = World::new();
    let mut story = reviewed(&world);
    let extend = |reason: &str| Command::Extend {
        n: 10,
        approver: "head-of-organ".into(),
        reason: reference(reason),
    };
    let mut unknown = story.clone();
    story.run("2026-03-10", extend("note:1"));
    let told = last(&story, DocumentKind::ExtensionNotice, "2026-03-10");
    let zh = told.text(Lang::Zh);
    assert!(zh.contains("延长的理由：材料需要专家论证"), "{zh}");
    assert!(zh.contains("延长办理期限10个工作日"), "{zh}");
    assert_eq!(told.basis[0].article.as_deref(), Some("42"));
    unknown.run("2026-03-10", extend("note:2"));
    let told = last(&unknown, DocumentKind::ExtensionNotice, "2026-03-10");
    assert!(
        told.text(Lang::En)
            .contains("Reasons for the extension: note:2")
    );
}

#[test]
fn a_special_procedure_is_told_with_the_time_it_needs() {
    let world = World::new();
    let mut story = reviewed(&world);
    let special = |needs| Command::StartSpecial {
        kind: "expert-review".into(),
        notice: reference("note:1"),
        needs,
    };
    for silent in [None, Some(Length::working_days(0))] {
        let refusal = story.refusal("2026-03-10", special(silent));
        assert_eq!(refusal.guard, Guard::SpecialTime);
        assert_eq!(refusal.basis[0].article.as_deref(), Some("45"));
    }
    story.run("2026-03-10", special(Some(Length::working_days(15))));
    let told = last(&story, DocumentKind::SpecialProcedureNotice, "2026-03-10");
    let zh = told.text(Lang::Zh);
    assert!(zh.contains("所需时间：15个工作日"), "{zh}");
    assert!(zh.contains("说明：材料需要专家论证"), "{zh}");
    // Where no law asks for it, it may be left out.
    let mut mark = received(&world, "cn.trademark.registration", "2026-03-02");
    mark.run("2026-03-02", Command::Accept);
    let reviewer = reference("account:1");
    mark.run("2026-03-02", Command::Assign { reviewer });
    let wait = Command::StartSpecial {
        kind: "priority-wait".into(),
        notice: reference("n"),
        needs: None,
    };
    mark.run("2026-03-02", wait);
}

#[test]
fn every_document_names_matter_version_day_and_the_place_of_the_seal() {
    let world = World::new();
    let mut story = reviewed(&world);
    story.run("2026-03-10", Command::Withdraw { reason: None });
    for issued in story.case.documents.clone() {
        let day = issued.on.to_string();
        let document = last(&story, issued.kind, &day);
        let zh = document.text(Lang::Zh);
        assert_eq!(document.matter.as_str(), LICENCE);
        assert!(
            zh.contains("(cn.patent.agency-licence，第1版)；办件编号：case:1"),
            "{zh}"
        );
        assert!(zh.contains("示例市知识产权局(盖章)"), "{zh}");
        assert!(zh.contains("2026年3月"), "{zh}");
        assert_eq!(document.seal.unwrap().zh, "示例市知识产权局");
        assert!(document.record.zh.contains("签收：____"));
    }
}

#[test]
fn service_is_recorded_on_the_documents_that_were_served() {
    let world = World::new();
    let mut story = reviewed(&world);
    story.run(
        "2026-03-10",
        Command::Decide {
            verdict: Verdict::Granted,
            reasons: None,
        },
    );
    let result = reference("cert:7");
    story.run("2026-03-11", Command::IssueResult { result });
    let before = last(&story, DocumentKind::GrantDecision, "2026-03-11");
    let result = last(&story, DocumentKind::ResultDocument, "2026-03-11");
    assert!(result.text(Lang::Zh).contains("证照编号或者文号：cert:7"));
    story.run(
        "2026-03-12",
        Command::Deliver {
            channel: DeliveryChannel::Direct,
            dispatched: "2026-03-12".parse().unwrap(),
            received: Some("2026-03-12".parse().unwrap()),
            evidence: reference("log:1"),
        },
    );
    let after = last(&story, DocumentKind::GrantDecision, "2026-03-12");
    assert_eq!(
        after.record.zh,
        "送达方式：直接送达；送达日期：2026年3月12日"
    );
    assert_eq!(before.hash(), after.hash(), "the record does not change it");
    let receipt = last(&story, DocumentKind::Receipt, "2026-03-12");
    assert_eq!(receipt.served, None);
    assert!(
        story
            .case
            .documents
            .iter()
            .any(|d| d.kind == DocumentKind::ReviewInvitation)
    );
}

#[test]
fn a_notice_of_corrections_holds_what_the_clerk_wrote_and_its_day_of_service() {
    let world = World::new();
    let mut story = received(&world, LICENCE, "2026-03-02");
    story.run(
        "2026-03-03",
        notice("premises-proof", Some("note:1"), Some(MONTH)),
    );
    let told = last(&story, DocumentKind::CorrectionNotice, "2026-03-03");
    let zh = told.text(Lang::Zh);
    assert!(zh.contains("(无法辨认)：材料需要专家论证"), "{zh}");
    assert_eq!(told.record.zh, "送达日期：2026年3月3日");
}

#[test]
fn a_request_that_is_not_corrected_counts_as_never_made_an_application_as_withdrawn() {
    let world = World::new();
    for (matter, state) in [
        ("cn.patent.bibliographic-change", State::DeemedNotFiled),
        ("cn.patent.filing", State::Withdrawn),
        ("cn.trademark.registration", State::AcceptanceRefused),
    ] {
        let mut story = received(&world, matter, "2026-03-02");
        let paper = story.entry.materials[0].id.clone();
        let fixed = matter.contains("trademark");
        story.run(
            "2026-03-03",
            notice(&paper, None, (!fixed).then_some(MONTH)),
        );
        let events = story.run("2026-04-08", Command::Tick);
        assert_eq!(story.case.state, state, "{matter}");
        if state == State::DeemedNotFiled {
            assert!(matches!(events[0], Event::DeemedNotFiled { .. }));
            assert_eq!(story.case.lapse, Some(Lapse::NotCorrected));
            let told = last(&story, DocumentKind::NotFiledNotice, "2026-04-08");
            let zh = told.text(Lang::Zh);
            assert!(
                zh.contains("因未在规定期限内补正") && zh.contains("视为未提出"),
                "{zh}"
            );
            let en = told.text(Lang::En);
            assert!(en.contains("counts on 8 April 2026 as never made"), "{en}");
            assert!(story.case.is_final());
        }
        if state == State::Withdrawn {
            let told = last(&story, DocumentKind::WithdrawalNotice, "2026-04-08");
            let zh = told.text(Lang::Zh);
            assert!(
                zh.contains("视为撤回") && !zh.contains("由申请人撤回"),
                "{zh}"
            );
        }
    }
    // The other matters whose requests count as never made.
    for matter in [
        "cn.patent.reexamination",
        "cn.patent.invalidation",
        "cn.patent.evaluation-report",
    ] {
        let day = "2026-03-02".parse().unwrap();
        let matter = &world.catalogue.get(matter).unwrap().id;
        let rule = &world
            .rules
            .on(ip_matters::matter::RegimeId::PatentProcedure, day)
            .unwrap()
            .correction;
        assert_eq!(
            rule.miss(matter, None),
            Some(CorrectionMiss::DeemedNotFiled)
        );
    }
}

#[test]
fn a_refusal_in_the_wrong_state_cites_only_an_article_that_speaks_of_it() {
    let world = World::new();
    let story = reviewed(&world);
    let late = story.refusal("2026-03-10", notice("premises-proof", None, Some(MONTH)));
    assert_eq!(late.basis[0].article.as_deref(), Some("32"));
    let revoke = Command::Revoke {
        ground: ip_matters::regime::RevocationGround::Other,
        reason: reference("r"),
        public_harm: false,
    };
    let early = story.refusal("2026-03-10", revoke);
    assert_eq!((early.guard, early.basis), (Guard::WrongState, Vec::new()));
}

fn decide(verdict: Verdict) -> Command {
    Command::Decide {
        verdict,
        reasons: (verdict != Verdict::Granted).then(|| reference("note:1")),
    }
}

#[test]
fn a_partial_grant_says_what_is_refused_and_why() {
    let world = World::new();
    let mut story = reviewed(&world);
    story.run("2026-03-10", decide(Verdict::PartlyGranted));
    let told = last(&story, DocumentKind::PartialDecision, "2026-03-10");
    let zh = told.text(Lang::Zh);
    assert!(zh.contains("不予准予部分的理由：材料需要专家论证"), "{zh}");
    assert!(zh.contains("60日内向复议机关申请行政复议"), "{zh}");
}

#[test]
fn a_refusal_names_its_reasons_and_what_can_be_done_or_that_nobody_knows() {
    let world = World::new();
    let mut copy = received(&world, "cn.patent.register-copy", "2026-03-02");
    copy.run("2026-03-02", Command::Accept);
    copy.run("2026-03-03", decide(Verdict::Refused));
    let told = last(&copy, DocumentKind::RefusalDecision, "2026-03-03");
    let zh = told.text(Lang::Zh);
    assert!(zh.contains("理由：材料需要专家论证"), "{zh}");
    assert!(zh.contains("救济途径尚未核实"), "{zh}");
    assert!(!told.basis.is_empty(), "the matter's own law");
    let mut filing = received(&world, "cn.patent.filing", "2026-03-02");
    let mut closed = filing.clone();
    filing.run("2026-03-02", Command::Accept);
    let paid = Command::RecordFeePaid {
        amount: ip_core::money::Money::from_units(1),
        receipt: reference("pay:1"),
    };
    filing.run("2026-03-02", paid);
    filing.run("2026-03-03", decide(Verdict::Refused));
    let told = last(&filing, DocumentKind::RefusalDecision, "2026-03-03");
    assert!(
        told.text(Lang::Zh)
            .contains("3个月内对驳回申请的决定请求复审")
    );
    // Reexamination stands against the refusal of the application, not against its non-acceptance.
    closed.run(
        "2026-03-03",
        Command::RefuseAcceptance {
            ground: ip_matters::case::RefusalGround::OutOfCompetence,
            reason: reference("note:1"),
            competent: Some(reference("place:2")),
        },
    );
    let told = last(&closed, DocumentKind::AcceptanceRefusal, "2026-03-03");
    let zh = told.text(Lang::Zh);
    assert!(
        !zh.contains("复审") && zh.contains("救济途径尚未核实"),
        "{zh}"
    );
    assert!(zh.contains("有权机关：place:2"), "{zh}");
}

#[test]
fn a_day_that_may_still_move_is_called_provisional() {
    let world = World::new();
    let late = received(&world, LICENCE, "2026-12-28");
    let told = last(&late, DocumentKind::Receipt, "2026-12-28");
    let zh = told.text(Lang::Zh);
    assert!(zh.contains("到2027年1月5日(暂定)仍未告知的"), "{zh}");
}

#[test]
fn a_notice_speaks_only_of_what_the_guide_or_the_form_asks() {
    let world = World::new();
    let story = received(&world, LICENCE, "2026-03-02");
    let refusal = story.refusal("2026-03-03", notice("nope", None, Some(MONTH)));
    assert_eq!(
        (refusal.guard, refusal.found.as_deref()),
        (Guard::UnknownMaterial, Some("nope"))
    );
    let mut field = story.clone();
    field.run("2026-03-03", notice("agency-name", None, Some(MONTH)));
}
