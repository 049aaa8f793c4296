//! Structured log records in a bounded ring.
//!
//! A field holds numbers, fixed phrases or a fault's code, so that no token, name, address or note can
//! get into a record: there is no way to write one.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use super::time::Now;

/// How much a record matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something was lost or refused.
    Error,
    /// Something went wrong and is being mended.
    Warn,
    /// A step that an operator wants to see.
    Info,
    /// For the people who work on this code.
    Debug,
}

impl Level {
    /// Every level, the gravest first.
    pub const ALL: [Level; 4] = [Level::Error, Level::Warn, Level::Info, Level::Debug];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
        }
    }
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A count, a duration, a code.
    Number(u64),
    /// A phrase out of this program.
    Phrase(&'static str),
    /// A code that passed [`super::error::Fault::with_code`].
    Code(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => write!(f, "{number}"),
            Value::Phrase(phrase) => f.write_str(phrase),
            Value::Code(code) => f.write_str(code),
        }
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Value::Number(number)
    }
}

impl From<&'static str> for Value {
    fn from(phrase: &'static str) -> Self {
        Value::Phrase(phrase)
    }
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// When, on both clocks.
    pub at: Now,
    /// How much it matters.
    pub level: Level,
    /// The part that speaks: `connection`, `sync`, `health` …
    pub target: &'static str,
    /// The generation of the connection that it belongs to.
    pub generation: u64,
    /// What happened.
    pub message: &'static str,
    /// With what.
    pub fields: Vec<(&'static str, Value)>,
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} {}", self.generation, self.message)?;
        for (name, value) in &self.fields {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

/// What is worth a record: a level for all, and others for single targets. May change at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    level: Option<Level>,
    targets: BTreeMap<&'static str, Option<Level>>,
}

impl Filter {
    /// The parts that speak. A level can be set for these and no others, so the table stays small.
    pub const TARGETS: [&'static str; 5] = ["auth", "connection", "health", "protocol", "sync"];

    /// Records up to this level; `None` for none at all. What was set for single targets is forgotten.
    pub fn set_level(&mut self, level: Option<Level>) {
        self.targets.clear();
        self.level = level;
    }

    /// Another level for one target. `false`, and nothing else, when there is no such target.
    pub fn set_target(&mut self, target: &str, level: Option<Level>) -> bool {
        let Some(known) = Self::TARGETS.into_iter().find(|known| *known == target) else { return false };
        self.targets.insert(known, level);
        true
    }

    /// Whether a record would be kept.
    pub fn is_enabled(&self, level: Level, target: &str) -> bool {
        self.targets.get(target).copied().unwrap_or(self.level).is_some_and(|max| level <= max)
    }
}

impl Default for Filter {
    fn default() -> Self {
        Filter { level: Some(Level::Info), targets: BTreeMap::new() }
    }
}

/// The last records, and how many older ones were dropped.
#[derive(Debug, Clone)]
pub struct Ring {
    records: VecDeque<Record>,
    capacity: usize,
    dropped: u64,
}

impl Ring {
    /// An empty ring of at most `capacity` records.
    pub fn new(capacity: usize) -> Self {
        Ring { records: VecDeque::new(), capacity: capacity.max(1), dropped: 0 }
    }

    /// Keeps `record`, at the cost of the oldest one when full.
    pub fn push(&mut self, record: Record) {
        if self.records.len() == self.capacity {
            self.records.pop_front();
            self.dropped += 1;
        }
        self.records.push_back(record);
    }

    /// The records, oldest first.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.iter()
    }

    /// Records that had to go.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_has_a_level_for_all_and_others_for_single_targets() {
        let mut filter = Filter::default();
        assert!(filter.is_enabled(Level::Info, "sync") && !filter.is_enabled(Level::Debug, "sync"));
        assert!(filter.set_target("sync", Some(Level::Debug)) && filter.set_target("health", None));
        assert!(!filter.set_target("weather", Some(Level::Debug)));
        for (level, target, is_enabled) in [
            (Level::Debug, "sync", true),
            (Level::Debug, "connection", false),
            (Level::Error, "health", false),
            (Level::Error, "connection", true),
        ] {
            assert_eq!(filter.is_enabled(level, target), is_enabled, "{level:?} {target}");
        }
        filter.set_level(Some(Level::Warn));
        assert!(!filter.is_enabled(Level::Debug, "sync") && filter.is_enabled(Level::Warn, "health"));
        filter.set_level(None);
        assert!(!filter.is_enabled(Level::Error, "auth"));
    }

    #[test]
    fn the_ring_keeps_the_newest_and_counts_the_rest() {
        let mut ring = Ring::new(3);
        for number in 0..5 {
            let fields = vec![("n", Value::Number(number)), ("why", "test".into())];
            let (level, target) = (Level::Info, "test");
            ring.push(Record { at: Now::default(), level, target, generation: 1, message: "hello", fields });
        }
        let kept: Vec<String> = ring.records().map(ToString::to_string).collect();
        assert_eq!(kept, ["#1 hello n=2 why=test", "#1 hello n=3 why=test", "#1 hello n=4 why=test"]);
        assert_eq!(ring.dropped(), 2);
    }
}
