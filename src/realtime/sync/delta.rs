//! The changes that an answer to joining carries, read as one step from the board's position to the head.
//!
//! It is taken whole or not at all: the last one must be the head's own, or the answer left something out.

use super::super::application::{Entry, Envelope, Head, Unreadable};

/// A step that the board may take.
pub(super) struct Delta<C> {
    /// The changes that could be read, in order.
    pub(super) entries: Vec<Entry<C>>,
    /// Keys whose last change could not be read.
    pub(super) set_aside: Vec<String>,
    /// How many could not be read.
    pub(super) unreadable: u64,
}

impl<C> Delta<C> {
    /// Reads `changes` as the step from `own` to `head`. `None` when they do not lead there: another epoch, a
    /// head below the board's, something left out, or a change that does not even tell its key. Only a
    /// snapshot helps then.
    pub(super) fn read(
        own: &Head,
        head: &Head,
        changes: Vec<Result<Envelope<C>, Unreadable>>,
    ) -> Option<Self> {
        if own.epoch != head.epoch || own.revision > head.revision {
            return None;
        }
        let mut delta = Delta { entries: Vec::new(), set_aside: Vec::new(), unreadable: 0 };
        let mut reached = own.revision;
        for change in changes {
            match change {
                // The board has it already.
                Ok(envelope) if envelope.epoch == head.epoch && envelope.entry.revision <= own.revision => {}
                Err(unreadable) if unreadable.revision.is_some_and(|revision| revision <= own.revision) => {}
                Ok(envelope) if envelope.epoch == head.epoch => {
                    reached = reached.max(envelope.entry.revision);
                    // What could be read later is no longer set aside.
                    delta.set_aside.retain(|key| *key != envelope.entry.key);
                    delta.entries.push(envelope.entry);
                }
                Ok(_) => return None,
                Err(unreadable) => {
                    reached = reached.max(unreadable.revision?);
                    delta.unreadable += 1;
                    delta.set_aside.push(unreadable.key?);
                }
            }
        }
        (reached == head.revision).then_some(delta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(epoch: &str, revision: u64) -> Head {
        Head { epoch: epoch.to_owned(), revision }
    }

    fn change(epoch: &str, revision: u64) -> Result<Envelope<()>, Unreadable> {
        let entry = Entry { key: format!("b{revision}"), revision, change: () };
        Ok(Envelope { feed: "v".to_owned(), epoch: epoch.to_owned(), entry })
    }

    fn unreadable(revision: Option<u64>, key: Option<&str>) -> Result<Envelope<()>, Unreadable> {
        Err(Unreadable { revision, key: key.map(str::to_owned), ..Unreadable::default() })
    }

    #[test]
    fn only_what_leads_to_the_head_is_taken() {
        let own = head("e", 5);
        let table = [
            (head("e", 5), vec![], true),
            (head("e", 7), vec![change("e", 6), change("e", 7)], true),
            // The last change of each booking is enough.
            (head("e", 9), vec![change("e", 7), change("e", 9)], true),
            (head("e", 7), vec![change("e", 6)], false),
            (head("e", 7), vec![], false),
            (head("e", 4), vec![], false),
            (head("f", 6), vec![change("f", 6)], false),
            (head("e", 6), vec![change("f", 6)], false),
            (head("e", 6), vec![unreadable(Some(6), Some("b1"))], true),
            (head("e", 6), vec![unreadable(Some(6), None)], false),
            (head("e", 6), vec![unreadable(None, Some("b1")), change("e", 6)], false),
        ];
        for (to, changes, is_taken) in table {
            let count = changes.len();
            assert_eq!(Delta::read(&own, &to, changes).is_some(), is_taken, "{to:?} by {count}");
        }
    }

    #[test]
    fn what_the_board_has_is_left_out() {
        let changes = vec![change("e", 4), unreadable(Some(5), Some("b1")), change("e", 5), change("e", 6)];
        let delta = Delta::read(&head("e", 5), &head("e", 6), changes).unwrap();
        assert_eq!(delta.entries.iter().map(|entry| entry.revision).collect::<Vec<_>>(), [6]);
        assert_eq!((delta.set_aside.len(), delta.unreadable), (0, 0));
        let delta = Delta::read(&head("e", 5), &head("e", 5), vec![change("e", 5)]).unwrap();
        assert!(delta.entries.is_empty());
    }

    #[test]
    fn what_can_be_read_later_is_not_set_aside() {
        let changes = vec![unreadable(Some(6), Some("b7")), change("e", 7), unreadable(Some(8), Some("b1"))];
        let delta = Delta::read(&head("e", 5), &head("e", 8), changes).unwrap();
        assert_eq!((delta.set_aside, delta.unreadable), (vec!["b1".to_owned()], 2));
    }
}
