//! `config.json`: what a deployment decides. Every key has a default; a mistake is named, never guessed around.
//!
//! | key | default | why |
//! |---|---|---|
//! | `api_url` | the page's origin | one server for page and API is the simplest deployment |
//! | `socket_url` | the page's origin | the same |
//! | `window_days_before` | 2 | yesterday's late departures, and a night shift's day before |
//! | `window_days_after` | 30 | what a desk looks ahead to |
//! | `retry_spread_ms` | 3000 | how widely a crowd's first retries spread, until the server says it |
//! | `retry_cap_ms` | 15000 | no later retry waits longer, whatever the spread |
//! | `retry_jitter_percent` | 50 | the part of each later wait that chance decides |
//! | `attempts_max` | none | an outage ends by itself; after so many attempts in a row a page gives up until Try again |
//! | `polling_ms` | 5000 | how often the list is fetched while nothing is pushed |
//! | `polling_hidden_ms` | 60000 | the same of a page that nobody sees |
//! | `offline` | true | a desk must start without a network; `false` is the way out, which removes what browsers keep |
//! | `idle_lock_minutes` | 0 | a desk that nobody used for so long is locked; 0 for never, since it costs a password |

use std::fmt::Display;
use std::ops::RangeInclusive;

use serde::Deserialize;

/// Days on either side that a deployment may ask for at most.
const WINDOW_DAYS_MAX: u32 = 366;
/// A desk that is left for longer than a day is not locked by its minutes.
const IDLE_MINUTES_MAX: u32 = 1_440;

/// A deployment's decisions, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The REST API's address, without a trailing slash.
    pub api_url: String,
    /// The Socket.IO server's address, http or https, without a trailing slash.
    pub socket_url: String,
    /// Days before the business date that the board holds.
    pub window_days_before: u32,
    /// Days after the business date that the board holds.
    pub window_days_after: u32,
    /// How widely a crowd's first retries spread where the server does not say, in milliseconds.
    pub retry_spread_ms: u64,
    /// The longest wait of a later retry, in milliseconds.
    pub retry_cap_ms: u64,
    /// The part of each later wait that chance decides, in percent.
    pub retry_jitter_percent: u64,
    /// Attempts in a row before giving up; `None` for none.
    pub attempts_max: Option<u32>,
    /// How often a visible page fetches the list while nothing is pushed, in milliseconds.
    pub polling_ms: u64,
    /// The same of a hidden page.
    pub polling_hidden_ms: u64,
    /// Whether the application's files are kept on the device.
    pub offline: bool,
    /// After how many minutes without use the desk is locked; 0 for never.
    pub idle_lock_minutes: u32,
    /// What is accepted but should be changed, for the log.
    pub warnings: Vec<&'static str>,
}

/// What is wrong with the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The key, or `config.json` when the file as a whole cannot be read.
    pub key: String,
    /// What is wrong, for the log and for whoever wrote the file.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    api_url: Option<String>,
    socket_url: Option<String>,
    window_days_before: Option<u32>,
    window_days_after: Option<u32>,
    retry_spread_ms: Option<u64>,
    retry_cap_ms: Option<u64>,
    retry_jitter_percent: Option<u64>,
    attempts_max: Option<u32>,
    polling_ms: Option<u64>,
    polling_hidden_ms: Option<u64>,
    offline: Option<bool>,
    idle_lock_minutes: Option<u32>,
}

impl Config {
    /// Reads the file's text. `origin` is the page's: `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// When the text is not JSON, names a key that does not exist, or holds a value that cannot work.
    pub fn parse(text: &str, origin: &str) -> Result<Self, ConfigError> {
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| ConfigError {
            key: "config.json".to_owned(),
            what: format!("not JSON: line {}, column {}", error.line(), error.column()),
        })?;
        let Some(object) = value.as_object() else {
            return Err(mistake("config.json", "not a JSON object"));
        };
        for (key, value) in object {
            let single = serde_json::Value::from_iter([(key.clone(), value.clone())]);
            if let Err(error) = serde_json::from_value::<File>(single) {
                return Err(mistake(key, &error.to_string()));
            }
        }
        let file: File =
            serde_json::from_value(value).map_err(|error| mistake("config.json", &error.to_string()))?;
        let mut warnings = Vec::new();
        Ok(Config {
            api_url: address("api_url", file.api_url.as_deref(), origin, &mut warnings)?,
            socket_url: address("socket_url", file.socket_url.as_deref(), origin, &mut warnings)?,
            window_days_before: days("window_days_before", file.window_days_before, 2)?,
            window_days_after: days("window_days_after", file.window_days_after, 30)?,
            retry_spread_ms: within("retry_spread_ms", file.retry_spread_ms, 3_000, 1_000..=60_000)?,
            retry_cap_ms: within("retry_cap_ms", file.retry_cap_ms, 15_000, 2_000..=300_000)?,
            retry_jitter_percent: within("retry_jitter_percent", file.retry_jitter_percent, 50, 0..=100)?,
            attempts_max: file.attempts_max,
            polling_ms: within("polling_ms", file.polling_ms, 5_000, 1_000..=600_000)?,
            polling_hidden_ms: within(
                "polling_hidden_ms",
                file.polling_hidden_ms,
                60_000,
                1_000..=3_600_000,
            )?,
            offline: file.offline.unwrap_or(true),
            idle_lock_minutes: within("idle_lock_minutes", file.idle_lock_minutes, 0, 0..=IDLE_MINUTES_MAX)?,
            warnings,
        })
    }

    /// The address of the WebSocket transport.
    pub fn websocket_url(&self) -> String {
        let rest = self.socket_url.strip_prefix("http").unwrap_or(&self.socket_url);
        format!("ws{rest}/socket.io/?EIO=4&transport=websocket")
    }

    /// The address of the long-polling transport, for a request without a session.
    pub fn polling_url(&self) -> String {
        format!("{}/socket.io/?EIO=4&transport=polling", self.socket_url)
    }
}

fn mistake(key: &str, what: &str) -> ConfigError {
    ConfigError { key: key.to_owned(), what: what.to_owned() }
}

fn days(key: &str, value: Option<u32>, default: u32) -> Result<u32, ConfigError> {
    match value {
        Some(days) if days > WINDOW_DAYS_MAX => Err(mistake(key, "more than 366 days")),
        Some(days) => Ok(days),
        None => Ok(default),
    }
}

fn within<T: PartialOrd + Display>(
    key: &str,
    value: Option<T>,
    default: T,
    allowed: RangeInclusive<T>,
) -> Result<T, ConfigError> {
    let value = value.unwrap_or(default);
    if allowed.contains(&value) {
        return Ok(value);
    }
    Err(mistake(key, &format!("not between {} and {}", allowed.start(), allowed.end())))
}

/// An address in the one form that the program uses, or what is wrong with it.
fn address(
    key: &str,
    value: Option<&str>,
    origin: &str,
    warnings: &mut Vec<&'static str>,
) -> Result<String, ConfigError> {
    let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else {
        return Ok(origin.to_owned());
    };
    let (scheme, rest) =
        value.split_once("://").ok_or_else(|| mistake(key, "not an address with http:// or https://"))?;
    let scheme = match scheme {
        "http" | "https" => scheme,
        "ws" | "wss" => {
            warnings.push("an old ws:// address is used as http://; name the http address instead");
            if scheme == "ws" { "http" } else { "https" }
        }
        _ => return Err(mistake(key, "neither http nor https")),
    };
    let rest = rest.trim_end_matches('/');
    // The replaced service listened at /ws; Socket.IO has a path of its own.
    let rest = if value.starts_with("ws") { rest.strip_suffix("/ws").unwrap_or(rest) } else { rest };
    let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
    if authority.is_empty() || authority.contains(['@', '?', '#', ' ', '\\']) {
        return Err(mistake(key, "no host name"));
    }
    if path.contains(['?', '#', ' ', '\\']) {
        return Err(mistake(key, "a path with a query, a fragment or a space"));
    }
    let (page_scheme, page_authority) = origin.split_once("://").unwrap_or(("", origin));
    if page_scheme == "https" && scheme == "http" {
        return Err(mistake(key, "the page is https, so the server must be too"));
    }
    let authority = same_site(authority, page_authority).ok_or_else(|| {
        mistake(key, "another site than the page: the browser would not send the session's cookie")
    })?;
    let path = if path.is_empty() { String::new() } else { format!("/{path}") };
    Ok(format!("{scheme}://{authority}{path}"))
}

/// The authority to use when it is of the page's site. A loopback name is replaced by the page's own, since
/// `localhost` and `127.0.0.1` are two sites for the browser and one machine for people.
fn same_site(authority: &str, page: &str) -> Option<String> {
    let ((host, port), (page_host, _)) = (split_port(authority), split_port(page));
    let is_loopback = |host: &str| matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if is_loopback(host) && is_loopback(page_host) {
        return Some(format!("{page_host}{port}"));
    }
    let same = host.eq_ignore_ascii_case(page_host) || shares_domain(host, page_host);
    same.then(|| authority.to_owned())
}

fn split_port(authority: &str) -> (&str, &str) {
    match authority.rfind(':') {
        Some(colon) if !authority[colon..].contains(']') => authority.split_at(colon),
        _ => (authority, ""),
    }
}

/// Whether two host names end in the same two labels: the rule of thumb for one site. Numbers share nothing.
fn shares_domain(a: &str, b: &str) -> bool {
    let tail = |host: &str| -> Option<String> {
        let mut labels = host.rsplit('.');
        let (top, domain) = (labels.next()?, labels.next()?);
        let is_name = top.chars().any(|c| c.is_ascii_alphabetic());
        is_name.then(|| format!("{domain}.{top}").to_ascii_lowercase())
    };
    tail(a).is_some_and(|a| Some(a) == tail(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "http://127.0.0.1:8080";

    #[test]
    fn an_empty_file_means_the_pages_own_origin() {
        let config = Config::parse("{}", ORIGIN).unwrap();
        assert_eq!((config.api_url.as_str(), config.socket_url.as_str()), (ORIGIN, ORIGIN));
        assert_eq!(config.websocket_url(), "ws://127.0.0.1:8080/socket.io/?EIO=4&transport=websocket");
        assert_eq!(config.polling_url(), "http://127.0.0.1:8080/socket.io/?EIO=4&transport=polling");
        assert_eq!((config.window_days_before, config.window_days_after), (2, 30));
        assert!(config.offline);
        assert!(!Config::parse(r#"{"offline": false}"#, ORIGIN).unwrap().offline);
        assert_eq!(config.idle_lock_minutes, 0, "nobody is locked out unless a deployment wants it");
        let text = r#"{"idle_lock_minutes": 1440}"#;
        assert_eq!(Config::parse(text, ORIGIN).unwrap().idle_lock_minutes, 1_440);
    }

    #[test]
    fn retries_and_polling_are_a_deployments_to_choose() {
        let config = Config::parse("{}", ORIGIN).unwrap();
        assert_eq!(
            (config.retry_spread_ms, config.retry_cap_ms, config.retry_jitter_percent),
            (3_000, 15_000, 50)
        );
        assert_eq!((config.attempts_max, config.polling_ms, config.polling_hidden_ms), (None, 5_000, 60_000));
        let text = r#"{"attempts_max": 7, "polling_ms": 30000, "retry_jitter_percent": 0}"#;
        let config = Config::parse(text, ORIGIN).unwrap();
        assert_eq!(
            (config.attempts_max, config.polling_ms, config.retry_jitter_percent),
            (Some(7), 30_000, 0)
        );
    }

    #[test]
    fn a_mistake_is_named_by_its_key() {
        let page = "https://desk.example.com";
        let table = [
            (ORIGIN, "nonsense", "config.json"),
            (ORIGIN, "<!doctype html>", "config.json"),
            (ORIGIN, "[]", "config.json"),
            (ORIGIN, r#"{"sokket_url": "http://127.0.0.1:3000"}"#, "sokket_url"),
            (ORIGIN, r#"{"socket_url": 3000}"#, "socket_url"),
            (ORIGIN, r#"{"socket_url": "127.0.0.1:3000"}"#, "socket_url"),
            (ORIGIN, r#"{"socket_url": "ftp://127.0.0.1"}"#, "socket_url"),
            (ORIGIN, r#"{"socket_url": "http:///x"}"#, "socket_url"),
            (ORIGIN, r#"{"api_url": "http://127.0.0.1:3000/?a=b"}"#, "api_url"),
            (ORIGIN, r#"{"api_url": "http://booking.example.com"}"#, "api_url"),
            (ORIGIN, r#"{"window_days_after": -1}"#, "window_days_after"),
            (ORIGIN, r#"{"window_days_after": 4000}"#, "window_days_after"),
            (ORIGIN, r#"{"retry_spread_ms": 10}"#, "retry_spread_ms"),
            (ORIGIN, r#"{"retry_cap_ms": 1000000}"#, "retry_cap_ms"),
            (ORIGIN, r#"{"retry_jitter_percent": 101}"#, "retry_jitter_percent"),
            (ORIGIN, r#"{"attempts_max": -1}"#, "attempts_max"),
            (ORIGIN, r#"{"polling_ms": 0}"#, "polling_ms"),
            (ORIGIN, r#"{"polling_hidden_ms": "often"}"#, "polling_hidden_ms"),
            (ORIGIN, r#"{"offline": "no"}"#, "offline"),
            (ORIGIN, r#"{"idle_lock_minutes": 1441}"#, "idle_lock_minutes"),
            (ORIGIN, r#"{"idle_lock_minutes": -5}"#, "idle_lock_minutes"),
            (ORIGIN, r#"{"idle_lock_minutes": 0.5}"#, "idle_lock_minutes"),
            (page, r#"{"api_url": "http://api.example.com"}"#, "api_url"),
            (page, r#"{"api_url": "https://api.example.org"}"#, "api_url"),
        ];
        for (origin, text, key) in table {
            let error = Config::parse(text, origin).unwrap_err();
            assert_eq!(error.key, key, "{text}");
        }
    }

    #[test]
    fn addresses_of_the_same_site_are_brought_to_one_form() {
        let table = [
            ("http://localhost:8080", "http://127.0.0.1:3000/", "http://localhost:3000"),
            ("http://127.0.0.1:8080", "http://localhost:3000", "http://127.0.0.1:3000"),
            ("http://127.0.0.1:8080", "ws://127.0.0.1:3000/ws", "http://127.0.0.1:3000"),
            ("https://desk.example.com", "wss://api.example.com/ws/", "https://api.example.com"),
            ("https://desk.example.com", "https://API.example.com/v2", "https://API.example.com/v2"),
            ("http://192.168.1.20", "http://192.168.1.20:3000", "http://192.168.1.20:3000"),
        ];
        for (origin, address, expected) in table {
            let text = format!(r#"{{"socket_url": "{address}"}}"#);
            assert_eq!(Config::parse(&text, origin).unwrap().socket_url, expected, "{address}");
        }
    }

    #[test]
    fn an_old_address_is_accepted_with_a_warning() {
        let config = Config::parse(r#"{"socket_url": "ws://127.0.0.1:3000/ws"}"#, ORIGIN).unwrap();
        assert_eq!(config.warnings.len(), 1);
    }
}
