//! Query values in paths.

use std::fmt::Write;

/// Appends `text` as a query value (RFC 3986: all but the unreserved characters are escaped).
pub(crate) fn push_query_value(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::push_query_value;

    #[test]
    fn a_value_may_hold_any_character() {
        let mut out = String::new();
        push_query_value(&mut out, "2026-05-14T14:00Z|ä&b=~");
        assert_eq!(out, "2026-05-14T14%3A00Z%7C%C3%A4%26b%3D~");
    }
}
