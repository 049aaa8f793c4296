//! A snapshot being loaded page by page, and how live changes are merged over it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::application::{Entry, Envelope, Head, Unreadable};
use super::super::time::Now;

/// Live changes that wait until the board may take them; bounded.
#[derive(Debug)]
pub(super) struct Buffer<C> {
    changes: Vec<Result<Envelope<C>, Unreadable>>,
    max: usize,
}

impl<C> Buffer<C> {
    /// An empty buffer of at most `max` changes.
    pub(super) fn new(max: usize) -> Self {
        Buffer { changes: Vec::new(), max }
    }

    /// Holds a change back; `false` when there is no room, and everything held is then gone.
    pub(super) fn push(&mut self, change: Result<Envelope<C>, Unreadable>) -> bool {
        let fits = self.changes.len() < self.max;
        if fits {
            self.changes.push(change);
        } else {
            self.changes.clear();
        }
        fits
    }

    /// What was held, in order of arrival.
    pub(super) fn take(&mut self) -> Vec<Result<Envelope<C>, Unreadable>> {
        std::mem::take(&mut self.changes)
    }
}

/// Pages taken in so far. The first page's head is the base: live changes above it go over the pages.
#[derive(Debug)]
pub(super) struct Snapshot<C> {
    base: Option<(Head, Now)>,
    entries: BTreeMap<String, Entry<C>>,
    set_aside: BTreeSet<String>,
    max: usize,
}

/// What a page did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PageTaken {
    /// It fits.
    Fits,
    /// Another epoch began between two pages: start again.
    OtherEpoch,
    /// More records than the machine keeps.
    TooMany,
}

impl<C> Snapshot<C> {
    /// Nothing loaded yet.
    pub(super) fn new(max: usize) -> Self {
        Snapshot { base: None, entries: BTreeMap::new(), set_aside: BTreeSet::new(), max }
    }

    /// The first page's head, and when that page was asked for.
    pub(super) fn base(&self) -> Option<&(Head, Now)> {
        self.base.as_ref()
    }

    /// Takes a page in. A record met twice keeps its newer revision.
    pub(super) fn take_page(
        &mut self,
        head: Head,
        records: Vec<Result<Entry<C>, Unreadable>>,
        sent_at: Now,
    ) -> PageTaken {
        match &self.base {
            Some((base, _)) if base.epoch != head.epoch => return PageTaken::OtherEpoch,
            Some(_) => {}
            None => self.base = Some((head, sent_at)),
        }
        for record in records {
            match record {
                Ok(entry) => self.merge(entry),
                Err(unreadable) => self.set_aside.extend(unreadable.key),
            }
        }
        if self.entries.len() > self.max { PageTaken::TooMany } else { PageTaken::Fits }
    }

    /// Keeps `entry` unless a newer revision of its key is there.
    pub(super) fn merge(&mut self, entry: Entry<C>) {
        let known = self.entries.get(&entry.key).map(|known| known.revision);
        if known.is_none_or(|known| known < entry.revision) {
            self.set_aside.remove(&entry.key);
            self.entries.insert(entry.key.clone(), entry);
        }
    }

    /// A live change that could not be read: what the pages say of its key is not the last word.
    pub(super) fn set_aside(&mut self, key: Option<String>) {
        if let Some(key) = key {
            self.entries.remove(&key);
            self.set_aside.insert(key);
        }
    }

    /// The records in key order and the keys that could not be read.
    pub(super) fn finish(self) -> (Vec<Entry<C>>, Vec<String>) {
        (self.entries.into_values().collect(), self.set_aside.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, revision: u64) -> Entry<u64> {
        Entry { key: key.to_owned(), revision, change: revision }
    }

    fn head(epoch: &str, revision: u64) -> Head {
        Head { epoch: epoch.to_owned(), revision }
    }

    fn take(
        snapshot: &mut Snapshot<u64>,
        head: Head,
        records: Vec<Result<Entry<u64>, Unreadable>>,
    ) -> PageTaken {
        snapshot.take_page(head, records, Now::default())
    }

    #[test]
    fn a_record_that_moved_between_two_pages_keeps_its_newer_state() {
        let mut snapshot = Snapshot::new(10);
        let first = vec![Ok(entry("a", 5)), Ok(entry("b", 2))];
        assert_eq!(take(&mut snapshot, head("e", 5), first), PageTaken::Fits);
        let second = vec![Ok(entry("b", 7)), Ok(entry("a", 3))];
        assert_eq!(take(&mut snapshot, head("e", 7), second), PageTaken::Fits);
        assert_eq!(snapshot.base().map(|(head, _)| head), Some(&head("e", 5)));
        let revisions: Vec<u64> = snapshot.finish().0.iter().map(|entry| entry.revision).collect();
        assert_eq!(revisions, [5, 7]);
    }

    #[test]
    fn another_epoch_or_too_many_records_end_the_load() {
        let mut snapshot = Snapshot::new(1);
        assert_eq!(take(&mut snapshot, head("e", 5), vec![Ok(entry("a", 5))]), PageTaken::Fits);
        assert_eq!(take(&mut snapshot, head("f", 1), vec![]), PageTaken::OtherEpoch);
        assert_eq!(take(&mut snapshot, head("e", 6), vec![Ok(entry("b", 6))]), PageTaken::TooMany);
    }

    #[test]
    fn an_unreadable_record_is_known_by_its_key_until_it_can_be_read() {
        let mut snapshot = Snapshot::new(10);
        let unreadable = Unreadable { key: Some("a".to_owned()), ..Unreadable::default() };
        take(&mut snapshot, head("e", 5), vec![Err(unreadable), Ok(entry("b", 1))]);
        snapshot.set_aside(Some("b".to_owned()));
        snapshot.merge(entry("a", 6));
        let (entries, set_aside) = snapshot.finish();
        assert_eq!((entries.len(), set_aside), (1, vec!["b".to_owned()]));
    }
}
