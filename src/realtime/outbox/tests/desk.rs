//! One tab's outbox with its clocks, and the storage and server that tabs share. Nothing happens by itself: a test
//! says when storage takes a step in, and when its answer arrives.

use std::collections::{BTreeMap, VecDeque};

use super::super::super::rng::Rng;
use super::super::super::time::{Now, Timestamp, WallTime};
use super::super::{
    Answer, Claimed, ItemState, ItemStatus, Outbox, OutboxOptions, Path, Record, Request, Step, StorageFault,
    Summary,
};

/// What all tabs of a browser share.
#[derive(Debug, Default)]
pub(in super::super) struct Storage {
    pub(in super::super) records: BTreeMap<(String, String), Record>,
    pub(in super::super) fault: Option<StorageFault>,
}

/// An answer of storage on its way to the outbox.
#[derive(Debug)]
pub(in super::super) enum Stored {
    Saved(u64, Result<(), StorageFault>),
    Claimed(u64, Result<Claimed, StorageFault>),
}

impl Storage {
    /// Carries out one request, in one transaction.
    pub(in super::super) fn take(&mut self, step: Step) -> Option<Stored> {
        Some(match step {
            Step::Save { ticket, records, user, removed } => {
                let result = self.fault.map_or(Ok(()), Err);
                if result.is_ok() {
                    for record in records {
                        self.records.insert((record.user.clone(), record.id.clone()), record);
                    }
                    for id in removed {
                        self.records.remove(&(user.clone(), id));
                    }
                }
                Stored::Saved(ticket, result)
            }
            Step::Wipe { ticket, user, from } => {
                let result = self.fault.map_or(Ok(()), Err);
                if result.is_ok() {
                    self.records.retain(|_, record| record.user != user || !from.contains(&record.tab));
                }
                Stored::Saved(ticket, result)
            }
            Step::Claim { ticket, user, tab, with_own, from, max } => {
                let result = match self.fault {
                    Some(fault) => Err(fault),
                    None => Ok(self.claim(&user, &tab, with_own, &from, max)),
                };
                Stored::Claimed(ticket, result)
            }
            Step::Send { .. } | Step::Item(_) | Step::Summary(_) | Step::Flushed { .. } => return None,
        })
    }

    fn claim(&mut self, user: &str, tab: &str, with_own: bool, from: &[String], max: usize) -> Claimed {
        let (mut records, mut room, mut left) = (Vec::new(), max, 0);
        for record in self.records.values_mut().filter(|record| record.user == user) {
            if record.tab == tab {
                records.extend(with_own.then(|| record.clone()));
            } else if from.contains(&record.tab) && room > 0 {
                room -= 1;
                record.tab = tab.to_owned();
                records.push(record.clone());
            } else if from.contains(&record.tab) {
                left += 1;
            }
        }
        Claimed { records, left }
    }
}

/// A server that applies each id once, checks the version, and takes the same id with another body for a mistake.
#[derive(Debug, Default)]
pub(in super::super) struct Server {
    pub(in super::super) versions: BTreeMap<String, u64>,
    /// Ids in the order in which they were applied.
    pub(in super::super) applied: Vec<String>,
    answers: BTreeMap<String, (String, Answer)>,
}

impl Server {
    /// Its answer to a command.
    pub(in super::super) fn answer(&mut self, id: &str, key: &str, body: &str, version: u64) -> Answer {
        let whole = format!("{body}|{version}");
        if let Some((known, answer)) = self.answers.get(id) {
            return if *known == whole { answer.clone() } else { refused("id_reused") };
        }
        let current = self.versions.entry(key.to_owned()).or_insert(1);
        let answer = if *current == version {
            *current += 1;
            self.applied.push(id.to_owned());
            Answer::Done { version: Some(*current) }
        } else {
            refused("version_conflict")
        };
        self.answers.insert(id.to_owned(), (whole, answer.clone()));
        answer
    }
}

/// A refusal with this code.
pub(in super::super) fn refused(code: &str) -> Answer {
    Answer::Refused {
        code: code.to_owned(),
        retry_after_ms: None,
        answer: format!("{{\"error\":\"{code}\"}}"),
    }
}

/// A queueable action on `key`.
pub(in super::super) fn request(id: &str, key: &str, version: u64) -> Request {
    let body = format!("{{\"do\":\"{id}\"}}");
    Request { id: id.into(), key: key.into(), body, expected_version: version, is_queueable: true }
}

/// A send that nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Sent {
    pub(in super::super) id: String,
    pub(in super::super) body: String,
    pub(in super::super) version: u64,
    pub(in super::super) path: Path,
}

/// One tab.
pub(in super::super) struct Desk {
    /// Its name, or the one that it let go last.
    pub(in super::super) tab: String,
    pub(in super::super) outbox: Outbox,
    pub(in super::super) now: Now,
    pub(in super::super) rng: Rng,
    /// Requests that storage has not taken in yet.
    pub(in super::super) asked: VecDeque<Step>,
    pub(in super::super) sent: VecDeque<Sent>,
    pub(in super::super) states: BTreeMap<String, ItemState>,
    pub(in super::super) told: Vec<ItemStatus>,
    pub(in super::super) summary: Summary,
    pub(in super::super) flushed: Vec<(u64, usize)>,
}

impl Desk {
    /// A tab in which nobody is signed in.
    pub(in super::super) fn new(tab: &str) -> Self {
        Desk::with(tab, OutboxOptions::default())
    }

    /// The same with other bounds.
    pub(in super::super) fn with(tab: &str, options: OutboxOptions) -> Self {
        let mut desk = Desk {
            tab: tab.to_owned(),
            outbox: Outbox::new(options),
            now: Now { mono: Timestamp(1_000), wall: WallTime(1_778_760_000_000) },
            rng: Rng::new(7),
            asked: VecDeque::new(),
            sent: VecDeque::new(),
            states: BTreeMap::new(),
            told: Vec::new(),
            summary: Summary::default(),
            flushed: Vec::new(),
        };
        desk.rename(tab);
        desk
    }

    /// Begins under this name.
    pub(in super::super) fn rename(&mut self, tab: &str) {
        tab.clone_into(&mut self.tab);
        self.act(|outbox, now| outbox.on_named(now, tab));
    }

    /// A tab of `ana` with working storage.
    pub(in super::super) fn signed_in(tab: &str, storage: &mut Storage) -> Self {
        let mut desk = Desk::new(tab);
        desk.act(|outbox, now| outbox.sign_in(now, "ana"));
        desk.settle(storage);
        desk
    }

    /// One input and the whole drain.
    pub(in super::super) fn act<T>(&mut self, input: impl FnOnce(&mut Outbox, Now) -> T) -> T {
        let result = input(&mut self.outbox, self.now);
        while let Some(step) = self.outbox.poll_step() {
            match step {
                Step::Send { id, body, expected_version, path } => {
                    self.sent.push_back(Sent { id, body, version: expected_version, path });
                }
                Step::Item(status) => {
                    self.states.insert(status.id.clone(), status.state.clone());
                    self.told.push(status);
                }
                Step::Summary(summary) => self.summary = summary,
                Step::Flushed { flush, left } => self.flushed.push((flush, left)),
                step @ (Step::Save { .. } | Step::Claim { .. } | Step::Wipe { .. }) => {
                    self.asked.push_back(step);
                }
            }
        }
        let next = self.outbox.poll_timeout(self.now);
        assert!(next.is_none_or(|at| at > self.now.mono), "due at {next:?}, now {:?}", self.now.mono);
        result
    }

    /// Storage's answer arrives.
    pub(in super::super) fn hear(&mut self, stored: Stored) {
        self.act(|outbox, now| match stored {
            Stored::Saved(ticket, result) => outbox.on_saved(now, ticket, result),
            Stored::Claimed(ticket, result) => outbox.on_claimed(now, ticket, result),
        });
    }

    /// Storage takes in and answers everything that it is asked.
    pub(in super::super) fn settle(&mut self, storage: &mut Storage) {
        while let Some(step) = self.asked.pop_front() {
            if let Some(stored) = storage.take(step) {
                self.hear(stored);
            }
        }
    }

    /// The server answers everything that was sent.
    pub(in super::super) fn serve(&mut self, storage: &mut Storage, server: &mut Server) {
        self.settle(storage);
        while let Some(sent) = self.sent.pop_front() {
            let key = self.told.iter().find(|told| told.id == sent.id).map(|told| told.key.clone());
            let answer = server.answer(&sent.id, &key.unwrap_or_default(), &sent.body, sent.version);
            self.answer(&sent.id, answer);
            self.settle(storage);
        }
    }

    /// The answer to one command arrives.
    pub(in super::super) fn answer(&mut self, id: &str, answer: Answer) -> super::super::Fate {
        let mut rng = self.rng.clone();
        let fate = self.act(|outbox, now| outbox.on_answer(now, id, answer, &mut rng));
        self.rng = rng;
        fate
    }

    /// Time passes, and the armed timer fires when it is due.
    pub(in super::super) fn wait(&mut self, ms: u64) {
        let end = self.now.mono + ms;
        while let Some(at) = self.outbox.poll_timeout(self.now).filter(|at| *at <= end) {
            self.advance(at.since_ms(self.now.mono));
            self.act(Outbox::on_timer);
        }
        self.advance(end.since_ms(self.now.mono));
    }

    /// Both clocks move on.
    pub(in super::super) fn advance(&mut self, ms: u64) {
        self.now.mono = self.now.mono + ms;
        self.now.wall.0 += i64::try_from(ms).unwrap();
    }

    /// A person acts.
    pub(in super::super) fn add(&mut self, id: &str, key: &str, version: u64) {
        let taken = self.act(|outbox, now| outbox.enqueue(now, request(id, key, version)));
        assert_eq!(taken, Ok(()));
    }

    /// Push with this generation is the way.
    pub(in super::super) fn connect(&mut self, generation: u64) {
        self.act(|outbox, now| outbox.set_path(now, Some(Path::Push(generation))));
    }

    /// It is gone.
    pub(in super::super) fn cut(&mut self, generation: u64) {
        self.act(|outbox, now| outbox.on_path_lost(now, Path::Push(generation)));
        self.sent.clear();
    }

    /// The ids that are under way, in the order sent.
    pub(in super::super) fn under_way(&self) -> Vec<&str> {
        self.sent.iter().map(|sent| sent.id.as_str()).collect()
    }
}
