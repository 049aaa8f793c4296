//! JSON as JavaScript has it, for comparing: strings may hold half a surrogate pair, numbers are compared by their
//! value as `f64` but kept as written, keys keep their order but are compared without it, depth has no limit of
//! its own.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::CharIndices;

/// A string of UTF-16 code units.
pub(crate) type Units = Vec<u16>;

#[derive(Clone, Debug)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// The number as written.
    Number(String),
    Text(Units),
    Array(Vec<Json>),
    Object(Vec<(Units, Json)>),
    /// An attachment; never parsed, put in by the caller.
    Binary(Vec<u8>),
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => left.parse::<f64>() == right.parse::<f64>(),
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::Array(left), Self::Array(right)) => left == right,
            (Self::Object(left), Self::Object(right)) => by_key(left) == by_key(right),
            (Self::Binary(left), Self::Binary(right)) => left == right,
            _ => false,
        }
    }
}

/// Of keys that come twice the last one counts.
fn by_key(entries: &[(Units, Json)]) -> BTreeMap<&Units, &Json> {
    entries.iter().map(|(key, value)| (key, value)).collect()
}

impl Json {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { text, chars: text.char_indices().peekable() };
        let value = reader.value()?;
        match reader.peek() {
            None => Ok(value),
            Some(_) => Err(reader.fault("the end")),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries
            .iter()
            .rev()
            .find(|(key, _)| key.iter().copied().eq(name.encode_utf16()))
            .map(|(_, value)| value)
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(crate) fn as_string(&self) -> Option<String> {
        if let Self::Text(units) = self { String::from_utf16(units).ok() } else { None }
    }

    pub(crate) fn as_number<T: std::str::FromStr>(&self) -> Option<T> {
        if let Self::Number(token) = self { token.parse().ok() } else { None }
    }

    /// Replaces values from the outside inwards; what was replaced is not looked into.
    pub(crate) fn replaced(self, replace: &impl Fn(&Self) -> Option<Self>) -> Self {
        if let Some(replacement) = replace(&self) {
            return replacement;
        }
        match self {
            Self::Array(items) => Self::Array(items.into_iter().map(|item| item.replaced(replace)).collect()),
            Self::Object(entries) => {
                let replaced = |(key, value): (Units, Self)| (key, value.replaced(replace));
                Self::Object(entries.into_iter().map(replaced).collect())
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Binary(_) => self,
        }
    }

    /// Writes the value; attachments become numbered placeholders, and are collected.
    pub(crate) fn write(&self, out: &mut String, attachments: &mut Vec<Vec<u8>>) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(token) => out.push_str(token),
            Self::Text(units) => write_units(units, out),
            Self::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    out.push(if index == 0 { '[' } else { ',' });
                    item.write(out, attachments);
                }
                out.push_str(if items.is_empty() { "[]" } else { "]" });
            }
            Self::Object(entries) => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push(if index == 0 { '{' } else { ',' });
                    write_units(key, out);
                    out.push(':');
                    value.write(out, attachments);
                }
                out.push_str(if entries.is_empty() { "{}" } else { "}" });
            }
            Self::Binary(bytes) => {
                out.push_str(&format!("{{\"_placeholder\":true,\"num\":{}}}", attachments.len()));
                attachments.push(bytes.clone());
            }
        }
    }
}

fn write_units(units: &[u16], out: &mut String) {
    out.push('"');
    for unit in units {
        match u8::try_from(*unit) {
            Ok(byte @ b' '..=b'~') if byte != b'"' && byte != b'\\' => out.push(char::from(byte)),
            Ok(_) | Err(_) => out.push_str(&format!("\\u{unit:04x}")),
        }
    }
    out.push('"');
}

struct Reader<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
}

impl<'a> Reader<'a> {
    fn peek(&mut self) -> Option<char> {
        while self.chars.next_if(|(_, c)| matches!(c, ' ' | '\t' | '\r' | '\n')).is_some() {}
        self.chars.peek().map(|(_, c)| *c)
    }

    fn take(&mut self, expected: char) -> Result<(), String> {
        if self.peek() != Some(expected) {
            return Err(self.fault(&format!("{expected:?}")));
        }
        self.chars.next();
        Ok(())
    }

    fn is_taken(&mut self, wanted: char) -> bool {
        self.peek() == Some(wanted) && self.chars.next().is_some()
    }

    fn fault(&mut self, expected: &str) -> String {
        let place = self.chars.peek().map_or(self.text.len(), |(place, _)| *place);
        format!("JSON: expected {expected} at byte {place}")
    }

    fn value(&mut self) -> Result<Json, String> {
        match self.peek() {
            Some('{') => self.object(),
            Some('[') => self.array(),
            Some('"') => self.string().map(Json::Text),
            Some(_) | None => match self.token() {
                "null" => Ok(Json::Null),
                "true" => Ok(Json::Bool(true)),
                "false" => Ok(Json::Bool(false)),
                // Wider than JSON's grammar; the codec has checked that.
                number if number.parse::<f64>().is_ok() => Ok(Json::Number(number.to_owned())),
                _ => Err(self.fault("a value")),
            },
        }
    }

    fn token(&mut self) -> &'a str {
        let start = self.chars.peek().map_or(self.text.len(), |(place, _)| *place);
        while self.chars.next_if(|(_, c)| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')).is_some()
        {
        }
        let end = self.chars.peek().map_or(self.text.len(), |(place, _)| *place);
        &self.text[start..end]
    }

    fn array(&mut self) -> Result<Json, String> {
        self.take('[')?;
        let mut items = Vec::new();
        if self.is_taken(']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value()?);
            if !self.is_taken(',') {
                self.take(']')?;
                return Ok(Json::Array(items));
            }
        }
    }

    fn object(&mut self) -> Result<Json, String> {
        self.take('{')?;
        let mut entries = Vec::new();
        if self.is_taken('}') {
            return Ok(Json::Object(entries));
        }
        loop {
            let key = self.string()?;
            self.take(':')?;
            entries.push((key, self.value()?));
            if !self.is_taken(',') {
                self.take('}')?;
                return Ok(Json::Object(entries));
            }
        }
    }

    fn string(&mut self) -> Result<Units, String> {
        self.take('"')?;
        let mut units = Units::new();
        loop {
            match self.chars.next().map(|(_, c)| c) {
                None => return Err(self.fault("the end of a string")),
                Some('"') => return Ok(units),
                Some('\\') => units.push(self.escape()?),
                Some(c) => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
            }
        }
    }

    fn escape(&mut self) -> Result<u16, String> {
        let plain = match self.chars.next().map(|(_, c)| c) {
            Some('u') => return self.hexadecimal(),
            Some('b') => 8,
            Some('f') => 12,
            Some('n') => 10,
            Some('r') => 13,
            Some('t') => 9,
            Some(c @ ('"' | '\\' | '/')) => c as u16,
            Some(_) | None => return Err(self.fault("an escape")),
        };
        Ok(plain)
    }

    fn hexadecimal(&mut self) -> Result<u16, String> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.chars.next().and_then(|(_, c)| c.to_digit(16));
            unit = unit << 4 | digit.ok_or_else(|| self.fault("four hexadecimal digits"))? as u16;
        }
        Ok(unit)
    }
}
