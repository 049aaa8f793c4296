//! Diagnostics over any page: a part of the address, beside whatever else the address says.

/// The name in the query.
const NAME: &str = "panel";
/// The one panel that there is.
const DIAGNOSTICS: &str = "diagnostics";

/// Whether a query asks for diagnostics.
#[must_use]
pub fn asks_for_diagnostics(query: &str) -> bool {
    parts(query).any(|part| part.split_once('=') == Some((NAME, DIAGNOSTICS)))
}

/// The address of the same page with diagnostics over it; the rest of the query stays as it was written.
#[must_use]
pub fn with_diagnostics(path: &str, query: &str) -> String {
    let kept = others(query);
    let separator = if kept.is_empty() { "" } else { "&" };
    format!("{path}?{kept}{separator}{NAME}={DIAGNOSTICS}")
}

/// The address of the same page without it.
#[must_use]
pub fn without_diagnostics(path: &str, query: &str) -> String {
    let kept = others(query);
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{kept}") }
}

fn others(query: &str) -> String {
    let is_other = |part: &&str| part.split('=').next() != Some(NAME);
    parts(query).filter(is_other).collect::<Vec<_>>().join("&")
}

fn parts(query: &str) -> impl Iterator<Item = &str> {
    query.trim_start_matches('?').split('&').filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_query_stays_as_it_was_written() {
        for (query, with, without) in [
            ("", "/a?panel=diagnostics", "/a"),
            ("?", "/a?panel=diagnostics", "/a"),
            ("?q=60%20s&venue=v", "/a?q=60%20s&venue=v&panel=diagnostics", "/a?q=60%20s&venue=v"),
            ("panel=diagnostics", "/a?panel=diagnostics", "/a"),
            ("panel=other&q=1", "/a?q=1&panel=diagnostics", "/a?q=1"),
            ("q=panel", "/a?q=panel&panel=diagnostics", "/a?q=panel"),
        ] {
            assert_eq!(with_diagnostics("/a", query), with, "{query}");
            assert_eq!(without_diagnostics("/a", query), without, "{query}");
        }
    }

    #[test]
    fn only_its_own_name_asks_for_it() {
        for (query, asks) in [
            ("?q=1&panel=diagnostics", true),
            ("panel=diagnostics", true),
            ("panel=weather", false),
            ("q=panel=diagnostics", false),
            ("", false),
        ] {
            assert_eq!(asks_for_diagnostics(query), asks, "{query}");
        }
    }
}
