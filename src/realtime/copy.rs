//! The copy of a feed's board that a device kept: what goes into the machine of it.

use serde_json::value::RawValue;

use super::application::{Application, Entry, Head, Unreadable};
use super::time::WallTime;

/// A board as it was kept on the device, at one position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedCopy {
    /// The position that the board had.
    pub head: Head,
    /// When it was last proved equal to the server, on this device's wall clock.
    pub proved_at: WallTime,
    /// Every record of the board.
    pub records: Vec<CopiedRecord>,
}

/// One record of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedRecord {
    /// Whose record it is.
    pub key: String,
    /// The record as JSON; what cannot be read stands for a record that is known to exist, and not what it holds.
    pub text: String,
}

/// A copy whose records were read.
pub(crate) struct ReadCopy<C> {
    pub(crate) head: Head,
    pub(crate) proved_at: WallTime,
    pub(crate) entries: Vec<Entry<C>>,
    /// Keys whose record could not be read.
    pub(crate) set_aside: Vec<String>,
}

impl FeedCopy {
    /// Reads each record by itself. A record that is newer than the whole, or another's, is not one of this copy.
    pub(crate) fn read<A: Application>(self, app: &A, feed: &str) -> ReadCopy<A::Change> {
        let FeedCopy { head, proved_at, mut records } = self;
        // As storage gives them; a key met twice would be two records on the board.
        records.sort_by(|a, b| a.key.cmp(&b.key));
        records.dedup_by(|a, b| a.key == b.key);
        let mut copy = ReadCopy { head, proved_at, entries: Vec::new(), set_aside: Vec::new() };
        for CopiedRecord { key, text } in records {
            let read = RawValue::from_string(text)
                .map_err(|_| Unreadable::default())
                .and_then(|raw| app.decode_record(feed, &raw));
            match read {
                Ok(entry) if entry.key == key && entry.revision <= copy.head.revision => {
                    copy.entries.push(entry);
                }
                Ok(_) | Err(_) => copy.set_aside.push(key),
            }
        }
        copy
    }
}
