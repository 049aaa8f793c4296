//! A note that someone is writing, while the note on the server may change underneath.
//!
//! What a person typed is never thrown away by somebody else's change: the other text is shown beside it, and the
//! person decides.

/// The text being written, and what it began from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteDraft {
    base: String,
    text: String,
    theirs: Option<String>,
}

impl NoteDraft {
    /// Begins from the note as it is.
    #[must_use]
    pub fn new(note: &str) -> Self {
        Self { base: note.to_owned(), text: note.to_owned(), theirs: None }
    }

    /// What stands in the field.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it says something else than the server.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.text != self.theirs.as_deref().unwrap_or(&self.base)
    }

    /// What somebody else wrote meanwhile, while the person's own text differs from it.
    #[must_use]
    pub fn theirs(&self) -> Option<&str> {
        self.theirs.as_deref()
    }

    /// The person typed.
    pub fn write(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        self.agree();
    }

    /// The server's note is this now. A field that nobody touched follows; one that someone writes in stays.
    pub fn take(&mut self, note: &str) {
        let known = self.theirs.as_deref().unwrap_or(&self.base);
        if known == note {
            return;
        }
        if self.is_dirty() {
            self.theirs = (note != self.base).then(|| note.to_owned());
            self.agree();
        } else {
            *self = Self::new(note);
        }
    }

    /// The person gives the own text up for the server's.
    pub fn discard(&mut self) {
        *self = Self::new(self.theirs.as_deref().unwrap_or(&self.base));
    }

    /// The person goes on with the own text, and has seen the other one.
    pub fn keep_mine(&mut self) {
        if let Some(theirs) = self.theirs.take() {
            self.base = theirs;
        }
    }

    /// Both wrote the same: there is nothing to decide.
    fn agree(&mut self) {
        if self.theirs.as_ref() == Some(&self.text) {
            *self = Self::new(&self.text.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writing(base: &str, text: &str) -> NoteDraft {
        let mut draft = NoteDraft::new(base);
        draft.write(text);
        draft
    }

    #[test]
    fn an_untouched_field_follows_the_server() {
        let mut draft = NoteDraft::new("cot");
        draft.take("cot, late");
        assert_eq!((draft.text(), draft.is_dirty(), draft.theirs()), ("cot, late", false, None));
    }

    #[test]
    fn what_is_written_survives_a_change_underneath() {
        let mut draft = writing("cot", "cot, allergic to nuts");
        draft.take("cot, late");
        assert_eq!(draft.text(), "cot, allergic to nuts");
        assert_eq!((draft.theirs(), draft.is_dirty()), (Some("cot, late"), true));
        draft.take("cot, later");
        assert_eq!(draft.theirs(), Some("cot, later"));
        draft.keep_mine();
        assert_eq!((draft.theirs(), draft.is_dirty()), (None, true));
        draft.take("cot, later");
        assert_eq!(draft.theirs(), None, "it was seen");
    }

    #[test]
    fn one_can_give_in() {
        let mut draft = writing("", "mine");
        draft.take("theirs");
        draft.discard();
        assert_eq!(draft, NoteDraft::new("theirs"));
        let mut alone = writing("as it was", "mine");
        alone.discard();
        assert_eq!(alone, NoteDraft::new("as it was"));
    }

    #[test]
    fn both_may_write_the_same_and_a_save_comes_back() {
        let mut draft = writing("", "late");
        draft.take("late");
        assert_eq!((draft.is_dirty(), draft.theirs()), (false, None));
        let mut other = writing("", "lat");
        other.take("late");
        other.write("late");
        assert_eq!((other.is_dirty(), other.theirs()), (false, None));
    }

    #[test]
    fn a_change_that_is_taken_back_leaves_nothing_to_decide() {
        let mut draft = writing("cot", "cot!");
        draft.take("other");
        draft.take("cot");
        assert_eq!((draft.text(), draft.theirs(), draft.is_dirty()), ("cot!", None, true));
    }
}
