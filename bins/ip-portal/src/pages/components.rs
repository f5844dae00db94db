//! `/components`: every component once, with made-up content, for those who build pages from them.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use chrono::NaiveDate;

use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind};
use crate::state::AppState;
use crate::view::chart::{Chart, Point, bars, line};
use crate::view::clock::{ClockBadge, ClockState};
use crate::view::parts::{Law, Moment, MoneyLine, Row, Task, TaskState, Tone};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/components.html")]
struct Components {
    p: Page,
    tones: [Tone; 4],
    clocks: Vec<ClockBadge>,
    tasks: Vec<Task>,
    rows: Vec<Row>,
    money: Vec<MoneyLine>,
    timeline: Vec<Moment>,
    table: Table,
    charts: Vec<Chart>,
    form: Form,
}

/// Every component.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "components-title");
    let say = |zh: &str, en: &str| (if p.is_zh() { zh } else { en }).to_owned();
    html(&Components {
        tones: [Tone::Info, Tone::Good, Tone::Care, Tone::Bad],
        clocks: clocks(),
        tasks: tasks(&say),
        rows: vec![
            Row::new(
                say("申请人", "Applicant"),
                say("示例有限公司", "Sample Ltd"),
            )
            .change("#form"),
            Row::new(say("电话", "Telephone"), "000-0000 0000").change("#form"),
        ],
        money: money(&say),
        timeline: timeline(&say),
        table: table(&say),
        charts: charts(&say),
        form: form(&say),
        p,
    })
}

fn clocks() -> Vec<ClockBadge> {
    let lefts = [Some(12), Some(2), Some(-3), None, Some(20)];
    let both = ClockState::ALL.into_iter().zip(lefts);
    both.map(|(state, left)| ClockBadge {
        state,
        left,
        due: left.and_then(|_| NaiveDate::from_ymd_opt(2026, 3, 5)),
    })
    .collect()
}

fn tasks(say: &impl Fn(&str, &str) -> String) -> Vec<Task> {
    let task = |zh, en, state| Task {
        label: say(zh, en),
        href: (state != TaskState::Waiting).then(|| "#form".to_owned()),
        state,
    };
    vec![
        task("申请人信息", "About the applicant", TaskState::Done),
        task("上传材料", "Upload materials", TaskState::Begun),
        task("领取方式", "How to receive the result", TaskState::Open),
        task("核对并提交", "Check and send", TaskState::Waiting),
    ]
}

fn money(say: &impl Fn(&str, &str) -> String) -> Vec<MoneyLine> {
    let law = Law {
        title: say("示例收费办法", "Sample fee rules"),
        number: Some(say("示例〔2018〕1号", "Sample 2018 No. 1")),
        articles: vec![say("第2条", "article 2")],
        comma: say("、", ", "),
    };
    let line = |label, amount: Option<&str>| MoneyLine {
        label,
        href: None,
        amount: amount.map(str::to_owned),
        full: None,
        say: Vec::new(),
        why: Vec::new(),
        law: vec![law.clone()],
        provisional: false,
    };
    let mut reduced = line(say("申请费", "Filing fee"), Some("135.00"));
    reduced.full = Some("900.00".to_owned());
    reduced.say = vec![say("减缴 85%, 应缴 15%", "Reduced by 85 %, 15 % is due")];
    vec![
        reduced,
        line(say("未公布的费用", "A fee not published"), None),
    ]
}

fn timeline(say: &impl Fn(&str, &str) -> String) -> Vec<Moment> {
    let moment = |when: (&str, &str), what: (&str, &str), past| Moment {
        when: say(when.0, when.1),
        what: say(what.0, what.1),
        more: None,
        past,
    };
    vec![
        moment(
            ("2026年3月2日, 星期一 09:12", "Monday, 2 March 2026 09:12"),
            ("已收件", "Received"),
            true,
        ),
        moment(
            ("2026年3月5日, 星期四 10:30", "Thursday, 5 March 2026 10:30"),
            ("已受理", "Accepted"),
            true,
        ),
        moment(
            ("2026年4月2日, 星期四", "Thursday, 2 April 2026"),
            ("作出决定", "Decision"),
            false,
        ),
    ]
}

fn table(say: &impl Fn(&str, &str) -> String) -> Table {
    let mut table = Table::new(say("示例办件", "Sample cases"))
        .words(say("办件编号", "Case number"))
        .words(say("状态", "State"))
        .numbers(say("剩余工作日", "Working days left"));
    for (number, state, tone, left) in [
        ("A-0001", say("按时", "on time"), Tone::Good, "12"),
        ("A-0002", say("超期", "late"), Tone::Bad, "-3"),
    ] {
        table.rows.push(vec![
            Cell::Link {
                label: number.to_owned(),
                href: "#table".to_owned(),
            },
            Cell::Badge { label: state, tone },
            Cell::Text(left.to_owned()),
        ]);
    }
    table
}

fn charts(say: &impl Fn(&str, &str) -> String) -> Vec<Chart> {
    let chart = |title, shape| Chart {
        title,
        alt: say(
            "示例图表, 数据见下表",
            "Sample chart; the numbers are in the table below",
        ),
        label_heading: say("网点", "Outlet"),
        value_heading: say("好评率", "Good rate"),
        source: say("示例数据", "Sample data"),
        shape,
    };
    let rates = vec![
        Point::new(say("东区窗口", "East window"), 96.0, "96.0 %").between(89.0, 98.6),
        Point::new(say("西区窗口", "West window"), 88.4, "88.4 %").between(80.2, 93.5),
    ];
    let months = [
        ("1", 41.0),
        ("2", 37.0),
        ("3", 52.0),
        ("4", 64.0),
        ("5", 60.0),
    ];
    let months = months.map(|(month, value)| {
        let label = say(&format!("{month}月"), &format!("2026-0{month}"));
        Point::new(label, value, value.to_string())
    });
    vec![
        chart(
            say(
                "两个窗口的好评率没有可靠的差别",
                "The two windows cannot be told apart",
            ),
            bars(rates),
        ),
        chart(
            say("四月办件最多", "April had the most cases"),
            line(months.into()),
        ),
    ]
}

fn form(say: &impl Fn(&str, &str) -> String) -> Form {
    let choices = vec![
        Choice::new("self", say("本人领取", "Collect in person")),
        Choice::new("post", say("邮寄", "By post")),
    ];
    let file = Kind::File {
        accept: ".pdf,.jpg,.png".to_owned(),
        limit: 10 * 1024 * 1024,
        many: false,
    };
    let mut form = Form::new(vec![
        Field::line("name", say("申请人名称", "Name of the applicant"))
            .hint(say("与证照一致", "As on the certificate")),
        Field::new("day", say("变更发生日", "Day of the change"), Kind::Date)
            .hint(say("例如 2026 3 5", "For example 2026 3 5")),
        Field::new(
            "way",
            say("领取方式", "How to receive"),
            Kind::Radio(choices.clone()),
        ),
        Field::new(
            "also",
            say("同时通知", "Also tell"),
            Kind::Checks(choices.clone()),
        )
        .optional(),
        Field::new("where", say("办理地点", "Place"), Kind::Select(choices)),
        Field::new("why", say("变更理由", "Reason"), Kind::Area { limit: 500 }).optional(),
        Field::new("paper", say("申请书", "Application form"), file),
    ]);
    form.refuse(
        "name",
        say("请填写申请人名称", "Enter the name of the applicant"),
    );
    form.fill(&[
        ("day-year".into(), "2026".into()),
        ("day-month".into(), "2".into()),
        ("day-day".into(), "30".into()),
    ]);
    form.refuse(
        "day",
        say(
            "没有这一天: 请检查日期",
            "There is no such day: check the date",
        ),
    );
    form
}
