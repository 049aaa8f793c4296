//! What is under way between memory and storage, and whether storage can be relied on.

use std::collections::{BTreeMap, BTreeSet};

use super::super::time::Timestamp;
use super::entry::{Entry, Form};

/// Why storage did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageFault {
    /// The browser does not give any: private mode, a setting, a policy.
    Blocked,
    /// There is no room left.
    Full,
    /// It gave an error of another kind.
    Failed,
    /// It did not answer in time.
    Slow,
}

/// Whether what is queued would survive the end of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Safety {
    /// Storage did what it was asked.
    #[default]
    Safe,
    /// It did not: what could not be stored lives in memory alone, and people are told.
    Memory(StorageFault),
}

/// A write under way: which form of which items.
#[derive(Debug)]
pub(super) struct Write {
    pub(super) ticket: u64,
    pub(super) deadline: Timestamp,
    pub(super) forms: BTreeMap<String, Form>,
    pub(super) removed: Vec<String>,
}

/// What a sign-out handed to storage, until storage says that it has it.
#[derive(Debug, Default)]
pub(super) struct Release {
    pub(super) entries: Vec<Entry>,
    /// Items that are gone, and were to be removed.
    pub(super) removed: Vec<String>,
}

/// A claim under way.
#[derive(Debug)]
pub(super) struct Claiming {
    pub(super) ticket: u64,
    pub(super) deadline: Timestamp,
    pub(super) from: Vec<String>,
}

/// Storage as the outbox knows it.
#[derive(Debug, Default)]
pub(super) struct Storage {
    tickets: u64,
    /// The last request under a name that was let go since.
    pub(super) let_go_at: u64,
    pub(super) write: Option<Write>,
    pub(super) claim: Option<Claiming>,
    /// Items that are gone and may still be stored, and whether removing was tried in vain.
    pub(super) removals: BTreeMap<String, bool>,
    /// Whether this tab's own items are to be read yet.
    pub(super) wants_own: bool,
    /// Whose items are to be claimed yet.
    pub(super) wanted: BTreeSet<String>,
    /// The first claim is answered, or given up: nothing older can be in the way of a new item.
    pub(super) has_claimed: bool,
    pub(super) write_fault: Option<StorageFault>,
    pub(super) claim_fault: Option<StorageFault>,
    /// When storage that failed is tried again.
    pub(super) retry_at: Option<Timestamp>,
    /// The next write holds what was tried in vain too.
    pub(super) again: bool,
    /// The claim was tried in vain.
    pub(super) has_claim_failed: bool,
    /// Items that were let go at a sign-out, until storage says so.
    pub(super) releases: BTreeMap<u64, (String, Release)>,
    /// Users whose items were discarded, until storage says so.
    pub(super) wipes: BTreeMap<u64, String>,
}

impl Storage {
    /// A number that no request to storage had before.
    pub(super) fn next_ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// The name under which was stored is anybody's from now on.
    pub(super) fn let_go_of_name(&mut self) {
        self.let_go_at = self.tickets;
        self.claim = None;
        self.wants_own = false;
        self.has_claimed = false;
        self.has_claim_failed = false;
        self.claim_fault = None;
    }

    /// What was tried in vain is tried again.
    pub(super) fn try_again(&mut self) {
        self.again = true;
        self.has_claim_failed = false;
    }

    /// Whether it can be relied on.
    pub(super) fn safety(&self) -> Safety {
        self.write_fault.or(self.claim_fault).map_or(Safety::Safe, Safety::Memory)
    }

    /// Another person's turn; what was let go stays known until storage answers.
    pub(super) fn reset(&mut self) {
        self.write = None;
        self.claim = None;
        self.removals.clear();
        self.wants_own = false;
        self.wanted.clear();
        self.has_claimed = false;
        self.has_claim_failed = false;
        self.claim_fault = None;
        self.again = false;
        self.retry_at = None;
    }

    /// The next deadline of a request under way.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let write = self.write.as_ref().map(|write| write.deadline);
        let claim = self.claim.as_ref().map(|claim| claim.deadline);
        write.into_iter().chain(claim).min()
    }
}
