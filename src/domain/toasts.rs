//! Results on their way to be read: which are there, for how long, and what becomes of the same one said again.

use std::collections::BTreeSet;

/// A success leaves by itself after this long; an error stays until it is dismissed.
const SUCCESS_MS: i64 = 6_000;
/// What can be undone stays longer.
const UNDO_MS: i64 = 10_000;
/// So many are shown; the rest is counted.
pub const SHOWN_MAX: usize = 3;
/// More than this nobody reads: the oldest goes.
const KEPT_MAX: usize = 50;

/// What kind of result it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// Good to know.
    Info,
    /// It went through.
    Success,
    /// It did not, and someone must know.
    Error,
}

/// A result, and what can be done about it: an `A`.
#[derive(Clone, Debug)]
pub struct Toast<A> {
    /// Results with the same key are one, in place.
    pub key: String,
    /// What kind.
    pub kind: ToastKind,
    /// The sentence; it gets the count of how often it was said.
    pub text: String,
    /// What can be done about it.
    pub action: Option<A>,
    /// The name of what it tells of, where that may change: it leaves once it is so no longer.
    pub fact: Option<String>,
    /// It names nothing of the person's work, and may be read after a sign-out.
    pub outlives_session: bool,
}

impl<A> Toast<A> {
    /// A result that says `text`, the same as any other that says it.
    #[must_use]
    pub fn new(kind: ToastKind, text: String) -> Self {
        Toast { key: text.clone(), kind, text, action: None, fact: None, outlives_session: false }
    }

    /// The same under a key of its own.
    #[must_use]
    pub fn keyed(self, key: impl Into<String>) -> Self {
        Toast { key: key.into(), ..self }
    }

    /// The same for as long as a fact holds.
    #[must_use]
    pub fn while_true(self, fact: String) -> Self {
        Toast { fact: Some(fact), ..self }
    }

    fn life_ms(&self) -> Option<i64> {
        match (self.kind, &self.action) {
            (ToastKind::Error, _) => None,
            (ToastKind::Success | ToastKind::Info, None) => Some(SUCCESS_MS),
            (ToastKind::Success | ToastKind::Info, Some(_)) => Some(UNDO_MS),
        }
    }
}

/// A result that is there.
#[derive(Clone, Debug)]
pub struct KeptToast<A> {
    /// Names it for as long as it is there, whatever it says.
    pub id: u64,
    /// What it says now.
    pub toast: Toast<A>,
    /// How often it said so, one time after the other. Words that changed begin anew.
    pub repeats: usize,
    /// How often something was said under its key.
    said: usize,
    /// What it tells of and still is so.
    facts: BTreeSet<String>,
    /// How long it still stays; errors stay.
    left_ms: Option<i64>,
}

impl<A> KeptToast<A> {
    fn say(&mut self, key: String, toast: impl FnOnce(usize) -> Toast<A>) {
        if self.is_over() {
            (self.said, self.repeats) = (0, 0);
        }
        self.said += 1;
        let toast = Toast { key, ..toast(self.said) };
        self.repeats = if toast.text == self.toast.text { self.repeats + 1 } else { 1 };
        self.left_ms = toast.life_ms();
        self.facts.extend(toast.fact.clone());
        self.toast = toast;
    }

    fn is_over(&self) -> bool {
        self.left_ms.is_some_and(|left_ms| left_ms <= 0)
    }
}

/// The results that are there, the latest last.
#[derive(Clone, Debug)]
pub struct ToastQueue<A> {
    kept: Vec<KeptToast<A>>,
    last_id: u64,
    /// The one that said something last.
    said_last: u64,
}

impl<A> Default for ToastQueue<A> {
    fn default() -> Self {
        ToastQueue { kept: Vec::new(), last_id: 0, said_last: 0 }
    }
}

impl<A> ToastQueue<A> {
    /// Those that are shown.
    #[must_use]
    pub fn shown(&self) -> &[KeptToast<A>] {
        &self.kept[self.first_shown()..]
    }

    /// The one to show where there is room for one: what was said last, or else the last one.
    #[must_use]
    pub fn latest(&self) -> Option<u64> {
        self.get(self.said_last).or(self.kept.last()).map(|kept| kept.id)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, id: u64) -> Option<&KeptToast<A>> {
        self.kept.iter().find(|each| each.id == id)
    }

    /// Says a result whose words may depend on how often something was said under its key. The one with that key says
    /// it in its place: what lies under a pointer must not become another guest's. Where it was not shown, it comes to
    /// be seen as a new one does.
    pub fn say(&mut self, key: String, toast: impl FnOnce(usize) -> Toast<A>) {
        let Some(at) = self.kept.iter().position(|each| each.toast.key == key) else {
            return self.add(Toast { key, ..toast(1) });
        };
        let is_shown = at >= self.first_shown();
        self.kept[at].say(key, toast);
        self.said_last = self.kept[at].id;
        if !is_shown {
            self.kept[at..].rotate_left(1);
        }
    }

    fn add(&mut self, toast: Toast<A>) {
        self.last_id += 1;
        self.said_last = self.last_id;
        let (left_ms, facts) = (toast.life_ms(), toast.fact.iter().cloned().collect());
        self.kept.push(KeptToast { id: self.last_id, toast, repeats: 1, said: 1, facts, left_ms });
        if self.kept.len() > KEPT_MAX {
            self.kept.remove(0);
        }
    }

    /// Takes one away.
    pub fn dismiss(&mut self, id: u64) {
        self.kept.retain(|each| each.id != id);
    }

    /// Takes away what tells of the work of a person who is gone. Whether there was any.
    pub fn end_session(&mut self) -> bool {
        self.retain(|each| each.toast.outlives_session)
    }

    /// Takes all away. Whether there was any.
    pub fn clear(&mut self) -> bool {
        self.retain(|_| false)
    }

    /// Only these facts hold: what tells of none that does leaves as soon as time passes.
    pub fn keep_to(&mut self, facts: &BTreeSet<String>) {
        for kept in self.kept.iter_mut().filter(|kept| !kept.facts.is_empty()) {
            kept.facts.retain(|fact| facts.contains(fact));
            if kept.facts.is_empty() {
                kept.left_ms = Some(0);
            }
        }
    }

    /// Time passed, in which those that are shown could be read. Whether one left.
    pub fn pass(&mut self, passed_ms: i64) -> bool {
        let first_shown = self.first_shown();
        for each in &mut self.kept[first_shown..] {
            each.left_ms = each.left_ms.map(|left_ms| left_ms - passed_ms);
        }
        self.retain(|each| !each.is_over())
    }

    fn first_shown(&self) -> usize {
        self.kept.len().saturating_sub(SHOWN_MAX)
    }

    fn retain(&mut self, stays: impl FnMut(&KeptToast<A>) -> bool) -> bool {
        let before = self.kept.len();
        self.kept.retain(stays);
        self.kept.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Queue = ToastQueue<()>;

    fn success(text: &str) -> Toast<()> {
        Toast::new(ToastKind::Success, text.to_owned())
    }

    fn say(queue: &mut Queue, key: &str, text: &str) {
        queue.say(key.to_owned(), |_| success(text));
    }

    /// What is shown, with its count.
    fn shown(queue: &Queue) -> Vec<(&str, usize)> {
        queue.shown().iter().map(|each| (each.toast.text.as_str(), each.repeats)).collect()
    }

    #[test]
    fn the_same_key_says_it_in_its_place() {
        let mut queue = Queue::default();
        say(&mut queue, "lee", "Lee: confirmed.");
        say(&mut queue, "ada", "Ada: checked in.");
        let (lee, ada) = (queue.shown()[0].id, queue.shown()[1].id);
        say(&mut queue, "lee", "Lee: checked in.");
        assert_eq!(shown(&queue), [("Lee: checked in.", 1), ("Ada: checked in.", 1)]);
        assert_eq!([queue.shown()[0].id, queue.shown()[1].id], [lee, ada], "the same elements");
    }

    #[test]
    fn only_the_same_words_are_counted() {
        let table: [(&str, &[&str], usize); 4] = [
            ("said once", &["a"], 1),
            ("said again", &["a", "a", "a"], 3),
            ("other words", &["a", "a", "b"], 1),
            ("the same words after others", &["a", "b", "a", "a"], 2),
        ];
        for (case, texts, repeats) in table {
            let mut queue = Queue::default();
            texts.iter().for_each(|text| say(&mut queue, "key", text));
            assert_eq!(shown(&queue), [(texts[texts.len() - 1], repeats)], "{case}");
        }
    }

    #[test]
    fn words_with_a_count_of_their_own_get_no_second_one() {
        let mut queue = Queue::default();
        for _ in 0..3 {
            queue.say("sent".to_owned(), |said| success(&format!("{said} changes were sent.")));
        }
        assert_eq!(shown(&queue), [("3 changes were sent.", 1)]);
    }

    #[test]
    fn the_latest_are_shown_and_one_that_was_not_comes_to_be_seen() {
        let mut queue = Queue::default();
        for text in ["a", "b", "c", "d", "e"] {
            say(&mut queue, text, text);
        }
        assert_eq!((shown(&queue), queue.len()), (vec![("c", 1), ("d", 1), ("e", 1)], 5));
        say(&mut queue, "a", "a");
        assert_eq!((shown(&queue), queue.len()), (vec![("d", 1), ("e", 1), ("a", 2)], 5));
        say(&mut queue, "d", "d");
        assert_eq!(shown(&queue), [("d", 2), ("e", 1), ("a", 2)]);
    }

    #[test]
    fn each_kind_stays_its_time_and_an_error_until_it_is_dismissed() {
        let undo = Toast { action: Some(()), ..success("undo") };
        let error = Toast::new(ToastKind::Error, "error".to_owned());
        let mut queue = Queue::default();
        for toast in [success("success"), undo, error] {
            queue.say(toast.key.clone(), |_| toast);
        }
        for (passed_ms, left) in [(5_999, 3), (1, 2), (3_999, 2), (1, 1), (9_000_000, 1)] {
            let before = queue.len();
            assert_eq!(queue.pass(passed_ms), left < before, "{passed_ms}");
            assert_eq!(queue.len(), left, "{passed_ms}");
        }
        queue.dismiss(queue.shown()[0].id);
        assert!(queue.is_empty());
    }

    #[test]
    fn what_is_said_again_or_is_not_shown_keeps_its_time() {
        let mut queue = Queue::default();
        say(&mut queue, "a", "a");
        queue.pass(5_000);
        say(&mut queue, "a", "a");
        assert!(!queue.pass(5_000), "it was said again");
        for text in ["b", "c", "d"] {
            say(&mut queue, text, text);
        }
        assert!(queue.pass(6_000));
        assert_eq!(shown(&queue), [("a", 2)], "nobody could read it");
    }

    /// An error that counts itself.
    fn fail(queue: &mut Queue, fact: &str) {
        queue.say("failed".to_owned(), |said| {
            Toast::new(ToastKind::Error, format!("{said} failed")).while_true(fact.to_owned())
        });
    }

    #[test]
    fn what_is_so_no_longer_leaves_when_time_passes() {
        let facts = |facts: &[&str]| facts.iter().map(|fact| (*fact).to_owned()).collect();
        let mut queue = Queue::default();
        say(&mut queue, "other", "other");
        fail(&mut queue, "a");
        fail(&mut queue, "b");
        let table: [(&[&str], bool); 3] = [(&["a", "b"], false), (&["b", "c"], false), (&["c"], true)];
        for (holding, leaves) in table {
            queue.keep_to(&facts(holding));
            assert_eq!(queue.len(), 2, "whoever reads it is not interrupted");
            assert_eq!(queue.pass(1), leaves, "{holding:?}");
        }
        assert_eq!(shown(&queue), [("other", 1)], "it tells of no fact");
    }

    #[test]
    fn where_there_is_room_for_one_it_is_what_was_said_last() {
        let mut queue = Queue::default();
        assert_eq!(queue.latest(), None);
        for (key, latest) in [("lee", 1), ("ada", 2), ("lee", 1)] {
            say(&mut queue, key, key);
            assert_eq!(queue.latest(), Some(latest), "{key}");
        }
        queue.dismiss(1);
        assert_eq!(queue.latest(), Some(2));
    }

    #[test]
    fn what_is_over_and_still_there_begins_anew() {
        let mut queue = Queue::default();
        fail(&mut queue, "a");
        queue.keep_to(&BTreeSet::new());
        fail(&mut queue, "b");
        assert_eq!(shown(&queue), [("1 failed", 1)]);
        assert!(!queue.pass(1));
    }

    #[test]
    fn the_oldest_of_too_many_goes() {
        let mut queue = Queue::default();
        (0..=KEPT_MAX).for_each(|number| say(&mut queue, &number.to_string(), "text"));
        assert_eq!((queue.len(), queue.get(1).is_some(), queue.get(2).is_some()), (KEPT_MAX, false, true));
    }

    #[test]
    fn the_end_of_a_session_leaves_what_names_nothing() {
        let mut queue = Queue::default();
        say(&mut queue, "work", "work");
        queue.say("kept".to_owned(), |_| Toast { outlives_session: true, ..success("kept") });
        assert!(queue.end_session() && !queue.end_session());
        assert_eq!(shown(&queue), [("kept", 1)]);
        assert!(queue.clear() && !queue.clear());
    }
}
