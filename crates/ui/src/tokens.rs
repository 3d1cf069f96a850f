//! The contrast of every pair of colours that the style sheet puts together, by WCAG 2.2.

use std::collections::BTreeMap;

use crate::assets::TOKENS;

type Colours = BTreeMap<String, [f64; 3]>;

fn colours(block: &str) -> Colours {
    block
        .split(';')
        .filter_map(|line| {
            let (name, value) = line
                .trim()
                .rsplit_once("--")
                .unwrap_or_default()
                .1
                .split_once(':')?;
            let hex = value.trim().strip_prefix('#')?;
            let channel = |i: usize| {
                u8::from_str_radix(hex.get(i * 2..i * 2 + 2)?, 16)
                    .ok()
                    .map(f64::from)
            };
            Some((
                name.trim().to_owned(),
                [channel(0)?, channel(1)?, channel(2)?],
            ))
        })
        .collect()
}

/// Light and dark, as the style sheet declares them.
fn themes() -> [(&'static str, Colours); 2] {
    let (light, dark) = TOKENS
        .split_once("prefers-color-scheme")
        .expect("two themes");
    [("light", colours(light)), ("dark", colours(dark))]
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|c| {
        let c = c / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn the_arithmetic_agrees_with_the_standard_s_examples() {
    assert!((contrast([0.0; 3], [255.0; 3]) - 21.0).abs() < 1e-9);
    // #777 on white is the well-known near miss: 4.48.
    assert!((contrast([119.0; 3], [255.0; 3]) - 4.48).abs() < 0.01);
}

#[test]
fn text_reaches_4_5_to_1_on_every_ground_in_both_themes() {
    let texts = [
        "ink", "ink2", "ink3", "accent", "good", "fair", "poor", "bad",
    ];
    let grounds = ["bg", "card", "wash", "tint"];
    for (theme, colours) in themes() {
        for (text, ground) in texts
            .iter()
            .flat_map(|t| grounds.iter().map(move |g| (t, g)))
        {
            let ratio = contrast(colours[*text], colours[*ground]);
            assert!(
                ratio >= 4.5,
                "{theme}: {text} on {ground} is {ratio:.2} to 1"
            );
        }
        for (text, ground) in [
            ("accent-ink", "accent"),
            ("banner-ink", "banner"),
            ("bad-ink", "bad"),
        ] {
            let ratio = contrast(colours[text], colours[ground]);
            assert!(
                ratio >= 4.5,
                "{theme}: {text} on {ground} is {ratio:.2} to 1"
            );
        }
    }
}

#[test]
fn borders_of_fields_and_the_focus_ring_reach_3_to_1() {
    for (theme, colours) in themes() {
        for (line, ground) in [
            ("edge", "card"),
            ("edge", "bg"),
            ("accent", "bg"),
            ("accent", "card"),
            ("accent", "wash"),
        ] {
            let ratio = contrast(colours[line], colours[ground]);
            assert!(
                ratio >= 3.0,
                "{theme}: {line} on {ground} is {ratio:.2} to 1"
            );
        }
    }
}
