//! A million lines through the binary: seconds by the clock and of the processor, lines a second, and the most
//! memory it ever held. On a busy machine the processor's seconds tell more.
//!
//! `cargo bench -p ip-tool --bench batch [-- LINES]`. The goal for `id check`: under 3 s and 64 MB.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ip_core::id::CertificateId;
use ip_core::id::check_char::{MOD_11_2, gb_11714, gb_32100, weights_2_to_9};

/// Runs of each batch; the median is printed.
const RUNS: usize = 5;

/// A command, what its lines hold, and the line of a number.
type Batch = (&'static str, &'static str, fn(u32) -> String);

const BATCHES: [Batch; 4] = [
    ("id check", "kind given", |i| identifier(i, true)),
    ("id check", "kind to be found", |i| identifier(i, false)),
    ("deadline", "periods and limits", deadline),
    ("workdays", "forward and between", workdays),
];

fn main() {
    let asked = std::env::args().find_map(|argument| argument.parse().ok());
    let lines = asked.unwrap_or(1_000_000);
    let folder = tempfile::tempdir().unwrap();
    println!(
        "{:<10} {:<20} {:>9} {:>9} {:>9} {:>12} {:>10}",
        "command", "lines of", "lines", "seconds", "processor", "lines/s", "memory"
    );
    for (command, what, line) in BATCHES {
        let input = folder.path().join("input.jsonl");
        let mut text = String::new();
        for i in 0..lines {
            text += &line(i);
            text.push('\n');
        }
        fs::write(&input, text).unwrap();
        let mut runs: Vec<_> = (0..RUNS).map(|_| run(command, &input)).collect();
        runs.sort();
        let (took, ticks, kilobytes) = runs[RUNS / 2];
        let seconds = took.as_secs_f64();
        println!(
            "{command:<10} {what:<20} {lines:>9} {seconds:>9.2} {:>9.2} {:>12.0} {:>7} MB",
            ticks as f64 / 100.0,
            f64::from(lines) / seconds,
            kilobytes.div_ceil(1024),
        );
    }
}

/// How long the binary takes, hundredths of a second of the processor, and the most kilobytes it held
/// (0 where the system does not tell).
fn run(command: &str, input: &Path) -> (Duration, u64, u64) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_ip-tool"))
        .args(command.split(' '))
        .args(["--jsonl", "--input"])
        .arg(input)
        .stdout(File::create(input.with_extension("out")).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let folder = Path::new("/proc").join(child.id().to_string());
    let (mut ticks, mut most) = (0_u64, 0_u64);
    while child.try_wait().unwrap().is_none() {
        let told = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        let status = told("status");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|text| text.split_whitespace().next()?.parse().ok());
        most = most.max(peak.unwrap_or(0));
        // After the name in brackets: eleven fields, then the time in user mode and in the kernel.
        let stat = told("stat");
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let times = fields.split_whitespace().skip(11).take(2);
        ticks = ticks.max(times.filter_map(|t| t.parse::<u64>().ok()).sum());
        std::thread::sleep(Duration::from_millis(5));
    }
    (start.elapsed(), ticks, most)
}

/// Identifiers of seven kinds, every fifth line with a fault.
fn identifier(i: u32, named: bool) -> String {
    let faulty = i.is_multiple_of(5);
    let check = |right: char| match (faulty, right) {
        (false, right) => right,
        (true, '0') => '1',
        (true, _) => '0',
    };
    let (kind, text) = match i % 7 {
        0 => {
            let digits = format!("20171{:07}", i + 1);
            let right = weights_2_to_9(digits.as_bytes()).unwrap();
            (
                "patent-application",
                format!("CN {digits}.{}", check(right)),
            )
        }
        1 => {
            let subject = format!("{i:08}");
            let inner = gb_11714(subject.as_bytes()).unwrap();
            let body = format!("91440300{subject}{inner}");
            let right = gb_32100(body.as_bytes()).unwrap();
            ("uscc", format!("{body}{}", check(right)))
        }
        2 => {
            let (month, day, number) = (i % 12 + 1, i % 28 + 1, i % 1000);
            let body = format!("1101051949{month:02}{day:02}{number:03}");
            let [right, _] = MOD_11_2.compute(body.as_bytes()).unwrap();
            ("resident-id", format!("{body}{}", check(right)))
        }
        3 => {
            let (kind, issuer) = ("11100000MB03271699001", "121200004013590816");
            let id = CertificateId::new(kind, issuer, &format!("2024{i:09}"), 1);
            let mut text = id.unwrap().to_string();
            let right = text.pop().unwrap();
            text.push(check(right));
            ("certificate-id", text)
        }
        4 => ("trademark", format!("第{}号", i + 1)),
        5 => {
            let letter = if faulty { 'U' } else { 'A' };
            ("patent-publication", format!("CN1{i:08}{letter}"))
        }
        _ => ("nice-class", (i % 50).to_string()),
    };
    let mut line = String::from("{");
    if named {
        write!(line, "\"kind\":\"{kind}\",").unwrap();
    }
    write!(line, "\"text\":\"{text}\"}}").unwrap();
    line
}

fn day(i: u32) -> String {
    format!("20{:02}-{:02}-{:02}", 10 + i % 16, i % 12 + 1, i % 28 + 1)
}

/// A plain period, a service and a named limit in turn; every tenth line is refused.
fn deadline(i: u32) -> String {
    let (day, n) = (day(i), i % 12 + 1);
    match i % 3 {
        _ if i.is_multiple_of(10) => format!(r#"{{"regime":"patent","trigger":"{day}"}}"#),
        0 => format!(
            r#"{{"regime":"patent","trigger":"{day}","length":{{"n":{n},"unit":"month"}}}}"#
        ),
        1 => format!(
            r#"{{"regime":"trademark","service":{{"channel":"post","dispatched":"{day}"}},"length":{{"n":15,"unit":"day"}}}}"#
        ),
        _ => format!(r#"{{"limit":"patent.reexamination","facts":{{"receipt":"{day}"}}}}"#),
    }
}

fn workdays(i: u32) -> String {
    let day = day(i);
    match i % 2 {
        0 => format!(r#"{{"from":"{day}","n":{}}}"#, i % 90),
        _ => format!(r#"{{"from":"{day}","to":"2026-12-31"}}"#),
    }
}
