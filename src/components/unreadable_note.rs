//! That updates could not be read, until it is put away; the next one says it again.

use leptos::prelude::*;

use super::list_hold::ListPointer;
use super::{use_panel_href, use_wording};
use crate::service::use_realtime;
use crate::words::{Connection, Frame, List};

/// How many updates there were that could not be read, and how many of them were put away, on whichever page.
#[derive(Clone, Copy)]
pub(super) struct UnreadableUpdates {
    count: Memo<u64>,
    put_away: RwSignal<u64>,
}

impl UnreadableUpdates {
    /// Hands it to all components below. Needs the services.
    pub(super) fn provide() {
        let feed = use_realtime().feed();
        let count = Memo::new(move |_| feed.with(|feed| feed.unreadable));
        let put_away = RwSignal::new(0);
        // Another feed counts from the beginning.
        Effect::new(move |_| {
            if count.get() < put_away.get_untracked() {
                put_away.set(0);
            }
        });
        provide_context(Self { count, put_away });
    }

    fn left(self) -> u64 {
        self.count.get().saturating_sub(self.put_away.get())
    }

    fn put_away(self) {
        self.put_away.set(self.count.get_untracked());
    }
}

/// The note.
#[component]
pub fn UnreadableNote() -> impl IntoView {
    let (wording, updates) = (use_wording(), expect_context::<UnreadableUpdates>());
    let to_details = use_panel_href();
    let is_on_list = expect_context::<ListPointer>().is_on_list();
    // Coming above the rows it would push them down under the pointer: it waits until that is elsewhere.
    let count = Memo::new(move |shown: Option<&u64>| {
        let has_to_wait = is_on_list.get() && shown.is_none_or(|shown| *shown == 0);
        if has_to_wait { 0 } else { updates.left() }
    });
    let text = Memo::new(move |_| {
        let count = usize::try_from(count.get()).unwrap_or(usize::MAX);
        (count > 0).then(|| wording.count(count, |count| List::Unreadable(count).into()))
    });
    view! {
        // Always there: what appears in it is said.
        <div role="status">
            <Show when=move || text.with(Option::is_some)>
                <p class="page-note" data-testid="note-unreadable">
                    {move || text.get()}
                    <a class="button button-quiet" href=move || to_details.get()>
                        {wording.say(Connection::Details)}
                    </a>
                    <button type="button" class="button button-quiet" on:click=move |_| updates.put_away()>
                        {wording.say(Frame::Dismiss)}
                    </button>
                </p>
            </Show>
        </div>
    }
}
