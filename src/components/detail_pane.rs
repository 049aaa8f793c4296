//! The pane of one booking: beside the list where there is room, in its place where there is not. Its head stays while
//! one goes from booking to booking, so that the focus stays on the button.

use leptos::html;
use leptos::prelude::*;

use super::booking_detail::BookingDetail;
use super::focus::FocusKeeper;
use super::{AsOf, Icon, icon, use_freshness, use_list_view, use_wording};
use crate::domain::BookingId;
use crate::service::use_realtime;
use crate::words::Detail;

/// From this width on the list stays beside the detail; `style/detail.css` says the same.
const SPLIT_PX: f64 = 1_024.0;

/// The pane, while a booking is open.
#[component]
pub fn DetailPane() -> impl IntoView {
    let view = use_list_view();
    let is_open = Memo::new(move |_| view.opened.with(Option::is_some));
    view! {
        <Show when=move || is_open.get()>
            <Pane />
        </Show>
    }
}

#[component]
fn Pane() -> impl IntoView {
    let (wording, view, realtime) = (use_wording(), use_list_view(), use_realtime());
    let is_split = use_is_split();
    let pane = NodeRef::<html::Div>::new();
    let keeper = FocusKeeper::new(pane);
    // What the pane says changes with the board.
    let version = realtime.board();
    Effect::new(move |_| {
        version.track();
        view.opened.track();
        keeper.catch();
    });
    // The name stays when the booking is removed: it is still about this guest.
    let guest = Memo::new(move |last: Option<&Option<(BookingId, String)>>| {
        let id = view.opened.get()?;
        let name = realtime.with_board(|board| board.get(&id).map(|booking| booking.guest.name.clone()));
        let known = last.cloned().flatten().filter(|(of, _)| *of == id);
        name.map(|name| (id, name)).or(known)
    });
    // What is not on the board says by itself since when it is so, or why there is nothing.
    let is_on_board = Memo::new(move |_| {
        view.opened
            .with(|id| id.as_ref().is_some_and(|id| realtime.with_board(|board| board.get(id).is_some())))
    });
    let freshness = use_freshness();
    let is_gap = move || is_on_board.get() && freshness.get().is_gap();
    let fetched = RwSignal::new(None::<(BookingId, String)>);
    let title = move || {
        let id = view.opened.get();
        let named = guest.get().or_else(|| fetched.get().filter(|(of, _)| Some(of) == id.as_ref()));
        named.map_or_else(|| wording.say(Detail::Booking), |(_, name)| name)
    };
    view! {
        <section class="detail" aria-labelledby="detail-title" data-testid="detail">
            <div
                class="detail-inner"
                data-testid="detail-inner"
                node_ref=pane
                tabindex="-1"
                data-gap=move || is_gap().to_string()
                on:focusin=move |event| keeper.on_focus(event_target(&event))
            >
                <header class="detail-head">
                    <CloseButton is_split />
                    {move || match is_split.get() {
                        true => view! { <h2 id="detail-title" tabindex="-1">{title}</h2> }.into_any(),
                        false => view! { <h1 id="detail-title" tabindex="-1">{title}</h1> }.into_any(),
                    }}
                    // The list says it where it is beside the detail.
                    <Show when=move || is_on_board.get() && !is_split.get()><AsOf freshness /></Show>
                    <Steps />
                </header>
                {move || view.opened.get().map(|id| view! { <BookingDetail id fetched /> })}
            </div>
        </section>
    }
}

/// Whether the list is beside the detail.
fn use_is_split() -> Memo<bool> {
    let width = || window().inner_width().ok().and_then(|px| px.as_f64()).unwrap_or(SPLIT_PX);
    let width_px = RwSignal::new(width());
    let handle = window_event_listener(leptos::ev::resize, move |_| width_px.set(width()));
    on_cleanup(move || handle.remove());
    Memo::new(move |_| width_px.get() >= SPLIT_PX)
}

#[component]
fn CloseButton(is_split: Memo<bool>) -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let word = move || wording.say(if is_split.get() { Detail::Close } else { Detail::BackToList });
    view! {
        <button
            type="button"
            class="button detail-button"
            data-testid="detail-close"
            aria-label=word
            title=word
            on:click=move |_| view.close()
        >
            {move || icon(if is_split.get() { Icon::Close } else { Icon::Back })}
        </button>
    }
}

/// To the booking before and behind this one, as the list has them.
#[component]
fn Steps() -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let place = Memo::new(move |_| {
        view.places.with(|places| view.opened.with(|id| places.get(id.as_ref()?).copied()))
    });
    let at = move |step: isize| {
        let at = place.get()?.checked_add_signed(step)?;
        view.calm.with(|calm| calm.rows().get(at).cloned())
    };
    let before = Memo::new(move |_| at(-1));
    let behind = Memo::new(move |_| at(1));
    let text = move || {
        let total = view.calm.with(|calm| calm.rows().len());
        Some(wording.say(Detail::Place(&wording.number(place.get()? + 1), &wording.number(total))))
    };
    let step = move |shape: Icon, word: Detail<'static>, to: Memo<Option<BookingId>>| {
        view! {
            <button
                type="button"
                class="button detail-button"
                aria-label=wording.say(word)
                title=wording.say(word)
                aria-disabled=move || to.with(Option::is_none).to_string()
                on:click=move |_| drop(to.get_untracked().inspect(|id| view.open(id)))
            >
                {icon(shape)}
            </button>
        }
    };
    view! {
        <p class="detail-place quiet figures">{text}</p>
        {step(Icon::Previous, Detail::Previous, before)}
        {step(Icon::Next, Detail::Next, behind)}
    }
}
