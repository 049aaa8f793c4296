//! A snapshot being loaded page by page, and how live changes are merged over it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::application::{Entry, Envelope, Head, Unreadable};
use super::super::time::Now;
use super::delta::Delta;

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

    /// Holds back again what was just taken.
    pub(super) fn put_back(&mut self, changes: Vec<Result<Envelope<C>, Unreadable>>) {
        self.changes = changes;
    }

    /// What was held, in order of arrival.
    pub(super) fn take(&mut self) -> Vec<Result<Envelope<C>, Unreadable>> {
        std::mem::take(&mut self.changes)
    }
}

/// Pages taken in so far. The first page's head is the base: live changes above it go over the pages.
///
/// A later page may have seen changes above the base, and a record that one of them moved to an earlier
/// place is on no page. So the whole is right only once it holds every change up to the newest page's head.
#[derive(Debug)]
pub(super) struct Snapshot<C> {
    base: Option<(Head, Now)>,
    /// The last change that was put over the pages; the base's revision before the first.
    reached: u64,
    /// The newest page's revision.
    seen: u64,
    /// A change above its pages could not be read; newer pages may tell.
    has_unread: bool,
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
        Snapshot {
            base: None,
            reached: 0,
            seen: 0,
            has_unread: false,
            entries: BTreeMap::new(),
            set_aside: BTreeSet::new(),
            max,
        }
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
            Some(_) => self.seen = self.seen.max(head.revision),
            None => {
                (self.reached, self.seen) = (head.revision, head.revision);
                self.base = Some((head, sent_at));
            }
        }
        for record in records {
            match record {
                Ok(entry) => self.merge(entry),
                Err(unreadable) => self.set_aside.extend(unreadable.key),
            }
        }
        if self.entries.len() > self.max { PageTaken::TooMany } else { PageTaken::Fits }
    }

    /// Puts changes that were held back over the pages, as far as they follow without a hole. What is beyond
    /// comes back, with the number of keys that were set aside.
    pub(super) fn catch_up(
        &mut self,
        changes: Vec<Result<Envelope<C>, Unreadable>>,
    ) -> (Vec<Result<Envelope<C>, Unreadable>>, u64) {
        let Some(epoch) = self.base.as_ref().map(|(base, _)| base.epoch.clone()) else {
            return (changes, 0);
        };
        let (mut rest, mut unreadable) = (Vec::new(), 0);
        for change in changes {
            // Nothing follows the last number that there is.
            let next = self.reached.checked_add(1);
            match change {
                // The pages are at least as new: a late upsert must not bring back what they left out.
                Ok(envelope) if envelope.epoch == epoch && envelope.entry.revision <= self.reached => {}
                Ok(envelope) if envelope.epoch == epoch && Some(envelope.entry.revision) == next => {
                    self.reached = envelope.entry.revision;
                    self.merge(envelope.entry);
                }
                // What does not tell its place or its key leaves a hole.
                Err(left)
                    if left.epoch.as_ref() == Some(&epoch)
                        && left.revision.is_some()
                        && left.revision == next
                        && left.key.is_some() =>
                {
                    self.reached = next.unwrap_or(self.reached);
                    if self.set_aside(left.key, self.reached) {
                        unreadable += 1;
                        self.has_unread = true;
                    }
                }
                beyond => rest.push(beyond),
            }
        }
        (rest, unreadable)
    }

    /// The newest page's revision.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    /// Puts the step from its position to `revision` over the pages.
    pub(super) fn take_delta(&mut self, revision: u64, delta: Delta<C>) {
        for entry in delta.entries {
            self.merge(entry);
        }
        for key in delta.set_aside {
            self.has_unread |= self.set_aside(Some(key), revision);
        }
        self.reached = self.reached.max(revision);
    }

    /// Whether it holds every change that one of its pages may have seen.
    pub(super) fn is_whole(&self) -> bool {
        self.base.is_some() && self.reached >= self.seen
    }

    /// Whether a change above its pages could not be read.
    pub(super) fn has_unread(&self) -> bool {
        self.has_unread
    }

    /// Keeps `entry` unless a newer revision of its key is there.
    pub(super) fn merge(&mut self, entry: Entry<C>) {
        let known = self.entries.get(&entry.key).map(|known| known.revision);
        if known.is_none_or(|known| known < entry.revision) {
            self.set_aside.remove(&entry.key);
            self.entries.insert(entry.key.clone(), entry);
        }
    }

    /// A live change that could not be read: what an older page says of its key is not the last word.
    fn set_aside(&mut self, key: Option<String>, revision: u64) -> bool {
        let Some(key) = key else { return false };
        if self.entries.get(&key).is_some_and(|entry| entry.revision >= revision) {
            return false;
        }
        self.entries.remove(&key);
        self.set_aside.insert(key);
        true
    }

    /// The position that the whole has reached, and when its first page was asked for. `None` without a page.
    pub(super) fn position(&self) -> Option<(Head, Now)> {
        let (base, based_at) = self.base.as_ref()?;
        Some((Head { epoch: base.epoch.clone(), revision: self.reached }, *based_at))
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

    fn envelope(key: &str, revision: u64) -> Envelope<u64> {
        Envelope { feed: "v".to_owned(), epoch: "e".to_owned(), entry: entry(key, revision) }
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
        assert!(!snapshot.is_whole(), "the second page saw two changes more");
        let changes = vec![Ok(envelope("c", 6)), Ok(envelope("b", 7)), Ok(envelope("a", 9))];
        let (rest, _) = snapshot.catch_up(changes);
        assert_eq!((rest.len(), snapshot.is_whole()), (1, true));
        let at = snapshot.position().map(|(at, _)| at);
        let revisions: Vec<u64> = snapshot.finish().0.iter().map(|entry| entry.revision).collect();
        assert_eq!((at, revisions), (Some(head("e", 7)), vec![5, 7, 6]));
    }

    #[test]
    fn nothing_follows_the_last_number_that_there_is() {
        let mut snapshot = Snapshot::new(10);
        assert_eq!(take(&mut snapshot, head("e", u64::MAX), vec![Ok(entry("a", 5))]), PageTaken::Fits);
        let unreadable =
            Unreadable { epoch: Some("e".to_owned()), key: Some("a".to_owned()), ..Unreadable::default() };
        let (rest, _) =
            snapshot.catch_up(vec![Ok(envelope("a", 7)), Ok(envelope("b", u64::MAX)), Err(unreadable)]);
        assert_eq!(
            (rest.len(), snapshot.finish().0.len()),
            (1, 1),
            "a change without a number leaves a hole"
        );
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
        assert!(snapshot.set_aside(Some("b".to_owned()), 6));
        snapshot.merge(entry("a", 6));
        assert!(!snapshot.set_aside(Some("a".to_owned()), 6), "a page has read it already");
        let (entries, set_aside) = snapshot.finish();
        assert_eq!((entries.len(), set_aside), (1, vec!["b".to_owned()]));
    }
}
