//! The colours of `style/tokens.css` in both themes: text on its ground at 4.5:1, shapes and edges at 3:1 (WCAG 2.2).
//!
//! axe cannot judge text over a hatch, so the tokens are judged here, the stale list's included. A colour that no
//! pair names fails the test: say where it is used.

#![allow(clippy::tests_outside_test_module, reason = "an integration test is a test module")]

use std::collections::{BTreeMap, BTreeSet};

const TEXT: f64 = 4.5;
const SHAPE: f64 = 3.0;

/// Foreground, backgrounds, and the contrast that is needed.
const PAIRS: [(&str, &[&str], f64); 18] = [
    ("ink", &["ground", "surface", "sunken", "tint", "amber-ground", "alert-ground", "hatch-soft"], TEXT),
    ("ink-quiet", &["ground", "surface", "sunken", "tint", "hatch-soft"], TEXT),
    // "As of" when it stopped, the chip, results that are not known.
    ("amber", &["ground", "surface", "sunken", "tint", "amber-ground", "hatch-soft"], TEXT),
    ("alert", &["ground", "surface", "sunken", "tint", "alert-ground", "hatch-soft"], TEXT),
    ("on-brass", &["brass-fill"], TEXT),
    // Focus, now, the mark of a change, the border of the primary action.
    ("brass", &["ground", "surface", "sunken", "tint", "amber-ground", "alert-ground"], SHAPE),
    ("brass-fill", &["ground", "surface", "sunken"], SHAPE),
    ("line-strong", &["ground", "surface"], SHAPE),
    // The hatch is what tells that a list is stale.
    ("hatch", &["ground", "surface", "sunken"], SHAPE),
    ("pending", &["ground", "sunken", "tint"], SHAPE),
    ("confirmed", &["ground", "surface", "sunken", "tint"], SHAPE),
    ("checked-in", &["ground", "surface", "sunken", "tint"], SHAPE),
    ("amber", &["amber-ground"], SHAPE),
    ("alert", &["alert-ground"], SHAPE),
    // Words in a status' own colour may come; they would hold.
    ("pending", &["ground"], TEXT),
    ("confirmed", &["ground"], TEXT),
    ("checked-in", &["ground"], TEXT),
    ("brass", &["ground", "surface"], TEXT),
];

/// Colours that nothing has to be told from: hairlines that only please.
const ORNAMENTS: [&str; 1] = ["line"];

#[test]
fn every_pair_of_colours_can_be_told_apart_in_both_themes() {
    let tokens = read_tokens();
    let mut failures = Vec::new();
    for (front, grounds, needed) in PAIRS {
        for ground in grounds {
            for (theme, pick) in [("light", 0), ("dark", 1)] {
                let contrast = contrast(tokens[front][pick], tokens[*ground][pick]);
                if contrast < needed {
                    failures.push(format!("{front} on {ground}, {theme}: {contrast:.2}, needs {needed}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_colour_is_judged() {
    let judged: BTreeSet<&str> = PAIRS
        .iter()
        .flat_map(|(front, grounds, _)| grounds.iter().chain([front]))
        .copied()
        .chain(ORNAMENTS)
        .collect();
    let unjudged: Vec<String> =
        read_tokens().into_keys().filter(|name| !judged.contains(name.as_str())).collect();
    assert!(unjudged.is_empty(), "colours of tokens.css that no pair of this test names: {unjudged:?}");
}

#[test]
fn contrast_is_computed_as_the_guidelines_say() {
    let table = [([0, 0, 0], [255, 255, 255], 21.0), ([119, 119, 119], [255, 255, 255], 4.48)];
    for (front, ground, expected) in table {
        assert!((contrast(front, ground) - expected).abs() < 0.01, "{front:?} on {ground:?}");
    }
}

/// Each `--color-*` with its light and its dark form.
fn read_tokens() -> BTreeMap<String, [[u8; 3]; 2]> {
    let css = include_str!("../style/tokens.css");
    let declarations = css.lines().filter_map(|line| line.trim().strip_prefix("--color-"));
    let tokens: BTreeMap<_, _> = declarations
        .map(|declaration| {
            let (name, value) = declaration.split_once(':').expect("a declaration has a value");
            let forms = value.trim().strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(");"));
            let (light, dark) = forms
                .and_then(|forms| forms.split_once(','))
                .unwrap_or_else(|| panic!("--color-{name} must be written light-dark(#rrggbb, #rrggbb)"));
            (name.to_owned(), [rgb(light), rgb(dark)])
        })
        .collect();
    assert!(tokens.len() > 10, "tokens.css was not understood");
    tokens
}

fn rgb(text: &str) -> [u8; 3] {
    let hex = text.trim().strip_prefix('#').filter(|hex| hex.len() == 6).expect("a colour as #rrggbb");
    [0, 2, 4].map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits"))
}

fn contrast(front: [u8; 3], ground: [u8; 3]) -> f64 {
    let (one, other) = (luminance(front), luminance(ground));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
