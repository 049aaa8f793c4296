//! The outbox beside the connection: which way its items go, how they are sent, what answers them.
//!
//! One way at a time: the session while it is up, REST while the feeds are polled and that is answered. What is under
//! way on a session stays there until it is answered or the session is lost; by REST until it is answered or overdue.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::super::acks::Purpose;
use super::super::application::{Application, Draft};
use super::super::contract::{self, ErrorBody};
use super::super::effect::{Effect, Input, Response, Unreachable};
use super::super::error::Fault;
use super::super::outbox::{Answer, Fate, Outbox, Path, Rejected, Request, Step};
use super::super::socket_io::Args;
use super::super::time::{Now, Timer, Timestamp, soonest};
use super::Client;

/// A command under way by REST.
struct Posting {
    id: String,
    deadline: Timestamp,
}

/// Commands under way by REST: at most as many as the outbox sends at once, and those of a person before.
#[derive(Default)]
pub(super) struct Postings {
    last: u64,
    open: BTreeMap<u64, Posting>,
}

impl Postings {
    /// Another person's turn: what is under way is answered to nobody.
    pub(super) fn clear(&mut self) {
        self.open.clear();
    }

    /// After a late timer: overdue answers may be on their way.
    pub(super) fn postpone(&mut self, until: Timestamp) {
        for posting in self.open.values_mut() {
            posting.deadline = posting.deadline.max(until);
        }
    }

    /// When the first of them is overdue.
    pub(super) fn gives_up_at(&self) -> Option<Timestamp> {
        self.open.values().map(|posting| posting.deadline).min()
    }

    fn begin(&mut self, id: String, deadline: Timestamp) -> u64 {
        self.last += 1;
        self.open.insert(self.last, Posting { id, deadline });
        self.last
    }

    fn take_overdue(&mut self, now: Timestamp) -> Vec<Posting> {
        self.open.extract_if(.., |_, posting| posting.deadline <= now).map(|(_, posting)| posting).collect()
    }
}

impl<A: Application> Client<A> {
    /// What people asked for and what became of it.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// A person wants something done.
    pub(super) fn take_command(&mut self, now: Now, id: String, command: &A::Command, expected_version: u64) {
        let taken = match self.app.draft(command) {
            Ok(Draft { key, body, is_queueable }) => {
                let id = id.clone();
                self.outbox.enqueue(now, Request { id, key, body, expected_version, is_queueable })
            }
            Err(_) => Err(Rejected::Unwritable),
        };
        if let Err(why) = taken {
            self.effects.push_back(Effect::Rejected { id, why });
        }
    }

    /// What a person decided about an item, or the answer to a step.
    pub(super) fn on_outbox_input(&mut self, now: Now, input: Input<'_, A>) {
        if let Input::Discard { id } = input {
            self.outbox.discard(now, &id);
        } else if let Input::Resume { key, version } = input {
            self.outbox.resume(now, &key, version);
        } else if let Input::Flush { flush } = input {
            self.outbox.flush(now, flush);
        } else if let Input::Saved { ticket, result } = input {
            self.outbox.on_saved(now, ticket, result);
        } else if let Input::Claimed { ticket, result } = input {
            self.outbox.on_claimed(now, ticket, result);
        } else if let Input::TabGone { tab } = input {
            self.outbox.on_tab_gone(now, &tab);
        } else if let Input::TabNamed { tab } = input {
            self.outbox.on_named(now, &tab);
        } else if let Input::TabLeft = input {
            self.outbox.on_unnamed(now);
        } else if let Input::Commanded { request, result } = input {
            self.on_commanded(now, request, result);
        }
    }

    /// Tells the outbox its way and does what it wants done. On a page that is put away nothing may change: that waits.
    pub(super) fn run_outbox(&mut self, now: Now) {
        if self.life.is_left() {
            return;
        }
        self.outbox.set_spread(self.backoff.spread_ms());
        let path = self.path();
        if self.outbox.path() != path {
            self.outbox.set_path(now, path);
        }
        while let Some(step) = self.outbox.poll_step() {
            match step {
                Step::Send { id, body, expected_version, path } => {
                    self.send_item(now, id, &body, expected_version, path);
                }
                step @ (Step::Save { .. }
                | Step::Claim { .. }
                | Step::Wipe { .. }
                | Step::Item(_)
                | Step::Summary(_)
                | Step::Flushed { .. }) => self.effects.push_back(Effect::Outbox(step)),
            }
        }
    }

    /// The outbox's next deadline, and that of its requests.
    pub(super) fn outbox_timeout(&self, now: Now) -> Option<(Timestamp, Timer)> {
        let posting = self.postings.gives_up_at().map(|at| (at, Timer::Acknowledgement));
        soonest(posting, self.outbox.poll_timeout(now).map(|at| (at, Timer::Outbox)))
    }

    /// Does what is due for the outbox.
    pub(super) fn run_outbox_deadlines(&mut self, now: Now) {
        for posting in self.postings.take_overdue(now.mono) {
            self.outbox.on_unanswered(now, &posting.id, &mut self.rng);
        }
        self.outbox.on_timer(now);
    }

    /// The answer to a command on a session.
    pub(super) fn on_command_ack(&mut self, now: Now, id: &str, args: &Args<'_>) {
        match args.raw(0) {
            Some(raw) => self.on_command_answer(now, id, raw.get(), true, None),
            None => self.outbox.on_unanswered(now, id, &mut self.rng),
        }
    }

    /// The answer to a command by REST.
    fn on_commanded(&mut self, now: Now, request: u64, result: Result<Response<'_>, Unreachable>) {
        let Some(Posting { id, .. }) = self.postings.open.remove(&request) else {
            self.metrics.stale_inputs += 1;
            return;
        };
        match result {
            Ok(Response { status, retry_after_ms, body }) => {
                self.on_command_answer(now, &id, body, status == 200, retry_after_ms);
            }
            Err(Unreachable) => self.outbox.on_unanswered(now, &id, &mut self.rng),
        }
    }

    fn path(&self) -> Option<Path> {
        if self.is_up() {
            Some(Path::Push(self.generation))
        } else {
            (!self.is_at_rest() && self.fallback.is_answered()).then_some(Path::Rest)
        }
    }

    fn send_item(&mut self, now: Now, id: String, body: &str, expected_version: u64, path: Path) {
        let Ok(command) = self.app.encode(body, &id, expected_version) else {
            // Written by a later version of the page, and not to be understood by this one: people see it.
            let (code, answer) = ("bad_request".to_owned(), "{}".to_owned());
            let answer = Answer::Refused { code, retry_after_ms: None, answer };
            self.outbox.on_answer(now, &id, answer, &mut self.rng);
            return;
        };
        match path {
            Path::Push(generation) if self.is_up() && generation == self.generation => {
                let purpose = Purpose::Command(id.clone());
                if !self.send_acknowledged(now, contract::COMMAND, &command, purpose) {
                    self.outbox.on_not_sent(now, &id);
                }
            }
            // The session went while the step waited, and left the item open.
            Path::Push(_) => {}
            Path::Rest => self.post_item(now, id, &command),
        }
    }

    fn post_item(&mut self, now: Now, id: String, command: &RawValue) {
        let Some(token) = self.auth.usable(now, &self.options).map(str::to_owned) else {
            self.request_token(now);
            return self.outbox.on_not_sent(now, &id);
        };
        let request = self.postings.begin(id, now.mono + self.options.fetch_timeout_ms);
        let body = command.get().to_owned();
        self.effects.push_back(Effect::PostCommand { request, body, token });
    }

    /// The server's word on a command, or something that is none: only the same id can tell then.
    fn on_command_answer(
        &mut self,
        now: Now,
        id: &str,
        json: &str,
        may_be_done: bool,
        retry_after_ms: Option<u64>,
    ) {
        let raw = serde_json::from_str::<&RawValue>(json).ok();
        let read = raw.and_then(|raw| self.app.decode_answer(raw).ok());
        let answer = match contract::refusal(json) {
            Some(ErrorBody { code: Some(code), retry_after_ms: hint_ms, .. }) => {
                if Fault::from_code(&code, None).is_refused_identity() {
                    self.request_token(now);
                }
                let retry_after_ms = hint_ms.or(retry_after_ms);
                Some(Answer::Refused { code, retry_after_ms, answer: json.to_owned() })
            }
            Some(ErrorBody { code: None, .. }) => None,
            None => read
                .as_ref()
                .filter(|_| may_be_done)
                .map(|read| Answer::Done { version: self.app.version(read) }),
        };
        let Some(answer) = answer else { return self.outbox.on_unanswered(now, id, &mut self.rng) };
        let fate = self.outbox.on_answer(now, id, answer, &mut self.rng);
        if matches!(fate, Fate::Done | Fate::Refused)
            && !self.life.is_left()
            && let Some(answer) = read
        {
            self.effects.push_back(Effect::Answered { id: id.to_owned(), answer });
        }
    }
}
