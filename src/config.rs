//! `config.json`: what a deployment decides. Every key has a default; a mistake is named, never guessed around.
//!
//! | key | default | why |
//! |---|---|---|
//! | `api_url` | the page's origin | one server for page and API is the simplest deployment |
//! | `socket_url` | the page's origin | the same |
//! | `window_days_before` | 2 | yesterday's late departures, and a night shift's day before |
//! | `window_days_after` | 30 | what a desk looks ahead to |
//! | `offline` | true | a desk must start without a network; `false` is the way out, which removes what browsers keep |

use serde::Deserialize;

/// Days on either side that a deployment may ask for at most.
const WINDOW_DAYS_MAX: u32 = 366;

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
    /// Whether the application's files are kept on the device.
    pub offline: bool,
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
    offline: Option<bool>,
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
            offline: file.offline.unwrap_or(true),
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
            (ORIGIN, r#"{"offline": "no"}"#, "offline"),
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
