//! The colours of the style sheet: every text stands out from its ground at 4.5 : 1 or better.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../static/portal.css");

/// Text on its ground, by the names of custom properties.
const PAIRS: [(&str, &str); 18] = [
    ("text", "ground"),
    ("text", "raised"),
    ("text", "accent-soft"),
    ("quiet", "ground"),
    ("quiet", "raised"),
    ("accent", "ground"),
    ("accent", "raised"),
    ("accent-ink", "accent"),
    ("good", "ground"),
    ("good", "good-soft"),
    ("care", "ground"),
    ("care", "care-soft"),
    ("bad", "ground"),
    ("bad", "raised"),
    ("bad", "bad-soft"),
    ("info", "ground"),
    ("info", "info-soft"),
    ("focus", "ground"),
];

#[test]
fn every_palette_is_readable() {
    let palettes = palettes();
    assert_eq!(palettes.len(), 3, "light, dark, high contrast");
    for (at, palette) in palettes.iter().enumerate() {
        for (text, ground) in PAIRS {
            let ratio = contrast(palette[text], palette[ground]);
            assert!(
                ratio >= 4.5,
                "palette {at}: {text} on {ground} is {ratio:.2}"
            );
        }
    }
    for (text, ground) in [("text", "ground"), ("accent", "ground"), ("bad", "ground")] {
        let ratio = contrast(palettes[2][text], palettes[2][ground]);
        assert!(
            ratio >= 7.0,
            "high contrast: {text} on {ground} is {ratio:.2}"
        );
    }
}

#[test]
fn colours_are_named_once() {
    let after = STYLE
        .split("/* 2. Ground */")
        .nth(1)
        .expect("the rules after the values");
    let screen = after
        .split("/* 7. On paper */")
        .next()
        .expect("the rules for screens");
    assert!(
        !screen.contains(": #"),
        "a colour stands outside the custom properties"
    );
}

/// The blocks of the style sheet that set colours, each with its colours by name.
fn palettes() -> Vec<BTreeMap<&'static str, [f64; 3]>> {
    let blocks = STYLE
        .split('}')
        .filter(|block| block.contains("--ground: #"));
    let screens = blocks.filter(|block| block.contains("--good-soft"));
    screens
        .map(|block| {
            let lines = block
                .lines()
                .filter_map(|line| line.trim().strip_prefix("--"));
            lines
                .filter_map(|line| line.trim_end_matches(';').split_once(": #"))
                .map(|(name, hex)| (name, rgb(hex)))
                .collect()
        })
        .collect()
}

fn rgb(hex: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour")))
}

/// The contrast ratio of WCAG 2.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(rgb: [f64; 3]) -> f64 {
    let [r, g, b] = rgb.map(|channel| {
        let share = channel / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}
