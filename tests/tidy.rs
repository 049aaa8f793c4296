//! The rules of the house as tests. A message names the place and says what to do instead.
//!
//! Every rule is a function from a path and a text to complaints, so that each is also shown a bad sample: a
//! rule that cannot fail proves nothing. What does not exist passes.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that are made, fetched or private to a machine.
const SKIPPED: [&str; 10] = [
    ".git",
    ".tools",
    "target",
    "dist",
    "node_modules",
    "data",
    "test-results",
    "playwright-report",
    "corpus",
    "artifacts",
];

/// What a layer may use: other layers, and crates besides `std`.
struct Layer {
    name: &'static str,
    layers: &'static [&'static str],
    crates: &'static [&'static str],
}

/// `time` is a date crate without zone data. `app.rs`, `config.rs`, `crash.rs`, `lib.rs` and `main.rs` may use all.
const LAYERS: [Layer; 7] = [
    Layer { name: "realtime", layers: &[], crates: &["serde", "serde_json", "base64", "time", "rmp_serde"] },
    Layer { name: "domain", layers: &[], crates: &["serde", "serde_json", "time"] },
    Layer { name: "words", layers: &[], crates: &["serde", "time"] },
    Layer {
        name: "platform",
        layers: &["realtime"],
        crates: &[
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "wasm_bindgen_futures",
            "futures_util",
            "gloo_net",
            "gloo_timers",
            "gloo_storage",
            "idb",
            "log",
            "console_log",
        ],
    },
    Layer {
        name: "service",
        layers: &["realtime", "domain", "words", "platform", "config"],
        // js_sys for `Intl`, which formats what people read; serde for the answers of the server.
        crates: &["leptos", "leptos_use", "serde", "serde_json", "log", "wasm_bindgen", "js_sys"],
    },
    Layer {
        name: "components",
        layers: &["service", "domain", "words"],
        crates: &["leptos", "leptos_router", "leptos_use", "web_sys"],
    },
    Layer {
        name: "pages",
        layers: &["service", "domain", "words", "components"],
        crates: &["leptos", "leptos_router", "leptos_use", "web_sys"],
    },
];

/// Every crate that a layer might reach for, by the name in code.
const CRATES: [&str; 24] = [
    "base64",
    "console_log",
    "console_error_panic_hook",
    "futures_util",
    "getrandom",
    "gloo_net",
    "gloo_storage",
    "gloo_timers",
    "idb",
    "js_sys",
    "leptos",
    "leptos_router",
    "leptos_use",
    "log",
    "rand",
    "rexie",
    "rmp_serde",
    "serde",
    "serde_json",
    "time",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "web_sys",
    "chrono",
];

/// Words that no code of ours holds, where, and what to do instead. They are written in two halves here so that
/// this file holds none of them.
const FORBIDDEN: [(&str, &str, &[&str], &str); 11] = [
    ("Instant", "::now(", &["rs"], "take time as an argument; platform/clock.rs reads it"),
    ("SystemTime", "::now(", &["rs"], "take time as an argument; platform/clock.rs reads it"),
    ("Date", "::now(", &["rs"], "take time as an argument; platform/clock.rs reads it"),
    ("Math", "::random(", &["rs"], "take randomness as an argument; platform/random.rs draws it"),
    ("Closure", "::forget", &["rs"], "keep the closure and drop it where what it serves ends"),
    (
        "style",
        "=\"",
        &["rs", "html", "js"],
        "use a class or Leptos' style:prop=, the policy forbids the attribute",
    ),
    ("todo", "!(", &["rs"], "finish it, or leave it out"),
    ("unimplemented", "!(", &["rs"], "finish it, or leave it out"),
    ("console", ".log(", &["rs", "js"], "write a log record; the console sink prints it"),
    ("TO", "DO", &["rs", "js", "ts", "mjs", "css", "html", "md", "toml"], "do it, or open an issue"),
    ("FIX", "ME", &["rs", "js", "ts", "mjs", "css", "html", "md", "toml"], "fix it, or open an issue"),
];

/// The one file that may, for each forbidden word.
const MAY: [(&str, &str); 1] = [("src/platform/clock.rs", "Date")];

/// Traces of a machine or of where its packages come from, in halves too.
const FOREIGN: [(&str, &str); 9] = [
    ("/ho", "me/"),
    ("/ro", "ot/"),
    ("/Us", "ers/"),
    ("C:\\", "Users"),
    ("/wo", "rk/"),
    ("/tm", "p/"),
    ("registry.", "npmjs"),
    ("artifact", "ory"),
    ("npm-", "proxy"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file of the repository below `folder`, with its path from the root.
fn files(folder: &str) -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            if SKIPPED.iter().any(|skipped| name == *skipped) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let own = path.strip_prefix(root()).unwrap_or(&path);
                found.push((own.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    found
}

fn extension(path: &str) -> &str {
    Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

/// `text` without comments and without what stands in quotes; line breaks stay.
fn code_only(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(next) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if next == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            end.map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("'\"'") {
            3
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
            continue;
        };
        out.extend(rest[..length].chars().filter(|c| *c == '\n'));
        rest = &rest[length..];
    }
    out
}

/// The code in front of the tests module.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

/// The first names behind every `prefix` that begins a path; a group in braces gives each of its names.
fn names_behind<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        if before.is_alphanumeric() || before == '_' || before == ':' {
            continue;
        }
        let behind = &code[at + prefix.len()..];
        let group = behind.strip_prefix('{').and_then(|group| group.split('}').next());
        for part in group.map_or(vec![behind], |group| group.split(',').collect()) {
            let part = part.trim_start();
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
            names.push(&part[..end]);
        }
    }
    names
}

/// A file of a layer uses only what its layer may.
fn layers(path: &str, text: &str) -> Vec<String> {
    let Some(layer) = LAYERS.iter().find(|layer| path.starts_with(&format!("src/{}/", layer.name))) else {
        return Vec::new();
    };
    let code = code_only(text);
    let mut used = names_behind(&code, "crate::");
    used.extend(names_behind(&code, "deskbell::"));
    // As many `super` as the file lies deep lead to the root too.
    let depth = path.trim_end_matches("/mod.rs").matches('/').count();
    used.extend(names_behind(&code, &"super::".repeat(depth)));
    let is_layer = |name: &&str| LAYERS.iter().any(|other| other.name == *name) || *name == "app";
    let mut wrong: Vec<String> = used
        .into_iter()
        .filter(|name| is_layer(name) && *name != layer.name && !layer.layers.contains(name))
        .map(|name| format!("{path}: `{}` may not use `{name}`; it may use {:?}", layer.name, layer.layers))
        .collect();
    // A module of the same name is no crate.
    let is_own = |name: &&str| code.contains(&format!("mod {name};"));
    for name in CRATES.iter().filter(|name| !layer.crates.contains(name) && !is_own(name)) {
        let is_used = !names_behind(&code, &format!("{name}::")).is_empty()
            || code.contains(&format!("use {name};"))
            || code.contains(&format!("use {name} as"));
        if is_used {
            wrong.push(format!("{path}: `{}` may not use the crate `{name}`; see the table", layer.name));
        }
    }
    wrong
}

/// A file is no longer than its kind may be.
fn lengths(path: &str, text: &str) -> Vec<String> {
    let (text, max) = match path {
        "src/main.rs" => (text, 15),
        "public/sw.js" => (text, 120),
        "public/boot.js" => (text, 80),
        _ if path.starts_with("src/") && extension(path) == "rs" => (without_tests(text), 450),
        _ if path.starts_with("tests/") && extension(path) == "rs" => (text, 450),
        _ => return Vec::new(),
    };
    let count = text.lines().count();
    if count <= max {
        return Vec::new();
    }
    vec![format!("{path}: {count} lines, at most {max}: split it by what its parts do")]
}

/// No forbidden word, in code; comments and texts count only for the marks of unfinished work.
fn forbidden(path: &str, text: &str) -> Vec<String> {
    let is_ours = ["src/", "public/", "style/", "tests/", "scripts/", "end2end/"];
    if !is_ours.iter().any(|folder| path.starts_with(folder)) && path != "index.html" {
        return Vec::new();
    }
    let code = if extension(path) == "rs" { code_only(text) } else { text.to_owned() };
    let tests = path.starts_with("tests/") || path.starts_with("end2end/");
    let mut wrong = Vec::new();
    for (first, second, extensions, instead) in FORBIDDEN {
        let word = format!("{first}{second}");
        let is_mark = first == "TO" || first == "FIX";
        let may =
            MAY.contains(&(path, first)) || (tests && !is_mark) || !extensions.contains(&extension(path));
        let found = if is_mark || first == "style" { text.contains(&word) } else { code.contains(&word) };
        if found && !may {
            wrong.push(format!("{path}: `{word}`: {instead}"));
        }
    }
    wrong
}

/// Nothing tells on which machine, and through which registry, this was made.
fn foreign(path: &str, text: &str) -> Vec<String> {
    FOREIGN
        .iter()
        .map(|(first, second)| format!("{first}{second}"))
        .filter(|trace| text.contains(trace))
        .map(|trace| format!("{path}: `{trace}` is of one machine: name it by a variable, or leave it out"))
        .collect()
}

/// `index.html` links every style file, and holds neither script nor style of its own.
fn index(html: &str, styles: &[&str]) -> Vec<String> {
    let mut wrong: Vec<String> = styles
        .iter()
        .filter(|style| !html.contains(&format!("rel=\"css\" href=\"{style}\"")))
        .map(|style| format!("index.html: {style} is not linked: add it with data-trunk rel=\"css\""))
        .collect();
    for (at, _) in html.match_indices("<script") {
        let tag = html[at..].split('>').next().unwrap_or_default();
        if !tag.contains("src=") {
            wrong.push(
                "index.html: a script inline: the policy forbids it, put it into public/boot.js".to_owned(),
            );
        }
    }
    if html.contains("<style") {
        wrong.push("index.html: a style inline: the policy forbids it, put it into style/".to_owned());
    }
    wrong
}

/// The gate runs what people run.
fn gate(script: &str) -> Vec<String> {
    let is_called =
        script.lines().any(|line| !line.trim_start().starts_with('#') && line.contains("make test"));
    if is_called { Vec::new() } else { vec![".ci/run: it must call `make test`".to_owned()] }
}

fn every(rule: fn(&str, &str) -> Vec<String>, folder: &str) {
    let wrong: Vec<String> = files(folder).iter().flat_map(|(path, text)| rule(path, text)).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn each_layer_uses_only_what_it_may() {
    every(layers, "src");
    let bad = [
        ("src/realtime/a.rs", "use crate::domain::Board;"),
        ("src/realtime/a/b.rs", "fn f() { super::super::super::domain::f() }"),
        ("src/realtime/a.rs", "fn f() { web_sys::console::log_0() }"),
        ("src/domain/a.rs", "use crate::{words::text, realtime};"),
        ("src/words/a.rs", "use leptos::prelude::*;"),
        ("src/platform/a.rs", "use crate::service::f;"),
        ("src/service/a.rs", "use gloo_net::http::Request;"),
        ("src/components/a.rs", "let x = crate::platform::now();"),
        ("src/components/a.rs", "use crate::realtime::Client;"),
        ("src/pages/a.rs", "use gloo_storage as storage;"),
    ];
    for (path, text) in bad {
        assert!(!layers(path, text).is_empty(), "{path}: {text}");
    }
    let good = [
        ("src/realtime/a.rs", "// crate::domain\nconst A: &str = \"crate::domain\"; use super::time::Now;"),
        ("src/service/a.rs", "use crate::platform::now; pub use crate::realtime::ConnectionState;"),
        ("src/app.rs", "use crate::pages::Pages; use crate::platform::now;"),
    ];
    for (path, text) in good {
        assert_eq!(layers(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}

#[test]
fn no_file_is_longer_than_it_may_be() {
    ["src", "public", "tests"].into_iter().for_each(|folder| every(lengths, folder));
    let lines = |count: usize| "x\n".repeat(count);
    for (path, max) in [
        ("src/main.rs", 15),
        ("src/a.rs", 450),
        ("public/boot.js", 80),
        ("public/sw.js", 120),
        ("tests/a.rs", 450),
    ] {
        assert!(lengths(path, &lines(max)).is_empty(), "{path}");
        assert_eq!(lengths(path, &lines(max + 1)).len(), 1, "{path}");
    }
    let tested = format!("{}\n#[cfg(test)]\nmod tests {{\n{}", lines(400), lines(400));
    assert!(lengths("src/a.rs", &tested).is_empty(), "tests do not count");
}

#[test]
fn no_forbidden_word_is_written() {
    every(forbidden, "");
    for (first, second, extensions, _) in FORBIDDEN {
        for extension in extensions {
            let (path, text) = (format!("src/a.{extension}"), format!("x {first}{second} y"));
            assert_eq!(forbidden(&path, &text).len(), 1, "{path}: {text}");
        }
    }
    assert!(forbidden("src/a.rs", &format!("// {}{}", FORBIDDEN[0].0, FORBIDDEN[0].1)).is_empty());
}

#[test]
fn nothing_tells_of_the_machine_that_it_was_made_on() {
    every(foreign, "");
    for (first, second) in FOREIGN {
        assert_eq!(foreign("README.md", &format!("see {first}{second}x")).len(), 1, "{first}{second}");
    }
}

#[test]
fn the_entry_page_links_every_style_and_holds_nothing_inline() {
    let styles = files("style");
    let styles: Vec<&str> =
        styles.iter().map(|(path, _)| path.as_str()).filter(|path| extension(path) == "css").collect();
    if let Ok(html) = fs::read_to_string(root().join("index.html")) {
        let wrong = index(&html, &styles);
        assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    }
    assert_eq!(index("<html></html>", &["style/a.css"]).len(), 1);
    assert_eq!(index("<script>x</script><style>y</style>", &[]).len(), 2);
    assert!(index("<script src=\"boot.js\"></script>", &[]).is_empty());
}

#[test]
fn the_gate_calls_make_test() {
    if let Ok(script) = fs::read_to_string(root().join(".ci/run")) {
        assert_eq!(gate(&script), Vec::<String>::new());
    }
    assert_eq!(gate("# make test\ncargo test").len(), 1);
    assert!(gate("exec make test").is_empty());
}
